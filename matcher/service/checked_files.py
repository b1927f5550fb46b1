"""The two files of a check, read again for a few rows: the records behind results that carry no value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.records import Enrolment, Resident
from matcher.engines.batches import columns_of
from matcher.engines.records import ENROLMENT_COLUMNS, RESIDENT_COLUMNS, enrolments_of, residents_of
from matcher.intake.enrolments import read_enrolments
from matcher.intake.ephemeral import EphemeralVault
from matcher.intake.residents import read_residents


@dataclass(frozen=True, slots=True)
class CheckedFiles:
    """An enrolment file, the registry that it was checked with, and the day that counted as today."""

    enrolments: Path
    registry: Path
    as_of: date


@dataclass(frozen=True, slots=True)
class Pair:
    """A record with the resident who has its number."""

    row: int
    enrolment: Enrolment
    resident: Resident


class PairGatherer:
    """Gathers the pairs of some rows while somebody reads both files: all enrolments first, then all residents."""

    def __init__(self, rows: Sequence[int]) -> None:
        """Wait for these rows."""
        self._wanted = pa.array(rows, pa.int64())
        self._enrolled: dict[bytes, list[tuple[int, Enrolment]]] = {}
        self._pairs: list[Pair] = []

    @cached_property
    def _keys(self) -> pa.Array:
        return pa.array(sorted(self._enrolled), pa.binary(16))

    def see_enrolments(self, batch: pa.RecordBatch) -> None:
        """Take the enrolments of a batch that are waited for."""
        wanted = pc.and_(pc.is_in(batch.column("row"), self._wanted), pc.is_valid(batch.column("person_key")))
        kept = batch.filter(wanted)
        records = enrolments_of(columns_of(kept, ENROLMENT_COLUMNS))
        for row, record in zip(kept.column("row").to_pylist(), records, strict=True):
            assert record.person_key is not None  # noqa: S101  only those with a number were kept
            self._enrolled.setdefault(record.person_key.bytes, []).append((row, record))

    def see_residents(self, batch: pa.RecordBatch) -> None:
        """Take the residents of a batch whose number an enrolment has."""
        found = batch.filter(pc.is_in(batch.column("person_key"), self._keys))
        for resident in residents_of(columns_of(found, RESIDENT_COLUMNS)):
            enrolled = self._enrolled[resident.person_key.bytes]
            self._pairs += [Pair(row, record, resident) for row, record in enrolled]

    def pairs(self) -> list[Pair]:
        """Return the pairs in the order of the rows; a row without a resident has none."""
        return sorted(self._pairs, key=lambda pair: pair.row)


def pairs_of(files: CheckedFiles, rows: Sequence[int]) -> list[Pair]:
    """Return the pairs of these rows, in the order of the rows; a row without a resident has none."""
    vault, gatherer = EphemeralVault(), PairGatherer(rows)
    for batch in read_enrolments(files.enrolments, vault=vault, as_of=files.as_of):
        gatherer.see_enrolments(batch)
    for batch in read_residents(files.registry, vault=vault, as_of=files.as_of):
        gatherer.see_residents(batch)
    return gatherer.pairs()
