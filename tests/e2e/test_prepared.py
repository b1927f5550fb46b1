"""A check of prepared files gives the bytes of one that reads them, and takes up what an earlier one learnt."""

import errno
import json
import os
import re
import shutil
import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from matcher.domain.refusals import Refusal
from matcher.engines.judges import LocalJudges, Ticket, WorkerJudges
from matcher.engines.memo import Memo
from matcher.engines.names import EngineName, Look
from matcher.engines.records import DistinctPairs
from matcher.intake import parts
from matcher.intake.defects import FileDefect
from matcher.service import editions
from matcher.service.check import CheckReport, CheckRequest, check
from matcher.service.prepared.beforehand import PrepareRequest, prepare_beforehand
from matcher.service.prepared.reading import Kind, kind_of
from matcher.service.private import WorkRefused, alone_in
from rules import load_rules

SAMPLES = Path(__file__).parents[2] / "samples"
DAY = date(2026, 11, 22)
FILES = ("enrolments_union.csv", "enrolments_municipal.csv")


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CheckRequest:
    """Give a check of two files, in both encodings, one with defects, against a Parquet file in several parts."""
    monkeypatch.setattr(parts, "PART_ROWS", 600)
    text = pacsv.read_csv(SAMPLES / "residents.csv").column_names
    convert = pacsv.ConvertOptions(column_types=dict.fromkeys(text, pa.string()), strings_can_be_null=False)
    registry = tmp_path / "residents.parquet"
    pq.write_table(pacsv.read_csv(SAMPLES / "residents.csv", convert_options=convert), registry, row_group_size=300)
    for name in FILES:
        shutil.copy2(SAMPLES / name, tmp_path / name)
    return CheckRequest(tuple(tmp_path / name for name in FILES), tmp_path / "whole", DAY, registry)


def again(request: CheckRequest, out: str, **changes: object) -> CheckRequest:
    fields = {name: getattr(request, name) for name in request.__slots__}
    return CheckRequest(**fields | {"out": request.out.parent / out} | changes)


def results(request: CheckRequest) -> dict[str, bytes]:
    return {place.name: place.read_bytes() for place in request.out.iterdir() if place.suffix == ".csv"}


