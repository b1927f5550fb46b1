"""A hold withholds until somebody decides, and a decision counts for exactly the pair that was seen."""

import pytest

from matcher.domain.refusals import HoldNotOpen, StaleDecision, UnknownReleaseReason
from matcher.service import review
from matcher.service.principals import Principal, Role
from matcher.service.refusals import InvalidCorrection, InvalidQuery, NotAllowed, NotFound
from matcher.service.review import HoldFilter
from tests.records import POLICE, enrolment, resident
from tests.service_fixtures import CLINIC, INSURER, OPERATOR, REVIEWER, World

ELSEWHERE = "大阪府堺市堺区南瓦町3番1号"


def test_a_release_makes_answerable_and_is_kept_with_who_when_and_why(world: World) -> None:
    held = world.held()
    assert not world.answered()
    released = world.release(held.summary.hold, seen=held.seen)
    assert world.answered()
    assert released.summary.state == "released"
    (decision,) = released.decisions
    assert (decision.kind, decision.reason, decision.text, decision.subject) == (
        "release",
        "08",
        "moved in March",
        "sato",
    )


def test_a_change_of_the_enrolment_ends_a_release(world: World) -> None:
    world.release(world.held().summary.hold)
    world.submit(enrolment(address="京都府京都市中京区上本能寺前町488"), name="changed.csv")
    assert not world.answered()
    assert [hold.state for hold in world.open_holds()] == ["open"]


def test_a_change_of_the_resident_ends_a_release_as_soon_as_the_registry_is_loaded(world: World) -> None:
    hold = world.held().summary.hold
    world.release(hold)
    receipt = world.load(resident(address="北海道札幌市中央区北1条西2丁目"))
    assert receipt.withdrawn == 1
    assert not world.answered()
    (reopened,) = world.open_holds()
    assert reopened.hold != hold
    assert review.hold(world.service, hold, REVIEWER).summary.state == "superseded"


def test_a_resident_that_now_agrees_answers_again_without_a_reviewer(world: World) -> None:
    world.release(world.held().summary.hold)
    world.load(resident(address=ELSEWHERE))
    assert world.answered()
    assert world.open_holds() == ()


def test_an_unchanged_pair_stays_released(world: World) -> None:
    world.release(world.held().summary.hold)
    world.load(resident(), resident(1))
    world.reconcile()
    world.submit(enrolment(address=ELSEWHERE), enrolment(1), name="again.csv")
    assert world.answered()
    assert world.open_holds() == ()


def test_a_decision_on_what_was_seen_before_is_refused(world: World) -> None:
    held = world.held()
    world.submit(enrolment(address="京都府京都市中京区上本能寺前町488"), name="changed.csv")
    with pytest.raises(StaleDecision):
        world.release(held.summary.hold, seen=held.seen)
    with pytest.raises(StaleDecision):
        world.release(world.open_holds()[0].hold, seen=held.seen)
    assert not world.answered()


def test_a_decision_is_refused_when_the_resident_changed_and_no_run_has_seen_it_yet(world: World) -> None:
    held = world.held()
    world.load(resident(address="北海道札幌市中央区北1条西2丁目"))
    with pytest.raises(StaleDecision):
        world.release(held.summary.hold, seen=held.seen)
    assert not world.answered()


def test_a_hold_is_released_once(world: World) -> None:
    hold = world.held().summary.hold
    world.release(hold)
    with pytest.raises(HoldNotOpen):
        world.release(hold)


REASONS = [
    pytest.param("", "moved", id="no reason"),
    pytest.param("77", "moved", id="not in the catalogue"),
    pytest.param("99", " ", id="another reason, and no words"),
]


@pytest.mark.parametrize(("reason", "text"), REASONS)
def test_a_release_needs_a_reason_of_the_catalogue(world: World, reason: str, text: str) -> None:
    hold = world.held().summary.hold
    with pytest.raises(UnknownReleaseReason):
        review.release(world.service, hold, REVIEWER, reason=reason, text=text)
    assert not world.answered()


def test_many_are_released_each_for_itself(world: World) -> None:
    world.load(*(resident(person) for person in range(3)))
    world.submit(*(enrolment(person, address=ELSEWHERE) for person in range(3)))
    first, second, third = (hold.hold for hold in world.open_holds())
    world.release(second)
    outcomes = review.release_many(world.service, [first, second, third], REVIEWER, reason="06", text="")
    assert [outcome.refusal for outcome in outcomes] == ["", "hold_not_open", ""]
    assert all(world.answered(enrolment(person)) for person in range(3))


def test_a_correction_is_a_new_version_checked_at_once(world: World) -> None:
    held = world.held()
    outcome = review.correct(
        world.service, held.summary.hold, INSURER, changes={"address": resident()["address"]}, seen=held.seen
    )
    assert (outcome.verdict, outcome.hold) == ("MATCHED", None)
    assert world.answered()
    assert review.hold(world.service, held.summary.hold, REVIEWER).summary.state == "corrected"


def test_a_correction_that_still_differs_is_held_again(world: World) -> None:
    held = world.held()
    outcome = review.correct(
        world.service, held.summary.hold, REVIEWER, changes={"address": "京都府京都市中京区上本能寺前町488"}
    )
    assert outcome.verdict == "MISMATCHED"
    assert [hold.hold for hold in world.open_holds()] == [outcome.hold]
    assert not world.answered()


