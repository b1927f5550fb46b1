"""Candidates for a held record: who in the registry the record describes, if it carries somebody else's number.

The description is the insurer's own record, never a free question, so nobody can leaf through the registry with it.
The answer names nobody: it says how many fit, how far each item agrees, and whether one of them is the resident whose
number the record carries. Residents under 支援措置 do not exist for an insurer's people. Every question leaves its
audit row in the transaction that answers it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from matcher.domain.conclude import render_evidence
from matcher.domain.levels import Item
from matcher.domain.ranking import Answer, Found
from matcher.domain.records import Enrolment
from matcher.engines.people import Registry, Search, find_people
from matcher.engines.ranks import Aim, whole
from matcher.service.access import actor, of
from matcher.service.context import Service
from matcher.service.principals import TENANT_ROLES, Action, Principal, require
from matcher.service.refusals import NotFound
from matcher.store import audit, holds, locks, residents
from matcher.store.database import Access


@dataclass(frozen=True, slots=True)
class HoldCandidate:
    """One resident whom the record may describe: `linked` says that the record carries this resident's number."""

    rank: int
    resemblance: float
    linked: bool
    levels: dict[str, str]
    evidence: str


@dataclass(frozen=True, slots=True)
class HoldCandidates:
    """Who was found for one hold; `not_compared` names the blocks that were too large."""

    hold: UUID
    answer: Answer
    candidates: tuple[HoldCandidate, ...]
    not_compared: tuple[str, ...]


def candidates(service: Service, hold_id: UUID, principal: Principal) -> HoldCandidates:
    """Look in the whole registry for the person whom a held record describes.

    The registry is read from first to last, so the answer takes the longer, the larger it is.

    Raises:
        NotAllowed: the role may not ask this.
        NotFound: no such hold of this insurer.
    """
    require(principal, Action.FIND)
    with service.database.transaction(*of(principal)) as connection:
        found = holds.find(connection, hold_id)
    if found is None:
        raise NotFound("no such hold")
    with service.database.transaction(Access.NATIONAL) as connection:
        locks.hold_registry(connection)
        everybody = residents.everybody(connection, protected=principal.role not in TENANT_ROLES)
        (search,) = find_people(Registry(everybody), [_described(found)], Aim(whole))
        answered = _answer(hold_id, search, found["person_key"])
        audit.append(
            connection,
            actor(principal),
            "candidates_sought",
            f"hold {hold_id}",
            insurer_number=found["insurer_number"],
            detail={"version": found["version"], "answer": answered.answer, "candidates": len(answered.candidates)},
        )
    return answered


def _described(found: Mapping[str, str]) -> Enrolment:
    name, kana, birth_date, sex, address = (found[item.value] for item in Item)
    return Enrolment(None, name, kana, birth_date, sex, address, check_basis="", qualified_to="")


def _answer(hold_id: UUID, search: Search[Found], linked: UUID | None) -> HoldCandidates:
    found = tuple(
        HoldCandidate(
            rank,
            candidate.resemblance,
            candidate.resident.person_key == linked,
            {item.value: str(one.level) for item, one in zip(Item, candidate.comparisons, strict=True)},
            render_evidence(candidate.comparisons),
        )
        for rank, candidate in enumerate(search.found.candidates, 1)
    )
    return HoldCandidates(hold_id, search.found.answer, found, search.not_compared)
