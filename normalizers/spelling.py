r"""A name as cells: each character as it is meant, beside how and where it was written.

A cell is what a comparison reads: its character in one encoding, upper case, its 1-based position in the raw value,
the raw characters that it was written with, and why they are not the same. Kanji stay as written: which of them are
one character is a question about a pair (`normalizers.relations`).

>>> [(cell.char, cell.position, cell.raw) for cell in spell("林\N{IDEOGRAPHIC SPACE}ﾀﾞ").cells]
[('林', 1, '林'), ('ダ', 3, 'ﾀﾞ')]
>>> spell("林\N{IDEOGRAPHIC SPACE}ﾀﾞ").cuts
frozenset({1})

Source: as `normalizers.widths`.
"""

import unicodedata
from collections.abc import KeysView
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from normalizers.forms import Reason
from normalizers.relations import Relations, active_relations
from normalizers.widths import DAKUTEN_ENCODING, INVISIBLE, SEMI_VOICED, SPACE_WIDTH, VOICED, encoding_table

SEPARATORS = frozenset(
    " \N{KATAKANA MIDDLE DOT}\N{MIDDLE DOT}\N{KATAKANA-HIRAGANA DOUBLE HYPHEN}=,."
    "\N{FULLWIDTH COMMA}\N{FULLWIDTH FULL STOP}\N{IDEOGRAPHIC COMMA}"
)
MASKS = frozenset("●〓■□*?\N{REPLACEMENT CHARACTER}")
_WIDE_SPACE = "\N{IDEOGRAPHIC SPACE}"
_SPACES = frozenset({" ", _WIDE_SPACE})
_UNCUT: frozenset[int] = frozenset()
_KEPT: frozenset[Reason] = frozenset()
_SPACED = frozenset({SPACE_WIDTH})
CASE, SEPARATOR, LOCAL_GAIJI = Reason("case"), Reason("separator"), Reason("local_gaiji")


class Cell(NamedTuple):
    """One character of a name: what it is, where it stands (1-based), how it was written and why that differs."""

    char: str
    position: int
    raw: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as cells.

    `text` are the characters alone, one per cell; `cuts` are the cell indices before which a separator stands;
    `dropped` says why characters were left out. `plain` says that every character is written as it is meant.
    """

    written: str
    text: str
    cuts: frozenset[int]
    dropped: frozenset[Reason]
    folded: tuple[Cell, ...] | None = None

    @property
    def plain(self) -> bool:
        """Whether all characters are written as they are meant, so that spaces are all that may be left out."""
        return self.folded is None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return all cells."""
        if self.folded is not None:
            return self.folded
        return tuple(Cell(raw, at, raw) for at, raw in enumerate(self.written, 1) if raw not in _SPACES)

    def cell(self, index: int) -> Cell:
        """Return one cell: less work than all of them where the name is plain."""
        if self.folded is not None:
            return self.folded[index]
        if len(self.written) - len(self.text) != len(self.cuts):
            return self.cells[index]
        char = self.text[index]
        return Cell(char, index + 1 + sum([cut <= index for cut in self.cuts]), char)


@lru_cache(maxsize=2)
def _special(relations: Relations) -> dict[str, tuple[str, tuple[Reason, ...]]]:
    """Return every character that is no cell as it stands → what it is and why."""
    found: dict[str, tuple[str, tuple[Reason, ...]]] = {char: (char, ()) for char in (*SEPARATORS, VOICED, SEMI_VOICED)}
    for number in range(26):
        found[chr(ord("a") + number)] = (chr(ord("A") + number), (CASE,))
    for code, (becomes, reason) in encoding_table().items():
        upper = becomes.upper() if becomes.isascii() else becomes
        found[chr(code)] = (upper, (reason,) if upper == becomes else (reason, CASE))
    found |= {source: (row.target, (LOCAL_GAIJI,)) for source, row in relations.gaiji.items()}
    return found


def special_characters(relations: Relations) -> KeysView[str]:
    """Return every character that is no cell as it stands: separators, what is folded, and own gaiji."""
    return _special(relations).keys()


def is_plain(text: str) -> bool:
    """Return whether every character of a text is one cell as it stands: no separator, nothing folded, no own gaiji."""
    return special_characters(active_relations()).isdisjoint(text)


def spell(text: str) -> Spelling:
    """Return the cells of a name: encoded one way, upper case, without separators, kanji still as written."""
    return _spell(text, active_relations())


@lru_cache(maxsize=8192)
def _spell(text: str, relations: Relations) -> Spelling:
    special = _special(relations)
    if special.keys().isdisjoint(text):
        return Spelling(text, text, _UNCUT, _KEPT)
    words = text.replace(" ", _WIDE_SPACE).split(_WIDE_SPACE)
    chars = "".join(words)
    if special.keys().isdisjoint(chars):
        ends = accumulate(map(len, words[:-1]))
        return Spelling(text, chars, frozenset(ends) - {0, len(chars)}, _SPACED)
    return _fold(text, special)


def _fold(text: str, special: dict[str, tuple[str, tuple[Reason, ...]]]) -> Spelling:
    cells: list[Cell] = []
    cuts: set[int] = set()
    dropped: set[Reason] = set()
    for position, raw in enumerate(text, 1):
        meant = special.get(raw)
        if meant is None:
            cells.append(Cell(raw, position, raw))
            continue
        char, reasons = meant
        if char in SEPARATORS:
            cuts.add(len(cells))
            dropped.add(SPACE_WIDTH if char == " " else SEPARATOR)
        elif not char and (INVISIBLE in reasons or not cells):
            dropped.add(INVISIBLE)
        elif not (char in ("", VOICED, SEMI_VOICED) and cells and _join(cells, raw, char, reasons)):
            cells.append(Cell(char, position, raw, reasons))
    chars = "".join([cell.char for cell in cells])
    return Spelling(text, chars, frozenset(cuts) - {0, len(cells)}, frozenset(dropped), tuple(cells))


def _join(cells: list[Cell], raw: str, char: str, reasons: tuple[Reason, ...]) -> bool:
    """Write a selector or a voiced mark into the last cell; return False if the mark does not combine with it."""
    last = cells[-1]
    joined = unicodedata.normalize("NFC", last.char + char) if char else last.char
    if len(joined) > 1:
        return False
    why = (*last.reasons, *(reasons or (DAKUTEN_ENCODING,)))
    cells[-1] = Cell(joined, last.position, last.raw + raw, tuple(dict.fromkeys(why)))
    return True
