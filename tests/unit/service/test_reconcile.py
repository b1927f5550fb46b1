"""A run judges what changed on either side, tightens before it loosens, and does nothing twice."""

from threading import Thread

import pytest

from matcher.service import jobs, reconcile, run_work
from matcher.service.context import Service, ServiceConfig
from matcher.service.refusals import NoRegistry, NotAllowed, NotFound
from matcher.service.submissions import WorkState
from tests.records import enrolment, resident
from tests.service_fixtures import INSURER, OPERATOR, World


def test_a_second_run_finds_nothing_to_do(world: World) -> None:
    world.load(*(resident(person) for person in range(5)))
    world.submit(*(enrolment(person) for person in range(5)))
    receipt = world.reconcile()
    assert (receipt.enrolments, receipt.judged, receipt.holds_opened, receipt.holds_closed) == (5, 0, 0, 0)
    assert receipt.verdicts == {"MATCHED": 5}


def test_a_changed_resident_opens_a_hold_and_a_changed_back_one_closes_it(world: World) -> None:
    world.load(*(resident(person) for person in range(5)))
    world.submit(*(enrolment(person) for person in range(5)))
    moved = [
        resident(person, address="北海道札幌市中央区北1条西2丁目") if person == 3 else resident(person)
        for person in range(5)
    ]
    assert world.load(*moved).withdrawn == 1
    assert [world.answered(enrolment(person)) for person in range(5)] == [True, True, True, False, True]
    world.load(*(resident(person) for person in range(5)))
    receipt = world.reconcile()
    assert (receipt.judged, receipt.holds_closed, receipt.verdicts) == (1, 1, {"MATCHED": 5})
    assert world.answered(enrolment(3))


def test_what_a_load_did_not_check_anew_a_run_does(world: World) -> None:
    world.load(resident())
    world.submit(enrolment(sex="2"))
    assert world.load(resident(address="北海道札幌市中央区北1条西2丁目")).withdrawn == 0
    (before,) = world.open_holds()
    receipt = world.reconcile()
    assert (receipt.judged, receipt.holds_opened, receipt.reopened) == (1, 1, 0)
    (after,) = world.open_holds()
    assert after.hold != before.hold


def test_a_vanished_and_an_inactive_resident_are_held(world: World) -> None:
    world.load(resident(0), resident(1), resident(2))
    world.submit(enrolment(0), enrolment(1), enrolment(2))
    world.load(resident(0), resident(1, status="2"))
    receipt = world.reconcile()
    assert (receipt.judged, receipt.verdicts) == (0, {"INACTIVE": 1, "MATCHED": 1, "NOT_FOUND": 1})
    assert [world.answered(enrolment(person)) for person in range(3)] == [True, False, False]


def test_other_rules_judge_everything_anew_and_keep_decisions(world: World, config: ServiceConfig) -> None:
    world.load(resident(0), resident(1))
    world.submit(enrolment(0), enrolment(1, address="大阪府堺市堺区南瓦町3番1号"))
    world.release(world.open_holds()[0].hold)
    other = ServiceConfig(config.data_dir, config.database_url, policy="full_check_2023", chunk_rows=3)
    with Service.open(other) as service:
        receipt = reconcile.reconcile(service, OPERATOR)
    assert (receipt.judged, receipt.holds_opened, receipt.verdicts) == (2, 0, {"MATCHED": 1, "MISMATCHED": 1})
    assert world.answered(enrolment(1))


def test_under_the_one_time_policy_medical_is_withheld_and_eligibility_answered(
    config: ServiceConfig, world: World
) -> None:
    other = ServiceConfig(config.data_dir, config.database_url, policy="full_check_2023")
    with Service.open(other) as service:
        one_time = World(service, world.url, world.folder)
        held = one_time.held()
        assert held.summary.scope == "medical"
        assert one_time.as_owner("SELECT medical FROM eligibility") == [(False,)]
        assert one_time.answered()
        one_time.release(held.summary.hold)
        assert one_time.as_owner("SELECT medical FROM eligibility") == [(True,)]


def test_a_registry_loaded_in_the_middle_begins_the_run_anew(world: World) -> None:
    world.load(resident())
    world.submit(enrolment())
    world.load(resident(address="北海道札幌市中央区北1条西2丁目"))
    begun = reconcile.reconcile(world.service, OPERATOR, wait=False)
    world.load(resident(sex="2"))
    receipt = world.reconcile()
    assert (receipt.run, receipt.resumed, receipt.epoch, receipt.judged) == (begun.run, True, 3, 1)
    assert not world.answered()


def test_chunks_beyond_one_that_waits_are_noted_and_counted_once(world: World, config: ServiceConfig) -> None:
    world.load(*(resident(person) for person in range(8)))
    world.submit(*(enrolment(person, **({"sex": "2"} if person % 4 == 0 else {})) for person in range(8)))
    other = ServiceConfig(config.data_dir, config.database_url, policy="full_check_2023", chunk_rows=3)
    with Service.open(other) as service:
        begun = reconcile.reconcile(service, OPERATOR, wait=False)
        worker = Thread(target=run_work.finish, args=(service, begun.run))
        with world.first_version_locked():
            worker.start()
            while world.as_owner("SELECT count(*) FROM audit_log WHERE action = 'enrolments_judged'") != [(2,)]:
                assert worker.is_alive()
            assert world.as_owner("SELECT next_version, ahead FROM run") == [(0, {"3": 6, "6": 8})]
            assert world.as_owner("SELECT state, judged, enrolments FROM run") == [("judging", 5, 5)]
        worker.join()
        done = reconcile.run(service, begun.run, OPERATOR)
    assert (done.state, done.enrolments, done.judged, done.holds_opened) == (WorkState.DONE, 8, 8, 0)
    assert done.verdicts == {"MATCHED": 6, "MISMATCHED": 2}


def test_a_gap_between_chunks_whose_records_are_gone_is_passed(world: World) -> None:
    world.load(resident())
    world.submit(enrolment())
    begun = reconcile.reconcile(world.service, OPERATOR, wait=False)
    world.as_owner("""UPDATE run SET next_version = 5, ahead = '{"9": 12}'""")
    receipt = world.reconcile()
    assert (receipt.run, receipt.state, receipt.verdicts) == (begun.run, WorkState.DONE, {"MATCHED": 1})


def test_a_worker_takes_up_a_run(world: World) -> None:
    world.load(resident())
    begun = reconcile.reconcile(world.service, OPERATOR, wait=False)
    assert begun.state is WorkState.JUDGING
    jobs.work(world.service, until_idle=True)
    done = reconcile.run(world.service, begun.run, OPERATOR)
    assert done.state is WorkState.DONE
    assert reconcile.runs(world.service, OPERATOR) == (done,)


def test_refusals(world: World) -> None:
    with pytest.raises(NoRegistry):
        world.reconcile()
    with pytest.raises(NotAllowed):
        reconcile.reconcile(world.service, INSURER)
    world.load(resident())
    receipt = world.submit(enrolment())
    with pytest.raises(NotFound):
        reconcile.run(world.service, receipt.submission, OPERATOR)
