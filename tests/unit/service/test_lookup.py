"""The lookup answers only on positive evidence, and gives everything else the same answer."""

from datetime import date

import pytest

from matcher.service.lookup import NOT_FOUND, Question, look_up
from matcher.service.refusals import NotAllowed
from tests.records import POLICE, UNION, enrolment, resident
from tests.service_fixtures import CLINIC, REVIEWER, World

TODAY = date(2026, 4, 1)
BORN = enrolment()["birth_date"]

VALIDITY = [
    pytest.param("20260401", "", True, id="begins today"),
    pytest.param("20260402", "", False, id="begins tomorrow"),
    pytest.param("20200401", "20260402", True, id="the day of loss is tomorrow"),
    pytest.param("20200401", "20260401", False, id="the day of loss is today, the first day without cover"),
    pytest.param("令和2年4月1日", "", True, id="wareki"),
    pytest.param("20260400", "", False, id="begins on an unknown day of this month: not before its last"),
    pytest.param("20200401", "20260400", False, id="ends on an unknown day of this month: on its first"),
]


@pytest.mark.parametrize(("qualified_from", "qualified_to", "found"), VALIDITY)
def test_valid_from_the_first_day_to_the_day_before_the_loss(
    world: World, qualified_from: str, qualified_to: str, *, found: bool
) -> None:
    world.load(resident())
    world.submit(enrolment(qualified_from=qualified_from, qualified_to=qualified_to))
    assert look_up(world.service, Question(UNION, "12", "1000", BORN, "01"), CLINIC, today=TODAY).found is found


QUESTIONS = [
    pytest.param(Question(UNION, "12", "1000", BORN, "01"), True, id="as in the file"),
    pytest.param(Question("０６１３０４８８", "１２", " １０００ ", BORN, "０１"), True, id="full-width and spaces"),
    pytest.param(Question(UNION, "12", "1000", "昭和25年1月15日", "01"), True, id="birth date in wareki"),
    pytest.param(Question(UNION, "12", "1000", BORN), True, id="branch not given"),
    pytest.param(Question(UNION, "12", "1000", BORN, ""), False, id="empty branch is not any branch"),
    pytest.param(Question(UNION, "12", "1000", "19500116", "01"), False, id="another birth date"),
    pytest.param(Question(UNION, "12", "1000", "not a date", "01"), False, id="unreadable birth date"),
    pytest.param(Question("12345678", "12", "1000", BORN, "01"), False, id="insurer number with a wrong check digit"),
    pytest.param(Question(POLICE, "12", "1000", BORN, "01"), False, id="another insurer"),
    pytest.param(Question(UNION, "", "1000", BORN, "01"), False, id="no symbol"),
    pytest.param(Question(UNION, "12", "1000\0", BORN, "01"), False, id="a NUL, which no database takes"),
]


def test_questions(world: World) -> None:
    world.load(resident())
    world.submit(enrolment())
    for case in QUESTIONS:
        question, found = case.values
        answer = look_up(world.service, question, CLINIC, today=TODAY)  # type: ignore[arg-type]
        assert answer.found is found, case.id
        assert found or answer == NOT_FOUND, case.id


def test_what_an_answer_says(world: World) -> None:
    world.load(resident())
    world.submit(enrolment(qualified_to="20300401"))
    answer = look_up(world.service, Question(UNION, "12", "1000", BORN), CLINIC, today=TODAY)
    assert (answer.branch, answer.relation, answer.medical) == ("01", "1", True)
    assert (answer.qualified_from, answer.qualified_to) == (date(2020, 4, 1), date(2030, 4, 1))


def test_held_and_unknown_get_the_same_answer(world: World) -> None:
    world.held()
    held = look_up(world.service, Question(UNION, "12", "1000", BORN, "01"), CLINIC, today=TODAY)
    unknown = look_up(world.service, Question(UNION, "12", "9999", BORN, "01"), CLINIC, today=TODAY)
    assert held == unknown == NOT_FOUND


def test_two_persons_behind_one_question_answer_nothing(world: World) -> None:
    twin = enrolment(1, number="1000", branch="02", birth_date=BORN)
    world.load(resident(), resident(1, birth_date=BORN))
    world.submit(enrolment(), twin)
    assert not look_up(world.service, Question(UNION, "12", "1000", BORN), CLINIC, today=TODAY).found
    assert look_up(world.service, Question(UNION, "12", "1000", BORN, "02"), CLINIC, today=TODAY).found


def test_two_periods_of_one_person_answer_the_later(world: World) -> None:
    world.load(resident())
    world.submit(enrolment(), enrolment(qualified_from="20250401"))
    answer = look_up(world.service, Question(UNION, "12", "1000", BORN), CLINIC, today=TODAY)
    assert answer.qualified_from == date(2025, 4, 1)


def test_an_unreadable_store_answers_nothing(world: World) -> None:
    world.load(resident())
    world.submit(enrolment())
    world.as_owner("ALTER TABLE eligibility RENAME TO gone")
    assert look_up(world.service, Question(UNION, "12", "1000", BORN, "01"), CLINIC, today=TODAY) == NOT_FOUND


def test_without_its_audit_row_nothing_is_answered(world: World) -> None:
    world.load(resident())
    world.submit(enrolment())
    world.as_owner("ALTER TABLE audit_log ADD CONSTRAINT closed CHECK (action <> 'looked_up')")
    assert look_up(world.service, Question(UNION, "12", "1000", BORN, "01"), CLINIC, today=TODAY) == NOT_FOUND


def test_every_lookup_is_audited_without_a_value(world: World) -> None:
    world.load(resident())
    world.submit(enrolment())
    for number in ("1000", "9999"):
        look_up(world.service, Question(UNION, "12", number, BORN, "01"), CLINIC, today=TODAY)
    logged = world.as_owner("SELECT object, detail, subject FROM audit_log WHERE action = 'looked_up' ORDER BY at")
    assert [row[1] for row in logged] == [{"answered": True}, {"answered": False}]
    assert "9999" not in str(logged)
    assert BORN not in str(logged)


def test_only_a_clinic_may_ask(world: World) -> None:
    with pytest.raises(NotAllowed):
        look_up(world.service, Question(UNION, "12", "1000", BORN), REVIEWER)
