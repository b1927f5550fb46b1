"""Changes laid over prepared files: the commands, what is refused, what is told, and what is kept for the next."""

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from matcher.domain.refusals import Refusal
from matcher.engines.names import EngineName, Look
from matcher.engines.prepared import laying
from matcher.intake.defects import FileDefect
from matcher.intake.reports import FileReport
from matcher.intake.schemas import ENROLMENT, RESIDENT, FileContract
from matcher.service.check import CheckReport, CheckRequest, check
from matcher.service.prepared import changes as changes_of
from matcher.service.prepared.beforehand import PrepareRequest, prepare_beforehand
from matcher.service.prepared.reading import Kind, Preparing, read_form
from matcher.service.private import WorkRefused
from rules import load_rules
from tests.intake_files import CANARIES, csv_text, enrolment, resident

TOTSUGO = str(Path(sys.executable).with_name("totsugo"))
DAY = date(2026, 4, 1)
Row = Mapping[str, str]
OURS = [enrolment(place) for place in range(6)]
THEIRS = [resident(place) for place in range(6)]


class World:
    """A folder with an enrolment file, a registry and changes of both."""

    def __init__(self, folder: Path) -> None:
        """Write the files as they are before they change."""
        self.folder, self.kept = folder, folder / "kept"
        self.enrolments = self.write("enrolments", OURS, ENROLMENT)
        self.registry = self.write("residents", THEIRS, RESIDENT)
        self.read: set[str] = set()

    def write(self, name: str, rows: Sequence[Row], contract: FileContract) -> Path:
        """Write a file."""
        path = self.folder / f"{name}.csv"
        path.write_text(csv_text(rows, contract), encoding="utf-8")
        return path

    def ours(self, name: str, *rows: Row) -> Path:
        """Write changes of enrolments."""
        return self.write(name, rows, ENROLMENT)

    def theirs(self, name: str, *rows: Row) -> Path:
        """Write changes of residents."""
        return self.write(name, rows, RESIDENT)

    def request(self, *changes: Path, **asked: Any) -> CheckRequest:  # noqa: ANN401  as the request says
        """Return a check with changes."""
        whole = CheckRequest(
            (self.enrolments,), self.folder / "out.csv", DAY, self.registry, prepared=self.kept, changes=changes
        )
        return replace(whole, **asked)

    def check(self, *changes: Path, **asked: Any) -> CheckReport:  # noqa: ANN401  as the request says
        """Check with changes; `read` are the files of which rows were read."""
        self.read.clear()
        return check(self.request(*changes, **asked), lambda path, *_: self.read.add(path.name))

    def verdicts(self, *changes: Path, **asked: Any) -> list[str]:  # noqa: ANN401  as the request says
        """Check with changes, and return the verdict of each row."""
        self.check(*changes, **asked)
        lines = (self.folder / "out.csv").read_text(encoding="utf-8").splitlines()
        at = lines[0].split(",").index("verdict")
        return [line.split(",")[at] for line in lines[1:]]

    def line(self, row: int) -> str:
        """Return what was said of a row."""
        return (self.folder / "out.csv").read_text(encoding="utf-8").splitlines()[row]

    def forms(self) -> list[str]:
        """Return the sides of which forms are kept, each with the number of its changes."""
        found = [json.loads(place.read_text(encoding="utf-8")) for place in self.kept.glob("*/about.json")]
        return sorted(f"{Path(one['path']).stem} {len(one['changes'])}" for one in found if "path" in one)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


MOVED = "北海道札幌市中央区北一条西二丁目"


def test_each_night_lays_its_changes_over_the_last_one(world: World) -> None:
    assert world.verdicts() == ["MATCHED"] * 6
    first = world.theirs("first", resident(1, address=MOVED))
    assert world.verdicts(first) == ["MATCHED", "MISMATCHED", *["MATCHED"] * 4]
    assert world.read == {"first.csv"}
    second = world.ours("second", enrolment(1, address=MOVED), enrolment(9, individual_number=CANARIES[7]))
    assert world.verdicts(first, second) == [*["MATCHED"] * 6, "NOT_FOUND"]
    assert world.read == {"second.csv"}
    third = world.theirs("third", resident(7), resident(2, status="2"))
    assert world.verdicts(first, second, third) == ["MATCHED", "MATCHED", "INACTIVE", *["MATCHED"] * 4]
    assert world.read == {"third.csv"}
    assert world.verdicts(first, second, third)
    assert world.read == set()
    assert world.forms() == ["enrolments 0", "enrolments 1", "residents 0", "residents 2"]
    assert world.verdicts() == ["MATCHED"] * 6
    assert world.read == set()


