"""The portioned engine: the same judgement as the bulk engine, byte for byte, of files that no memory holds at once.

1. Both files are read in portions, checked, and made narrow: keys, fingerprints, places (`narrow`).
2. The narrow rows meet by person key; what agrees is done (`keyed`).
3. Of the rest, the pairs are fetched from both files, brought together and judged (`pairs`).
4. Around those that need a second look, what stands there is brought together, and looked at by the bulk engine
   (`around`).

Here is kept what is open: about 60 bytes a row that is not MATCHED at first sight, none for those that are.
"""

import pickle
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.surroundings import MOST_ROWS
from matcher.domain.triage import alone, deserves_second_look
from matcher.domain.verdicts import Judgement
from matcher.engines.memo import Memo
from matcher.engines.names import Look
from matcher.engines.portioned import around, looking, narrow, pairs
from matcher.engines.portioned.crew import Crew
from matcher.engines.portioned.keyed import ALONE
from matcher.engines.portioned.outcome import Outcome, Said
from matcher.engines.portioned.pairs import Asked, JudgedPairs, Terms
from matcher.engines.portioned.portions import Errand, HeldPortion, Mapper, Notes, Portion
from matcher.engines.portioned.progress import OnStage
from matcher.engines.portioned.words import NOT_THERE, each_once, key_words, matches, places_among, values_among
from matcher.engines.probe import NOBODY
from matcher.engines.shared_numbers import SharedNumbers, in_overlap
from rules import RuleSet

Longs = npt.NDArray[np.int64]

_RESIDENTS_PER_MEETING = 650_000
"""Among so many residents a row meets one in its blocks (measured: 15 among ten million)."""
_MET_TOGETHER = 250_000
"""Residents whom a team may meet: some 300 bytes each, several times over while they are put in order."""


class PortionedEngine:
    """Judges in portions, by a crew."""

    def __init__(self, crew: Crew, look: Look = Look.ACROSS, on_stage: OnStage | None = None) -> None:
        """Have this crew do the work; tell `on_stage` of each stage that is done."""
        self._crew = crew
        self._look = look
        self._on_stage = on_stage or _nobody

    def judge(
        self, enrolments: Iterable[pa.RecordBatch], residents: Iterable[pa.RecordBatch], rules: RuleSet
    ) -> Generator[pa.RecordBatch]:
        """Yield one result batch per enrolment batch; see `Engine.judge`. What streams is held: files have portions."""
        held = list(enrolments)
        outcome = self.settle(_held(held), _held(residents), rules)
        starts = accumulate((batch.num_rows for batch in held), initial=0)
        for batch, start in zip(held, starts, strict=False):
            yield outcome.results(batch, start)

    def settle(self, enrolments: Sequence[Portion], residents: Sequence[Portion], rules: RuleSet) -> Outcome:
        """Judge every row of the portions."""
        return _Run(self._crew, enrolments, residents, rules, self._look).outcome(self._on_stage)


def _nobody(_stage: str) -> None:
    """Tell nobody."""


def _held(batches: Iterable[pa.RecordBatch]) -> list[HeldPortion]:
    portions: list[HeldPortion] = []
    for batch in batches:
        start = portions[-1].start + portions[-1].rows if portions else 0
        portions.append(HeldPortion.of(start, batch))
    return portions


