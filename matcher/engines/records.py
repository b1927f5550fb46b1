"""From columns of values to the records that the domain judges.

Columns rather than Arrow batches, so that they can be sent to another process, which needs no Arrow to judge them.

>>> next(enrolments_of([[None], ["山田"], ["ヤマダ"], ["19850102"], ["1"], [""], ["2"], [""]])).person_key is None
True
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
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

ENROLMENT_ITEMS, RESIDENT_ITEMS = ENROLMENT_COLUMNS[1:], RESIDENT_COLUMNS[1:]
"""The columns that the judgement of a pair reads: all but the person key, which the two share."""


class DistinctPairs(NamedTuple):
    """Pairs of records as what is distinct in them: the values of each distinct pair once, as columns, and `numbers`.

    `names` are name and kana of the enrolment, then name, kana, alias, former name, Roman name and `foreign` of the
    resident; `facts` are `check_basis` and `qualified_to` of the enrolment, `foreign` and `status` of the resident; the
    others are the values of both. `numbers` are the places of the values of each pair, for each of these in turn.
    """

    names: Columns
    dates: Columns
    sexes: Columns
    addresses: Columns
    facts: Columns
    numbers: list[list[int]]


_SHARED = PersonKey(UUID(int=0))


def person_key_of(raw: bytes) -> PersonKey:
    """Return the person key that these 16 bytes are.

    >>> str(person_key_of(bytes(15) + b"1"))
    '00000000-0000-0000-0000-000000000031'
    """
    return PersonKey(UUID(bytes=raw))


def enrolments_of(columns: Columns) -> Iterator[Enrolment]:
    """Yield one record per row."""
    keys, *others = columns
    return map(Enrolment, (None if key is None else person_key_of(key) for key in keys), *others)


def residents_of(columns: Columns) -> Iterator[Resident]:
    """Yield one record per row."""
    keys, *others = columns
    return _residents(map(person_key_of, keys), others)


def pairs_of(enrolments: Columns, residents: Columns) -> Iterator[tuple[Enrolment, Resident]]:
    """Yield the two records of each pair, which share a person key: columns without it give records of any key."""
    keys = [_SHARED] * len(enrolments[0])
    return zip(map(Enrolment, keys, *enrolments), _residents(keys, residents), strict=True)


def _residents(keys: Iterable[PersonKey], columns: Columns) -> Iterator[Resident]:
    *items, status, protected = columns
    return map(Resident, keys, *items, map(ResidentStatus, status), protected)
