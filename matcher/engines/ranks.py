"""Ranks the residents who come near descriptions, part by part: a worker can be given a part, as it needs no Arrow.

>>> rank_part(Part([], [], [], [], [], [], 5))
[]
"""

from dataclasses import dataclass
from functools import partial

from matcher.domain.ranking import Found, placed, rank_traits
from matcher.domain.records import Enrolment, Resident
from matcher.domain.traits import Traits
from matcher.engines.records import Columns, residents_of


@dataclass(frozen=True, slots=True)
class Part:
    """Some descriptions, and the residents who come near them.

    Args:
        descriptions: whom to look for.
        described: the traits of each.
        near: for each description who may come near, as rows of `residents`, in the order of the registry.
        places: of each resident in the registry.
        traits: of each resident.
        residents: the columns `RESIDENT_COLUMNS`.
        most: how many candidates for each description.
    """

    descriptions: list[Enrolment]
    described: list[Traits]
    near: list[list[int]]
    places: list[int]
    traits: list[Traits]
    residents: Columns
    most: int


def rank_part(part: Part) -> list[Found]:
    """Return whom each description means; a candidate's place is that in the registry."""
    ranked = []
    for description, described, near in zip(part.descriptions, part.described, part.near, strict=True):
        crowd = [part.traits[row] for row in near]
        found = rank_traits(description, described, crowd, partial(_resident, part, near), most=part.most)
        ranked.append(placed(found, [part.places[row] for row in near]))
    return ranked


def _resident(part: Part, near: list[int], place: int) -> Resident:
    """Return the resident in this place among those who come near; few are ever made records."""
    return next(residents_of([[column[near[place]]] for column in part.residents]))
