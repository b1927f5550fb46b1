"""The Spark engine: the same judgement as the bulk engine, byte for byte, by as many machines as it takes.

1. Both files are read in portions, checked, and made narrow: keys, fingerprints, places (`narrow`).
2. The narrow rows meet by person key; what agrees is done (`keyed`).
3. Of the rest, the pairs are fetched from both files, brought together and judged (`pairs`).
4. Around those that need a second look, what stands there is brought together, and looked at by the bulk engine
   (`around`).

The driver keeps what is open: about 60 bytes a row that is not MATCHED at first sight, none for those that are.
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
from matcher.engines.probe import NOBODY
from matcher.engines.spark import around, narrow, pairs
from matcher.engines.spark.columns import ddl
from matcher.engines.spark.frames import Frame, Session
from matcher.engines.spark.keyed import ALONE, OPEN, settle
from matcher.engines.spark.outcome import Outcome
from matcher.engines.spark.pairs import Asked, JudgedPairs, Terms
from matcher.engines.spark.portions import HeldPortion, Mapper, Notes, Portion, over
from matcher.engines.spark.words import key_words, matches
from rules import RuleSet

Longs = npt.NDArray[np.int64]

OnStage = Callable[[str], None]
"""Told the name of a stage that is done."""

_KEYED_AT_ONCE = 1 << 20
"""Narrow rows that are settled at once by one worker; each takes about 200 bytes meanwhile."""
_PAIRS_AT_ONCE = 4_000
_ASKED_AT_ONCE = 2_000


class SparkEngine:
    """Judges on the cluster of a session."""

    def __init__(self, spark: Session, look: Look = Look.ACROSS, on_stage: OnStage | None = None) -> None:
        """Use this session; tell `on_stage` of each stage that is done."""
        self._spark = spark
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
        return _Run(self._spark, enrolments, residents, rules, self._look).outcome(self._on_stage)


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

    @property
    def slow(self) -> npt.NDArray[np.bool_]:
        """Which are pairs that have to be compared."""
        return np.asarray((self.answer != NOBODY) & ~self.equal, np.bool_)


class _Run:
    """One run on a session."""

    def __init__(
        self, spark: Session, enrolments: Sequence[Portion], residents: Sequence[Portion], rules: RuleSet, look: Look
    ) -> None:
        self._spark = spark
        self._enrolments = enrolments
        self._residents = residents
        self._rules = rules
        self._terms = Terms(rules.policy_name, rules.content_hash, look)
        self._cores = spark.sparkContext.defaultParallelism
        self._notes: dict[int, list[Notes]] = {
            narrow.ENROLMENT_NOTES: [b""] * len(enrolments),
            narrow.RESIDENT_NOTES: [b""] * len(residents),
        }

    def outcome(self, done: OnStage) -> Outcome:
        """Judge every row."""
        memo = Memo(self._rules)
        across = self._terms.look is not Look.PAIR
        unanswered = [alone(one, self._rules) if across else one for one in (memo.not_found, memo.no_number)]
        found, unnumbered = self._met()
        done("keys")
        not_found = found.place[found.answer == NOBODY]
        outcome = Outcome(
            memo.matched, memo.rejected, self._notes[narrow.ENROLMENT_NOTES], self._notes[narrow.RESIDENT_NOTES]
        )
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
        ours = over(self._spark, self._enrolments, narrow.narrow_enrolments, ddl(narrow.NARROW))
        theirs = over(self._spark, self._residents, narrow.narrow_residents, ddl(narrow.NARROW))
        rows = sum(portion.rows for portion in (*self._enrolments, *self._residents))
        partitions = max(self._cores, -(-rows // _KEYED_AT_ONCE))
        met = ours.union(theirs).repartition(partitions, "key_high").mapInArrow(settle, ddl(OPEN)).toArrow()
        kinds = met.column("kind").to_numpy()
        for kind, kept in self._notes.items():
            for row in met.filter(pa.array(kinds == kind)).select(["place", "notes"]).to_pylist():
                kept[row["place"]] = row["notes"]
        table = met.filter(pa.array(kinds == narrow.ENROLMENT)).sort_by("place")
        found = _Open(*(table.column(name).to_numpy() for name in ("place", "answer", "group", "equal")))
        return found, np.sort(met.column("place").to_numpy()[kinds == narrow.UNNUMBERED])

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
        ours = self._fetch(self._enrolments, narrow.ENROLMENT_NOTES, pairs.fetch_enrolments, pairs.OPENED, columns)
        theirs = self._fetch(
            self._residents, narrow.RESIDENT_NOTES, pairs.fetch_residents, pairs.ANSWERS, [np.unique(answers[slow])]
        )
        partitions = max(self._cores, -(-len(places) // _PAIRS_AT_ONCE))
        brought = ours.repartition(partitions, "answer").join(
            theirs.repartition(partitions, "answer"), "answer", "left"
        )
        # Dealt out by place: many rows with one answer are not the work of one worker.
        dealt = brought.repartition(partitions, "place").mapInArrow(pairs.judge(self._terms), pairs.JUDGED)
        for row in dealt.toArrow().column("judged").to_pylist():
            yield pickle.loads(row)  # noqa: S301  our own workers made it

    def _looked_at(self, asked: Asked, found: _Open) -> Iterator[tuple[Longs, list[Judgement]]]:
        """Bring together what stands around the rows that ask, and look at it."""
        teams = max(min(self._cores, len(asked.places)), -(-len(asked.places) // _ASKED_AT_ONCE))
        team = np.arange(len(asked.places)) * teams // len(asked.places)
        rows = sum(portion.rows for portion in self._enrolments)
        near = _near(asked.places, team, found, rows)
        wishes = around.Wishes(around.Teams.of(asked.households, team), around.Teams.of(asked.persons, team))
        standing = self._fetch(
            self._enrolments,
            narrow.ENROLMENT_NOTES,
            partial(around.stand_around, wishes),
            around.STANDING,
            near,
            whole=True,
        ).persist()
        try:
            keys = standing.select("team", "person_key").dropna().distinct().toArrow()
            sharing = around.Teams.of(asked.sharing[asked.counted], team[asked.counted])
            key_column = keys.column("person_key").combine_chunks()
            blocks = around.Teams.of(asked.blocks, team[asked.seekers])
            whom = around.Whom.of(key_words(key_column), keys.column("team").to_numpy(), sharing, blocks)
            known = over(
                self._spark,
                self._residents,
                partial(around.know, whom),
                ddl(around.KNOWN),
                notes=self._notes[narrow.RESIDENT_NOTES],
            )
            grouped = standing.groupBy("team").cogroup(known.groupBy("team"))
            looked = grouped.applyInArrow(around.look(self._terms), around.LOOKED_AT).toArrow()
        finally:
            standing.unpersist()
        for row in looked.column("judged").to_pylist():
            yield pickle.loads(row)  # noqa: S301  our own workers made it

    def _fetch(
        self,
        portions: Sequence[Portion],
        kind: int,
        mapper: Mapper,
        schema: pa.Schema,
        columns: Sequence[npt.NDArray[np.generic]],
        *,
        whole: bool = False,
    ) -> Frame:
        """Read portions with what each of them is asked for: its part of `columns`, the first of which are places.

        A portion of which nothing is asked is left out, unless `whole` says that all are read.
        """
        data: list[object] = []
        for portion in portions:
            low, high = np.searchsorted(columns[0], (portion.start, portion.start + portion.rows))
            own = tuple(column[low:high] for column in columns)
            data.append((own if len(own) > 1 else own[0]) if whole or low < high else None)
        return over(self._spark, portions, mapper, ddl(schema), notes=self._notes[kind], data=data)


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