def ledger(request: CheckRequest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((request.out / "ledger.json").read_bytes())
    return {name: value for name, value in found.items() if name != "seconds"}


def told(report: CheckReport) -> list[tuple[object, ...]]:
    return [
        (file.path, file.rows, file.encoding, file.warnings, file.blank_lines, file.defects) for file in report.read
    ]


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("rows", ["all", "differences"])
def test_the_results_and_the_ledger_are_those_of_a_check_without(request_: CheckRequest, look: Look, rows: str) -> None:
    whole = again(request_, "whole", look=look, differences=rows == "differences")
    report = check(whole)
    for night in ("first", "second"):
        asked = again(whole, night, prepared=request_.out.with_name("kept"))
        prepared = check(asked)
        assert results(asked) == results(whole)
        assert ledger(asked) == ledger(whole)
        assert told(prepared) == told(report)


def test_by_workers_the_same(request_: CheckRequest) -> None:
    check(request_)
    for night in ("first", "second"):
        with WorkerJudges(load_rules()) as judges:
            asked = again(request_, night, prepared=request_.out.with_name("kept"))
            check(asked, None, judges)
        assert results(asked) == results(request_)


class CountingJudges(LocalJudges):
    """Judges in this process, and counts the pairs that it is given."""

    def __init__(self, policy: str) -> None:
        super().__init__(Memo(load_rules(policy)))
        self.pairs = 0

    def submit(self, pairs: DistinctPairs, worker: int) -> Ticket:
        """Count, and judge."""
        self.pairs += len(pairs.numbers[0])
        return super().submit(pairs, worker)


class Night(NamedTuple):
    """What a check did: which files it read, and how many pairs it judged."""

    read: set[str]
    judged: int


def night(request: CheckRequest, out: str, **changes: object) -> Night:
    """Check, with what is kept in `kept`."""
    read: set[str] = set()
    asked = again(request, out, prepared=request.out.with_name("kept"), **changes)
    judges = CountingJudges(asked.policy)
    check(asked, lambda path, *_: read.add(path.name), judges)
    return Night(read, judges.pairs)


def test_the_next_night_only_what_is_new_is_read_and_judged(request_: CheckRequest) -> None:
    first = night(request_, "first")
    assert first.read == {*FILES, "residents.parquet"}
    assert first.judged > 50
    assert night(request_, "second") == (set(), 0)
    union = request_.enrolments[0]
    lines = union.read_bytes().decode("cp932").splitlines(keepends=True)
    changed = [
        re.sub("[都府県]", "道", line, count=1) if number in {7, 8} else line for number, line in enumerate(lines)
    ]
    union.write_bytes("".join(changed).encode("cp932"))
    assert night(request_, "third") == ({union.name}, 2)
    check(request_)
    assert results(again(request_, "third")) == results(request_)


def unchanged(_: CheckRequest, __: pytest.MonkeyPatch) -> None:
    """Change nothing."""


def touched(request: CheckRequest, _: pytest.MonkeyPatch) -> None:
    """Give every file another time, as a copy has."""
    for path in request.enrolments:
        os.utime(path, (1, 1))


def other_program(_: CheckRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program be another edition."""
    monkeypatch.setattr(editions, "_LIBRARIES", ("duckdb",))


@pytest.mark.parametrize(
    ("change", "days", "anew"),
    [
        pytest.param(unchanged, 0, (False, False), id="nothing changed"),
        pytest.param(touched, 0, (False, False), id="only the time changed"),
        pytest.param(other_program, 0, (True, True), id="another program"),
        pytest.param(unchanged, -1, (True, False), id="an earlier day"),
    ],
)
def test_when_what_is_kept_is_used_again(
    request_: CheckRequest,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[CheckRequest, pytest.MonkeyPatch], None],
    days: int,
    anew: tuple[bool, bool],
) -> None:
    night(request_, "first")
    change(request_, monkeypatch)
    second = night(request_, "second", as_of=DAY + timedelta(days))
    assert (bool(second.read), bool(second.judged)) == anew


def test_a_birth_date_in_the_future_is_looked_at_again_on_a_later_day(request_: CheckRequest) -> None:
    night(request_, "first")
    later = DAY + timedelta(1)
    assert night(request_, "second", as_of=later).read == {
        "enrolments_municipal.csv"
    }  # the only one with such a defect
    check(again(request_, "whole", as_of=later))
    assert results(again(request_, "second")) == results(request_)


def test_other_rules_judge_anew(request_: CheckRequest) -> None:
    night(request_, "first")
    other = night(request_, "second", policy="full_check_2023")
    assert (other.read, bool(other.judged)) == (set(), True)
    check(again(request_, "whole", policy="full_check_2023"))
    assert results(again(request_, "second")) == results(request_)


@pytest.mark.parametrize("changed", ["names", "birth_date", "sex", "address", "conclusion", "engine"])
def test_a_change_of_one_step_judges_only_that_again(request_: CheckRequest, changed: str) -> None:
    check(request_)
    first = night(request_, "first")
    (about,) = request_.out.parent.glob("kept/known-*/about.json")
    kept = json.loads(about.read_text())
    about.write_text(json.dumps(kept | {"editions": kept["editions"] | {changed: "another"}}))
    assert night(request_, "second") == (set(), first.judged if changed == "engine" else 0)
    assert results(again(request_, "second")) == results(request_)
    assert night(request_, "third") == (set(), 0)


def test_files_are_prepared_as_they_arrive(request_: CheckRequest) -> None:
    kept = request_.out.with_name("kept")
    every = (*request_.enrolments, request_.registry or Path())
    done = prepare_beforehand(PrepareRequest(every, kept, DAY), load_rules())
    assert [file.new for file in done] == [True] * 3
    assert [file.new for file in prepare_beforehand(PrepareRequest(every, kept, DAY), load_rules())] == [False] * 3
    assert night(request_, "first").read == set()
    check(request_)
    assert results(again(request_, "first")) == results(request_)


def test_what_is_kept_of_a_file_that_is_gone_goes(request_: CheckRequest) -> None:
    kept = request_.out.with_name("kept")
    night(request_, "first")
    assert len(list(kept.glob("enrolments-*"))) == 2
    renamed = request_.enrolments[0].rename(request_.enrolments[0].with_name("tonight.csv"))
    assert night(request_, "second", enrolments=(renamed, request_.enrolments[1])) == ({"tonight.csv"}, 0)
    assert sorted(place.name.split("-")[1] for place in kept.glob("enrolments-*")) == [
        "enrolments_municipal",
        "tonight",
    ]


def test_to_prepare_makes_room_for_what_comes(request_: CheckRequest) -> None:
    kept = request_.out.with_name("kept")
    night(request_, "first")
    tonight = request_.enrolments[0].rename(request_.enrolments[0].with_name("tonight.csv"))
    prepare_beforehand(PrepareRequest((tonight,), kept, DAY), load_rules())
    assert {place.name.split("-")[1] for place in kept.glob("enrolments-*")} == {"enrolments_municipal", "tonight"}


def test_only_the_owner_can_read_it_and_one_process_works_in_it(request_: CheckRequest) -> None:
    kept = request_.out.with_name("kept")
    check(again(request_, "first", prepared=kept))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert stat.S_IMODE((kept / "secret").stat().st_mode) == 0o600
    with alone_in(kept), pytest.raises(WorkRefused, match="another check works in"):
        check(again(request_, "second", prepared=kept))


def test_a_refused_file_leaves_what_was_kept(request_: CheckRequest) -> None:
    kept = request_.out.with_name("kept")
    night(request_, "first")
    good = request_.enrolments[0].read_bytes()
    request_.enrolments[0].write_bytes(b"nonsense\n")
    with pytest.raises(FileDefect):
        check(again(request_, "second", prepared=kept))
    assert not request_.out.with_name("second").exists()
    assert not list(kept.glob(".*"))
    request_.enrolments[0].write_bytes(good)
    assert night(request_, "second") == (set(), 0)


@pytest.mark.parametrize(
    "changes",
    [{"engine": EngineName.REFERENCE}, {"registry": None}, {"work": Path("work")}],
    ids=["another engine", "no registry", "a work folder"],
)
def test_what_does_not_go_together_is_refused(request_: CheckRequest, changes: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="leave out"):
        check(again(request_, "first", prepared=request_.out.with_name("kept"), **changes))
    assert not request_.out.with_name("kept").exists()


@pytest.mark.parametrize("damaged", ["about.json", "numbers.npy", "rows-00000.arrow", "pairs.npy", "known.arrow"])
@pytest.mark.parametrize("damage", ["cut off", "gone"])
def test_what_is_not_whole_is_made_anew(request_: CheckRequest, damaged: str, damage: str) -> None:
    check(request_)
    night(request_, "first")
    places = list(request_.out.parent.glob(f"kept/*/{damaged}"))
    assert places
    for place in places:
        if damage == "gone":
            place.unlink()
        else:
            place.write_bytes(place.read_bytes()[:-9])
    night(request_, "second")
    assert results(again(request_, "second")) == results(request_)
    assert night(request_, "third") == (set(), 0)


def test_a_file_with_other_content_of_the_same_size_and_time_is_another(request_: CheckRequest) -> None:
    night(request_, "first")
    union = request_.enrolments[0]
    status, content = union.stat(), union.read_bytes()
    union.write_bytes(content.replace("東京".encode("cp932"), "京都".encode("cp932")))
    assert union.stat().st_size == status.st_size
    os.utime(union, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert night(request_, "second").read == {union.name}


def test_a_disk_without_room_is_a_refusal(request_: CheckRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(WorkRefused, match="No space left"):
        night(request_, "first")
    assert [place.name for place in request_.out.with_name("kept").iterdir()] == ["secret"]
    assert not request_.out.with_name("first").exists()


def test_an_index_of_blocks_that_was_not_finished_is_made_again(
    request_: CheckRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(request_, "first")
    room = os.posix_fallocate

    def full(*_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(WorkRefused, match="No space left"):
        night(request_, "second", look=Look.SEARCH)
    monkeypatch.setattr(os, "posix_fallocate", room)
    check(again(request_, "whole", look=Look.SEARCH))
    night(request_, "second", look=Look.SEARCH)
    assert results(again(request_, "second")) == results(request_)
    assert not [place for place in request_.out.parent.glob("kept/*/*") if "part-" in place.name]


def test_what_is_not_ours_stays_in_the_folder(request_: CheckRequest) -> None:
    night(request_, "first")
    mine = request_.out.parent / "kept" / "enrolments-2026" / "letter.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    night(request_, "second")
    assert mine.read_text() == "mine"
    with pytest.raises(WorkRefused, match="cannot lie in the prepared folder"):
        check(again(request_, "kept/enrolments-2026/results", prepared=request_.out.with_name("kept")))


def test_files_of_another_check_stay_prepared(request_: CheckRequest) -> None:
    first, second = ((path,) for path in request_.enrolments)
    night(request_, "one.csv", enrolments=first)
    night(request_, "two.csv", enrolments=second)
    assert night(request_, "one.csv", enrolments=first).read == set()


def test_another_secret_or_none_uses_nothing_that_was_made_with_the_first(request_: CheckRequest) -> None:
    check(request_)
    night(request_, "first")
    secret = request_.out.parent / "kept" / "secret"
    secret.write_bytes(bytes(32))
    assert night(request_, "second").read == {*FILES, "residents.parquet"}
    assert results(again(request_, "second")) == results(request_)
    secret.write_bytes(b"")
    with pytest.raises(WorkRefused, match="is no secret"):
        night(request_, "third")


def test_another_encoding_reads_anew(request_: CheckRequest) -> None:
    first = (request_.enrolments[1],)
    night(request_, "one.csv", enrolments=first)
    assert night(request_, "one.csv", enrolments=first, encoding="utf-8").read >= {FILES[1]}


def test_a_folder_that_others_can_use_is_refused(request_: CheckRequest) -> None:
    night(request_, "first")
    request_.out.with_name("kept").chmod(0o755)
    with pytest.raises(WorkRefused, match="others can use"):
        night(request_, "second")


def test_an_index_of_blocks_that_was_cut_off_is_made_again(request_: CheckRequest) -> None:
    night(request_, "first", look=Look.SEARCH)
    (place,) = request_.out.parent.glob("kept/residents-*/blocks.npy")
    place.write_bytes(place.read_bytes()[:-9])
    check(again(request_, "whole", look=Look.SEARCH))
    night(request_, "second", look=Look.SEARCH)
    assert results(again(request_, "second")) == results(request_)


def test_another_folder_is_left_alone(request_: CheckRequest, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").touch()
    with pytest.raises(WorkRefused, match="has other files"):
        check(again(request_, "first", prepared=tmp_path / "mine"))


def test_a_file_of_neither_side_is_refused(tmp_path: Path) -> None:
    assert [kind_of(SAMPLES / name) for name in ("residents.csv", FILES[0])] == [Kind.RESIDENTS, Kind.ENROLMENTS]
    (tmp_path / "other.csv").write_text("氏名,住所\n山田,東京都\n", encoding="utf-8")
    with pytest.raises(FileDefect, match="missing_column"):
        kind_of(tmp_path / "other.csv")
    (tmp_path / "empty.csv").touch()
    with pytest.raises(FileDefect, match="empty_file"):
        kind_of(tmp_path / "empty.csv")
