"""The third stage: the pairs that differ are fetched from both files, brought together, and judged.

What stands around a pair is no part of it: rows for which it may matter are named for the next stage, with the words
by which the rows around them are found.
"""

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.refusals import Refusal
from matcher.domain.triage import Wanted, deserves_second_look, wanted
from matcher.domain.verdicts import Judgement
from matcher.engines.around import PERIOD
from matcher.engines.batches import columns_of
from matcher.engines.column_traits import description_traits
from matcher.engines.description_words import AskedBlocks, DescriptionColumns
from matcher.engines.judges import LocalJudges
from matcher.engines.memo import Memo
from matcher.engines.names import Look
from matcher.engines.pairs import judge_pairs
from matcher.engines.person_words import person_words
from matcher.engines.portioned.columns import ENROLMENTS, PREFIX, RESIDENTS, placed, travelling, with_keys
from matcher.engines.portioned.portions import Work
from matcher.engines.portioned.words import household_words
from matcher.engines.records import ENROLMENT_COLUMNS, enrolments_of
from rules import RuleSet, load_rules

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

OPENED = placed(("place", "answer", "state", "shared"), ENROLMENTS)

UNANSWERED, DIFFERENT, EQUAL = range(3)
"""The state of an open row: nobody answers to it, or its answer has to be compared with it, or is equal."""
ANSWERS = placed(("answer",), RESIDENTS, PREFIX)


class OtherRules(Refusal):
    """A worker has other rules than the driver: another edition of this program is installed there."""

    code = "other_rules"
    hint = "install the same edition on all machines"


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what a worker judges: which rules, by the hash of their content, and how far to look."""

    policy: str
    content_hash: str
    look: Look


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows around which has to be looked.

    `households`, `persons`: the words of the rows themselves. `sharing`: the word of the answer where residents who
    share its three items are to be counted; `counted` says where that is. `wished`: whether the row asks for itself;
    others only share their number, and ask if they are qualified twice, which `periods` tell. `blocks`: the words of
    the blocks in which whom they describe is looked for, and `seekers` the number of the row that each of them is for;
    none without search.
    """

    places: Longs
    households: Longs
    persons: Longs
    sharing: Longs
    counted: Mask
    wished: Mask
    periods: pa.RecordBatch
    blocks: Longs
    seekers: Longs

    @classmethod
    def together(cls, parts: "Sequence[Asked]") -> "Asked":
        """Return everybody who asks, by place."""
        firsts = np.cumsum([0, *(len(part.places) for part in parts)])
        seekers = [part.seekers + first for part, first in zip(parts, firsts.tolist(), strict=False)]
        every = cls(
            places=np.concatenate([part.places for part in parts]),
            households=np.concatenate([part.households for part in parts]),
            persons=np.concatenate([part.persons for part in parts]),
            sharing=np.concatenate([part.sharing for part in parts]),
            counted=np.concatenate([part.counted for part in parts]),
            wished=np.concatenate([part.wished for part in parts]),
            periods=pa.Table.from_batches([part.periods for part in parts]).combine_chunks().to_batches()[0],
            blocks=np.concatenate([part.blocks for part in parts]),
            seekers=np.concatenate(seekers),
        )
        return every.only(np.argsort(every.places))

    def only(self, rows: npt.NDArray[np.intp]) -> "Asked":
        """Return some of them, in this order."""
        back = np.full(len(self.places), -1, np.int64)
        back[rows] = np.arange(len(rows))
        seekers = back[self.seekers]
        return Asked(
            places=self.places[rows],
            households=self.households[rows],
            persons=self.persons[rows],
            sharing=self.sharing[rows],
            counted=self.counted[rows],
            wished=self.wished[rows],
            periods=self.periods.take(pa.array(rows)),
            blocks=self.blocks[seekers >= 0],
            seekers=seekers[seekers >= 0],
        )


@dataclass(frozen=True, slots=True)
class JudgedPairs:
    """What came of some pairs alone: distinct judgements, and per place which of them; and around whom to look."""

    places: Longs
    numbers: Longs
    judgements: list[Judgement]
    asked: Asked | None


def fetch_enrolments(work: Work) -> Iterator[pa.RecordBatch]:
    """Yield the open rows of a portion.

    Data: their places and answers, their states, and which share their number.
    """
    places, answers, states, shared = work.data
    # A row without an answer gets a link of its own, so that they do not all go to one worker.
    links = np.where(states == DIFFERENT, answers, -2 - places)
    for batch, own in _only(work, places):
        numbers = (each[own].astype(np.int64) for each in (places, links, states, shared))
        yield travelling(batch, ENROLMENTS, OPENED, *numbers)


