"""The engine of prepared files: the same judgement as the bulk engine, byte for byte, of what changed.

1. The numbers of both sides meet; what agrees is done (`meeting`).
2. A pair that differs has the judgement that the same pair had in an earlier run; only pairs that are new are fetched
   and judged (`known`).
3. A row that needs a second look has the judgement that it had when the same stood around it; only the others are
   looked at, by the second look of the bulk engine (`standing`).

Where nothing is known yet, all of it is new.
"""

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.triage import Wanted, alone, deserves_second_look, wanted
from matcher.domain.verdicts import Judgement
from matcher.engines.around import PERIOD
from matcher.engines.attempts import begin_attempt
from matcher.engines.judges import Judges
from matcher.engines.memo import Memo
from matcher.engines.names import Look
from matcher.engines.pairs import PairsTicket, judge_pairs
from matcher.engines.portioned.around import AT_SIGHT, KNOWN, STANDING, look
from matcher.engines.portioned.columns import ENROLMENTS, RESIDENTS, chosen
from matcher.engines.portioned.keyed import ALONE
from matcher.engines.portioned.outcome import Outcome, Said
from matcher.engines.portioned.pairs import Terms
from matcher.engines.portioned.progress import OnStage, OnTasks
from matcher.engines.prepared.form import Side
from matcher.engines.prepared.known import UNKNOWN, Known
from matcher.engines.prepared.meeting import meet
from matcher.engines.prepared.standing import Asking, Numbered, Standing, stands_around
from matcher.engines.probe import NOBODY
from matcher.engines.records import ENROLMENT_ITEMS, RESIDENT_ITEMS
from matcher.engines.shared_numbers import SharedNumbers, in_overlap
from rules import RuleSet

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_PAIRS_AT_ONCE = 8_192
_AHEAD = 8
"""Chunks of pairs that may be on their way to the judges."""
_TEAM = 2_000
_NOTHING = Wanted(beside=False, candidates=False, sharing=False)


@dataclass(slots=True)
class Memory:
    """What is known of an earlier run under the same rules, and, after a run, what is known of that one.

    `judgements` are numbered by `pairs` (word of the enrolment, word of the resident) and by `looks` (two words of all
    that stands around).
    """

    pairs: Known = field(default_factory=Known.nothing)
    looks: Known = field(default_factory=Known.nothing)
    judgements: list[Judgement] = field(default_factory=list)


class PreparedEngine:
    """Judges prepared files."""

    def __init__(
        self,
        judges: Judges,
        look: Look = Look.ACROSS,
        on_stage: OnStage | None = None,
        on_tasks: OnTasks | None = None,
    ) -> None:
        """Have these do the work; `look` is not `SEARCH`, for whose blocks no index is kept."""
        if look is Look.SEARCH:
            raise ValueError("prepared files have no index for a search")
        self._judges = judges
        self._look = look
        self._on_stage = on_stage or _nobody
        self._on_tasks = on_tasks

    def judge(self, enrolments: Side, residents: Side, rules: RuleSet, memory: Memory) -> tuple[Outcome, Memory]:
        """Judge every row, and return what came of it, and what is known now."""
        met = meet(enrolments, residents, self._on_tasks)
        self._on_stage("keys")
        run = _Run(
            enrolments, residents, self._judges, Terms(rules.policy_name, rules.content_hash, self._look), memory
        )
        memo = Memo(rules)
        place, answer, group, equal = (met.column(name).to_numpy(zero_copy_only=False) for name in met.column_names)
        unnumbered = enrolments.unnumbered
        outcome = Outcome(memo.matched, memo.rejected)
        nobody = place[answer == NOBODY]
        for places, judgement in ((nobody, memo.not_found), (unnumbered, memo.no_number)):
            outcome.add(places, np.zeros(len(places), np.int64), [judgement])
        differs = (answer != NOBODY) & ~equal.astype(np.bool_)
        numbers = run.judge_pairs(place[differs], answer[differs])
        outcome.add(place[differs], numbers, run.judgements)
        self._on_stage("pairs")
        if self._look is not Look.PAIR:
            said = outcome.finish(lambda one: alone(one, rules) if deserves_second_look(one) else one)
            states = _States(place, answer, group, differs, numbers)
            asking = _asking(states, unnumbered, run.judgements, memo, enrolments)
            if len(asking.places):
                outcome.add(asking.places, run.look_around(asking, Numbered.of(met), said), run.judgements)
            self._on_stage("around")
        return outcome.complete(), run.memory()


