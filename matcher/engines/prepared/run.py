"""The engine of prepared files: the same judgement as the bulk engine, byte for byte, of what changed.

1. The numbers of both sides meet; what agrees is done (`meeting`).
2. A pair that differs has the judgement that the same pair had in an earlier run; only pairs that are new are fetched
   and judged (`known`).
3. A row that needs a second look has the judgement that it had when the same stood around it; only the others are
   looked at, by the second look of the bulk engine (`standing`).

Where nothing is known yet, all of it is new.
"""

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.conclude import Facts
from matcher.domain.records import ResidentStatus
from matcher.domain.triage import Wanted, alone, deserves_second_look, wanted
from matcher.domain.verdicts import Judgement
from matcher.engines.around import PERIOD
from matcher.engines.attempts import begin_attempt
from matcher.engines.batches import columns_of
from matcher.engines.judges import Judges
from matcher.engines.memo import Memo
from matcher.engines.names import Look
from matcher.engines.pairs import judge_pairs
from matcher.engines.portioned.around import AT_SIGHT, KNOWN, STANDING, look
from matcher.engines.portioned.columns import ENROLMENTS, RESIDENTS, chosen
from matcher.engines.portioned.keyed import ALONE
from matcher.engines.portioned.outcome import Outcome, Said
from matcher.engines.portioned.pairs import Terms, at_hand
from matcher.engines.portioned.progress import OnStage, OnTasks
from matcher.engines.prepared.blocks import members
from matcher.engines.prepared.form import Side
from matcher.engines.prepared.known import Known, compared_again
from matcher.engines.prepared.lookup import UNKNOWN, Lookup
from matcher.engines.prepared.meeting import meet
from matcher.engines.prepared.standing import Asking, Numbered, Standing, stands_around
from matcher.engines.probe import NOBODY
from matcher.engines.records import ENROLMENT_ITEMS, RESIDENT_ITEMS, Columns, pairs_of
from matcher.engines.shared_numbers import SharedNumbers, in_overlap
from rules import RuleSet

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

_PAIRS_AT_ONCE = 32_768
_AHEAD = 4
"""Chunks of pairs that may be on their way to the judges."""
_TEAM, _SEEKERS = 2_000, 1_000
"""Rows that are looked at together, and of those for whom it is searched."""
_NOTHING = Wanted(beside=False, candidates=False, sharing=False)


@dataclass(slots=True)
class Memory:
    """What is known of an earlier run, and, after a run, what is known of that one.

    `known` is numbered by `pairs` (word of the enrolment, word of the resident) and by `looks` (two words of all that
    stands around). `stale` are the steps of pairs that have to be made again, since what decides them has changed; then
    nothing is known of looks.
    """

    pairs: Lookup = field(default_factory=Lookup.nothing)
    looks: Lookup = field(default_factory=Lookup.nothing)
    known: list[Known] = field(default_factory=list)
    stale: frozenset[str] = frozenset()


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
            search = self._look is Look.SEARCH
            asking = _asking(states, unnumbered, run.judgements, memo, enrolments, search=search)
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
    states: _States,
    unnumbered: Longs,
    judgements: Sequence[Judgement],
    memo: Memo,
    enrolments: Side,
    *,
    search: bool,
) -> Asking:
    """Return the rows around which has to be looked: that wish it, or are qualified twice under one number."""
    wishes = [wanted(one) if deserves_second_look(one) else _NOTHING for one in judgements]
    places = np.concatenate((states.place, unnumbered))
    rows = len(states.place)
    kinds = np.full(len(places), len(wishes), np.int64)  # equal: of them nothing is asked for
    kinds[:rows][states.differs] = states.numbers
    kinds[:rows][states.answer == NOBODY] = len(wishes) + 1
    kinds[rows:] = len(wishes) + 2
    wishes += [_NOTHING, wanted(memo.not_found), wanted(memo.no_number)]
    beside, sharing, seeking = np.array(_flags(wishes), np.bool_).T[:, kinds]
    seeking = seeking & search
    groups = np.concatenate((states.group, np.full(len(unnumbered), ALONE, np.int64)))
    answers = np.concatenate((states.answer, np.full(len(unnumbered), NOBODY, np.int64)))
    asks = beside | sharing | seeking
    shared = np.flatnonzero(groups != ALONE)
    if shared.size:
        known = SharedNumbers(groups[shared], shared)
        asks[in_overlap(known, enrolments.rows.fetch(places[known.rows], PERIOD))] = True
    own = np.flatnonzero(asks)
    own = own[np.argsort(places[own])]
    return Asking(places[own], answers[own], groups[own], beside[own], sharing[own], seeking[own])


