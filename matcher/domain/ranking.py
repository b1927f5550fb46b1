"""Whom a description fits: residents who share a block with it, ranked, the best of them compared item by item.

Everybody is ranked cheaply first; only the best, at most `MOST_CANDIDATES`, are compared in full. The order is by
resemblance; of two who are equally alike the one who was given first comes first, so whoever gives them in the order of
the registry gets one answer on every engine. The answer is triage: it opens, narrows and releases nothing.

>>> from uuid import UUID
>>> from matcher.domain.records import PersonKey, ResidentStatus
>>> def someone(name: str, kana: str) -> Resident:
...     key = PersonKey(UUID(int=1))
...     return Resident(key, name, kana, "19850102", "1", "", "", "", "", False, ResidentStatus.LIVING, False)
>>> twins = [someone("山田　二郎", "ヤマダ　ジロウ"), someone("山田　一郎", "ヤマダ　イチロウ")]
>>> found = rank(Enrolment(None, "山田一郎", "ﾔﾏﾀﾞ ｲﾁﾛｳ", "S60.1.2", "1", "", "", ""), twins)
>>> found.answer.name, [(one.place, one.resemblance) for one in found.candidates]
('ONE', [(1, 1.0), (0, 0.6062)])

Source: docs/find.md.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from matcher.domain.fold import Comparisons
from matcher.domain.judgement import compare_items
from matcher.domain.records import Enrolment, Resident
from matcher.domain.resemblance import FLOOR, Described, cheap_resemblance, describe, full_resemblance

MOST_CANDIDATES = 5
"""At most so many are compared in full."""

FITS = 0.75
"""From here on a candidate fits: one item may contradict if the others agree."""

REACH = 0.3
"""Who is so much less alike than the best, by the cheap resemblance, is no candidate."""

MARGIN = 0.1
"""Candidates that fit and are no further from the best than this are not told apart: several."""

Compare = Callable[[Enrolment, Resident], Comparisons]


class Answer(StrEnum):
    """How many residents fit a description so well that nobody else comes near."""

    NONE = "none"
    ONE = "one"
    SEVERAL = "several"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resident whom the description may mean: its place among those who were given, and the evidence."""

    place: int
    resident: Resident
    resemblance: float
    comparisons: Comparisons


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found, best first."""

    answer: Answer
    candidates: tuple[Candidate, ...]


def rank(
    enrolment: Enrolment,
    residents: Sequence[Resident],
    *,
    most: int = MOST_CANDIDATES,
    answer: int | None = None,
    compare: Compare = compare_items,
) -> Found:
    """Find among residents those whom a description fits.

    Args:
        enrolment: the description; its number is not looked at.
        residents: who shares a block with it, each once, in the order of the registry.
        most: how many to compare in full and to return, at most.
        answer: the place among them of the registry's answer to the number. It counts as one of them, and is left out
            of what is returned.
        compare: `compare_items`, or something that remembers what it answered.
    """
    described = describe(enrolment)
    alike = sorted((-cheap_resemblance(described, resident), place) for place, resident in enumerate(residents))
    least = max(FLOOR, -alike[0][0] - REACH) if alike else FLOOR
    near = [place for value, place in alike if -value >= least and place != answer][:most]
    return conclude(_compared(described, place, residents[place], compare) for place in near)


def conclude(candidates: Iterable[Candidate]) -> Found:
    """Order candidates that were compared in full, and say whether they are none, one or several."""
    ranked = sorted((one for one in candidates if one.resemblance >= FLOOR), key=_order)
    best = ranked[0].resemblance if ranked else 0.0
    close = sum(one.resemblance >= max(FITS, best - MARGIN) for one in ranked)
    return Found(Answer.NONE if not close else Answer.ONE if close == 1 else Answer.SEVERAL, tuple(ranked))


def _compared(described: Described, place: int, resident: Resident, compare: Compare) -> Candidate:
    comparisons = compare(described.enrolment, resident)
    return Candidate(place, resident, full_resemblance(described, resident, comparisons), comparisons)


def _order(candidate: Candidate) -> tuple[float, int]:
    return -candidate.resemblance, candidate.place
