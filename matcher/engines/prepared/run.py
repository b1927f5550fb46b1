"""The engine of prepared files: the same judgement as the bulk engine, byte for byte, of what changed.

1. The numbers of both sides meet; what agrees is done (`meeting`).
2. A pair that differs has the judgement that the same pair had in an earlier run; only pairs that are new are fetched
   and judged (`pairs`).
3. A row that needs a second look has the judgement that it had when the same stood around it; only the others are
   looked at, by the second look of the bulk engine (`standing`).

Where nothing is known yet, all of it is new.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.domain.triage import alone, deserves_second_look
from matcher.engines.attempts import begin_attempt
from matcher.engines.judges import Judges
from matcher.engines.memo import Memo
from matcher.engines.names import Look
from matcher.engines.portioned.outcome import Outcome, Said
from matcher.engines.portioned.pairs import Terms
from matcher.engines.portioned.progress import OnStage, OnTasks
from matcher.engines.prepared.asking import States, who_asks
from matcher.engines.prepared.form import Side
from matcher.engines.prepared.known import Known, Memory, Register
from matcher.engines.prepared.lookup import UNKNOWN, Lookup
from matcher.engines.prepared.meeting import meet
from matcher.engines.prepared.pairs import Pairs
from matcher.engines.prepared.registered import Changes, changes_since
from matcher.engines.prepared.searches import Searches
from matcher.engines.prepared.searching import Seekers
from matcher.engines.prepared.standing import Asking, Numbered, stands_around
from matcher.engines.prepared.sums import words_of_compared
from matcher.engines.prepared.teams import TeamSource, look_in_team, teams, warm_up_search
from matcher.engines.probe import NOBODY
from rules import RuleSet

Longs = npt.NDArray[np.int64]

_TEAM, _SEEKERS = 2_000, 1_000
"""So many rows are looked at together at most, and of those for whom it is searched."""


class PreparedEngine:
    """Judges prepared files."""

    def __init__(
        self,
        judges: Judges,
        look: Look = Look.ACROSS,
        on_stage: OnStage | None = None,
        on_tasks: OnTasks | None = None,
    ) -> None:
        """Have these do the work; a search needs the index of blocks (`matcher.engines.prepared.blocks`)."""
        self._judges = judges
        self._look = look
        self._on_stage = on_stage or _nobody
        self._on_tasks = on_tasks

    def judge(self, enrolments: Side, residents: Side, rules: RuleSet, before: Memory) -> tuple[Outcome, Memory]:
        """Judge every row, and return what came of it, and what is known now; `before` is what was known."""
        with ThreadPoolExecutor(1, "changes") as thread:
            changes = thread.submit(self._changes, residents, before.searches)
            return self._judged(enrolments, residents, rules, before, changes.result)

    def _changes(self, residents: Side, before: Searches) -> Changes:
        """Return who changed since the last search; if somebody did, the workers get ready to search meanwhile."""
        if self._look is not Look.SEARCH:
            return Changes.nothing()
        changes = changes_since(before.registered, residents)
        if len(changes.new) and self._judges.workers > 1:
            for _ in range(self._judges.workers):
                self._judges.begin(warm_up_search)
        return changes

    def _judged(
        self, enrolments: Side, residents: Side, rules: RuleSet, before: Memory, changes: Callable[[], Changes]
    ) -> tuple[Outcome, Memory]:
        memo, register = Memo(rules), Register(before.known)
        terms = Terms(rules.policy_name, rules.content_hash, self._look)
        met = meet(enrolments, residents, self._on_tasks)
        self._on_stage("keys")
        place, answer, group, equal = (met.column(name).to_numpy(zero_copy_only=False) for name in met.column_names)
        differs = (answer != NOBODY) & ~equal.astype(np.bool_)
        pairs = Pairs(enrolments, residents, self._judges, terms)
        numbers, known_pairs = pairs.judge(place[differs], answer[differs], before, register)
        outcome, unnumbered = Outcome(memo.matched, memo.rejected), enrolments.unnumbered
        for places, judgement in ((place[answer == NOBODY], memo.not_found), (unnumbered, memo.no_number)):
            outcome.add(places, np.zeros(len(places), np.int64), [judgement])
        outcome.add(place[differs], numbers, register.judgements)
        self._on_stage("pairs")
        known = Memory()
        if self._look is not Look.PAIR:
            said = outcome.finish(lambda one: alone(one, rules) if deserves_second_look(one) else one)
            states, search = States(place, answer, group, differs, numbers), self._look is Look.SEARCH
            asking = who_asks(states, unnumbered, register.judgements, memo, enrolments, search=search)
            if len(asking.places):
                around = _Around(enrolments, residents, self._judges, terms, changes)
                numbers, known = around.look(asking, Numbered.of(met), said, before, register)
                outcome.add(asking.places, numbers, register.judgements)
            self._on_stage("around")
        return outcome.complete(), replace(known, pairs=known_pairs).used(register.known)


class _Around(NamedTuple):
    """What the second look is taken from, who looks, under what, and who changed since the last search."""

    enrolments: Side
    residents: Side
    judges: Judges
    terms: Terms
    changes: Callable[[], Changes]

    def look(
        self, asking: Asking, numbered: Numbered, said: Said, before: Memory, register: Register
    ) -> tuple[Longs, Memory]:
        """Return the number of what is known of each row that asks, and what is known of looks and searches."""
        standing = stands_around(asking, self.enrolments, self.residents, numbered)
        words = standing.words(len(asking.places), self.enrolments, self.residents)
        sides = self.enrolments, self.residents
        seekers = Seekers(asking, sides, before.searches, self.changes(), self.judges)
        numbers = before.looks.find(*_with_searches(words, asking, seekers))
        numbers[seekers.unsettled] = UNKNOWN
        missing = np.flatnonzero(numbers == UNKNOWN)
        most = _SEEKERS if self.terms.look is Look.SEARCH else _TEAM
        size = min(most, max(1, -(-len(missing) // self.judges.workers)))
        folders = [side.folders for side in sides]
        tickets = [
            begin_attempt(self.judges, look_in_team, self.terms, *folders, team)
            for team in teams(TeamSource(asking, standing, seekers, said), missing, self.residents, size)
        ]
        for ticket in tickets:
            told = ticket()
            number = register.numbers(map(Known, told.judgements))[told.numbers]
            numbers[np.searchsorted(asking.places, told.places)] = number
            seekers.learn(told.searches)
        kept = np.delete(np.arange(len(numbers)), seekers.unsettled)
        looks = Lookup.of(*(word[kept] for word in (*_with_searches(words, asking, seekers), numbers)))
        return numbers, Memory(looks=looks, searches=seekers.kept())


def _with_searches(words: tuple[Longs, Longs], asking: Asking, seekers: Seekers) -> tuple[Longs, Longs]:
    """Return the words of each row that asks, with what is known of its search."""
    added = words_of_compared(len(asking.places), *seekers.compared())
    return words[0] + added[0], words[1] + added[1]


def _nobody(_stage: str) -> None:
    """Tell nobody."""