def _flags(wishes: Sequence[Wanted]) -> list[tuple[bool, bool, bool]]:
    """Return what each of these wishes: what stands beside, who shares the three items, and whom it describes."""
    return [(wish.beside, wish.sharing, wish.candidates) for wish in wishes]


def _said_of(places: Longs, said: Said) -> Longs:
    """Return the number of the judgement that each pair got, or `AT_SIGHT`; `places` ascend."""
    at = np.minimum(np.searchsorted(said.places, places), len(said.places) - 1)
    return np.where(said.places[at] == places, said.numbers[at], AT_SIGHT)


class _Team(NamedTuple):
    """What a worker needs to look around some rows: what is around them, by place, and the judgements of the pairs.

    `asks`: whether a row is one of those that are looked at; `judged`: the number of the judgement of its pair.
    """

    judgements: list[Judgement]
    places: Longs
    asks: Longs
    judged: Longs
    residents: Longs


def _look(_: Memo, terms: Terms, enrolments: tuple[Path, ...], residents: tuple[Path, ...], team: _Team) -> bytes:
    """Look around the rows of a team, in a worker, which takes what stands there from the prepared files."""
    nobody = np.zeros_like(team.places)
    columns = (nobody, team.places, team.asks, team.judged)
    standing = _travelling(Side(enrolments).rows.fetch(team.places), ENROLMENTS, STANDING, *columns)
    known = KNOWN.empty_table()
    if team.residents.size:
        around = Side(residents).rows.fetch(team.residents)
        known = _travelling(around, RESIDENTS, KNOWN, np.zeros_like(team.residents), team.residents)
    return look(terms, team.judgements, standing, known)


def _travelling(rows: pa.RecordBatch, kept: pa.Schema, schema: pa.Schema, *numbers: Longs) -> pa.Table:
    """Return rows as the second look takes them: after columns of whole numbers."""
    found = chosen(rows, np.arange(rows.num_rows), kept, *numbers)
    return pa.Table.from_arrays(found.columns, schema=schema)


