"""A check in portions gives the bytes of one that holds everything, and one that was stopped goes on where it was."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from matcher.domain.refusals import Refusal
from matcher.engines import memory
from matcher.engines.judges import WorkerJudges
from matcher.engines.names import EngineName, Look
from matcher.engines.portioned import tasks
from matcher.engines.portioned.spill import Spill
from matcher.intake import parts
from matcher.service.check import CheckRequest, check
from matcher.service.private import WorkRefused
from rules import load_rules

SAMPLES = Path(__file__).parents[2] / "samples"
DAY = date(2026, 11, 22)


class Stopped(Exception):
    """What a test stops a check with."""


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CheckRequest:
    """Give a check of two files, one of them with defects, whose Parquet files are read in several parts."""
    monkeypatch.setattr(parts, "PART_ROWS", 600)
    registry, union = tmp_path / "residents.parquet", tmp_path / "union.parquet"
    for place, name, encoding in ((registry, "residents", "utf8"), (union, "enrolments_union", "cp932")):
        read = pacsv.ReadOptions(encoding=encoding)
        header = pacsv.read_csv(SAMPLES / f"{name}.csv", read).column_names
        text = pacsv.ConvertOptions(column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False)
        pq.write_table(pacsv.read_csv(SAMPLES / f"{name}.csv", read, convert_options=text), place, row_group_size=300)
    files = (union, SAMPLES / "enrolments_municipal.csv")
    return CheckRequest(files, tmp_path / "whole", DAY, registry, look=Look.SEARCH)


def results(folder: Path) -> dict[str, bytes]:
    return {place.name: place.read_bytes() for place in folder.iterdir() if place.suffix == ".csv"}


def again(request: CheckRequest, out: str, **changes: object) -> CheckRequest:
    fields = {name: getattr(request, name) for name in request.__slots__}
    return CheckRequest(**fields | {"out": request.out.with_name(out)} | changes)


def test_a_memory_that_holds_less_gives_the_same_bytes(request_: CheckRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = check(request_)
    monkeypatch.setattr(memory, "PER_ROW", 1 << 20)
    portioned = check(again(request_, "portioned", memory=1 << 30))
    assert results(request_.out.with_name("portioned")) == results(request_.out)
    assert portioned.tally.as_dict() == whole.tally.as_dict()
    assert [file.defects.counts for file in portioned.read] == [file.defects.counts for file in whole.read]
    assert not list(request_.out.parent.glob("*.work"))


@pytest.mark.parametrize("after", [0, 3, 9, 17])
def test_what_was_done_is_not_done_again(request_: CheckRequest, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    check(request_)
    work = request_.out.with_name("work")
    write = Spill.write
    written: list[str] = []

    def stop(spill: Spill, name: str, blobs: dict[int, bytes]) -> None:
        if len(written) == after:
            raise Stopped
        written.append(name)
        write(spill, name, blobs)

    monkeypatch.setattr(Spill, "write", stop)
    with pytest.raises(Stopped):
        check(again(request_, "portioned", work=work))
    assert not request_.out.with_name("portioned").exists()
    first, after = written.copy(), -1
    check(again(request_, "portioned", work=work))
    assert results(request_.out.with_name("portioned")) == results(request_.out)
    shared = {"judge", "look"}
    assert {name for name in first if written.count(name) > 1 and not name.endswith("-mapper")} <= shared
    assert not work.exists()


def test_it_goes_on_with_other_workers(request_: CheckRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    check(request_)
    work = request_.out.with_name("work")

    def stop(*_: object) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "look_at_team", stop)
        with pytest.raises(Stopped):
            check(again(request_, "portioned", work=work))
    assert list(work.glob("standing-0*"))
    with WorkerJudges(load_rules()) as judges:
        check(again(request_, "portioned", work=work), judges=judges)
    assert results(request_.out.with_name("portioned")) == results(request_.out)


def test_another_check_does_not_go_on_there(request_: CheckRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise Stopped

    work = request_.out.with_name("work")
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "settle_bucket", stop)
        with pytest.raises(Stopped):
            check(again(request_, "portioned", work=work))
    with pytest.raises(WorkRefused, match="another check"):
        check(again(request_, "portioned", work=work, look=Look.PAIR))
    check(again(request_, "portioned", work=work))


def test_a_file_that_changes_meanwhile_is_refused(request_: CheckRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    settle = tasks.settle_bucket

    def settle_and_touch(*given: object) -> None:
        settle(*given)  # type: ignore[arg-type]
        request_.enrolments[1].touch()

    copy = request_.out.with_name("municipal.csv")
    copy.write_bytes(request_.enrolments[1].read_bytes())
    files = (copy, copy.with_name("union.parquet"))
    request_ = again(request_, "portioned", enrolments=files, work=copy.with_name("w"))
    monkeypatch.setattr(tasks, "settle_bucket", settle_and_touch)
    with pytest.raises(Refusal, match="changed while it was read"):
        check(request_)


def test_only_the_bulk_engine_works_in_portions(request_: CheckRequest) -> None:
    plain = again(request_, "plain", engine=EngineName.REFERENCE, work=request_.out.with_name("work"))
    with pytest.raises(WorkRefused, match="leave out --work"):
        check(plain)
