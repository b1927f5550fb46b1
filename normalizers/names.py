r"""Names as keys: one spelling per name, for joins and candidate search.

Order of the steps: encoding (`normalizers.widths`) → local gaiji table → case → one form per kanji (single step,
never a closure) → separators dropped. A name in Latin letters takes the key of `normalizers.romaji` without its
spaces.

Equal keys make a candidate, not a proof: 辨 and 辯 are both variants of 弁 and share a key, and a key has no cut
between family and given name. What is proof is decided pair by pair in `matcher.domain.names`.

>>> normalize_name("髙橋\N{IDEOGRAPHIC SPACE}太郎")
Normalized(key='高橋太郎', reasons=('space_width', 'gaiji_shrink'))
>>> normalize_name("渡邉\U000e0100").key == normalize_name("渡邉").key
True
>>> normalize_name("Smith, John").key
'JOHNSMITH'

Source: names of the resident registry (住民基本台帳); relation tables with their editions in `normalizers/tables`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from normalizers.forms import NameKey, Normalized, Reason
from normalizers.relations import Relations, active_relations
from normalizers.romaji import is_latin, normalize_roman
from normalizers.spelling import CASE, LOCAL_GAIJI, SEPARATOR, SEPARATORS
from normalizers.widths import (
    DAKUTEN_ENCODING,
    ENCODING_ORDER,
    SEMI_VOICED,
    SPACE_WIDTH,
    VOICED,
    encoding_map,
    encoding_table,
    fold_encoding,
)

T = TypeVar("T")
_SPACE_ONLY = (SPACE_WIDTH,)
_LOWER = {code: chr(code - 32) for code in range(ord("a"), ord("z") + 1)}
_NEEDS_CARE = re.compile(f"[{VOICED}{SEMI_VOICED}A-Z\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f]")


@lru_cache(maxsize=2)
def _key_map(relations: Relations) -> dict[int, str]:
    """Compose every step that works on one character into one map of `str.translate`."""
    last = {**_LOWER, **dict.fromkeys(map(ord, SEPARATORS), ""), **relations.key_map()}
    first = encoding_map() | {ord(source): row.target for source, row in relations.gaiji.items()}
    return last | {code: becomes.translate(last) for code, becomes in first.items()}


def plain_characters() -> tuple[Mapping[int, str], re.Pattern[str]]:
    """Return the key of each character that changes, and what may not be left for a text to be keyed one by one.

    For whoever makes the keys of whole columns: where the pattern finds nothing in a text so translated, that text is
    the key that `normalize_name` gives.
    """
    return _key_map(active_relations()), _NEEDS_CARE


@lru_cache(maxsize=2)
def _reason_map(relations: Relations) -> dict[str, tuple[Reason, ...]]:
    """Return every character that the key changes → why, in the order of the steps."""
    keyed = {source: (Reason(row.code),) for source, row in relations.key_targets().items()}
    last = dict.fromkeys(SEPARATORS, (SEPARATOR,)) | {chr(code): (CASE,) for code in _LOWER} | keyed
    last |= {" ": (SPACE_WIDTH,), VOICED: (DAKUTEN_ENCODING,), SEMI_VOICED: (DAKUTEN_ENCODING,)}
    first = {chr(code): (becomes, reason) for code, (becomes, reason) in encoding_table().items()}
    first |= {source: (row.target, LOCAL_GAIJI) for source, row in relations.gaiji.items()}
    marks = {VOICED, SEMI_VOICED}
    encoded = {
        char: (reason, *(why for why in last.get(becomes, ()) if becomes not in marks and why != reason))
        for char, (becomes, reason) in first.items()
    }
    return last | encoded


@lru_cache(maxsize=2)
def _order(relations: Relations) -> dict[Reason, int]:
    relational = sorted({Reason(row.code) for row in relations.key_targets().values()})
    steps = (*ENCODING_ORDER, LOCAL_GAIJI, CASE, *relational, SEPARATOR)
    return {reason: number for number, reason in enumerate(steps)}


def normalize_name(text: str) -> Normalized[NameKey]:
    """Return the key of a name in any script, with the reasons in the order of the steps.

    Args:
        text: the name as written; empty gives an empty key.
    """
    relations = active_relations()
    key = text.translate(_key_map(relations))
    if _NEEDS_CARE.search(key):
        return _careful_key(text, relations)
    if key == text:
        return Normalized(NameKey(key))
    if key == text.replace("\N{IDEOGRAPHIC SPACE}", ""):
        return Normalized(NameKey(key), _SPACE_ONLY)
    return Normalized(NameKey(key), _reasons(text, relations))


def _careful_key(text: str, relations: Relations) -> Normalized[NameKey]:
    """Return the key where a voiced mark has to join its kana, or where letters may make the name a Latin one."""
    if is_latin(text):
        roman = normalize_roman(text)
        return Normalized(NameKey(roman.key.replace(" ", "")), roman.reasons)
    key = unicodedata.normalize("NFC", fold_encoding(text)).translate(_key_map(relations))
    return Normalized(NameKey(key), _reasons(text, relations))


def _reasons(text: str, relations: Relations) -> tuple[Reason, ...]:
    """Return why `text` is not its key, in the order of the steps."""
    why = _reason_map(relations)
    found = {reason for char in text if char in why for reason in why[char]}
    return tuple(found) if len(found) < 2 else tuple(sorted(found, key=_order(relations).__getitem__))  # noqa: PLR2004


def normalize_names(values: Sequence[str]) -> list[Normalized[NameKey]]:
    """Return the keys of many names; each distinct value is worked out once."""
    return map_distinct(values, normalize_name)


def map_distinct(values: Iterable[str], function: Callable[[str], T]) -> list[T]:
    """Apply `function` to each distinct value once, and give the results in the order of `values`.

    >>> map_distinct(["b", "a", "b"], str.upper)
    ['B', 'A', 'B']
    """
    listed = list(values)
    done = {value: function(value) for value in dict.fromkeys(listed)}
    return [done[value] for value in listed]
