"""What is told of a changes file: what it is, and how many rows of the file it has replaced and how many it added."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.intake.reports import FileReport


@dataclass(frozen=True, slots=True)
class ChangeReport:
    """A changes file that was laid over another one; `report` is of itself."""

    report: FileReport
    sha256: str
    replaced: int
    added: int

    @property
    def path(self) -> Path:
        """The changes file."""
        return self.report.path

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON takes it, but for the path."""
        return {
            "sha256": self.sha256,
            "replaced": self.replaced,
            "added": self.added,
            "report": self.report.as_json(),
        }

    @classmethod
    def from_json(cls, path: Path, kept: dict[str, Any]) -> ChangeReport:
        """Return what `as_json` made of it."""
        return cls(FileReport.from_json(path, kept["report"]), kept["sha256"], kept["replaced"], kept["added"])
