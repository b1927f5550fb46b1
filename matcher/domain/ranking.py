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

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from matcher.domain.fold import Comparisons
from matcher.domain.judgement import compare_items
from matcher.domain.records import Enrolment, Resident
from matcher.domain.resemblance import Alike, address_alike, alike_apart_from_address, full_resemblance, mean
from matcher.domain.traits import Traits, resident_traits, traits_of
from normalizers.addresses.fold import fold_address

FLOOR = 0.6
"""Who resembles a description less is no candidate."""

MOST_CANDIDATES = 5
"""At most so many are compared in full."""

FITS = 0.75
"""From here on a candidate fits: one item may contradict if the others agree."""

REACH = 0.25
"""Who is so much less alike than the best, by the cheap resemblance, is no candidate."""

MARGIN = 0.1
"""Candidates that fit and are no further from the best than this are not told apart: several."""

Worth = Callable[[Enrolment, Resident], bool]
"""Tells of somebody who comes near a description whether that is worth a comparison in full."""
_NOTHING: Mapping[int, Comparisons] = {}


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
    """Who was found, best first; and the places of the few who were looked at one by one, candidates or not.

    Nobody else decides anything: among those few, and any of the others, the same are found.
    """

    answer: Answer
    candidates: tuple[Candidate, ...]
    compared: tuple[int, ...] = ()


def rank(
    enrolment: Enrolment,
    residents: Sequence[Resident],
    *,
    most: int = MOST_CANDIDATES,
) -> Found:
    """Find among residents, given in the order of the registry, those whom a description fits; see `rank_alike`."""
    alike = _alike(traits_of(enrolment), [resident_traits(resident) for resident in residents])
    return rank_alike(enrolment, alike, residents.__getitem__, most=most)


def rank_alike(
    enrolment: Enrolment,
    alike: Iterable[tuple[int, Alike]],
    resident_at: Callable[[int], Resident],
    *,
    most: int = MOST_CANDIDATES,
    known: Mapping[int, Comparisons] = _NOTHING,
    worth: Worth | None = None,
) -> Found:
    """Find among many those whom a description fits.

    Args:
        enrolment: the description; its number is not looked at.
        alike: who shares a block with it, each once, by place in the order of the registry, and how alike the traits
            are; whoever cannot come near may be left out.
        resident_at: place → the resident, asked for the few that are compared in full.
        most: how many to compare in full and to return, at most.
        known: place → the comparisons of the description with that resident, where they were made before.
        worth: tells who of the few may be a candidate, everybody if not said; the others are not compared.
    """
    nearest, candidates = _nearest(alike, resident_at)[:most], []
    for place, characters, resident in nearest:
        comparisons = known.get(place)
        if comparisons is None:
            if worth and not worth(enrolment, resident):
                continue
            comparisons = compare_items(enrolment, resident)
        resemblance = full_resemblance(characters, comparisons)
        if resemblance >= FLOOR:
            candidates.append(Candidate(place, resident, resemblance, comparisons))
    candidates.sort(key=_order)
    return Found(_answer(candidates), tuple(candidates), tuple(place for place, *_ in nearest))


def _answer(ranked: Sequence[Candidate]) -> Answer:
    """Return whether the best are none, one or several."""
    best = ranked[0].resemblance if ranked else 0.0
    close = sum(one.resemblance >= max(FITS, best - MARGIN) for one in ranked)
    return Answer.NONE if not close else Answer.ONE if close == 1 else Answer.SEVERAL


def placed(found: Found, places: Sequence[int]) -> Found:
    """Return what was found with each candidate's place among those who were given made that in the registry."""
    candidates = tuple(replace(one, place=places[one.place]) for one in found.candidates)
    return Found(found.answer, candidates, tuple(places[place] for place in found.compared))


def _alike(described: Traits, crowd: Sequence[Traits]) -> list[tuple[int, Alike]]:
    """Return how alike each item is of all who may come near; addresses are looked at where they can matter."""
    most_alike = []
    for place, one in enumerate(crowd):
        alike = alike_apart_from_address(described, one)
        if described.address and one.address:
            alike[-1] = 1.0
        most_alike.append((-mean(alike), place, alike))
    found: list[tuple[int, Alike]] = []
    best, address = 0.0, fold_address(described.address)
    for bound, place, alike in sorted(most_alike, key=_bound):
        if -bound < max(FLOOR, best - REACH):
            break
        if alike[-1] is not None:
            alike[-1] = address_alike(address, crowd[place].address)
        found.append((place, alike))
        best = max(best, mean(alike))
    return found


def _nearest(
    alike: Iterable[tuple[int, Alike]], resident_at: Callable[[int], Resident]
) -> list[tuple[int, Alike, Resident]]:
    """Return who comes near, best first; of equals in the order of what the registry says of them, not of its rows."""
    found = [(-mean(items), place, items) for place, items in alike]
    least = max(FLOOR, -min(value for value, *_ in found) - REACH) if found else FLOOR
    near = [(value, place, items, resident_at(place)) for value, place, items in found if -value >= least]
    near.sort(key=lambda one: (one[0], _said_of(one[3]), one[1]))
    return [(place, items, resident) for _, place, items, resident in near]


def _said_of(resident: Resident) -> tuple[str | bool, ...]:
    """Return all that the registry says of a resident."""
    said = (getattr(resident, name) for name in Resident.__slots__ if name != "person_key")
    return tuple(said)


def _bound(one: tuple[float, int, Alike]) -> tuple[float, int]:
    return one[:2]


def _order(candidate: Candidate) -> tuple[float, tuple[str | bool, ...], int]:
    return -candidate.resemblance, _said_of(candidate.resident), candidate.place
