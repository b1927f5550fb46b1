"""What stands around a record, in the plainest way: dictionaries over all rows and all residents of a run."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from functools import cached_property

from matcher.domain.description import description_key, three_items
from matcher.domain.ranking import Found
from matcher.domain.records import Resident
from matcher.domain.surroundings import MOST_ROWS, FoundResident, Record, Surroundings
from matcher.domain.triage import deserves_second_look, wanted
from matcher.domain.verdicts import Verdict
from matcher.engines.people import Search, find_in_reference

Groups = Mapping[Hashable, Sequence[Record]]


class PlainSurroundings:
    """The surroundings of every row of a run."""

    def __init__(
        self, records: Sequence[Record], begins: Collection[int], residents: Sequence[Resident], *, search: bool
    ) -> None:
        """Take all rows, the places at which files begin, and the registry; `search` looks for people in it."""
        self._search = search
        self._records = records
        self._begins = begins
        self._residents = residents
        usable = [record for record in records if record.judgement.verdict is not Verdict.REJECTED]
        self._by_number = _groups((record.enrolment.person_key, record) for record in usable)
        self._by_household = _groups((record.household, record) for record in usable)
        self._by_person = _groups((description_key(record.enrolment), record) for record in usable)

    def shares_number(self, record: Record) -> bool:
        """Return whether another row has the person key of this one."""
        return bool(self._others(self._by_number, record.enrolment.person_key, record))

    def of(self, record: Record) -> Surroundings:
        """Return what stands around a record."""
        wish = wanted(record.judgement)
        place, number = record.place, record.enrolment.person_key
        same_person = self._others(self._by_person, description_key(record.enrolment), record)
        found = self._searches[place] if wish.candidates and self._search else None
        candidates = found.found.candidates if found else ()
        return Surroundings(
            above=None if place in self._begins else self._beside(place - 1),
            below=None if place + 1 in self._begins else self._beside(place + 1),
            household=self._others(self._by_household, record.household, record)[:MOST_ROWS],
            same_number=self._others(self._by_number, number, record)[:MOST_ROWS],
            same_person=tuple(one for one in same_person if one.enrolment.person_key != number)[:MOST_ROWS],
            candidates=tuple(
                FoundResident(one.resident, one.comparisons)
                for one in candidates
                if one.resident is not record.resident
            ),
            sharing=self._sharing(record.resident) if wish.sharing and record.resident else 0,
            not_compared=found.not_compared if found else (),
            searched=found is not None,
        )

    def _beside(self, place: int) -> Record | None:
        if not 0 <= place < len(self._records):
            return None
        record = self._records[place]
        return None if record.judgement.verdict is Verdict.REJECTED else record

    def _sharing(self, resident: Resident) -> int:
        key = three_items(resident.name_kana, resident.birth_date, resident.sex)
        return self._counts[key] if key else 0

    @staticmethod
    def _others(groups: Groups, key: Hashable, record: Record) -> tuple[Record, ...]:
        return tuple(other for other in groups.get(key, ()) if other is not record) if key is not None else ()

    @cached_property
    def _counts(self) -> Counter[Hashable]:
        return Counter(three_items(one.name_kana, one.birth_date, one.sex) for one in self._residents)

    @cached_property
    def _searches(self) -> Mapping[int, Search[Found]]:
        """Look for everybody at once: the blocks of the registry are made once."""
        asked = [
            record
            for record in self._records
            if deserves_second_look(record.judgement) and wanted(record.judgement).candidates
        ]
        searches = find_in_reference(self._residents, [record.enrolment for record in asked])
        return {record.place: search for record, search in zip(asked, searches, strict=True)}


def _groups(pairs: Iterable[tuple[Hashable, Record]]) -> Groups:
    groups: defaultdict[Hashable, list[Record]] = defaultdict(list)
    for key, record in pairs:
        groups[key].append(record)
    return groups
