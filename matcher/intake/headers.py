"""The header of a file → which field is which column, or the refusal that says what is wrong with it.

A header that is not one may be a data row, so it is shown only where a field is plainly a name: no run of digits,
nothing long, no control characters.

>>> from matcher.intake.schemas import RESIDENT
>>> header = [column.name for column in RESIDENT.columns]
>>> read_header(RESIDENT, "r.csv", [*header, "備考", "990002718286"]).warnings
['r.csv: unknown_column 備考', 'r.csv: unknown_column number 15 (its name is not shown: it may be data)']
>>> read_header(RESIDENT, "r.csv", ["氏名", *header])  # doctest: +ELLIPSIS
Traceback (most recent call last):
    ...
matcher.intake.defects.FileDefect: r.csv:1: duplicate_column one column stands twice in the header: name (氏名)...
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from matcher.intake.defects import FileDefect
from matcher.intake.formats import SEPARATORS
from matcher.intake.schemas import Column, FileContract

_DATA_LIKE = re.compile(r"\d{4}|[\x00-\x1f\x7f-\x9f]")
_LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Header:
    """`places`: the index of the field of each column. `width`: how many fields a row has."""

    places: dict[str, int]
    width: int
    warnings: list[str]


def read_header(contract: FileContract, file: str, fields: Sequence[str], *, line: int = 1) -> Header:
    """Find the columns of the contract among the fields of the header.

    Raises:
        FileDefect: no header, or a column that stands twice or is missing.
    """
    found = [contract.column_for(field) for field in fields]
    if not any(found):
        other = _other_separator(contract, fields)
        raise FileDefect("no_header", file, other, line=line, hint="write commas between the columns" if other else "")
    places: dict[str, int] = {}
    for index, column in enumerate(found):
        if column is None:
            continue
        if column.name in places:
            raise FileDefect("duplicate_column", file, _named(column), line=line)
        places[column.name] = index
    missing = [column for column in contract.columns if column.in_header and column.name not in places]
    if missing:
        raise FileDefect("missing_column", file, ", ".join(map(_named, missing)), line=line)
    unknown = [(index, text) for index, (text, column) in enumerate(zip(fields, found, strict=True)) if column is None]
    return Header(places, len(fields), [f"{file}: unknown_column {_shown(index, text)}" for index, text in unknown])


def _named(column: Column) -> str:
    return f"{column.name} ({column.japanese[0]})"


def _shown(index: int, text: str) -> str:
    name = text.strip()
    if not name:
        return f"number {index + 1} (it has no name)"
    if _DATA_LIKE.search(name) or len(name) > _LONGEST_SHOWN:
        return f"number {index + 1} (its name is not shown: it may be data)"
    return name


def _other_separator(contract: FileContract, fields: Sequence[str]) -> str:
    for mark, name in SEPARATORS.items():
        if any(contract.column_for(part) for field in fields if mark in field for part in field.split(mark)):
            return f"{name} stands between the names instead of a comma"
    return ""
