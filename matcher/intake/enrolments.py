"""加入者情報ファイル: every physical row comes out, in order, clean or with its defect.

The file is read twice: first for the row keys, so that a row can be rejected for what a later one says; then for the
rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from matcher.intake.columns import (
    defect_column,
    empty_texts,
    folded,
    mask_of,
    one_by_one,
    person_key_column,
    valid_numbers,
    without_numbers,
)
from matcher.intake.defects import Fault
from matcher.intake.digits import Mask, Octets
from matcher.intake.gathered import Gathered, Rows, Words, repeated
from matcher.intake.opened import OpenFile
from matcher.intake.pipeline import Progress, pieces, silent
from matcher.intake.raw import FaultyRows, RawBatch, Source
from matcher.intake.row_keys import CONFLICTING, DUPLICATE, KEY_COLUMNS, Claims, RowKeyHasher
from matcher.intake.schemas import ENROLMENT, ENROLMENT_SCHEMA
from matcher.intake.sources import open_source
from matcher.intake.vault import Vault

NUMBER = ENROLMENT.column("individual_number")
_FOLDED = ("check_basis", "relation", "qualified_to")


def read_enrolments(
    path: Path, *, vault: Vault, as_of: date, encoding: str | None = None, progress: Progress | None = None
) -> EnrolmentFile:
    """Open an enrolment file, find the rows that stand twice, and get ready to read it.

    Args:
        path: CSV or Parquet.
        vault: makes the person keys.
        as_of: the day of the check; a later birth date is a defect.
        encoding: `utf-8` or `cp932` if declared, None to detect it.
        progress: told how far the reading is.

    Raises:
        FileDefect: the file as a whole is refused.
    """
    return EnrolmentFile(open_source(path, ENROLMENT, encoding), vault, as_of, progress or silent)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A checked batch that waits for its person keys: `mask` says which rows get one, `numbers` are their digits."""

    raw: RawBatch
    faults: dict[int, Fault]
    mask: Mask
    numbers: bytes

    def __repr__(self) -> str:
        """Return nothing of the rows."""
        return f"_Prepared({len(self.raw)} rows)"


class EnrolmentFile(OpenFile[_Prepared]):
    """An open enrolment file: batches of `ENROLMENT_SCHEMA`, all rows."""

    def __init__(self, source: Source, vault: Vault, as_of: date, progress: Progress) -> None:
        super().__init__(source, ENROLMENT, vault, as_of, progress)

    @property
    def repeats(self) -> tuple[Rows, Rows]:
        """The rows, 0-based, that repeat an earlier one, and those that contradict each other."""
        return self._duplicates, self._conflicts

    def echoed(self, faults: Mapping[int, Fault], names: Collection[str]) -> Iterator[pa.RecordBatch]:
        """Yield `row`, these columns and `defect` of every row as they leave intake, without a check.

        Args:
            faults: the fault of each faulty row, 0-based, which are known from a reading with checks.
            names: text columns.
        """
        known = FaultyRows(faults)
        for raw in self._source.batches(names):
            own = known.of(raw)
            columns = {"row": pa.array(raw.rows)}
            columns |= {name: _leaving(raw, name, own) for name in names}
            columns["defect"] = defect_column(own, len(raw))
            yield from pieces(pa.record_batch(columns))

    def _get_ready(self) -> int:
        hashes = self._hashes()
        self._duplicates, self._conflicts = self._resolve(repeated(hashes))
        return len(hashes)

    def _hashes(self) -> Words:
        hasher, gathered = RowKeyHasher(), Gathered()
        for raw in self._source.batches(KEY_COLUMNS):
            hashes = hasher.hashes(raw.columns, len(raw))
            for row in raw.faults:
                hashes[row] = raw.rows[row]
            gathered.add(hashes)
            self._progress(len(gathered), raw.done, 2 * self._source.size)
        return gathered.words

    def _resolve(self, candidates: Rows) -> tuple[Rows, Rows]:
        if not len(candidates):
            return candidates, candidates
        claims = Claims()
        for raw in self._source.batches(self._source.columns):
            first = raw.before
            low, high = np.searchsorted(candidates, (first, first + len(raw)))
            if low == high:
                continue
            faulty = self._checker.faults(raw.columns, _numbers(raw)[0]).keys() | raw.faults.keys()
            rows = [row for row in (candidates[low:high] - first).tolist() if row not in faulty]
            names = [name for name in (*KEY_COLUMNS, NUMBER.name) if name in raw.columns]
            chosen = [raw.columns[name].take(pa.array(rows, pa.int64())).to_pylist() for name in names]
            for row, values in zip(rows, zip(*chosen, strict=True), strict=True):
                claims.add(first + row, dict(zip(names, values, strict=True)))
        return claims.faults()

    def _prepare(self, raw: RawBatch) -> _Prepared:
        mask, numbers = _numbers(raw)
        faults = self._noted(raw, mask)
        if faults:
            self._put_aside(raw, faults, mask, numbers)
            clean = ~mask_of(faults, len(raw))
            numbers, mask = numbers.compress(clean[mask], axis=0), mask & clean
        return _Prepared(raw, faults, mask, numbers.tobytes())

    def _faults(self, raw: RawBatch, valid: Mask) -> dict[int, Fault]:
        """Return also that a row stands twice."""
        faults = super()._faults(raw, valid)
        first = raw.before
        for rows, fault in ((self._duplicates, DUPLICATE), (self._conflicts, CONFLICTING)):
            low, high = np.searchsorted(rows, (first, first + len(raw)))
            faults |= dict.fromkeys((rows[low:high] - first).tolist(), fault)
        return faults

    @staticmethod
    def _finish(prepared: _Prepared, keys: bytes) -> pa.RecordBatch:
        raw, rows = prepared.raw, len(prepared.raw)
        columns: dict[str, pa.Array] = {
            "row": pa.array(raw.rows),
            "line": pa.array(raw.lines),
            "person_key": person_key_column(prepared.mask, keys),
            "defect": defect_column(prepared.faults, rows),
        }
        for name in ENROLMENT_SCHEMA.names:
            if name not in columns:
                columns[name] = _leaving(raw, name, prepared.faults)
        return pa.record_batch([columns[name] for name in ENROLMENT_SCHEMA.names], schema=ENROLMENT_SCHEMA)


def _leaving(raw: RawBatch, name: str, faults: Mapping[int, Fault]) -> pa.StringArray:
    """Return a text column as it leaves intake."""
    texts = raw.columns[name] if name in raw.columns else empty_texts(len(raw))
    column = folded(texts) if name in _FOLDED else one_by_one(texts)
    return without_numbers(column, faults.keys()) if faults else column


def _numbers(raw: RawBatch) -> tuple[Mask, Octets]:
    return valid_numbers(raw.columns[NUMBER.name], NUMBER.max_length)
