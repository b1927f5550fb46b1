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

from matcher.domain.blocks import description_keys
from matcher.domain.traits import traits_of
from matcher.domain.triage import Wanted, alone, deserves_second_look, wanted
from matcher.domain.verdicts import Judgement
from matcher.engines.batches import columns_of
from matcher.engines.block_keys import asked_words, person_words
from matcher.engines.memo import Memo
from matcher.engines.names import Look
from matcher.engines.portioned.columns import ENROLMENTS, PREFIX, RESIDENTS, chosen, placed, with_keys
from matcher.engines.portioned.portions import Work
from matcher.engines.portioned.words import household_words
from matcher.engines.records import ENROLMENT_COLUMNS, ENROLMENT_ITEMS, RESIDENT_ITEMS, enrolments_of
from rules import RuleSet, load_rules

Longs = npt.NDArray[np.int64]

OPENED = placed(("place", "answer", "slow", "shared"), ENROLMENTS)
ANSWERS = placed(("answer",), RESIDENTS, PREFIX)


class OtherRules(RuntimeError):
    """A worker has other rules than the driver: another edition of this program is installed there."""


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
    share its three items are to be counted; `counted` says where that is. `blocks`: the words of the blocks in which
    whom they describe is looked for, and `seekers` the number of the row that each of them is for; none without search.
    """

    places: Longs
    households: Longs
    persons: Longs
    sharing: Longs
    counted: npt.NDArray[np.bool_]
    blocks: Longs
    seekers: Longs

    @classmethod
    def together(cls, parts: "Sequence[Asked]") -> "Asked":
        """Return everybody who asks, by place."""
        order = np.argsort(np.concatenate([part.places for part in parts]))
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        firsts = np.cumsum([0, *(len(part.places) for part in parts)])
        seekers = [part.seekers + first for part, first in zip(parts, firsts.tolist(), strict=False)]
        return cls(
            places=np.concatenate([part.places for part in parts])[order],
            households=np.concatenate([part.households for part in parts])[order],
            persons=np.concatenate([part.persons for part in parts])[order],
            sharing=np.concatenate([part.sharing for part in parts])[order],
            counted=np.concatenate([part.counted for part in parts])[order],
            blocks=np.concatenate([part.blocks for part in parts]),
            seekers=back[np.concatenate(seekers)],
        )


@dataclass(frozen=True, slots=True)
class JudgedPairs:
    """What came of some pairs: distinct judgements, and per place which of them; and around whom to look."""

    places: Longs
    numbers: Longs
    judgements: list[Judgement]
    asked: Asked | None


def fetch_enrolments(work: Work) -> Iterator[pa.RecordBatch]:
    """Yield the open rows of a portion.

    Data: their places and answers, which of them are pairs that differ, and which share their number.
    """
    places, answers, slow, shared = work.data
    start = work.portion.start
    for batch in work.portion.read(work.notes):
        low, high = np.searchsorted(places, (start, start + batch.num_rows))
        if low < high:
            own = places[low:high]
            # A row without an answer gets a link of its own, so that they do not all go to one worker.
            links = np.where(slow[low:high], answers[low:high], -2 - own)
            numbers = (own, links, slow[low:high], shared[low:high])
            found = chosen(batch, own - start, ENROLMENTS, *(each.astype(np.int64) for each in numbers))
            yield pa.RecordBatch.from_arrays(found.columns, schema=OPENED)
        start += batch.num_rows


def fetch_residents(work: Work) -> Iterator[pa.RecordBatch]:
    """Yield the residents of a portion whose places are the data, which ascend."""
    start = work.portion.start
    for batch in work.portion.read(work.notes):
        low, high = np.searchsorted(work.data, (start, start + batch.num_rows))
        if low < high:
            own = work.data[low:high]
            yield pa.RecordBatch.from_arrays(chosen(batch, own - start, RESIDENTS, own).columns, schema=ANSWERS)
        start += batch.num_rows


def judged(terms: Terms, batch: pa.RecordBatch) -> bytes:
    """Return the `JudgedPairs` of rows of `OPENED`, each beside its answer of `ANSWERS`, pickled."""
    memo, rules = at_hand(terms)
    return pickle.dumps(_judged(batch, memo, rules, terms.look))


def _judged(batch: pa.RecordBatch, memo: Memo, rules: RuleSet, look: Look) -> JudgedPairs:
    places = batch.column("place").to_numpy()
    slow = np.flatnonzero(batch.column("slow").to_numpy())
    pairs = batch.take(pa.array(slow))
    enrolments, residents = with_keys(pairs, ENROLMENTS), with_keys(pairs, RESIDENTS, PREFIX)
    judgements, numbers = memo.judge_all(columns_of(enrolments, ENROLMENT_ITEMS), columns_of(residents, RESIDENT_ITEMS))
    own = np.array(numbers, np.int64)
    if look is Look.PAIR:
        return JudgedPairs(places[slow], own, judgements, None)
    wishes = [wanted(one) if deserves_second_look(one) else _NOTHING for one in judgements]
    final = [alone(one, rules) if deserves_second_look(one) else one for one in judgements]
    search = look is Look.SEARCH
    asks = np.array([wish.beside or wish.sharing or (search and wish.candidates) for wish in wishes], np.bool_)
    counts = np.array([wish.sharing for wish in wishes], np.bool_)
    asking = np.ones(batch.num_rows, np.bool_)
    asking[slow] = asks[own] | (batch.column("shared").to_numpy()[slow] == 1)
    counted = np.zeros(batch.num_rows, np.bool_)
    counted[slow] = counts[own]
    return JudgedPairs(places[slow], own, final, _asked(batch, places, asking, counted, search=search))


_NOTHING = Wanted(beside=False, candidates=False, sharing=False)


def _asked(
    batch: pa.RecordBatch,
    places: Longs,
    asking: npt.NDArray[np.bool_],
    counted: npt.NDArray[np.bool_],
    *,
    search: bool,
) -> Asked | None:
    rows = np.flatnonzero(asking)
    if not rows.size:
        return None
    enrolments = with_keys(batch.take(pa.array(rows)), ENROLMENTS)
    sharing = np.zeros(len(rows), np.int64)
    sharers = np.flatnonzero(counted[rows])
    if sharers.size:
        residents = with_keys(batch.take(pa.array(rows[sharers])), RESIDENTS, PREFIX)
        sharing[sharers] = person_words(residents).view(np.int64)
    persons = person_words(enrolments).view(np.int64)
    blocks, seekers = _blocks(enrolments if search else enrolments.slice(0, 0))
    return Asked(places[rows], household_words(enrolments), persons, sharing, counted[rows], blocks, seekers)


def _blocks(enrolments: pa.RecordBatch) -> tuple[Longs, Longs]:
    """Return the words of the blocks in which whom these rows describe is looked for, and the row of each."""
    described = enrolments_of(columns_of(enrolments, ENROLMENT_COLUMNS))
    asked = [description_keys(traits_of(enrolment)) for enrolment in described]
    words = asked_words([key for keys in asked for key in keys]).view(np.int64)
    return words, np.repeat(np.arange(len(asked)), [len(keys) for keys in asked])


def at_hand(terms: Terms) -> tuple[Memo, RuleSet]:
    """Return memory and rules of this worker, which lives for many partitions.

    Raises:
        OtherRules: they are not those of the driver.
    """
    memo, rules = _loaded(terms.policy)
    if rules.content_hash != terms.content_hash:
        raise OtherRules("a worker has other rules than the driver: install the same edition on all machines")
    return memo, rules


@cache
def _loaded(policy: str) -> tuple[Memo, RuleSet]:
    rules = load_rules(policy)
    return Memo(rules), rules