def _nobody(_stage: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class _States:
    """Open rows by place; `numbers` are those of the judgements of the rows that differ."""

    place: Longs
    answer: Longs
    group: Longs
    differs: Mask
    numbers: Longs


def _asking(
    states: _States, unnumbered: Longs, judgements: Sequence[Judgement], memo: Memo, enrolments: Side
) -> Asking:
    """Return the rows around which has to be looked: that wish it, or are qualified twice under one number."""
    wishes = [wanted(one) if deserves_second_look(one) else _NOTHING for one in judgements]
    lost = [wanted(memo.not_found), wanted(memo.no_number)]
    places = np.concatenate((states.place, unnumbered))
    rows = len(states.place)
    kinds = np.full(len(places), len(wishes), np.int64)  # equal: of them nothing is asked for
    kinds[:rows][states.differs] = states.numbers
    kinds[:rows][states.answer == NOBODY] = len(wishes) + 1
    kinds[rows:] = len(wishes) + 2
    wishes += [_NOTHING, *lost]
    beside, sharing = (np.array([getattr(wish, name) for wish in wishes], np.bool_) for name in ("beside", "sharing"))
    groups = np.concatenate((states.group, np.full(len(unnumbered), ALONE, np.int64)))
    answers = np.concatenate((states.answer, np.full(len(unnumbered), NOBODY, np.int64)))
    asks = beside[kinds] | sharing[kinds]
    shared = np.flatnonzero(groups != ALONE)
    if shared.size:
        known = SharedNumbers(groups[shared], shared)
        asks[in_overlap(known, enrolments.rows.fetch(places[known.rows], PERIOD))] = True
    own = np.flatnonzero(asks)
    own = own[np.argsort(places[own])]
    return Asking(places[own], answers[own], groups[own], beside[kinds[own]], sharing[kinds[own]])


def _said_of(places: Longs, said: Said) -> Longs:
    """Return the number of the judgement that each pair got, or `AT_SIGHT`; `places` ascend."""
    at = np.minimum(np.searchsorted(said.places, places), len(said.places) - 1)
    return np.where(said.places[at] == places, said.numbers[at], AT_SIGHT)


def _travelling(rows: pa.RecordBatch, kept: pa.Schema, schema: pa.Schema, *numbers: Longs) -> pa.Table:
    """Return rows as the second look takes them: after columns of whole numbers."""
    found = chosen(rows, np.arange(rows.num_rows), kept, *numbers)
    return pa.Table.from_arrays(found.columns, schema=schema)


def _look(_: Memo, terms: Terms, judgements: Sequence[Judgement], standing: pa.Table, known: pa.Table) -> bytes:
    return look(terms, judgements, standing, known)


class _Run:
    """One run: what was known, and what came to be known."""

    def __init__(self, enrolments: Side, residents: Side, judges: Judges, terms: Terms, memory: Memory) -> None:
        self._enrolments, self._residents = enrolments, residents
        self._judges, self._terms, self._before = judges, terms, memory
        self.judgements = list(memory.judgements)
        self._numbers = {judgement: number for number, judgement in enumerate(self.judgements)}
        self._pairs, self._looks = Known.nothing(), Known.nothing()

    def judge_pairs(self, places: Longs, answers: Longs) -> Longs:
        """Return the number of the judgement of each pair."""
        ours, theirs = self._enrolments.digests(places), self._residents.digests(answers)
        numbers = self._before.pairs.find(ours, theirs)
        missing = np.flatnonzero(numbers == UNKNOWN)
        tickets = []
        for start in range(0, len(missing), _PAIRS_AT_ONCE):
            own = missing[start : start + _PAIRS_AT_ONCE]
            enrolments = self._enrolments.rows.fetch(places[own], ENROLMENT_ITEMS)
            residents = self._residents.rows.fetch(answers[own], RESIDENT_ITEMS)
            tickets.append((own, judge_pairs(enrolments, residents, self._judges)))
            if len(tickets) > _AHEAD:
                self._note(numbers, *tickets.pop(0))
        for ticket in tickets:
            self._note(numbers, *ticket)
        self._pairs = Known.of(ours, theirs, numbers)
        return numbers

    def _note(self, numbers: Longs, own: Longs, ticket: PairsTicket) -> None:
        judgements, which = ticket()
        numbers[own] = self._numbered(judgements)[which]

    def look_around(self, asking: Asking, numbered: Numbered, said: Said) -> Longs:
        """Return the number of the judgement of each row that asks."""
        standing = stands_around(asking, self._enrolments, self._residents, numbered)
        words = standing.words(len(asking.places), self._enrolments, self._residents)
        numbers = self._before.looks.find(*words)
        missing = np.flatnonzero(numbers == UNKNOWN)
        tickets = [
            begin_attempt(self._judges, _look, self._terms, *team)
            for team in self._teams(asking, standing, missing, said)
        ]
        for ticket in tickets:
            places, which, judgements = pickle.loads(ticket())  # noqa: S301  our own workers made it
            numbers[np.searchsorted(asking.places, places)] = self._numbered(judgements)[which]
        self._looks = Known.of(*words, numbers)
        return numbers

    def _numbered(self, judgements: Sequence[Judgement]) -> Longs:
        """Return a number for each judgement."""
        for judgement in judgements:
            if self._numbers.setdefault(judgement, len(self.judgements)) == len(self.judgements):
                self.judgements.append(judgement)
        return np.array([self._numbers[judgement] for judgement in judgements], np.int64)

    def _teams(
        self, asking: Asking, standing: Standing, missing: Longs, said: Said
    ) -> Iterator[tuple[list[Judgement], pa.Table, pa.Table]]:
        """Yield what each team of rows that are looked at needs: judgements, enrolments and residents."""
        for start in range(0, len(missing), _TEAM):
            own = missing[start : start + _TEAM]
            of_team = np.isin(standing.asking, own)
            places, first = np.unique(standing.places[of_team], return_index=True)
            answers = standing.answers[of_team][first]
            residents = np.unique(
                np.concatenate((answers[answers != NOBODY], standing.residents[np.isin(standing.sharers, own)]))
            )
            used, numbers = np.unique(_said_of(places, said), return_inverse=True)
            told = used != AT_SIGHT
            numbers = np.where(told[numbers], numbers - int(not told.all()), AT_SIGHT)
            asks = np.isin(places, asking.places[own]).astype(np.int64)
            nobody = np.zeros_like(places)
            yield (
                [said.judgements[number] for number in used[told].tolist()],
                _travelling(self._enrolments.rows.fetch(places), ENROLMENTS, STANDING, nobody, places, asks, numbers),
                self._known(residents),
            )

    def _known(self, places: Longs) -> pa.Table:
        if not places.size:
            return KNOWN.empty_table()
        return _travelling(self._residents.rows.fetch(places), RESIDENTS, KNOWN, np.zeros_like(places), places)

    def memory(self) -> Memory:
        """Return what is known now: what was asked for in this run."""
        used, numbers = np.unique(np.concatenate((self._pairs.rows[2], self._looks.rows[2])), return_inverse=True)
        pairs = len(self._pairs.rows[2])
        return Memory(
            Known(np.stack((*self._pairs.rows[:2], numbers[:pairs]))),
            Known(np.stack((*self._looks.rows[:2], numbers[pairs:]))),
            [self.judgements[number] for number in used.tolist()],
        )
