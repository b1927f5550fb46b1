"""Ranks the residents who come near descriptions, part by part: a worker can be given a part, as it needs no Arrow.

What is told of those who were found is said by whoever asks: records and comparisons take a process longer to send to
another than to make.

>>> rank_part(Part([], [], [], [], 5, Aim(told), []))
[]
>>> told(Found(Answer.NONE, ()))
Told(answer=<Answer.NONE: 'none'>, candidates=())
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from matcher.domain.conclude import render_evidence
from matcher.domain.fold import Comparisons
from matcher.domain.ranking import Answer, Candidate, Found, Worth, placed, rank_alike
from matcher.domain.records import Enrolment
from matcher.domain.resemblance import Alike
from matcher.engines.records import Columns, residents_of

T = TypeVar("T")


class Compared(NamedTuple):
    """A resident, by place in the registry, with whom a description was compared before it is searched."""

    place: int
    comparisons: Comparisons


class ToldCandidate(NamedTuple):
    """Whom a description may mean: place in the registry, levels by item, evidence as the results file has it."""

    place: int
    resemblance: float
    levels: tuple[str, ...]
    evidence: str


class Told(NamedTuple):
    """The answer, and who was found, best first: no value of the registry."""

    answer: Answer
    candidates: tuple[ToldCandidate, ...]


@dataclass(frozen=True, slots=True)
class Aim(Generic[T]):
    """What a search is for.

    Args:
        tell: what is told of those who were found, such as `told` or `whole`.
        worth: who of those that come near may be a candidate; everybody if not said.
    """

    tell: Callable[[Found], T]
    worth: Worth | None = None


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """Some descriptions, and the residents who come near them.

    Args:
        descriptions: whom to look for.
        near: for each description who may come near, as rows of `residents`, in the order of the registry, and how
            alike the traits are.
        places: of each resident in the registry.
        residents: the columns `RESIDENT_COLUMNS`.
        most: how many candidates for each description.
        aim: what the search is for.
        known: for each description its comparisons that were made before, by row of `residents`.
    """

    descriptions: list[Enrolment]
    near: list[list[tuple[int, Alike]]]
    places: list[int]
    residents: Columns
    most: int
    aim: Aim[T]
    known: list[dict[int, Comparisons]]


def rank_part(part: Part[T]) -> list[T]:
    """Return what is told of whom each description means; a candidate's place is that in the registry."""
    residents = list(residents_of(part.residents)) if part.residents else []
    ranked = (
        rank_alike(
            description,
            near,
            residents.__getitem__,
            most=part.most,
            known=known,
            worth=part.aim.worth,
        )
        for description, near, known in zip(part.descriptions, part.near, part.known, strict=True)
    )
    return [part.aim.tell(placed(found, part.places)) for found in ranked]


def whole(found: Found) -> Found:
    """Tell everything: records and comparisons."""
    return found


def told(found: Found) -> Told:
    """Tell of each who was found the place, the levels and the evidence."""
    return Told(found.answer, tuple(map(_told, found.candidates)))


def _told(one: Candidate) -> ToldCandidate:
    levels = tuple(str(item.level) for item in one.comparisons)
    return ToldCandidate(one.place, one.resemblance, levels, render_evidence(one.comparisons))
