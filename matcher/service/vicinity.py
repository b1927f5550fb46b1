"""What stands around records of the store: the same that file mode finds in files, and what of it an insurer may know.

Who sees all insurers' records sees all that stands around one. Its insurer is told one thing of the records of others,
because it is for the insurer to clear up: that one of them has the number and is valid on a day in common. Nothing but
the period of that record is handed on, so no name, no family and no second such record can show in what follows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection

from matcher.domain.periods import overlap
from matcher.domain.records import Enrolment
from matcher.domain.surroundings import MOST_ROWS, Row, Surroundings
from matcher.service import stored_records
from matcher.service.lookalikes import same_person, sharing
from matcher.service.stored_records import Stored
from matcher.store import surroundings

Groups = Mapping[Any, Sequence[int]]
"""Versions by what they share, ascending."""

_ABOVE: Final = -1
_BELOW: Final = 1
_NOBODY: Final = 0


@dataclass(frozen=True, slots=True)
class Wishes:
    """The versions around which there is something to look up: who has the number, who stands beside, who shares."""

    number: Sequence[int]
    beside: Sequence[int]
    sharing: Sequence[int]


class Vicinity:
    """Everything that stands around some records."""

    def __init__(self, connection: Connection, wishes: Wishes, submission: UUID | None = None) -> None:
        """Find it.

        Args:
            connection: a national transaction that keeps the registry as it is.
            wishes: what to look up.
            submission: the file in which rows stand above and below each other; the last one of each if not said.
        """
        self._known = stored_records.read(connection, {*wishes.number, *wishes.beside, *wishes.sharing})
        self._numbers: Groups = surroundings.same_number(connection, wishes.number)
        self._homes: Groups = surroundings.households(connection, wishes.beside)
        self._rows = surroundings.beside(connection, wishes.beside, submission)
        self._persons: Groups = same_person(connection, self._records(wishes.beside))
        self._sharing = sharing(connection, self._records(wishes.sharing))
        self._known |= stored_records.read(connection, set(self._around()) - self._known.keys())

    def record(self, version: int) -> Stored:
        """Return one of the records around which something was looked up."""
        return self._known[version]

    def around(self, version: int) -> Surroundings:
        """Return all that stands around a record."""
        record = self._known[version]
        return Surroundings(
            above=_row(self._beside(version, _ABOVE)),
            below=_row(self._beside(version, _BELOW)),
            household=_rows(self._others(self._homes, record.household, version)),
            same_number=_rows(self._others(self._numbers, record.person_key, version)),
            same_person=_rows(self._others(self._persons, version, version)),
            sharing=self._sharing.get(version, 0),
        )

    def told(self, version: int) -> Surroundings:
        """Return what of it the insurer of the record is told."""
        record = self._known[version]
        numbers = self._others(self._numbers, record.person_key, version)
        return Surroundings(
            above=_row(_own(record, self._beside(version, _ABOVE))),
            below=_row(_own(record, self._beside(version, _BELOW))),
            household=_rows(self._others(self._homes, record.household, version)),
            same_number=(*_rows(other for other in numbers if _own(record, other)), *_twice_elsewhere(record, numbers)),
            same_person=_rows(other for other in self._others(self._persons, version, version) if _own(record, other)),
            sharing=self._sharing.get(version, 0),
        )

    def _records(self, versions: Sequence[int]) -> list[Stored]:
        return [self._known[version] for version in versions]

    def _around(self) -> Iterator[int]:
        for groups in (self._numbers, self._homes, self._persons):
            for group in groups.values():
                yield from group
        yield from self._rows.values()

    def _beside(self, version: int, step: int) -> Stored | None:
        return self._known.get(self._rows.get((version, step), _NOBODY))

    def _others(self, groups: Groups, key: object, version: int) -> list[Stored]:
        return [self._known[other] for other in groups.get(key, ()) if other != version]


def _own(record: Stored, other: Stored | None) -> Stored | None:
    """Return the other record if it is of the same insurer."""
    return other if other is not None and other.insurer_number == record.insurer_number else None


def _twice_elsewhere(record: Stored, numbers: Iterable[Stored]) -> list[Row]:
    """Return the period of one record of another insurer that overlaps with that of this one, if there is one."""
    return [
        Row(Enrolment(None, "", "", "", "", "", "", row.enrolment.qualified_to), None, row.qualified_from)
        for row in (other.row for other in numbers if not _own(record, other))
        if overlap(record.row, row)
    ][:1]


def _row(record: Stored | None) -> Row | None:
    return None if record is None else record.row


def _rows(records: Iterable[Stored]) -> tuple[Row, ...]:
    return tuple(record.row for record in records)[:MOST_ROWS]