def test_they_are_laid_over_it_in_the_order_in_which_they_are_named(world: World) -> None:
    gone, back = world.theirs("gone", resident(1, address=MOVED)), world.theirs("back", resident(1))
    assert world.verdicts(gone, back)[1] == "MATCHED"
    assert world.verdicts(back, gone)[1] == "MISMATCHED"
    assert world.read == {"gone.csv", "back.csv"}
    assert world.forms() == ["enrolments 0", "residents 0", "residents 2"]


@pytest.mark.parametrize("look", Look)
def test_rows_that_need_a_search_are_searched_in_what_changed(world: World, look: Look) -> None:
    stranger = {"name": "鈴木　一郎", "name_kana": "スズキ　イチロウ", "birth_date": "19600303", "sex": "1"}
    world.check(look=Look.SEARCH)
    changes = (
        world.theirs("theirs", resident(1, **stranger), resident(8, address=MOVED)),
        world.ours("ours", enrolment(2, **stranger)),
    )
    world.check(*changes, look=look)
    results = (world.folder / "out.csv").read_bytes()
    residents = [*THEIRS[:1], resident(1, **stranger), *THEIRS[2:], resident(8, address=MOVED)]
    whole = world.request(look=look, prepared=None)
    world.write("enrolments", [*OURS[:2], enrolment(2, **stranger), *OURS[3:]], ENROLMENT)
    world.write("residents", residents, RESIDENT)
    check(whole)
    assert results == (world.folder / "out.csv").read_bytes()
    assert (b"right_person_found" in results) == (look is Look.SEARCH)


def test_a_number_in_doubt_answers_nothing_until_the_file_is_prepared_anew(world: World) -> None:
    world.write("residents", [*THEIRS, resident(0, name="別人")], RESIDENT)
    again = world.theirs("again", resident(0), resident(0))
    once = world.theirs("once", resident(0))
    other = world.theirs("other", resident(1, sex="9"), resident(2), resident(2, name="別人"))
    right = world.theirs("right", resident(1), resident(2))
    held = ["NOT_FOUND"]
    assert world.verdicts() == [*held, *["MATCHED"] * 5]
    for changes in ((once,), (once, again), (again, once)):
        assert world.verdicts(*changes) == [*held, *["MATCHED"] * 5]
    assert world.verdicts(other) == [*held * 3, *["MATCHED"] * 3]
    assert world.verdicts(other, right) == [*held, "MATCHED", "NOT_FOUND", *["MATCHED"] * 3]
    world.write("residents", THEIRS, RESIDENT)
    assert world.verdicts(once) == ["MATCHED"] * 6


def test_nobody_is_found_by_what_somebody_was(world: World) -> None:
    somebody = {"name": "佐藤　一", "name_kana": "サトウ　ハジメ", "birth_date": "19500505", "sex": "1"}
    world.write("residents", [resident(0), resident(1, **somebody), *THEIRS[2:]], RESIDENT)
    world.write("enrolments", [enrolment(0, **somebody), *OURS[1:]], ENROLMENT)
    world.check(look=Look.SEARCH)
    assert "right_person_found" in world.line(1)
    for changed in (resident(1), resident(1, **somebody, foreign="9")):
        world.check(world.theirs("theirs", changed), look=Look.SEARCH)
        assert "right_person_found" not in world.line(1)


def test_faulty_changes_of_enrolments_are_rejected_in_their_place_or_at_the_end(world: World) -> None:
    faulty = world.ours("faulty", enrolment(1, sex="9"), enrolment(2, qualified_from="never"))
    assert world.verdicts(faulty) == ["MATCHED", "REJECTED", *["MATCHED"] * 4, "REJECTED"]


def test_a_row_that_was_rejected_does_not_stand_up_when_the_one_before_it_falls(world: World) -> None:
    world.write("enrolments", [*OURS, enrolment(0)], ENROLMENT)
    assert world.verdicts() == [*["MATCHED"] * 6, "REJECTED"]
    faulty = world.ours("faulty", enrolment(0, sex="9"))
    assert world.verdicts(faulty) == ["REJECTED", *["MATCHED"] * 5, "REJECTED"]
    clean = world.ours("clean", enrolment(0))
    assert world.verdicts(faulty, clean) == [*["MATCHED"] * 6, "REJECTED"]
    contradicting = world.ours("contradicting", enrolment(0, individual_number=CANARIES[1]))
    assert world.verdicts(faulty, contradicting) == ["REJECTED", *["MATCHED"] * 5, "REJECTED"]
    assert "conflicting" in world.line(7)