def fetch_residents(work: Work) -> Iterator[pa.RecordBatch]:
    """Yield the residents of a portion whose places are the data, which ascend."""
    (answers,) = work.data
    for batch, own in _only(work, answers):
        yield travelling(batch, RESIDENTS, ANSWERS, answers[own])


def _only(work: Work, places: Longs) -> Iterator[tuple[pa.RecordBatch, slice]]:
    """Yield the rows of a portion at these ascending places, batch by batch, and which of the places those are."""
    start = 0
    for batch in work.portion.read(work.notes, places - work.portion.start):
        yield batch, slice(start, start + batch.num_rows)
        start += batch.num_rows


def judged(terms: Terms, batch: pa.RecordBatch) -> bytes:
    """Return the `JudgedPairs` of rows of `OPENED`, each beside its answer of `ANSWERS`, pickled."""
    memo, _ = at_hand(terms)
    return pickle.dumps(_judged(batch, memo, terms.look))


def _judged(batch: pa.RecordBatch, memo: Memo, look: Look) -> JudgedPairs:
    places, states = (batch.column(name).to_numpy() for name in ("place", "state"))
    slow = np.flatnonzero(states == DIFFERENT)
    pairs = batch.take(pa.array(slow))
    enrolments, residents = with_keys(pairs, ENROLMENTS), with_keys(pairs, RESIDENTS, PREFIX)
    judgements, numbers = judge_pairs(enrolments, residents, LocalJudges(memo))()
    own = numbers.astype(np.int64)
    if look is Look.PAIR:
        return JudgedPairs(places[slow], own, judgements, None)
    wishes = [wanted(one) if deserves_second_look(one) else _NOTHING for one in judgements]
    search = look is Look.SEARCH
    seeks = np.array([search and wish.candidates for wish in wishes], np.bool_)
    counts = np.array([wish.sharing for wish in wishes], np.bool_)
    asks = np.array([wish.beside for wish in wishes], np.bool_) | counts | seeks
    wished, seeking = states == UNANSWERED, (states == UNANSWERED) & search
    counted = np.zeros(batch.num_rows, np.bool_)
    wished[slow], seeking[slow], counted[slow] = asks[own], seeks[own], counts[own]
    return JudgedPairs(places[slow], own, judgements, _asked(batch, wished, counted, seeking))


_NOTHING = Wanted(beside=False, candidates=False, sharing=False)


def _asked(batch: pa.RecordBatch, wished: Mask, counted: Mask, seeking: Mask) -> Asked | None:
    rows = np.flatnonzero(wished | (batch.column("shared").to_numpy() == 1))
    if not rows.size:
        return None
    chosen_rows = batch.take(pa.array(rows))
    enrolments = with_keys(chosen_rows, ENROLMENTS)
    sharing = np.zeros(len(rows), np.int64)
    sharers = np.flatnonzero(counted[rows])
    if sharers.size:
        residents = with_keys(chosen_rows.take(pa.array(sharers)), RESIDENTS, PREFIX)
        sharing[sharers] = person_words(residents).view(np.int64)
    describe = np.flatnonzero(seeking[rows])
    blocks, seekers = asked_blocks(enrolments.take(pa.array(describe)))
    return Asked(
        places=chosen_rows.column("place").to_numpy(),
        households=household_words(enrolments),
        persons=person_words(enrolments).view(np.int64),
        sharing=sharing,
        counted=counted[rows],
        wished=wished[rows],
        periods=enrolments.select(list(PERIOD)),
        blocks=blocks,
        seekers=describe[seekers],
    )


def asked_blocks(enrolments: pa.RecordBatch) -> tuple[Longs, Longs]:
    """Return the words of the blocks in which whom these rows describe is looked for, and the row of each."""
    described = description_traits([*enrolments_of(columns_of(enrolments, ENROLMENT_COLUMNS))])
    asked = AskedBlocks.of(DescriptionColumns(described))
    return asked.words.view(np.int64), asked.rows


def at_hand(terms: Terms) -> tuple[Memo, RuleSet]:
    """Return memory and rules of this worker, which lives for many partitions.

    Raises:
        OtherRules: they are not those of the driver.
    """
    memo, rules = _loaded(terms.policy)
    if rules.content_hash != terms.content_hash:
        raise OtherRules("a worker has other rules than the driver")
    return memo, rules


@cache
def _loaded(policy: str) -> tuple[Memo, RuleSet]:
    rules = load_rules(policy)
    return Memo(rules), rules
