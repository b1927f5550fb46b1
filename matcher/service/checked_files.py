"""The two files of a check, read again for a few rows: the records behind results that carry no value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
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


def pairs_of(files: CheckedFiles, rows: Sequence[int]) -> list[Pair]:
    """Return the pairs of these rows, in the order of the rows; a row without a resident has none."""
    vault, wanted = EphemeralVault(), pa.array(rows, pa.int64())
    chosen: dict[bytes, list[tuple[int, Enrolment]]] = {}
    for batch in read_enrolments(files.enrolments, vault=vault, as_of=files.as_of):
        kept = batch.filter(pc.and_(pc.is_in(batch.column("row"), wanted), pc.is_valid(batch.column("person_key"))))
        records = enrolments_of(columns_of(kept, ENROLMENT_COLUMNS))
        for row, record in zip(kept.column("row").to_pylist(), records, strict=True):
            assert record.person_key is not None  # noqa: S101  only those with a number were kept
            chosen.setdefault(record.person_key.bytes, []).append((row, record))
    keys = pa.array(sorted(chosen), pa.binary(16))
    pairs = []
    for batch in read_residents(files.registry, vault=vault, as_of=files.as_of):
        found = batch.filter(pc.is_in(batch.column("person_key"), keys))
        for resident in residents_of(columns_of(found, RESIDENT_COLUMNS)):
            pairs += [Pair(row, record, resident) for row, record in chosen[resident.person_key.bytes]]
    return sorted(pairs, key=lambda pair: pair.row)
