"""What is told of a file that was read, whether just now or when it was prepared."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from matcher.intake.defects import Defect, DefectLog


class Reported(Protocol):
    """A file that was read."""

    @property
    def path(self) -> Path:
        """The file."""
        ...

    @property
    def rows(self) -> int:
        """Physical rows."""
        ...

    @property
    def encoding(self) -> str:
        """In which it was read."""
        ...

    @property
    def warnings(self) -> list[str]:
        """What was odd and no defect."""
        ...

    @property
    def blank_lines(self) -> int:
        """How many lines were blank, and so no rows."""
        ...

    @property
    def defects(self) -> DefectLog:
        """The faults of its rows."""
        ...


class ReportedRegistry(Reported, Protocol):
    """A resident file that was read."""

    @property
    def usable(self) -> int:
        """How many of its rows can be relied on."""
        ...


@dataclass(frozen=True, slots=True)
class FileReport:
    """What is kept of a file that was read; `usable` is 0 for an enrolment file, all of whose rows have a result."""

    path: Path
    rows: int
    usable: int
    encoding: str
    warnings: list[str]
    blank_lines: int
    defects: DefectLog

    @classmethod
    def of(cls, file: Reported, usable: int = 0) -> FileReport:
        """Take what a file that was read tells."""
        return cls(file.path, file.rows, usable, file.encoding, file.warnings, file.blank_lines, file.defects)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON takes it, but for the path."""
        defects = {"first": [asdict(one) for one in self.defects.first], "counts": dict(self.defects.counts)}
        return {
            "rows": self.rows,
            "usable": self.usable,
            "encoding": self.encoding,
            "warnings": self.warnings,
            "blank_lines": self.blank_lines,
            "defects": defects,
        }

    @classmethod
    def from_json(cls, path: Path, kept: dict[str, Any]) -> FileReport:
        """Return what `as_json` made of it.

        >>> report = FileReport(Path("a.csv"), 3, 0, "utf-8", [], 1, DefectLog("a.csv"))
        >>> FileReport.from_json(Path("a.csv"), report.as_json()) == report
        True
        """
        defects = DefectLog(str(path), [Defect(**{**one, "file": str(path)}) for one in kept["defects"]["first"]])
        defects.counts.update(kept["defects"]["counts"])
        return cls(path=path, **{**kept, "defects": defects})
