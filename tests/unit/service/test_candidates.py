"""Who a held record may really describe: found in the registry, named by nothing, and never without an audit row."""

from uuid import UUID

import pytest

from matcher.domain.ranking import Answer
from matcher.service.candidates import candidates
from matcher.service.principals import Principal, Role
from matcher.service.refusals import NotAllowed, NotFound
from tests.records import POLICE, enrolment, resident
from tests.service_fixtures import AUDITOR, CLINIC, INSURER, OPERATOR, REVIEWER, World

STRANGER = {"name": "鈴木　花子", "name_kana": "スズキ　ハナコ", "birth_date": "19620304", "sex": "2"}


def wrongly_linked(world: World, **changes: str) -> UUID:
    """Load a stranger (0) and the person described (1), submit a record of 1 with the number of 0; return its hold."""
    own = enrolment(0)["individual_number"]
    world.load(resident(0, **STRANGER), resident(1, **changes))
    world.submit(enrolment(1, individual_number=own))
    return world.open_holds()[0].hold


def test_the_right_person_is_found_and_is_not_the_linked_one(world: World) -> None:
    found = candidates(world.service, wrongly_linked(world), REVIEWER)
    assert found.answer is Answer.ONE
    (candidate,) = found.candidates
    assert (candidate.rank, candidate.resemblance, candidate.linked, candidate.evidence) == (1, 1.0, False, "")
    assert set(candidate.levels.values()) == {"EXACT"}


def test_of_a_right_link_the_linked_resident_is_the_candidate(world: World) -> None:
    found = candidates(world.service, world.held().summary.hold, REVIEWER)
    assert [candidate.linked for candidate in found.candidates] == [True]


def test_a_protected_resident_does_not_exist_for_an_insurers_people(world: World) -> None:
    hold = wrongly_linked(world, protected="1")
    assert candidates(world.service, hold, REVIEWER).answer is Answer.NONE
    assert candidates(world.service, hold, OPERATOR).answer is Answer.ONE


def test_every_question_is_in_the_audit_log(world: World) -> None:
    hold = wrongly_linked(world)
    candidates(world.service, hold, REVIEWER)
    logged = world.as_owner("SELECT object, subject, detail FROM audit_log WHERE action = 'candidates_sought'")
    assert logged == [(f"hold {hold}", "sato", {"version": 1, "answer": "one", "candidates": 1})]


def test_without_its_audit_row_nothing_is_answered(world: World) -> None:
    hold = wrongly_linked(world)
    world.as_owner("ALTER TABLE audit_log ADD CONSTRAINT closed CHECK (action <> 'candidates_sought')")
    with pytest.raises(Exception, match="closed"):
        candidates(world.service, hold, REVIEWER)


def test_another_insurers_hold_is_told_as_none(world: World) -> None:
    hold = wrongly_linked(world)
    with pytest.raises(NotFound):
        candidates(world.service, hold, Principal("tanaka", Role.REVIEWER, POLICE))


@pytest.mark.parametrize("principal", [INSURER, CLINIC, AUDITOR], ids=lambda principal: principal.role)
def test_other_roles_may_not_ask(world: World, principal: Principal) -> None:
    with pytest.raises(NotAllowed):
        candidates(world.service, wrongly_linked(world), principal)
