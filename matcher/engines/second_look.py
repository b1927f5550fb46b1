"""The second look of the bulk engine: what stands around the records that are held, and what follows from it.

After every pair is judged, the rows that deserve it are looked at once more with the rows and residents around them
(`matcher.domain.triage`). It changes signature, score and evidence, never a verdict, a class or a scope.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np

from matcher.domain.description import fits
from matcher.domain.ranking import Found
from matcher.domain.rendered import comparisons_of
from matcher.domain.surroundings import FoundResident, Record, Surroundings
from matcher.domain.triage import Wanted, alone, deserves_second_look, triage, wanted
from matcher.domain.verdicts import Judgement, Verdict
from matcher.engines.around import Neighbours, Numbers, households, same_person, sharing
from matcher.engines.judges import Judges
from matcher.engines.people import Registry, Search, find_people
from matcher.engines.ranks import Aim, Compared, whole
from matcher.engines.settled import Places, SettledRows
from rules import RuleSet

_KEPT = 1 << 14
_AIM = Aim(whole, fits)
"""Of those who are found only whom a record describes says anything about it (`matcher.domain.signals`)."""
_THREADS = 2
"""They go through the columns of all rows, which lets other threads run meanwhile."""


class SecondLook:
    """Everything that stands around the rows of a run that deserve a second look."""

    def __init__(
        self,
        rows: SettledRows,
        numbers: Numbers,
        judges: Judges,
        *,
        search: bool,
        among: frozenset[int] | None = None,
    ) -> None:
        """Find it.

        Args:
            rows: all rows of the run, judged.
            numbers: which of them share a number.
            judges: who ranks those who are found.
            search: whether to look for residents without the number, too.
            among: the places of the only rows that are looked at; all if not said.
        """
        self._rows = rows
        self._numbers = numbers.shared
        self._doubled = numbers.doubled
        wishes = self._wished(search=search)
        self._wishes = wishes if among is None else {place: wish for place, wish in wishes.items() if place in among}
        self.places = _places(sorted(self._wishes))
        rows.read(self.places)
        beside = self._who(lambda wish: wish.beside)
        with ThreadPoolExecutor(_THREADS, "around") as threads:
            homes = threads.submit(households, rows, beside)
            self._persons = same_person(rows, beside, threads)
            self._sharing = sharing(rows, self._who(lambda wish: wish.sharing), threads)
            self._homes = homes.result()
        self._compared = lru_cache(_KEPT)(comparisons_of)
        self._searches = self._searched(judges) if search else {}
        self._begins = _begins(rows)
        rows.read(self._others(beside))

    def judge(self, rules: RuleSet) -> None:
        """Give every row that deserves a second look the judgement that follows from it."""
        judgements = [self._judged(self._rows.at(place), rules) for place in self.places.tolist()]
        for settled in self._rows.batches:
            settled.judgements = [
                alone(judgement, rules) if deserves_second_look(judgement) else judgement
                for judgement in settled.judgements
            ]
        self._rows.conclude(self.places, judgements)

    @property
    def compared(self) -> dict[int, tuple[int, ...]]:
        """The places of the residents who were compared in full with a row for whose person it was searched."""
        return {place: search.found.compared for place, search in self._searches.items()}

    def _wished(self, *, search: bool) -> dict[int, Wanted]:
        """Return around which rows something has to be looked up, and what; all others that deserve it are alone."""
        found: dict[int, Wanted] = {}
        for settled, start in zip(self._rows.batches, self._rows.starts.tolist(), strict=False):
            for number, judgement in enumerate(settled.judgements):
                if not deserves_second_look(judgement):
                    continue
                wish = wanted(judgement)
                if wish.beside or wish.sharing or (search and wish.candidates):
                    found |= dict.fromkeys((start + np.flatnonzero(settled.numbers == number)).tolist(), wish)
        judgements = self._rows.judgements(self._doubled)
        return {place: wanted(one) for place, one in zip(self._doubled.tolist(), judgements, strict=True)} | found

    def _who(self, wants: Callable[[Wanted], bool]) -> Places:
        return _places(place for place, wish in sorted(self._wishes.items()) if wants(wish))

    def _searched(self, judges: Judges) -> dict[int, Search[Found]]:
        """Look for everybody at once who is to be looked for."""
        places = self._who(lambda wish: wish.candidates)
        held = self._rows.registry
        registry = Registry(held.batches, held.fetch)
        records = [self._rows.at(place) for place in places.tolist()]
        described, answers = [record.enrolment for record in records], self._rows.answers(places).tolist()
        known = [self._known(record, answer) for record, answer in zip(records, answers, strict=True)]
        found = find_people(registry, described, _AIM, judges=judges, known=known)
        return dict(zip(places.tolist(), found, strict=True))

    def _known(self, record: Record, answer: int) -> Compared | None:
        """Return with whom a record was compared when it was judged."""
        comparisons = self._compared(record.judgement.levels, record.judgement.evidence)
        return Compared(answer, comparisons) if comparisons else None

    def _others(self, beside: Places) -> Places:
        """Return the places of all rows that stand around the deserving ones."""
        relations = (self._numbers, self._homes, self._persons)
        others = [
            other for relation in relations for place in self.places.tolist() for other in relation.get(place, ())
        ]
        every = np.concatenate([beside - 1, beside + 1, _places(others)])
        return _places(place for place in every.tolist() if 0 <= place < self._rows.starts[-1])

    def _judged(self, record: Record, rules: RuleSet) -> Judgement:
        place = record.place
        wish, search = self._wishes[place], self._searches.get(place)
        around = Surroundings(
            above=self._beside(wish, place - 1, place),
            below=self._beside(wish, place + 1, place + 1),
            household=self._records(self._homes, place),
            same_number=self._records(self._numbers, place),
            same_person=self._records(self._persons, place),
            candidates=self._candidates(record, search),
            sharing=self._sharing.get(place, 0),
            not_compared=search.not_compared if search else (),
            searched=search is not None,
        )
        return triage(record, self._compared(record.judgement.levels, record.judgement.evidence), around, rules)

    def _beside(self, wish: Wanted, place: int, edge: int) -> Record | None:
        if not wish.beside or edge in self._begins:
            return None
        record = self._rows.at(place)
        return None if record.judgement.verdict is Verdict.REJECTED else record

    def _records(self, relation: Neighbours, place: int) -> tuple[Record, ...]:
        return tuple(self._rows.at(other) for other in relation.get(place, ()))

    @staticmethod
    def _candidates(record: Record, search: Search[Found] | None) -> tuple[FoundResident, ...]:
        """Return who was found, the answer left out."""
        if search is None:
            return ()
        answer = record.resident.person_key if record.resident else None
        others = (one for one in search.found.candidates if one.resident.person_key != answer)
        return tuple(FoundResident(one.resident, one.comparisons) for one in others)


def _places(places: Iterable[int]) -> Places:
    return np.array([*places], np.int64)


def _begins(rows: SettledRows) -> frozenset[int]:
    """Return the places at which a file begins, and the one after the last row."""
    found: list[Sequence[int]] = [[int(rows.starts[-1])]]
    for settled, start in zip(rows.batches, rows.starts, strict=False):
        numbers = np.asarray(settled.batch.column("row"))
        found.append((start + np.flatnonzero(numbers == 1)).tolist())
    return frozenset(place for part in found for place in part)
