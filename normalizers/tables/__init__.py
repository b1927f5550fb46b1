"""The committed tables and the pluggable ones: how a TSV is read, and what is refused.

A table file has five header lines (`# source:`, `# edition:`, `# licence:`, `# kind:`, `# tier:`), a line of column
names and rows of code points. It is data with provenance: the edition travels into every explanation.

Further tables (行政事務標準文字 MJ+, the gaiji table of one insurer, a newer 通達) are read from a folder named in the
settings, through the same checks; `tier` G marks a gaiji table, private-use code point → character.

>>> table = read_table(FOLDER / "jinmei1.tsv")
>>> table.tier, table.rows[0][:2]
('B', ('U+4E99', 'U+4E98'))

Source: @mandel59/mojidata 1.8.1 and japanese-personal-name-dataset 0.4.0; NOTICE beside the files has the licences.
"""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
HEADER = ("source", "edition", "licence", "kind", "tier")
TIERS = frozenset("ABCEFG")
_CODE_POINT = re.compile("U\\+[0-9A-F]{4,6}")
_LAST = 0x10FFFF


class TableFileError(ValueError):
    """A table file that cannot be used: `file`, 1-based `line` and what was `expected` there."""

    def __init__(self, file: str, line: int, expected: str) -> None:
        super().__init__(f"{file}:{line}: expected {expected}")
        self.file, self.line, self.expected = file, line, expected


@dataclass(frozen=True, slots=True)
class Table:
    """One table: where it comes from, what it says, and its rows as text."""

    source: str
    edition: str
    licence: str
    kind: str
    tier: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_table(path: Path) -> Table:
    """Read and validate one TSV.

    Raises:
        TableFileError: A header line is missing, the tier is unknown, or a row is ragged.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    head: list[str] = []
    for number, name in enumerate(HEADER):
        start = f"# {name}: "
        if number >= len(lines) or not lines[number].startswith(start):
            raise TableFileError(path.name, number + 1, f"a line starting '{start}'")
        head.append(lines[number].removeprefix(start))
    if head[4] not in TIERS:
        raise TableFileError(path.name, len(HEADER), f"one of the tiers {', '.join(sorted(TIERS))}")
    columns = tuple(lines[len(HEADER)].split("\t")) if len(lines) > len(HEADER) else ()
    if not any(columns):
        raise TableFileError(path.name, len(HEADER) + 1, "column names")
    rows = tuple(tuple(line.split("\t")) for line in lines[len(HEADER) + 1 :])
    for number, row in enumerate(rows):
        if len(row) != len(columns):
            raise TableFileError(path.name, len(HEADER) + 2 + number, f"{len(columns)} columns")
    source, edition, licence, kind, tier = head
    return Table(source, edition, licence, kind, tier, columns, rows)


def parse_character(code: str, file: str, line: int) -> str:
    """Read `U+9AD8` as the character.

    Raises:
        TableFileError: It is not a code point of a character.
    """
    if _CODE_POINT.fullmatch(code):
        value = int(code.removeprefix("U+"), 16)
        if value <= _LAST and not 0xD800 <= value <= 0xDFFF:  # noqa: PLR2004  surrogates are halves of a character
            return chr(value)
    raise TableFileError(file, line, "a code point such as U+9AD8")


Row = tuple[str, str, str, str]
"""(source, target, glyph, note) of a relation."""


def read_relations(path: Path) -> tuple[Table, list[Row]]:
    """Read a table of character pairs: the table, and its rows as (source, target, glyph, note).

    Raises:
        TableFileError: The columns are not those of a relation, or a cell is not a code point.
    """
    table = read_table(path)
    if table.columns != ("source", "target", "glyph", "note"):
        raise TableFileError(path.name, len(HEADER) + 1, "the columns source, target, glyph, note")
    first = len(HEADER) + 2
    return table, [
        (
            parse_character(source, path.name, first + number),
            parse_character(target, path.name, first + number),
            glyph,
            note,
        )
        for number, (source, target, glyph, note) in enumerate(table.rows)
    ]


def committed_lines(kind: str) -> list[str]:
    r"""Return the rows of a committed table as they stand, unchecked: CI rebuilds those files and compares every byte.

    >>> committed_lines("jinmei1")[0].split("\t")
    ['U+4E99', 'U+4E98', 'MJ006450', '']
    """
    return (FOLDER / f"{kind}.tsv").read_text(encoding="utf-8").splitlines()[len(HEADER) + 1 :]


def code_point(char: str) -> str:
    """Write a character as the tables do.

    >>> code_point("高"), character("U+9AD8")
    ('U+9AD8', '高')
    """
    return f"U+{ord(char):04X}"


def character(code: str) -> str:
    """Read a code point of a committed table."""
    return chr(int(code.removeprefix("U+"), 16))


def read_characters(kind: str) -> frozenset[str]:
    """Read a committed list of characters, such as `joyo`."""
    return frozenset(map(character, committed_lines(kind)))
