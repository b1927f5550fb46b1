"""What an open file of either kind is: read once to get ready, then iterated over once for its batches.

The rows are counted at both readings, and while the person keys of one batch are made, the next one is checked.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Generic, TypeVar

import pyarrow as pa

from matcher.intake.bulk import Checker
from matcher.intake.defects import CountMismatch, DefectLog, Fault, FileDefect
from matcher.intake.digits import Mask, Octets
from matcher.intake.pipeline import Numbered, Progress, with_keys
from matcher.intake.raw import RawBatch, Rows, Source
from matcher.intake.schemas import FileContract
from matcher.intake.vault import Vault

N = TypeVar("N", bound=Numbered)


class OpenFile(ABC, Generic[N]):
    """An open file; iterate over it once.

    Known when it is open: `encoding`, `warnings`, `rows`. After the last batch also: `defects`.
    """

    _only: Rows | None = None
    """The only rows that are read for their own sake, 0-based and ascending; all if not said."""

    def __init__(self, source: Source, contract: FileContract, vault: Vault, as_of: date, progress: Progress) -> None:
        """Read the file for the first time.

        Raises:
            FileDefect: it has no rows, or is refused for something that its reader finds.
        """
        self._source, self._vault, self._progress = source, vault, progress
        self._checker = Checker(contract, as_of)
        self.path = source.path
        self.as_of = as_of
        self.encoding = source.encoding
        self.warnings = list(source.warnings)
        self.defects = DefectLog(str(source.path))
        self.rows = self._get_ready()
        if not self.rows:
            raise FileDefect("header_only", str(source.path))

    @property
    def blank_lines(self) -> int:
        """How many lines were blank, and so no rows."""
        return self._source.blank_lines

    @property
    def digest(self) -> bytes:
        """The keyed digest of the file's bytes."""
        return self._vault.digest(self.path)

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows in file order."""
        return with_keys(self._vault, self.rows, self._checked(), self._finish)

    def _checked(self) -> Iterator[N]:
        done = 0
        for raw in self._source.batches(self._source.columns, self._only):
            done += len(raw)
            self._progress(done, self._source.size + raw.done, 2 * self._source.size)
            yield self._prepare(raw)
        rows = self.rows if self._only is None else len(self._only)
        if done != rows:
            raise CountMismatch(f"{rows} rows at the first reading, {done} at the second")

    def _noted(self, raw: RawBatch, valid: Mask) -> dict[int, Fault]:
        """Return the fault of each faulty row of a batch, by index, and note them for the report."""
        faults = self._faults(raw, valid)
        for row in sorted(faults):
            self.defects.add(faults[row], row=int(raw.rows[row]), line=int(raw.lines[row]))
        return faults

    def _faults(self, raw: RawBatch, valid: Mask) -> dict[int, Fault]:
        """Return the fault of each faulty row of a batch, by index; `valid` are the rows with a valid number."""
        return self._checker.faults(raw.columns, valid) | dict(raw.faults)

    def _put_aside(self, raw: RawBatch, faults: Mapping[int, Fault], valid: Mask, numbers: Octets) -> None:
        """Be told of the faulty rows of a batch, of the rows with a valid number, and of the digits of those."""

    @abstractmethod
    def _get_ready(self) -> int:
        """Read the file for what one row means for another, and return how many rows it has."""

    @abstractmethod
    def _prepare(self, raw: RawBatch) -> N:
        """Check a batch."""

    @staticmethod
    @abstractmethod
    def _finish(prepared: N, keys: bytes) -> pa.RecordBatch:
        """Return the batch as it leaves intake."""