def team_size(most: int, searched: int) -> int:
    """Return how many rows that ask are looked at together, so that a worker can hold all whom they meet.

    Args:
        most: so many where nobody is searched.
        searched: among how many residents somebody is searched.

    >>> team_size(20_000, 0), team_size(20_000, 10_000_000), team_size(20_000, 125_000_000)
    (20000, 15625, 1295)
    """
    return max(1, min(most, _MET_TOGETHER // (1 + searched // _RESIDENTS_PER_MEETING)))


@dataclass(frozen=True, slots=True)
class _Open:
    """The rows that are not done: place, answer, group of the same number, and whether the pair is equal; by place."""

    place: Longs
    answer: Longs
    group: Longs
    equal: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, table: pa.Table) -> "_Open":
        """Put rows of `keyed.OPEN` in order."""
        ordered = table.sort_by("place")
        return cls(*(ordered.column(name).to_numpy() for name in ("place", "answer", "group", "equal")))

    @property
    def states(self) -> Longs:
        """The state of each row, as `pairs` has it."""
        return np.select([self.answer == NOBODY, self.equal], [pairs.UNANSWERED, pairs.EQUAL], pairs.DIFFERENT)

    def groups(self, places: Longs) -> Longs:
        """Return the group of each of these places, or `ALONE`."""
        return values_among(places, self.place, self.group, ALONE)


class _Run:
    """One run by a crew."""

    def __init__(
        self, crew: Crew, enrolments: Sequence[Portion], residents: Sequence[Portion], rules: RuleSet, look: Look
    ) -> None:
        self._crew = crew
        self._enrolments = enrolments
        self._residents = residents
        self._rules = rules
        self._terms = Terms(rules.policy_name, rules.content_hash, look)
        self._enrolment_notes: Sequence[Notes] = ()
        self._resident_notes: Sequence[Notes] = ()

    def outcome(self, done: OnStage) -> Outcome:
        """Judge every row."""
        memo = Memo(self._rules)
        found, unnumbered = self._met()
        done("keys")
        not_found = found.place[found.answer == NOBODY]
        outcome = Outcome(memo.matched, memo.rejected, self._enrolment_notes, self._resident_notes)
        for places, judgement in ((not_found, memo.not_found), (unnumbered, memo.no_number)):
            outcome.add(places, np.zeros(len(places), np.int64), [judgement])
        asked = []
        for judged in self._judged(found, unnumbered):
            outcome.add(judged.places, judged.numbers, judged.judgements)
            asked += [judged.asked] if judged.asked else []
        done("pairs")
        if self._terms.look is not Look.PAIR:
            said = outcome.finish(self._alone)
            if asked:
                for places, numbers, judgements in self._looked_at(_asking(Asked.together(asked), found), found, said):
                    outcome.add(places, numbers, judgements)
            done("around")
        return outcome.complete()

    def _alone(self, judgement: Judgement) -> Judgement:
        return alone(judgement, self._rules) if deserves_second_look(judgement) else judgement

    def _met(self) -> tuple[_Open, Longs]:
        """Let the narrow rows meet; return what is open, and the places without a number."""
        met = self._crew.meet(
            Errand(self._enrolments, narrow.narrow_enrolments, narrow.NARROW),
            Errand(self._residents, narrow.narrow_residents, narrow.NARROW),
        )
        self._enrolment_notes, self._resident_notes = met.enrolment_notes, met.resident_notes
        return _Open.of(met.open), np.sort(met.unnumbered)

    def _judged(self, found: _Open, unnumbered: Longs) -> Iterator[JudgedPairs]:
        """Judge the pairs that differ; and learn the words of the rows around which has to be looked."""
        wanted = (
            found.states == pairs.DIFFERENT if self._terms.look is Look.PAIR else np.ones(len(found.place), np.bool_)
        )
        loose = unnumbered if self._terms.look is not Look.PAIR else unnumbered[:0]
        places = np.concatenate((found.place[wanted], loose))
        answers = np.concatenate((found.answer[wanted], np.full(len(loose), NOBODY, np.int64)))
        states = np.concatenate((found.states[wanted], np.full(len(loose), pairs.UNANSWERED, np.int64)))
        shared = np.concatenate((found.group[wanted] != ALONE, np.zeros(len(loose), np.bool_)))
        if not places.size:
            return
        order = np.argsort(places)
        columns = [each[order] for each in (places, answers, states, shared)]
        ours = self._of_enrolments(pairs.fetch_enrolments, pairs.OPENED, _asked(_dealt(self._enrolments, columns)))
        answered = _asked(_dealt(self._residents, [np.unique(answers[states == pairs.DIFFERENT])]))
        theirs = self._of_residents(pairs.fetch_residents, pairs.ANSWERS, answered)
        for pickled in self._crew.judge(ours, theirs, partial(pairs.judged, self._terms)):
            yield pickle.loads(pickled)  # noqa: S301  our own workers made it

    def _looked_at(self, asked: Asked, found: _Open, said: Said) -> Iterator[tuple[Longs, Longs, list[Judgement]]]:
        """Bring together what stands around the rows that ask, and look at it; `said` is what the pairs were judged."""
        if not len(asked.places):
            return
        search = self._terms.look is Look.SEARCH
        size = team_size(self._crew.team, sum(portion.rows for portion in self._residents) if search else 0)
        teams = max(min(self._crew.teams, len(asked.places)), -(-len(asked.places) // size))
        team = np.arange(len(asked.places)) * teams // len(asked.places)
        rows = sum(portion.rows for portion in self._enrolments)
        wishes = around.Wishes(around.Teams.of(asked.households, team), around.Teams.of(asked.persons, team))
        near = _dealt(self._enrolments, _near(asked.places, team, found, rows))
        judged = _dealt(self._enrolments, (said.places, said.numbers))
        data = [(*own, *known) for own, known in zip(near, judged, strict=True)]
        standing = self._of_enrolments(partial(around.stand_around, wishes), around.STANDING, data)
        sharing = around.Teams.of(asked.sharing[asked.counted], team[asked.counted])
        blocks = around.Teams.of(asked.blocks, team[asked.seekers])

        def known(keys: pa.Table) -> Errand:
            key_column = keys.column("person_key").combine_chunks()
            of_keys = around.Teams.of(key_words(key_column)[:, 0], keys.column("team").to_numpy())
            whom = around.Whom(of_keys, sharing, blocks)
            return self._of_residents(partial(around.know, whom), around.KNOWN, None)

        for pickled in self._crew.look(standing, known, partial(looking.look, self._terms, said.judgements)):
            yield pickle.loads(pickled)  # noqa: S301  our own workers made it

    def _of_enrolments(self, mapper: Mapper, schema: pa.Schema, data: Sequence[object] | None) -> Errand:
        return Errand(self._enrolments, mapper, schema, self._enrolment_notes, data)

    def _of_residents(self, mapper: Mapper, schema: pa.Schema, data: Sequence[object] | None) -> Errand:
        return Errand(self._residents, mapper, schema, self._resident_notes, data)


def _dealt(
    portions: Sequence[Portion], columns: Sequence[npt.NDArray[np.generic]]
) -> list[tuple[npt.NDArray[np.generic], ...]]:
    """Return for each portion its part of `columns`, the first of which are ascending places."""
    data = []
    for portion in portions:
        low, high = np.searchsorted(columns[0], (portion.start, portion.start + portion.rows))
        data.append(tuple(column[low:high] for column in columns))
    return data


def _asked(data: Sequence[tuple[npt.NDArray[np.generic], ...]]) -> list[object]:
    """Leave out the portions of which nothing is asked."""
    return [own if len(own[0]) else None for own in data]


def _asking(asked: Asked, found: _Open) -> Asked:
    """Return the rows that ask for themselves, or share their number with a row that is valid on a day in common."""
    groups = found.groups(asked.places)
    sharing = np.flatnonzero(groups != ALONE)
    shared = SharedNumbers(groups[sharing], sharing)
    doubled = in_overlap(shared, asked.periods.take(pa.array(shared.rows)))
    asking = asked.wished.copy()
    asking[doubled] = True
    return asked.only(np.flatnonzero(asking))


def _near(places: Longs, team: Longs, found: _Open, rows: int) -> tuple[Longs, Longs, npt.NDArray[np.bool_]]:
    """Return who is needed by which team for certain: who asks, who stands beside, and who has the same number.

    Returns:
        places, ascending, their teams, and whether the row asks in that team.
    """
    numbered = found.group != ALONE
    order = np.lexsort((found.place[numbered], found.group[numbered]))
    groups, members = found.group[numbered][order], found.place[numbered][order]
    own = found.groups(places)
    sharing = own != ALONE
    # Once for each team: a number may be that of every row.
    shared, sharers = each_once(own[sharing], team[sharing])
    which, first = matches(groups, shared, MOST_ROWS + 1)
    near = np.concatenate((places, places - 1, places + 1, members[first]))
    whose = np.concatenate((team, team, team, sharers[which]))
    inside = (near >= 0) & (near < rows)
    near, whose = each_once(near[inside], whose[inside])
    at = places_among(near, places)
    return near, whose, (at != NOT_THERE) & (team[at] == whose)