def test_a_correction_of_the_number_finds_the_right_person(world: World) -> None:
    world.load(resident(), resident(1))
    world.submit(enrolment(individual_number=resident(1)["individual_number"]))
    (wrong,) = world.open_holds()
    changes = {"individual_number": resident()["individual_number"]}
    assert review.correct(world.service, wrong.hold, REVIEWER, changes=changes).verdict == "MATCHED"


CORRECTIONS = [
    pytest.param({}, id="nothing"),
    pytest.param({"address": ELSEWHERE}, id="the same value"),
    pytest.param({"number": "2000"}, id="identity: another record"),
    pytest.param({"protected": "0"}, id="no column of an enrolment"),
    pytest.param({"sex": "4"}, id="a code that is not in the table"),
    pytest.param({"birth_date": "19850230"}, id="an impossible date"),
    pytest.param({"individual_number": "123456789010"}, id="a wrong check digit"),
    pytest.param({"qualified_to": "20190101"}, id="ends before it begins"),
]


def test_corrections_pass_the_checks_of_a_file(world: World) -> None:
    hold = world.held().summary.hold
    for case in CORRECTIONS:
        (changes,) = case.values
        with pytest.raises(InvalidCorrection) as refused:
            review.correct(world.service, hold, REVIEWER, changes=changes)  # type: ignore[arg-type]
        assert not any(value and value in str(refused.value) for value in changes.values()), case.id  # type: ignore[union-attr]
    assert [held.hold for held in world.open_holds()] == [hold]


def test_the_queue_is_ordered_by_score_and_paged(world: World) -> None:
    world.load(*(resident(person) for person in range(4)))
    world.submit(
        enrolment(0, address=ELSEWHERE),
        enrolment(1, sex="2", birth_date="19990101", name="鈴木　花子", name_kana="スズキ　ハナコ"),
        enrolment(2, individual_number=""),
        enrolment(3, name="鈴木　花子", name_kana="スズキ　ハナコ"),
        enrolment(4, individual_number=""),
    )
    whole = review.list_holds(world.service, REVIEWER)
    scores = [hold.score for hold in whole.holds]
    assert scores[-2:] == [None, None]
    assert scores[:-2] == sorted((score for score in scores if score is not None), reverse=True)
    assert (whole.total, whole.next_cursor) == (5, None)
    paged: list[review.HoldSummary] = []
    cursor = None
    for _ in range(5):
        page = review.list_holds(world.service, REVIEWER, limit=1, cursor=cursor)
        paged += page.holds
        cursor = page.next_cursor
    assert cursor is None
    assert tuple(paged) == whole.holds


def test_the_queue_is_filtered(world: World) -> None:
    world.load(resident(), resident(1))
    receipt = world.submit(enrolment(0, address=ELSEWHERE), enrolment(1, individual_number=""))
    filters = {
        HoldFilter(verdict="NO_NUMBER"): 1,
        HoldFilter(cause="no_number"): 1,
        HoldFilter(scope="medical"): 0,
        HoldFilter(state="released"): 0,
        HoldFilter(state=None): 2,
        HoldFilter(submission=receipt.submission): 2,
        HoldFilter(insurer_number=POLICE): 0,
    }
    found = {which: review.list_holds(world.service, REVIEWER, which).total for which in filters}
    assert found == filters


def test_questions_that_cannot_be_asked(world: World) -> None:
    for arguments in ({"limit": 0}, {"limit": 1001}, {"cursor": "bm90aGluZw=="}, {"cursor": "é"}):
        with pytest.raises(InvalidQuery):
            review.list_holds(world.service, REVIEWER, **arguments)


def test_another_insurer_learns_nothing(world: World) -> None:
    hold = world.held().summary.hold
    stranger = Principal("tanaka", Role.REVIEWER, POLICE)
    assert review.list_holds(world.service, stranger).total == 0
    for ask in (
        lambda: review.hold(world.service, hold, stranger),
        lambda: review.release(world.service, hold, stranger, reason="08", text=""),
        lambda: review.correct(world.service, hold, stranger, changes={"sex": "2"}),
    ):
        with pytest.raises(NotFound):
            ask()
    outcomes = review.release_many(world.service, [hold], stranger, reason="08", text="")
    assert outcomes[0].refusal == "not_found"


def test_a_reviewer_at_the_machine_sees_every_insurer(world: World) -> None:
    world.held()
    assert review.list_holds(world.service, Principal("root", Role.REVIEWER, every_insurer=True)).total == 1


def test_roles(world: World) -> None:
    hold = world.held().summary.hold
    for principal in (CLINIC, OPERATOR, INSURER):
        with pytest.raises(NotAllowed):
            review.release(world.service, hold, principal, reason="08", text="")
    with pytest.raises(NotAllowed):
        review.list_holds(world.service, CLINIC)


def test_no_registry_value_is_shown(world: World) -> None:
    detail = world.held()
    assert resident()["address"] not in str(detail)
    assert detail.enrolment["address"] == ELSEWHERE
    assert detail.levels["address"] == "DISAGREE"
