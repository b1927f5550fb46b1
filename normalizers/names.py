r"""Names as keys: one spelling per name, for joins and candidate search, and the cells that a comparison reads.

Order of the steps: encoding (`normalizers.widths`) → local gaiji table → case → one form per kanji (single step, never a
closure) → separators dropped. A name in Latin letters takes the key of `normalizers.romaji` without its spaces.

Equal keys make a candidate, not a proof: 辨 and 辯 are both variants of 弁 and share a key, and a key has no family/given
cut. What is proof is decided pair by pair in `matcher.domain.names`.

>>> normalize_name("髙橋\N{IDEOGRAPHIC SPACE}太郎")
Normalized(key='高橋太郎', reasons=('space_width', 'gaiji_shrink'))
>>> normalize_name("渡邉\U000e0100").key == normalize_name("渡邉").key
True
>>> normalize_name("Smith, John").key
'JOHNSMITH'
>>> [(cell.char, cell.position) for cell in spell("林\N{IDEOGRAPHIC SPACE}ﾀﾞ").cells]
[('林', 1), ('ダ', 3)]

Source: names of the resident registry, 住民基本台帳; relation tables with their editions in `normalizers/tables`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from normalizers.forms import NameKey, Normalized, Reason
from normalizers.relations import Relations, active_relations
from normalizers.romaji import is_latin, normalize_roman
from normalizers.widths import (
    DAKUTEN_ENCODING,
    INVISIBLE,
    SEMI_VOICED,
    SPACE_WIDTH,
    VOICED,
    encoding_map,
    encoding_reasons,
    encoding_table,
    fold_encoding,
)

SEPARATORS = frozenset(" \N{KATAKANA MIDDLE DOT}\N{MIDDLE DOT}\N{KATAKANA-HIRAGANA DOUBLE HYPHEN}=,.，．、")
MASKS = frozenset("●〓■□*?\N{REPLACEMENT CHARACTER}")
CASE, SEPARATOR, LOCAL_GAIJI = Reason("case"), Reason("separator"), Reason("local_gaiji")
T = TypeVar("T")
_LOWER = {code: chr(code - 32) for code in range(ord("a"), ord("z") + 1)}
_NEEDS_CARE = re.compile(f"[{VOICED}{SEMI_VOICED}A-Z\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Cell:
    """One character of a name: what it encodes, where it stands (1-based), how it was written and why it changed."""

    char: str
    position: int
    raw: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as cells; `cuts` are the cell indices before which a separator stands, `dropped` what else was left out."""

    cells: tuple[Cell, ...]
    cuts: frozenset[int]
    dropped: frozenset[Reason]

    @property
    def text(self) -> str:
        """Return the characters without separators."""
        return "".join([cell.char for cell in self.cells])


@lru_cache(maxsize=2)
def _key_map(relations: Relations) -> dict[int, str]:
    """Compose every step that works on one character into one map of `str.translate`."""
    last = {**_LOWER, **dict.fromkeys(map(ord, SEPARATORS), ""), **relations.key_map()}
    first = encoding_map() | {ord(source): row.target for source, row in relations.gaiji.items()}
    return last | {code: becomes.translate(last) for code, becomes in first.items()}


def normalize_name(text: str) -> Normalized[NameKey]:
    """Return the key of a name in any script, with the reasons in the order of the steps.

    Args:
        text: the name as written; empty gives an empty key.
    """
    relations = active_relations()
    key = text.translate(_key_map(relations))
    if key == text:
        return Normalized(NameKey(key)) if not _NEEDS_CARE.search(key) else _careful_key(text)
    if _NEEDS_CARE.search(key):
        return _careful_key(text)
    return Normalized(NameKey(key), _reasons(text, relations))


def _careful_key(text: str) -> Normalized[NameKey]:
    """Return the key where a voiced mark has to join its kana, or letters make the name a Latin one."""
    if is_latin(text):
        roman = normalize_roman(text)
        return Normalized(NameKey(roman.key.replace(" ", "")), roman.reasons)
    relations = active_relations()
    key = unicodedata.normalize("NFC", fold_encoding(text)).translate(_key_map(relations))
    return Normalized(NameKey(key), _reasons(text, relations))


def _reasons(text: str, relations: Relations) -> tuple[Reason, ...]:
    folded = fold_encoding(text)
    found = list(encoding_reasons(text))
    if any(char in relations.gaiji for char in text):
        found.append(LOCAL_GAIJI)
    if any("a" <= char <= "z" for char in folded):
        found.append(CASE)
    keys = relations.key_targets()
    found += sorted({Reason(keys[char].code) for char in folded if char in keys})
    if any(char in SEPARATORS and char != " " for char in folded):
        found.append(SEPARATOR)
    if " " in text and SPACE_WIDTH not in found:
        found.append(SPACE_WIDTH)
    return tuple(found)


def normalize_names(values: Sequence[str]) -> list[Normalized[NameKey]]:
    """Return the keys of many names; each distinct value is worked out once."""
    return map_distinct(values, normalize_name)


def map_distinct(values: Iterable[str], function: Callable[[str], T]) -> list[T]:
    """Apply `function` to each distinct value once, and give the results in the order of `values`."""
    values = list(values)
    done = {value: function(value) for value in dict.fromkeys(values)}
    return [done[value] for value in values]


def spell(text: str) -> Spelling:
    """Return the cells of a name: encoded one way, upper case, without separators, kanji still as written."""
    table, gaiji = encoding_table(), active_relations().gaiji
    cells: list[Cell] = []
    cuts: set[int] = set()
    dropped: set[Reason] = set()
    for position, raw in enumerate(text, 1):
        char, reason = table.get(ord(raw), (raw, None))
        reasons = (reason,) if reason else ()
        if raw in gaiji:
            char, reasons = gaiji[raw].target, (LOCAL_GAIJI,)
        if char in (VOICED, SEMI_VOICED) and cells:
            joined = unicodedata.normalize("NFC", cells[-1].char + char)
            if len(joined) == 1:
                before = cells[-1]
                why = tuple(dict.fromkeys((*before.reasons, *reasons, DAKUTEN_ENCODING)))
                cells[-1] = Cell(joined, before.position, before.raw + raw, why)
                continue
        if not char and cells and reason is not INVISIBLE:
            before = cells[-1]
            cells[-1] = Cell(before.char, before.position, before.raw + raw, (*before.reasons, *reasons))
        elif not char:
            dropped.add(INVISIBLE)
        elif char in SEPARATORS:
            cuts.add(len(cells))
            dropped.add(SPACE_WIDTH if char == " " else SEPARATOR)
        else:
            if "a" <= char <= "z":
                char, reasons = char.upper(), (*reasons, CASE)
            cells.append(Cell(char, position, raw, reasons))
    return Spelling(tuple(cells), frozenset(cuts) - {0, len(cells)}, frozenset(dropped))
