"""Other ways to order the same queue: raw equality, recordlinkage and Splink, each as its own documentation uses it.

All get the same records of the queue, as pairs by number, and the same records of both files, without numbers, to learn
from. All texts are NFKC and all dates YYYYMMDD beforehand, as anybody would do. None knows what stands around a
record, and none is told which pairs are right. What a ranking gives is a suspicion per pair: the higher, the earlier it
is read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from matcher.domain.records import Enrolment, Resident
from matcher.service.checked_files import Pair
from matcher.service.evaluate.baseline import ITEMS, Sample, Texts, texts_of
from matcher.service.evaluate.queue import Floats
from matcher.service.evaluate.refusals import NotInstalled

Two = tuple[Texts, Texts]
"""Both sides of a pair."""

Ranker = Callable[[Sample, Sequence[Two]], Floats]
"""From records to learn from and the pairs to rank to one suspicion per pair."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one peer made of the pairs; `suspicion` is None where it could not be tried, `note` says why."""

    name: str
    suspicion: Floats | None
    note: str = ""


def rank_all(sample: Sample, pairs: Sequence[Pair], rankers: Sequence[tuple[str, Ranker]]) -> list[Ranking]:
    """Let every ranker order the pairs; one whose package is missing is left out by name."""
    queue = [(_texts(pair.enrolment), _texts(pair.resident)) for pair in pairs]
    return [_ranking(name, ranker, sample, queue) for name, ranker in rankers]


def _texts(record: Enrolment | Resident) -> Texts:
    return texts_of([getattr(record, item) for item in ITEMS])


def _ranking(name: str, ranker: Ranker, sample: Sample, queue: Sequence[Two]) -> Ranking:
    try:
        return Ranking(name, ranker(sample, queue))
    except NotInstalled as missing:
        return Ranking(name, None, str(missing))


def raw_equality(_: Sample, queue: Sequence[Two]) -> Floats:
    """Rank by how many of the five items are not equal.

    >>> raw_equality(Sample([], []), [(("a", "b"), ("a", "c")), (("a", "b"), ("a", "b"))]).tolist()
    [1.0, 0.0]
    """
    return np.array([sum(one != other for one, other in zip(*pair, strict=True)) for pair in queue], np.float64)