class _Run:
    """One run: what was known, and what came to be known."""

    def __init__(self, enrolments: Side, residents: Side, judges: Judges, terms: Terms, memory: Memory) -> None:
        self._enrolments, self._residents = enrolments, residents
        self._judges, self._terms, self._before = judges, terms, memory
        self._known = list(memory.known)
        self._numbers = {one: number for number, one in enumerate(self._known)}
        self._pairs, self._looks = Lookup.nothing(), Lookup.nothing()

    @property
    def judgements(self) -> list[Judgement]:
        """The judgements, by number."""
        return [one.judgement for one in self._known]

    def judge_pairs(self, places: Longs, answers: Longs) -> Longs:
        """Return the number of the judgement of each pair."""
        ours, theirs = self._enrolments.digests(places), self._residents.digests(answers)
        numbers = self._before.pairs.find(ours, theirs)
        missing = numbers == UNKNOWN
        if self._before.stale:
            self._judge(np.flatnonzero(~missing), places, answers, numbers, self._begin_again)
        self._judge(np.flatnonzero(missing), places, answers, numbers, self._begin_anew)
        self._pairs = Lookup.of(ours, theirs, numbers)
        return numbers

    def _judge(self, rows: Longs, places: Longs, answers: Longs, numbers: Longs, begin: "_Begin") -> None:
        """Put the numbers of what comes of these rows in their places, some rows at a time."""
        waiting: deque[tuple[Longs, _Ticket]] = deque()
        for start in range(0, len(rows), _PAIRS_AT_ONCE):
            own = rows[start : start + _PAIRS_AT_ONCE]
            enrolments = self._enrolments.rows.fetch(places[own], ENROLMENT_ITEMS)
            residents = self._residents.rows.fetch(answers[own], RESIDENT_ITEMS)
            waiting.append((own, begin(enrolments, residents, numbers[own])))
            if len(waiting) > _AHEAD:
                self._note(numbers, *waiting.popleft())
        for own, ticket in waiting:
            self._note(numbers, own, ticket)

    def _note(self, numbers: Longs, own: Longs, ticket: "_Ticket") -> None:
        known, which = ticket()
        numbers[own] = self._numbered(known)[which]

    def _begin_anew(self, enrolments: pa.RecordBatch, residents: pa.RecordBatch, _: Longs) -> "_Ticket":
        judging = judge_pairs(enrolments, residents, self._judges)

        def ticket() -> tuple[list[Known], Longs]:
            judgements, which = judging()
            facts, own = _facts_of(enrolments, residents)
            both, numbers = np.unique(which * len(facts) + own, return_inverse=True)
            known = [Known(judgements[one // len(facts)], facts[one % len(facts)]) for one in both.tolist()]
            return known, numbers

        return ticket

    def _begin_again(self, enrolments: pa.RecordBatch, residents: pa.RecordBatch, numbers: Longs) -> "_Ticket":
        used, own = np.unique(numbers, return_inverse=True)
        known = [self._known[number] for number in used.tolist()]
        columns = columns_of(enrolments, ENROLMENT_ITEMS), columns_of(residents, RESIDENT_ITEMS)
        return begin_attempt(self._judges, _compare, self._terms, self._before.stale, known, own, *columns)

    def look_around(self, asking: Asking, numbered: Numbered, said: Said) -> Longs:
        """Return the number of the judgement of each row that asks."""
        standing = stands_around(asking, self._enrolments, self._residents, numbered)
        words = standing.words(len(asking.places), self._enrolments, self._residents)
        numbers = self._before.looks.find(*words)
        missing = np.flatnonzero(numbers == UNKNOWN)
        sides = self._enrolments.folders, self._residents.folders
        tickets = [
            begin_attempt(self._judges, _look, self._terms, *sides, team)
            for team in self._teams(asking, standing, missing, said)
        ]
        for ticket in tickets:
            places, which, judgements = pickle.loads(ticket())  # noqa: S301  our own workers made it
            numbers[np.searchsorted(asking.places, places)] = self._numbered(map(Known, judgements))[which]
        self._looks = Lookup.of(*words, numbers)
        return numbers

    def _numbered(self, known: Iterable[Known]) -> Longs:
        """Return a number for each of these."""
        numbers = []
        for one in known:
            if self._numbers.setdefault(one, len(self._known)) == len(self._known):
                self._known.append(one)
            numbers.append(self._numbers[one])
        return np.array(numbers, np.int64)

    def _teams(self, asking: Asking, standing: Standing, missing: Longs, said: Said) -> Iterator[_Team]:
        """Yield the teams in which the missing rows are looked at."""
        size = _SEEKERS if self._terms.look is Look.SEARCH else _TEAM
        for start in range(0, len(missing), size):
            own = missing[start : start + size]
            of_team = np.isin(standing.asking, own)
            places, first = np.unique(standing.places[of_team], return_index=True)
            answers = standing.answers[of_team][first]
            around = [answers[answers != NOBODY], standing.residents[np.isin(standing.sharers, own)]]
            blocks = np.unique(standing.blocks[np.isin(standing.seekers, own)])
            if blocks.size:
                around.append(members(self._residents, blocks)[1])
            used, numbers = np.unique(_said_of(places, said), return_inverse=True)
            told = used != AT_SIGHT
            yield _Team(
                [said.judgements[number] for number in used[told].tolist()],
                places,
                np.isin(places, asking.places[own]).astype(np.int64),
                np.where(told[numbers], numbers - int(not told.all()), AT_SIGHT),
                np.unique(np.concatenate(around)),
            )

    def memory(self) -> Memory:
        """Return what is known now: what was asked for in this run."""
        used, numbers = np.unique(np.concatenate((self._pairs.rows[2], self._looks.rows[2])), return_inverse=True)
        pairs = len(self._pairs.rows[2])
        return Memory(
            Lookup(np.stack((*self._pairs.rows[:2], numbers[:pairs]))),
            Lookup(np.stack((*self._looks.rows[:2], numbers[pairs:]))),
            [self._known[number] for number in used.tolist()],
        )


_Ticket = Callable[[], tuple[list[Known], Longs]]
"""Waits, and returns what is known of some pairs: what is distinct, and which of it is whose."""
_Begin = Callable[[pa.RecordBatch, pa.RecordBatch, Longs], _Ticket]


def _facts_of(enrolments: pa.RecordBatch, residents: pa.RecordBatch) -> tuple[list[Facts], Longs]:
    """Return the distinct facts of pairs, and which of them each pair has."""
    known: dict[Facts, int] = {}
    columns = (*columns_of(enrolments, ("check_basis", "qualified_to")), *columns_of(residents, ("foreign", "status")))
    numbers = [
        known.setdefault(Facts(basis, foreign, ResidentStatus(status), not until.strip()), len(known))
        for basis, until, foreign, status in zip(*columns, strict=True)
    ]
    return [*known], np.array(numbers, np.int64)


def _compare(
    _: Memo,
    terms: Terms,
    steps: frozenset[str],
    known: Sequence[Known],
    which: Longs,
    enrolments: Columns,
    residents: Columns,
) -> tuple[list[Known], Longs]:
    """Compare these steps of pairs again, in a worker."""
    _, rules = at_hand(terms)
    again: dict[Known, int] = {}
    pairs = pairs_of(enrolments, residents)
    numbers = [
        again.setdefault(compared_again(known[number], enrolment, resident, steps, rules), len(again))
        for number, (enrolment, resident) in zip(which.tolist(), pairs, strict=True)
    ]
    return [*again], np.array(numbers, np.int64)
