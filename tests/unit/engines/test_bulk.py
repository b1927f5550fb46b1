"""What the bulk engine does besides judging: errors of the streams, stopping early, memory, workers."""

import os
from collections.abc import Iterator
from contextlib import closing
from signal import SIGKILL
from uuid import UUID

import pyarrow as pa
import pytest

from matcher.domain.refusals import Refusal
from matcher.engines.bulk import DuckDbEngine
from matcher.engines.catalogue import engine_named
from matcher.engines.judges import WorkerJudges, WorkerLost
from matcher.engines.memory import GIB, SMALLEST, MemoryTooSmall, default_memory
from matcher.engines.names import EngineName, Look
from matcher.engines.reference import ReferenceEngine
from matcher.intake.schemas import ENROLMENT_SCHEMA, RESIDENT_SCHEMA
from rules import load_rules

RULES = load_rules()


def enrolments(count: int, start: int = 0, name: str = "山田 太郎") -> pa.RecordBatch:
    blank = {field.name: "" for field in ENROLMENT_SCHEMA if field.type == pa.string()}
    rows = [
        {**blank, "row": at + 1, "line": at + 2, "name": name, "defect": None, "person_key": UUID(int=at).bytes}
        for at in range(start, start + count)
    ]
    return pa.RecordBatch.from_pylist(rows, schema=ENROLMENT_SCHEMA)


def residents(count: int) -> pa.RecordBatch:
    blank = {field.name: "" for field in RESIDENT_SCHEMA if field.type == pa.string()}
    person = {**blank, "name": "山田 次郎", "status": "1", "foreign": False, "protected": False}
    rows = [{**person, "row": at + 1, "line": at + 2, "person_key": UUID(int=at).bytes} for at in range(count)]
    return pa.RecordBatch.from_pylist(rows, schema=RESIDENT_SCHEMA)


class BrokenFile(Refusal):
    """Stands for a file that is refused in the middle."""


def broken(first: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    yield first
    raise BrokenFile("broken in the middle")


def test_a_refusal_of_the_enrolments_stays_that_refusal() -> None:
    with pytest.raises(BrokenFile, match="broken in the middle"):
        list(DuckDbEngine(GIB).judge(broken(enrolments(3)), [residents(3)], RULES))


def test_a_refusal_of_the_registry_stays_that_refusal() -> None:
    with pytest.raises(BrokenFile, match="broken in the middle"):
        list(DuckDbEngine(GIB).judge([enrolments(3)], broken(residents(3)), RULES))


def test_who_stops_early_does_not_read_the_rest() -> None:
    read = 0

    def many() -> Iterator[pa.RecordBatch]:
        nonlocal read
        for number in range(10_000):
            read += 1
            yield enrolments(100, 100 * number)

    with closing(DuckDbEngine(GIB, look=Look.PAIR).judge(many(), [residents(10)], RULES)) as results:
        next(results)
    assert read < 9_000


def test_no_rows_and_no_residents() -> None:
    assert list(DuckDbEngine(GIB).judge([], [], RULES)) == []
    (batch,) = DuckDbEngine(GIB).judge([enrolments(2)], [], RULES)
    assert batch.column("verdict").to_pylist() == ["NOT_FOUND", "NOT_FOUND"]


def test_an_empty_batch_gives_an_empty_batch() -> None:
    results = DuckDbEngine(GIB).judge([enrolments(0), enrolments(1), enrolments(0)], [residents(1)], RULES)
    assert [batch.num_rows for batch in results] == [0, 1, 0]


def test_a_registry_that_does_not_fit_is_refused() -> None:
    big = [residents(2_000)] * 3_000
    with pytest.raises(MemoryTooSmall, match="give more with --memory"):
        list(DuckDbEngine(SMALLEST).judge([enrolments(1)], big, RULES))


def test_too_little_memory_is_refused_at_once() -> None:
    with pytest.raises(MemoryTooSmall, match=r"at least 0\.5 GiB"):
        list(DuckDbEngine(SMALLEST - 1).judge([], [], RULES))


def test_the_default_memory_is_what_a_small_machine_has() -> None:
    assert default_memory() >= GIB * 3 // 2


def test_engines_by_name() -> None:
    assert isinstance(engine_named(EngineName.REFERENCE), ReferenceEngine)
    assert isinstance(engine_named(EngineName.DUCKDB), DuckDbEngine)


def test_workers_judge_like_this_process() -> None:
    batches = [enrolments(20, 0), enrolments(20, 20, "山田 次朗"), enrolments(20, 40)]
    expected = [batch.to_pylist() for batch in DuckDbEngine(GIB).judge(batches, [residents(60)], RULES)]
    with WorkerJudges(RULES) as judges:
        results = DuckDbEngine(GIB, judges=judges).judge(batches, [residents(60)], RULES)
        assert [batch.to_pylist() for batch in results] == expected


def test_a_lost_worker_is_an_error_and_not_a_result() -> None:
    with WorkerJudges(RULES) as judges:
        os.killpg(judges.group, SIGKILL)  # as the system does when memory runs out
        with pytest.raises(WorkerLost):
            list(DuckDbEngine(GIB, judges=judges).judge([enrolments(1)], [residents(1)], RULES))
