"""From columns of values to the records that the domain judges.

Columns rather than Arrow batches, so that they can be sent to another process, which needs no Arrow to judge them.

>>> next(enrolments_of([[None], ["山田"], ["ヤマダ"], ["19850102"], ["1"], [""], ["2"], [""]])).person_key is None
True
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from matcher.domain.records import Enrolment, PersonKey, Resident, ResidentStatus

Columns = list[list[Any]]
"""One list of values per name of `ENROLMENT_COLUMNS` or `RESIDENT_COLUMNS`, in that order."""

ENROLMENT_COLUMNS = (
    "person_key",
    "name",
    "name_kana",
    "birth_date",
    "sex",
    "address",
    "check_basis",
    "qualified_to",
)
"""The columns of an enrolment batch that a judgement reads."""

RESIDENT_COLUMNS = (
    "person_key",
    "name",
    "name_kana",
    "birth_date",
    "sex",
    "address",
    "alias",
    "former_name",
    "name_roman",
    "foreign",
    "status",
    "protected",
)
"""The columns of a resident batch that a judgement reads."""


def person_key_of(raw: bytes) -> PersonKey:
    """Return the person key that these 16 bytes are.

    >>> str(person_key_of(bytes(15) + b"1"))
    '00000000-0000-0000-0000-000000000031'
    """
    return PersonKey(UUID(bytes=raw))


def enrolments_of(columns: Columns) -> Iterator[Enrolment]:
    """Yield one record per row."""
    for key, name, kana, birth_date, sex, address, check_basis, qualified_to in zip(*columns, strict=True):
        person_key = None if key is None else person_key_of(key)
        yield Enrolment(person_key, name, kana, birth_date, sex, address, check_basis, qualified_to)


def residents_of(columns: Columns) -> Iterator[Resident]:
    """Yield one record per row."""
    for row in zip(*columns, strict=True):
        key, name, kana, birth_date, sex, address, alias, former_name, name_roman, foreign, status, protected = row
        yield Resident(
            person_key_of(key),
            name,
            kana,
            birth_date,
            sex,
            address,
            alias,
            former_name,
            name_roman,
            foreign,
            ResidentStatus(status),
            protected,
        )
