"""kill -9 in the middle of a submission, run or worker: the next process goes on, nothing is lost or doubled.

The moment is chosen by what the database shows, so that the process under test needs no hook for it.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from matcher.service import audit, submissions
from matcher.service.context import Service, ServiceConfig
from tests.records import enrolment, resident, write_enrolments, write_residents
from tests.service_fixtures import AUDITOR, OPERATOR, World

pytestmark = pytest.mark.slow

PEOPLE = 120
CHUNK_ROWS = 5
ELSEWHERE = "大阪府堺市堺区南瓦町3番1号"
PROCESS = Path(__file__).with_name("process.py")


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> ServiceConfig:
    """Give the configuration that the killed process has too."""
    return ServiceConfig(tmp_path / "data", database_url=database_url, chunk_rows=CHUNK_ROWS)


def start(world: World, what: str, *file: str) -> subprocess.Popen[str]:
    """Start the process."""
    arguments = [
        sys.executable,
        str(PROCESS),
        what,
        str(world.service.config.data_dir),
        world.url,
        str(CHUNK_ROWS),
        *file,
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment)


def kill_when(world: World, process: subprocess.Popen[str], moment: str) -> None:
    """Kill the process as soon as the query `moment` says so."""
    wait_for(world, process, moment)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert process.stdout is not None
    process.stdout.close()


def wait_for(world: World, process: subprocess.Popen[str], moment: str) -> None:
    """Wait until the query `moment` says so, which must be before the process ends by itself."""
    deadline = time.monotonic() + 240
    with psycopg.connect(world.url, options="-c search_path=totsugo", autocommit=True) as connection:
        while connection.execute(moment).fetchone() != (True,):
            assert process.poll() is None, "the process ended before the moment came"
            assert time.monotonic() < deadline


def finish(process: subprocess.Popen[str]) -> dict[str, object]:
    """Wait for the process and return what it told."""
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    told: dict[str, object] = json.loads(output.splitlines()[-1])
    return told


def one(world: World, statement: str) -> object:
    """Return the one value of a query."""
    ((value,),) = world.as_owner(statement)
    return value


def check_nothing_is_lost_or_doubled(world: World) -> None:
    """Compare what the tables say with each other."""
    assert one(world, "SELECT count(*) FROM submission_row WHERE defect IS NULL AND judgement IS NULL") == 0
    assert (
        one(world, "SELECT count(*) - count(DISTINCT (version, resident_fingerprint, rules_hash)) FROM judgement") == 0
    )
    assert one(world, "SELECT count(*) - count(DISTINCT (version, resident_fingerprint)) FROM hold") == 0
    unanswered = """
        SELECT count(*) FROM enrolment AS e JOIN judgement AS j ON j.version = e.version AND j.is_latest
        LEFT JOIN eligibility AS a ON a.version = e.version
        LEFT JOIN hold AS h ON h.version = e.version AND h.state = 'open'
        WHERE e.is_current AND ((a.version IS NOT NULL) <> (j.verdict = 'MATCHED')
            OR (h.hold IS NOT NULL) <> (j.verdict <> 'MATCHED'))
    """
    assert one(world, unanswered) == 0
    assert audit.verify(world.service, AUDITOR).whole


def check_nothing_is_left_to_look_at(world: World) -> None:
    """Pass if a run finds around every record what the submission found."""
    said = "SELECT judgement, nationwide, signature, score, evidence FROM triage ORDER BY judgement, nationwide"
    before = world.as_owner(said)
    assert len(before) == 2 * TWICE
    world.reconcile()
    assert world.as_owner(said) == before
    assert one(world, "SELECT count(*) FROM audit_log WHERE action = 'enrolments_triaged'") == 0


def people(path: Path) -> Path:
    """Write a file in which every tenth record has another address, one row is faulty and some are insured twice."""
    rows = [enrolment(person, **({"address": ELSEWHERE} if person % 10 == 0 else {})) for person in range(PEOPLE)]
    twice = [enrolment(person, symbol="B") for person in range(1, PEOPLE, PEOPLE // TWICE)]
    return write_enrolments(path, [*rows, enrolment(PEOPLE, sex="9"), *twice])


TWICE = 4
EXPECTED = {"MATCHED": PEOPLE - 12 + TWICE, "MISMATCHED": 12, "REJECTED": 1}
MOMENTS = [
    pytest.param("SELECT state = 'judging' AND next_row > 30 FROM submission", id="while rows are judged"),
    pytest.param("SELECT state = 'opening' AND next_row > 30 FROM submission", id="while rows are opened"),
    pytest.param("SELECT state = 'triage' AND next_row > 30 FROM submission", id="while it is looked around"),
    pytest.param("SELECT state = 'received' FROM submission", id="after the file was received"),
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_submission_is_resumed_by_the_same_command(world: World, moment: str) -> None:
    world.load(*(resident(person) for person in range(PEOPLE)))
    path = people(world.folder / "e.csv")
    kill_when(world, start(world, "submit", str(path)), moment)
    (stopped,) = submissions.submissions(world.service, OPERATOR)
    assert stopped.state is not submissions.WorkState.DONE
    told = finish(start(world, "submit", str(path)))
    assert told == {"id": str(stopped.submission), "known": True, "verdicts": EXPECTED, "holds": 12}
    check_nothing_is_lost_or_doubled(world)
    assert finish(start(world, "submit", str(path))) == told
    check_nothing_is_left_to_look_at(world)


def test_a_killed_worker_is_replaced_by_the_next(world: World) -> None:
    world.load(*(resident(person) for person in range(PEOPLE)))
    left = submissions.submit(world.service, people(world.folder / "e.csv"), OPERATOR, wait=False)
    kill_when(world, start(world, "work"), "SELECT state = 'judging' AND next_row > 30 FROM submission")
    finish(start(world, "work"))
    done = submissions.submission(world.service, left.submission, OPERATOR)
    assert (done.state, done.verdicts) == (submissions.WorkState.DONE, EXPECTED)
    check_nothing_is_lost_or_doubled(world)


def test_chunks_that_were_done_beyond_one_that_was_not_are_not_done_again(world: World) -> None:
    world.load(*(resident(person) for person in range(PEOPLE)))
    left = submissions.submit(world.service, people(world.folder / "e.csv"), OPERATOR, wait=False)
    with world.first_version_locked():
        kill_when(world, start(world, "work"), "SELECT next_row = 1 AND ahead ? '51' FROM submission")
    told = "SELECT detail ->> 'rows' FROM audit_log WHERE action = 'rows_judged'"
    before = {str(rows) for (rows,) in world.as_owner(told)}
    finish(start(world, "work"))
    done = submissions.submission(world.service, left.submission, OPERATOR)
    assert (done.state, done.verdicts, done.holds) == (submissions.WorkState.DONE, EXPECTED, 12)
    after = [str(rows) for (rows,) in world.as_owner(told)]
    assert "[51, 55]" in before
    assert len(after) == len(set(after)) == (PEOPLE + TWICE + 1) // CHUNK_ROWS
    check_nothing_is_lost_or_doubled(world)


NEWLY_ANSWERABLE = "(SELECT count(*) FROM eligibility JOIN enrolment USING (version) WHERE sex = '2')"
RUN_MOMENTS = [
    pytest.param(
        "SELECT state = 'judging' AND judged > 40 FROM run",
        lambda world: one(world, f"SELECT {NEWLY_ANSWERABLE}") == 0,
        id="while records are judged: nothing was opened yet",
    ),
    pytest.param(
        f"SELECT state = 'opening' AND {NEWLY_ANSWERABLE} > 0 FROM run",  # noqa: S608
        lambda world: one(world, "SELECT holds_opened FROM run") == 12,
        id="while records are opened: all new holds are there",
    ),
    pytest.param(
        "SELECT state = 'triage' AND next_version > 0 FROM run",
        lambda world: one(world, "SELECT holds_opened = 12 AND holds_closed = 12 FROM run") is True,
        id="while it is looked around: all is opened that is to be",
    ),
]


@pytest.mark.parametrize(("moment", "holds_then"), RUN_MOMENTS)
def test_a_killed_run_is_resumed_under_its_id(
    world: World, config: ServiceConfig, moment: str, holds_then: Callable[[World], bool]
) -> None:
    """The one-time policy lets a kana mismatch pass that the run holds; of others the resident changed."""
    with Service.open(replace(config, policy="full_check_2023")) as service:
        before = World(service, world.url, world.folder)
        before.load(*(resident(person) for person in range(PEOPLE)))
        before.submit(*(_slip(person) for person in range(PEOPLE)), principal=OPERATOR)
        before.load(*(resident(person, **({"sex": "2"} if person % 10 == 0 else {})) for person in range(PEOPLE)))
    kill_when(world, start(world, "reconcile"), moment)
    assert holds_then(world)
    told = finish(start(world, "reconcile"))
    assert told == {
        "id": str(one(world, "SELECT run FROM run")),
        "resumed": True,
        "judged": PEOPLE,
        "verdicts": {"MATCHED": PEOPLE - 12, "MISMATCHED": 12},
        "opened": 12,
        "closed": 12,
    }
    check_nothing_is_lost_or_doubled(world)
    assert finish(start(world, "reconcile"))["judged"] == 0


def _slip(person: int) -> dict[str, str]:
    """Every tenth record has another sex, and as many another kana name."""
    if person % 10 == 0:
        return enrolment(person, sex="2")
    return enrolment(person, name_kana="スズキ　ジロウ") if person % 10 == 5 else enrolment(person)


def test_a_stopped_worker_ends_after_its_chunk(world: World) -> None:
    world.load(*(resident(person) for person in range(PEOPLE)))
    left = submissions.submit(world.service, people(world.folder / "e.csv"), OPERATOR, wait=False)
    worker = start(world, "work")
    wait_for(world, worker, "SELECT state = 'judging' AND next_row > 10 FROM submission")
    worker.terminate()
    finish(worker)
    assert submissions.submission(world.service, left.submission, OPERATOR).state is submissions.WorkState.JUDGING
    finish(start(world, "work"))
    assert submissions.submission(world.service, left.submission, OPERATOR).verdicts == EXPECTED
    check_nothing_is_lost_or_doubled(world)


LOAD_MOMENTS = [
    pytest.param("SELECT count(*) BETWEEN 1 AND 100 FROM registry_change", id="while answers are withdrawn"),
    pytest.param("SELECT EXISTS (SELECT FROM judgement WHERE epoch = 2)", id="while the withdrawn are judged"),
    pytest.param("SELECT count(*) BETWEEN 1 AND 100 FROM recheck", id="while the withdrawn are opened"),
]


@pytest.mark.parametrize("moment", LOAD_MOMENTS)
def test_a_killed_load_checks_what_it_withdrew_when_it_is_repeated(world: World, moment: str) -> None:
    world.load(*(resident(person) for person in range(PEOPLE)))
    world.submit(*(enrolment(person) for person in range(PEOPLE)), principal=OPERATOR)
    moved = [
        resident(person, **({"sex": "2"} if person % 10 == 0 else {"postal_code": ""})) for person in range(PEOPLE)
    ]
    path = str(write_residents(world.folder / "moved.csv", moved))
    kill_when(world, start(world, "load", path), moment)
    assert not any(world.answered(enrolment(person)) for person in range(0, PEOPLE, 10))
    assert finish(start(world, "load", path)) == {"epoch": 2, "known": True, "withdrawn": PEOPLE}
    assert one(world, "SELECT count(*) FROM eligibility") == PEOPLE - 12
    assert one(world, "SELECT count(*) FROM recheck") == 0
    check_nothing_is_lost_or_doubled(world)


def test_the_same_file_in_parallel_is_one_submission(world: World) -> None:
    world.load(*(resident(person) for person in range(PEOPLE)))
    path = people(world.folder / "e.csv")
    told = [finish(process) for process in [start(world, "submit", str(path)) for _ in range(4)]]
    assert len({str(one_told["id"]) for one_told in told}) == 1
    assert [one_told["known"] for one_told in told].count(False) == 1
    assert all(one_told["verdicts"] == EXPECTED for one_told in told)
    check_nothing_is_lost_or_doubled(world)
