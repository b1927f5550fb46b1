"""A file becomes one submission, whatever happens to it on the way, and every row of it has one result."""

from collections import Counter
from itertools import pairwise
from threading import Thread

import pytest

from matcher.intake.defects import FileDefect
from matcher.service import jobs, submission_work, submissions
from matcher.service.principals import Principal, Role
from matcher.service.refusals import ForeignRows, NoRegistry, NotAllowed, NotFound
from matcher.service.submissions import WorkState
from tests.records import POLICE, enrolment, resident, write_enrolments
from tests.service_fixtures import CLINIC, INSURER, OPERATOR, REVIEWER, World

ROWS = [
    enrolment(0),
    enrolment(1, address="大阪府堺市堺区南瓦町3番1号"),
    enrolment(2, sex="9"),
    enrolment(3, individual_number=""),
    enrolment(4),
    enrolment(5, number="１００５"),
    enrolment(5, number="1005"),
]


def test_every_row_has_one_result_in_input_order(world: World) -> None:
    world.load(*(resident(person) for person in (0, 1, 2, 3, 5)))
    receipt = world.submit(*ROWS)
    rows = [
        row for batch in submissions.results(world.service, receipt.submission, INSURER) for row in batch.to_pylist()
    ]
    assert [row["row"] for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert [row["verdict"] for row in rows] == [
        "MATCHED", "MISMATCHED", "REJECTED", "NO_NUMBER", "NOT_FOUND", "MATCHED", "REJECTED",
    ]  # fmt: skip
    assert rows[2]["defect"] == "sex.unknown_code"
    assert (rows[5]["number"], rows[6]["number"]) == ("１００５", "1005")
    assert receipt.verdicts == Counter(row["verdict"] for row in rows)
    assert (receipt.rows, receipt.judged, receipt.holds, receipt.state) == (7, 7, 3, WorkState.DONE)


def test_the_same_file_is_one_submission(world: World) -> None:
    world.load(resident())
    first = world.submit(enrolment())
    again = world.submit(enrolment(), name="copy.csv")
    assert again.already_known
    assert again.submission == first.submission
    assert world.as_owner("SELECT count(*) FROM enrolment") == [(1,)]


def test_operator_and_insurer_share_the_submission_of_one_file(world: World) -> None:
    world.load(resident())
    first = world.submit(enrolment(), principal=OPERATOR)
    assert world.submit(enrolment()).submission == first.submission


def test_an_identical_record_in_another_file_keeps_version_hold_and_decision(world: World) -> None:
    held = world.held()
    world.release(held.summary.hold)
    world.load(resident(), resident(1))
    world.submit(enrolment(address=held.enrolment["address"]), enrolment(1), name="more.csv")
    assert world.as_owner("SELECT count(*) FROM enrolment") == [(2,)]
    assert world.answered()


def test_a_changed_record_is_not_answered_from_the_moment_it_is_registered(world: World) -> None:
    world.load(resident())
    world.submit(enrolment())
    assert world.answered()
    path = write_enrolments(world.folder / "later.csv", [enrolment(postal_code="1000001")])
    receipt = submissions.submit(world.service, path, INSURER, wait=False)
    assert receipt.state is WorkState.RECEIVED
    assert not world.answered()
    jobs.work(world.service, until_idle=True)
    assert world.answered()


def test_a_worker_takes_up_what_was_left_to_it(world: World) -> None:
    path = write_enrolments(world.folder / "e.csv", ROWS)
    receipt = submissions.submit(world.service, path, INSURER, wait=False)
    submissions.submit(world.service, path, INSURER, wait=False)
    jobs.work(world.service, until_idle=True)
    assert submissions.submission(world.service, receipt.submission, INSURER).state is WorkState.RECEIVED
    world.load(resident())
    jobs.work(world.service, until_idle=True)
    done = submissions.submission(world.service, receipt.submission, INSURER)
    assert (done.state, done.judged) == (WorkState.DONE, 7)


def test_nothing_is_judged_without_a_registry(world: World) -> None:
    with pytest.raises(NoRegistry):
        world.submit(enrolment())
    world.load(resident())
    assert world.submit(enrolment()).verdicts == {"MATCHED": 1}


def test_an_insurer_submits_only_its_own_rows(world: World) -> None:
    world.load(resident())
    with pytest.raises(ForeignRows):
        world.submit(enrolment(), enrolment(1, insurer_number=POLICE))
    assert world.as_owner("SELECT count(*) FROM enrolment") == [(0,)]
    assert world.submit(enrolment(), enrolment(1, insurer_number=POLICE), principal=OPERATOR).insurer_number == ""


def test_another_insurer_learns_nothing(world: World) -> None:
    world.load(resident())
    receipt = world.submit(enrolment())
    stranger = Principal("police batch", Role.INSURER, POLICE)
    assert submissions.submissions(world.service, stranger) == ()
    assert submissions.submissions(world.service, INSURER) == (receipt,)
    for ask in (submissions.submission, submissions.results):
        with pytest.raises(NotFound):
            ask(world.service, receipt.submission, stranger)


def test_a_refused_file_leaves_nothing_behind(world: World) -> None:
    path = world.folder / "empty.csv"
    path.write_bytes(b"")
    with pytest.raises(FileDefect):
        submissions.submit(world.service, path, INSURER)
    with pytest.raises(FileDefect):
        submissions.submit(world.service, world.folder / "missing.csv", INSURER)
    assert submissions.submissions(world.service, INSURER) == ()


def test_roles(world: World) -> None:
    path = write_enrolments(world.folder / "e.csv", [enrolment()])
    for principal in (CLINIC, REVIEWER):
        with pytest.raises(NotAllowed):
            submissions.submit(world.service, path, principal)


def test_progress_is_told(world: World) -> None:
    world.load(*(resident(person) for person in range(6)))
    told: list[tuple[str, int, int | None]] = []
    path = write_enrolments(world.folder / "e.csv", ROWS)
    submissions.submit(
        world.service, path, INSURER, on_progress=lambda now: told.append((now.step, now.done, now.total))
    )
    assert [step for step, _, _ in told] == ["read", *["judge"] * 3, *["open"] * 3, *["triage"] * 3]
    assert {total for _, _, total in told} == {7}
    for step in ("judge", "open", "triage"):
        done = [done for name, done, _ in told if name == step]
        assert done[-1] == 7
        assert all(before < after for before, after in pairwise(done))


def test_chunks_beyond_one_that_waits_are_noted_and_not_done_again(world: World) -> None:
    world.load(*(resident(person) for person in (0, 1, 2, 3, 5)))
    path = write_enrolments(world.folder / "e.csv", ROWS)
    left = submissions.submit(world.service, path, INSURER, wait=False)
    worker = Thread(target=submission_work.finish, args=(world.service, left.submission))
    with world.first_version_locked():
        worker.start()
        while world.as_owner("SELECT count(*) FROM audit_log WHERE action = 'rows_judged'") != [(2,)]:
            assert worker.is_alive()
        assert world.as_owner("SELECT next_row, ahead FROM submission") == [(1, {"4": 7, "7": 8})]
        waiting = submissions.submission(world.service, left.submission, INSURER)
        assert (waiting.state, waiting.judged, waiting.holds) == (WorkState.JUDGING, 4, 2)
        assert world.as_owner("SELECT count(*) FROM eligibility") == [(0,)]
    worker.join()
    done = submissions.submission(world.service, left.submission, INSURER)
    assert done.state is WorkState.DONE
    assert done.verdicts == {"MATCHED": 2, "MISMATCHED": 1, "NOT_FOUND": 1, "NO_NUMBER": 1, "REJECTED": 2}
    assert world.as_owner("SELECT count(*) FROM audit_log WHERE action = 'rows_judged'") == [(3,)]
