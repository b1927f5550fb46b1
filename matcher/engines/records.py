"""From Arrow rows to the records that the domain judges.

>>> names = ("name", "name_kana", "birth_date", "sex", "address", "check_basis", "qualified_to")
>>> batch = pa.record_batch({"person_key": pa.array([None], pa.binary(16)), **{name: ["x"] for name in names}})
>>> next(enrolments_of(batch)).person_key is None
True
"""

from collections.abc import Iterator
from uuid import UUID

import pyarrow as pa

from matcher.domain.records import Enrolment, PersonKey, Resident, ResidentStatus

_ENROLMENT = ("name", "name_kana", "birth_date", "sex", "address", "check_basis", "qualified_to")
_RESIDENT = ("name", "name_kana", "birth_date", "sex", "address", "alias", "former_name", "name_roman")

RESIDENT_COLUMNS = ("person_key", "foreign", "status", "protected", *_RESIDENT)
"""The columns of a resident batch that a judgement can need."""


def person_key_of(raw: bytes) -> PersonKey:
    """Return the person key that these 16 bytes are.

    >>> str(person_key_of(bytes(15) + b"1"))
    '00000000-0000-0000-0000-000000000031'
    """
    return PersonKey(UUID(bytes=raw))


def enrolments_of(batch: pa.RecordBatch) -> Iterator[Enrolment]:
    """Yield one record per row; rows with a defect too, so that the count is that of the batch."""
    keys = batch.column("person_key").to_pylist()
    for key, *values in zip(keys, *(batch.column(name).to_pylist() for name in _ENROLMENT), strict=True):
        yield Enrolment(None if key is None else person_key_of(key), *values)


def residents_of(batch: pa.RecordBatch) -> Iterator[Resident]:
    """Yield one record per row."""
    columns = [batch.column(name).to_pylist() for name in RESIDENT_COLUMNS]
    for key, foreign, status, protected, name, kana, birth_date, sex, address, alias, former, roman in zip(
        *columns, strict=True
    ):
        yield Resident(
            person_key_of(key),
            name,
            kana,
            birth_date,
            sex,
            address,
            alias,
            former,
            roman,
            foreign,
            ResidentStatus(status),
            protected,
        )
