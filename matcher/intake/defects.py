"""A fault of the data is a value that travels with its row; a fault of the file is a refusal.

Codes and texts are those of `rules/defects.yaml`. A message says where and what kind of fault, never the value: the
value may be a 個人番号 that slipped into another column.

>>> log = DefectLog("enrol.csv")
>>> log.add(Fault("sex", "unknown_code"), row=3, line=4)
>>> log.counts
Counter({'sex.unknown_code': 1})
>>> str(log.first[0])
'enrol.csv:4: sex: unknown_code a code that is not in the list of this column'
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from matcher.domain.refusals import Refusal
from rules import load_rules

ROW = "row"
"""Stands for the column where a fault is one of the row as a whole."""

KEPT = 20
"""How many defects a report shows one by one; the others are counted."""


class FileDefect(Refusal):
    """The file as a whole is refused; nothing of it was used."""

    code = "unreadable_file"

    def __init__(self, code: str, file: str, detail: str = "", *, line: int | None = None, hint: str = "") -> None:
        """Refuse `file`, at `line` if the fault has one; `detail` follows the text of the catalogue."""
        text = f"{defect_text(code)}: {detail}" if detail else defect_text(code)
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}: {code} {text}", code=code, hint=hint or defect_todo(code))
        self.file = file
        self.line = line


class CountMismatch(RuntimeError):
    """Two independent counts of the same rows differ: a fault of this program, never of the file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row: its column (or `row`), the code, and a detail that carries no value."""

    column: str
    code: str
    detail: str = ""

    @property
    def key(self) -> str:
        """`COLUMN.CODE`, the form of the results file."""
        return f"{self.column}.{self.code}"


@dataclass(frozen=True, slots=True)
class Defect:
    """A fault and its place. `line` is 1-based in the file, `row` the 1-based data row."""

    code: str
    column: str
    line: int
    row: int
    text: str
    file: str

    def __str__(self) -> str:
        """Return `FILE:LINE: COLUMN: CODE text`, the line of a report."""
        return f"{self.file}:{self.line}: {self.column}: {self.code} {self.text}"


@dataclass(slots=True)
class DefectLog:
    """The first defects of a file, in its order, and the count of every kind."""

    file: str
    first: list[Defect] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, fault: Fault, *, row: int, line: int) -> None:
        """Count a fault, and keep it if it is one of the first."""
        self.counts[fault.key] += 1
        if len(self.first) < KEPT:
            text = f"{defect_text(fault.code)} ({fault.detail})" if fault.detail else defect_text(fault.code)
            self.first.append(Defect(fault.code, fault.column, line, row, text, self.file))

    def include(self, later: DefectLog) -> None:
        """Add what was found in a later part of the file."""
        self.counts.update(later.counts)
        self.first += later.first[: KEPT - len(self.first)]

    def report(self) -> list[str]:
        """Return the lines for standard error: the first defects, then one line per kind with its count."""
        kinds = [f"{self.file}: {count} × {key}" for key, count in sorted(self.counts.items())]
        return [*(str(defect) for defect in self.first), *kinds]


@cache
def _catalogue() -> dict[str, tuple[str, str]]:
    return {code: (text.en, text.todo.en) for code, text in load_rules().defects.items()}


def defect_text(code: str) -> str:
    """Return what the catalogue says of a code."""
    return _catalogue()[code][0]


def defect_todo(code: str) -> str:
    """Return what the catalogue advises about a code."""
    return _catalogue()[code][1]
