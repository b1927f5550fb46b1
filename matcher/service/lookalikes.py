"""Who is described as a record is, under another number, and how many residents share the three items of an answer.

The keys of a description are made by the domain, not by the database. So the database gives who has the birth date,
and from there on it is as in file mode: most are passed over as a column, the rest by their keys.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import pyarrow as pa
from sqlalchemy import Connection

from matcher.domain.description import description_key, three_items
from matcher.domain.records import Enrolment, Resident
from matcher.domain.surroundings import MOST_ROWS
from matcher.engines.around import Persons
from matcher.service.stored_records import Stored
from matcher.store import surroundings

_PERSON = ("name", "name_kana", "birth_date")


@dataclass(frozen=True, slots=True, order=True)
class _Described:
    version: int
    insurer_number: str
    person_key: UUID | None


def same_person(connection: Connection, asked: Sequence[Stored]) -> dict[int, list[int]]:
    """Return for each record the first others of the same description and another number, ascending.

    Among them are the first `MOST_ROWS` of all, and of its insurer.
    """
    keys = {one.version: description_key(one.row.enrolment) for one in asked}
    persons = _persons([one.row.enrolment for one in asked])
    groups: dict[Hashable, list[_Described]] = defaultdict(list)
    for batch in surroundings.born(connection, persons.births):
        for found in batch.take(pa.array(persons.among(batch))).to_pylist():
            groups[_key_of(found)].append(_described(found))
    for group in groups.values():
        group.sort()
    return {one.version: _others(one, groups[keys[one.version]]) for one in asked if keys[one.version] is not None}


def sharing(connection: Connection, asked: Sequence[Stored]) -> dict[int, int]:
    """Return for each record with an answer how many residents share the three items of the answer."""
    answers = {one.version: one.row.resident for one in asked if one.row.resident is not None}
    keys = {version: three_items(one.name_kana, one.birth_date, one.sex) for version, one in answers.items()}
    counts: dict[Hashable, int] = {key: 0 for key in keys.values() if key is not None}
    if counts:
        persons = _persons([*answers.values()])
        for batch in surroundings.residents_born(connection, persons.births):
            for found in batch.take(pa.array(persons.among(batch))).to_pylist():
                key = three_items(found["name_kana"], found["birth_date"], found["sex"])
                if key in counts:
                    counts[key] += 1
    return {version: counts[key] for version, key in keys.items() if key is not None}


def _persons(described: Collection[Enrolment | Resident]) -> Persons:
    columns = [pa.array([getattr(one, name) for one in described], pa.string()) for name in _PERSON]
    return Persons(pa.RecordBatch.from_arrays(columns, names=_PERSON))


def _key_of(found: dict[str, str]) -> Hashable:
    name, kana, birth_date, sex = (found[column] for column in (*_PERSON, "sex"))
    return description_key(Enrolment(None, name, kana, birth_date, sex, address="", check_basis="", qualified_to=""))


def _described(found: dict[str, Any]) -> _Described:
    key = found["person_key"]
    return _Described(found["version"], found["insurer_number"], None if key is None else UUID(bytes=key))


def _others(one: Stored, group: Sequence[_Described]) -> list[int]:
    others = [other for other in group if other.person_key != one.person_key]
    own = (other for other in others if other.insurer_number == one.insurer_number)
    return sorted({other.version for other in (*others[:MOST_ROWS], *islice(own, MOST_ROWS))})
