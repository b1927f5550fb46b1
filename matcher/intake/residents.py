"""住民基本台帳ファイル: only rows that can be relied on come out; the others are reported.

A 個人番号 that stands on two rows makes both unusable, whatever else they say: nobody can know which of them is the
person. An unusable number answers NOT_FOUND, which holds the record; it never multiplies rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.intake.columns import empty_texts, folded, mask_of, one_by_one, person_key_column, valid_numbers
from matcher.intake.defects import Fault
from matcher.intake.digits import Mask, Octets
from matcher.intake.gathered import Gathered, Rows, Words, repeated
from matcher.intake.opened import OpenFile
from matcher.intake.pipeline import Progress, silent
from matcher.intake.raw import RawBatch, Source
from matcher.intake.schemas import RESIDENT, RESIDENT_SCHEMA
from matcher.intake.sources import open_source
from matcher.intake.vault import Vault

NUMBER = RESIDENT.column("individual_number")
DUPLICATE = Fault(NUMBER.name, "duplicate_individual_number")
_NO_NUMBER = np.uint64(10**12)
_PLACES = np.uint64(10) ** np.arange(11, -1, -1, dtype=np.uint64)


def read_residents(
    path: Path, *, vault: Vault, as_of: date, encoding: str | None = None, progress: Progress | None = None
) -> ResidentFile:
    """Open a resident file, find the numbers that stand twice, and get ready to read it.

    Args:
        path: CSV or Parquet.
        vault: makes the person keys.
        as_of: the day of the check; a later birth date is a defect.
        encoding: `utf-8` or `cp932` if declared, None to detect it.
        progress: told how far the reading is.

    Raises:
        FileDefect: the file as a whole is refused.
    """
    return ResidentFile(open_source(path, RESIDENT, encoding), vault, as_of, progress or silent)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A checked batch that waits for its person keys: the digits of its usable rows."""

    raw: RawBatch
    usable: Mask
    numbers: bytes

    def __repr__(self) -> str:
        """Return nothing of the rows."""
        return f"_Prepared({len(self.raw)} rows)"


class ResidentFile(OpenFile[_Prepared]):
    """An open resident file: batches of `RESIDENT_SCHEMA`, only usable rows.

    `usable`: how many of the rows that were read so far are.
    """

    def __init__(self, source: Source, vault: Vault, as_of: date, progress: Progress) -> None:
        super().__init__(source, RESIDENT, vault, as_of, progress)
        self.usable = 0

    @property
    def repeats(self) -> Rows:
        """The rows, 0-based, whose number stands on another row, too."""
        return self._duplicates

    def _get_ready(self) -> int:
        numbers = self._numbers()
        self._duplicates = repeated(numbers)
        return len(numbers)

    def _numbers(self) -> Words:
        """Return the number of each row as an integer; where it has none that is valid, one that no number has."""
        gathered = Gathered()
        for raw in self._source.batches((NUMBER.name,)):
            mask, octets = valid_numbers(raw.columns[NUMBER.name], NUMBER.max_length)
            numbers = _NO_NUMBER + np.arange(len(gathered), len(gathered) + len(raw), dtype=np.uint64)
            numbers[mask] = _as_integers(octets)
            gathered.add(numbers)
            self._progress(len(gathered), raw.done, 2 * self._source.size)
        return gathered.words

    def _prepare(self, raw: RawBatch) -> _Prepared:
        mask, octets = valid_numbers(raw.columns[NUMBER.name], NUMBER.max_length)
        faults = self._noted(raw, mask)
        self._put_aside(raw, faults, mask, octets)
        usable = ~mask_of(faults, len(raw))
        self.usable += int(usable.sum())
        return _Prepared(raw, usable, octets.compress(usable[mask], axis=0).tobytes())

    def _faults(self, raw: RawBatch, valid: Mask) -> dict[int, Fault]:
        """Return also that a number stands twice."""
        faults = super()._faults(raw, valid)
        first = raw.before
        low, high = np.searchsorted(self._duplicates, (first, first + len(raw)))
        for row in (self._duplicates[low:high] - first).tolist():
            faults.setdefault(row, DUPLICATE)
        return faults

    @staticmethod
    def _finish(prepared: _Prepared, keys: bytes) -> pa.RecordBatch:
        raw, rows = prepared.raw, len(prepared.raw)
        columns: dict[str, pa.Array] = {
            "row": pa.array(raw.rows),
            "line": pa.array(raw.lines),
        }
        for name in RESIDENT_SCHEMA.names:
            if name in ("foreign", "protected"):
                columns[name] = pc.equal(folded(raw.columns[name]), "1")
            elif name not in ("row", "line", "person_key"):
                texts = raw.columns[name] if name in raw.columns else empty_texts(rows)
                columns[name] = folded(texts) if name == "status" else one_by_one(texts)
        if not prepared.usable.all():
            columns = {name: values.filter(pa.array(prepared.usable)) for name, values in columns.items()}
        columns["person_key"] = person_key_column(np.ones(int(prepared.usable.sum()), np.bool_), keys)
        return pa.record_batch([columns[name] for name in RESIDENT_SCHEMA.names], schema=RESIDENT_SCHEMA)


def _as_integers(octets: Octets) -> Words:
    numbers: Words = (octets - np.uint8(ord("0"))).astype(np.uint64) @ _PLACES
    return numbers
