"""The portioned engine: the same judgement as the bulk engine, byte for byte, of files that no memory holds at once.

1. Both files are read in portions, checked, and made narrow: keys, fingerprints, places (`narrow`).
2. The narrow rows meet by person key; what agrees is done (`keyed`).
3. Of the rest, the pairs are fetched from both files, brought together and judged (`pairs`).
4. Around those that need a second look, what stands there is brought together, and looked at by the bulk engine
   (`around`).

Here is kept what is open: about 60 bytes a row that is not MATCHED at first sight, none for those that are.
"""

import pickle
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.surroundings import MOST_ROWS
from matcher.domain.triage import alone
from matcher.domain.verdicts import Judgement
from matcher.engines.memo import Memo
from matcher.engines.names import Look
from matcher.engines.portioned import around, narrow, pairs
from matcher.engines.portioned.crew import Crew
from matcher.engines.portioned.keyed import ALONE
from matcher.engines.portioned.outcome import Outcome
from matcher.engines.portioned.pairs import Asked, JudgedPairs, Terms
from matcher.engines.portioned.portions import Errand, HeldPortion, Mapper, Notes, Portion
from matcher.engines.portioned.words import key_words, matches
from matcher.engines.probe import NOBODY
from rules import RuleSet

Longs = npt.NDArray[np.int64]

OnStage = Callable[[str], None]
"""Told the name of a stage that is done."""


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
    def slow(self) -> npt.NDArray[np.bool_]:
        """Which are pairs that have to be compared."""
        return np.asarray((self.answer != NOBODY) & ~self.equal, np.bool_)


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
        across = self._terms.look is not Look.PAIR
        unanswered = [alone(one, self._rules) if across else one for one in (memo.not_found, memo.no_number)]
        found, unnumbered = self._met()
        done("keys")
        not_found = found.place[found.answer == NOBODY]
        outcome = Outcome(memo.matched, memo.rejected, self._enrolment_notes, self._resident_notes)
        for places, judgement in zip((not_found, unnumbered), unanswered, strict=True):
            outcome.add(places, np.zeros(len(places), np.int64), [judgement])
        asked = []
        for judged in self._judged(found, unnumbered):
            outcome.add(judged.places, judged.numbers, judged.judgements)
            asked += [judged.asked] if judged.asked else []
        done("pairs")
        if asked:
            for places, judgements in self._looked_at(Asked.together(asked), found):
                outcome.add(places, np.arange(len(places)), judgements)
            done("around")
        return outcome.complete()

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
        wanted = found.slow if self._terms.look is Look.PAIR else np.ones(len(found.place), np.bool_)
        loose = unnumbered if self._terms.look is not Look.PAIR else unnumbered[:0]
        places = np.concatenate((found.place[wanted], loose))
        answers = np.concatenate((found.answer[wanted], np.full(len(loose), NOBODY, np.int64)))
        slow = np.concatenate((found.slow[wanted], np.zeros(len(loose), np.bool_)))
        shared = np.concatenate((found.group[wanted] != ALONE, np.zeros(len(loose), np.bool_)))
        if not places.size:
            return
        order = np.argsort(places)
        columns = [each[order] for each in (places, answers, slow, shared)]
        ours = self._of_enrolments(pairs.fetch_enrolments, pairs.OPENED, columns)
        theirs = self._of_residents(
            pairs.fetch_residents, pairs.ANSWERS, _dealt(self._residents, [np.unique(answers[slow])])
        )
        for pickled in self._crew.judge(ours, theirs, self._terms):
            yield pickle.loads(pickled)  # noqa: S301  our own workers made it

    def _looked_at(self, asked: Asked, found: _Open) -> Iterator[tuple[Longs, list[Judgement]]]:
        """Bring together what stands around the rows that ask, and look at it."""
        teams = max(min(self._crew.cores, len(asked.places)), -(-len(asked.places) // self._crew.team))
        team = np.arange(len(asked.places)) * teams // len(asked.places)
        rows = sum(portion.rows for portion in self._enrolments)
        wishes = around.Wishes(around.Teams.of(asked.households, team), around.Teams.of(asked.persons, team))
        near = _near(asked.places, team, found, rows)
        standing = self._of_enrolments(partial(around.stand_around, wishes), around.STANDING, near, whole=True)
        sharing = around.Teams.of(asked.sharing[asked.counted], team[asked.counted])
        blocks = around.Teams.of(asked.blocks, team[asked.seekers])

        def known(keys: pa.Table) -> Errand:
            key_column = keys.column("person_key").combine_chunks()
            whom = around.Whom.of(key_words(key_column), keys.column("team").to_numpy(), sharing, blocks)
            return self._of_residents(partial(around.know, whom), around.KNOWN, None)

        for pickled in self._crew.look(standing, known, self._terms):
            yield pickle.loads(pickled)  # noqa: S301  our own workers made it

    def _of_enrolments(
        self, mapper: Mapper, schema: pa.Schema, columns: Sequence[npt.NDArray[np.generic]], *, whole: bool = False
    ) -> Errand:
        data = _dealt(self._enrolments, columns, whole=whole)
        return Errand(self._enrolments, mapper, schema, self._enrolment_notes, data)

    def _of_residents(self, mapper: Mapper, schema: pa.Schema, data: Sequence[object] | None) -> Errand:
        return Errand(self._residents, mapper, schema, self._resident_notes, data)


def _dealt(
    portions: Sequence[Portion], columns: Sequence[npt.NDArray[np.generic]], *, whole: bool = False
) -> list[object]:
    """Return for each portion its part of `columns`, the first of which are ascending places.

    A portion of which nothing is asked is left out, unless `whole` says that all are read.
    """
    data: list[object] = []
    for portion in portions:
        low, high = np.searchsorted(columns[0], (portion.start, portion.start + portion.rows))
        own = tuple(column[low:high] for column in columns)
        data.append((own if len(own) > 1 else own[0]) if whole or low < high else None)
    return data


def _near(places: Longs, team: Longs, found: _Open, rows: int) -> tuple[Longs, Longs, npt.NDArray[np.bool_]]:
    """Return who is needed by which team for certain: who asks, who stands beside, and who has the same number.

    Returns:
        places, ascending, their teams, and whether the row asks in that team.
    """
    numbered = found.group != ALONE
    order = np.lexsort((found.place[numbered], found.group[numbered]))
    groups, members = found.group[numbered][order], found.place[numbered][order]
    at = np.searchsorted(found.place, places)
    at = np.minimum(at, max(len(found.place) - 1, 0))
    own = (
        np.where(found.place[at] == places, found.group[at], ALONE) if len(found.place) else np.full(len(places), ALONE)
    )
    sharing = np.flatnonzero(own != ALONE)
    which, first = matches(groups, own[sharing], MOST_ROWS + 1)
    heads = members[first]
    every = np.stack(
        (
            np.concatenate((places, places - 1, places + 1, heads)),
            np.concatenate((team, team, team, team[sharing[which]])),
        )
    )
    inside = (every[0] >= 0) & (every[0] < rows)
    unique = np.unique(every[:, inside], axis=1)
    at = np.minimum(np.searchsorted(places, unique[0]), len(places) - 1)
    return unique[0], unique[1], (places[at] == unique[0]) & (team[at] == unique[1])