def test_the_ledger_tells_of_them(world: World) -> None:
    ours = world.ours("ours", enrolment(1, sex="9"), enrolment(20))
    theirs = world.theirs("theirs", resident(1, address=MOVED), resident(2, sex="9"), resident(8), resident(9, sex="9"))
    report = world.check(theirs, ours)
    ledger = json.loads((world.folder / "out.csv.ledger.json").read_text(encoding="utf-8"))
    assert [change.path for change in report.changes] == [theirs, ours]
    registry, (file,) = ledger["registry"], ledger["files"]
    assert (registry["rows_in"], registry["usable"], registry["defects"]) == (8, 6, {"sex.unknown_code": 2})
    assert (file["rows_in"], file["verdicts"]["REJECTED"]) == (7, 1)
    (told,) = registry["changes"]
    assert {name: told[name] for name in ("name", "rows_in", "replaced", "added", "defects")} == {
        "name": "theirs.csv",
        "rows_in": 4,
        "replaced": 2,
        "added": 2,
        "defects": {"sex.unknown_code": 2},
    }
    assert len(told["sha256"]) == 64
    assert [(one["replaced"], one["added"]) for one in file["changes"]] == [(1, 1)]
    assert report.faulty


def test_of_the_defects_of_the_file_those_of_rows_that_went_are_told_no_more(world: World) -> None:
    world.write("enrolments", [*OURS[:4], enrolment(4, sex="9"), enrolment(5, sex="9")], ENROLMENT)
    world.write("residents", [*THEIRS[:4], resident(4, sex="9"), resident(5, sex="9")], RESIDENT)
    report = world.check(world.ours("ours", enrolment(4)), world.theirs("theirs", resident(5)))
    assert [[one.row for one in file.defects.first] for file in report.read] == [[5], [6]]
    assert [file.defects.counts.total() for file in report.read] == [1, 1]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"prepared": None}, "--prepared"),
        ({"engine": EngineName.REFERENCE}, "leave out --prepared"),
        ({"registry": None}, "leave out --prepared"),
    ],
    ids=["no folder", "another engine", "no registry"],
)
def test_what_does_not_go_together_is_refused(world: World, asked: dict[str, object], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        world.check(world.ours("ours", enrolment(1)), **asked)
    assert not world.kept.exists()


def test_changes_of_enrolments_are_of_one_file(world: World) -> None:
    other = world.ours("other", enrolment(30))
    ours, theirs = world.ours("ours", enrolment(1)), world.theirs("theirs", resident(1, address=MOVED))
    files = (world.enrolments, other)
    with pytest.raises(WorkRefused, match="2 files of enrolments are named"):
        world.check(theirs, ours, enrolments=files, out=world.folder / "out")
    world.check(theirs, enrolments=files, out=world.folder / "out")
    assert b"MISMATCHED" in (world.folder / "out" / "enrolments.csv").read_bytes()
    with pytest.raises(WorkRefused, match="0 files of residents are named"):
        prepare_beforehand(PrepareRequest((world.enrolments,), world.kept, DAY, changes=(theirs,)), load_rules())


@pytest.mark.parametrize(
    ("content", "code"),
    [("氏名,住所\n", "missing_column"), ("", "empty_file"), (csv_text([]), "header_only")],
    ids=["of neither side", "empty", "no rows"],
)
def test_a_changes_file_is_refused_as_any_file_is(world: World, content: str, code: str) -> None:
    world.check()
    bad = world.folder / "bad.csv"
    bad.write_text(content, encoding="utf-8")
    with pytest.raises(FileDefect, match=code):
        world.check(bad)
    assert not list(world.kept.glob(".*"))
    assert world.verdicts() == ["MATCHED"] * 6
    assert world.read == set()


def test_the_results_overwrite_no_changes(world: World) -> None:
    ours = world.ours("ours", enrolment(1))
    with pytest.raises(Refusal, match="is an input"):
        world.check(ours, out=ours)


def test_a_changes_file_that_changes_while_it_is_read_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = world.ours("ours", enrolment(1))

    def changing(path: Path, kind: Kind, folder: Path, how: Preparing) -> FileReport:
        found = read_form(path, kind, folder, how)
        os.utime(path, (1, 1))
        return found

    world.check()
    monkeypatch.setattr(changes_of, "read_form", changing)
    with pytest.raises(FileDefect, match="it changed while it was read"):
        world.check(ours)
    assert world.forms() == ["enrolments 0", "residents 0"]


def test_what_was_prepared_with_changes_is_not_read_again(world: World) -> None:
    changes = (str(world.ours("ours", enrolment(1, address=MOVED))), str(world.theirs("theirs", resident(7))))
    given = [part for path in changes for part in ("--changes", path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    def run(*command: str) -> "subprocess.CompletedProcess[str]":
        whole = [TOTSUGO, *command, *given, "--as-of", "2026-04-01"]
        return subprocess.run(whole, capture_output=True, text=True, check=False, env=environment)

    files, kept = (str(world.enrolments), str(world.registry)), str(world.kept)
    first = run("prepare", *files, "--search", "--out", kept)
    assert (first.returncode, first.stdout.count("prepared  ")) == (0, 2), first.stderr
    assert "ours.csv: 1 rows, 1 in the place of others, 0 added" in first.stderr
    out = str(world.folder / "out.csv")
    checking = run("check", files[0], "--registry", files[1], "--prepared", kept, "--out", out)
    assert checking.returncode == 0, checking.stderr
    assert "theirs.csv: 1 rows, 0 in the place of others, 1 added" in checking.stderr
    assert "rows read" not in checking.stderr
    assert run("prepare", *files, "--out", kept).stdout.count("as it was  ") == 2
    refused = run("check", files[0], "--registry", files[1], "--out", out)
    assert (refused.returncode, "--prepared" in refused.stderr) == (2, True)


def links(world: World) -> set[int]:
    """Return under how many names the rows of the files lie."""
    return {path.stat().st_nlink for path in world.kept.glob("*/rows-*.arrow")}


def test_the_rows_of_the_file_are_not_written_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = (world.ours("ours", enrolment(1)), world.theirs("theirs", resident(1, address=MOVED)))
    world.check(*changes)
    assert links(world) == {2}

    def none(*_: object) -> None:
        raise OSError(errno.EPERM, "no links")

    shutil.rmtree(world.kept)
    monkeypatch.setattr(os, "link", none)
    assert world.verdicts(*changes)[:2] == ["MATCHED", "MISMATCHED"]
    assert links(world) == {1}


def no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)


def no_merge(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(laying, "_write_digests", full)


@pytest.mark.parametrize("full", [no_room, no_merge])
def test_a_disk_without_room_leaves_what_was_there(
    world: World, monkeypatch: pytest.MonkeyPatch, full: Callable[[pytest.MonkeyPatch], None]
) -> None:
    world.check()
    changes = (world.ours("ours", enrolment(1, sex="9")), world.theirs("theirs", resident(2, address=MOVED)))
    with monkeypatch.context() as patch:
        full(patch)
        with pytest.raises(WorkRefused, match="No space left"):
            world.check(*changes)
    assert not list(world.kept.glob(".*"))
    assert world.forms() == ["enrolments 0", "residents 0"]
    assert world.verdicts(*changes)[:3] == ["MATCHED", "REJECTED", "MISMATCHED"]
    assert world.read == {"ours.csv", "theirs.csv"}


@pytest.mark.parametrize("damaged", ["overlay.arrow", "overlaid.npy", "keys.npy", "claims.npy", "unusable.npy"])
def test_what_is_not_whole_is_made_anew(world: World, damaged: str) -> None:
    changes = (world.ours("ours", enrolment(1, address=MOVED)), world.theirs("theirs", resident(2, sex="9")))
    expected = world.verdicts(*changes)
    places = [place for place in world.kept.glob(f"*/{damaged}") if place.with_name("overlay.arrow").exists()]
    assert places
    for place in places:
        place.write_bytes(place.read_bytes()[:-9])
    assert world.verdicts(*changes) == expected
    assert world.read


def test_forms_go_with_what_they_are_of_and_so_does_what_was_left_by_who_was_killed(world: World) -> None:
    ours = world.ours("ours", enrolment(1, address=MOVED))
    world.check(ours)
    left = world.kept / ".enrolments-enrolments-0.00.form"
    left.mkdir()
    ours.unlink()
    world.check()
    assert not left.exists()
    assert world.forms() == ["enrolments 0", "residents 0"]
    world.check(ours := world.ours("ours", enrolment(1, address=MOVED)))
    world.write("enrolments", OURS[:3], ENROLMENT)
    world.check()
    assert world.forms() == ["enrolments 0", "residents 0"]
    assert world.verdicts(ours) == ["MATCHED", "MISMATCHED", "MATCHED"]


def test_a_birth_date_in_the_future_is_looked_at_again_on_a_later_day(world: World) -> None:
    unborn = world.theirs("unborn", resident(1, birth_date="20260402"))
    assert world.verdicts(unborn)[1] == "NOT_FOUND"
    assert world.verdicts(unborn, as_of=DAY + timedelta(1))[1] == "MISMATCHED"


def test_a_changes_file_that_was_moved_is_the_same(world: World) -> None:
    ours = world.ours("ours", enrolment(1, address=MOVED))
    world.check(ours)
    assert world.verdicts(ours.rename(world.folder / "moved.csv"))[1] == "MISMATCHED"
    assert world.read == set()
