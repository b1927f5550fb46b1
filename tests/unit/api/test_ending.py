"""How a command that cannot go on ends: a full disk is nobody's fault, and it is said what to do."""

import errno
import os
from pathlib import Path

import pytest

from api.cli.ending import end
from api.cli.main import main
from api.problems import EXIT_FAULT, EXIT_REFUSED
from tests.records import enrolment, resident, write_enrolments, write_residents

FULL_DISK = Path("/dev/full")


@pytest.mark.skipif(not FULL_DISK.exists(), reason="no device that is full on this system")
@pytest.mark.parametrize("name", ["results.csv", "results.parquet"])
def test_a_check_onto_a_full_disk_is_refused_in_plain_words_and_leaves_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    enrolments = write_enrolments(tmp_path / "union.csv", [enrolment()])
    residents = write_residents(tmp_path / "residents.csv", [resident()])
    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr(os, "dup", lambda _: os.open(FULL_DISK, os.O_WRONLY))
    with pytest.raises(SystemExit) as ended:
        main(["check", str(enrolments), "--registry", str(residents), "--out", str(tmp_path / name)])
    assert ended.value.code == EXIT_REFUSED
    told = capsys.readouterr().err
    assert "refused (disk_full)" in told
    assert "free some room" in told
    assert "error of the program" not in told
    assert sorted(tmp_path.iterdir()) == before


def test_the_file_for_which_there_is_no_room_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert end(OSError(errno.EDQUOT, "Disk quota exceeded", "/work/spill")) == EXIT_REFUSED
    assert "the disk of /work/spill" in capsys.readouterr().err


def test_any_other_trouble_with_a_file_is_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert end(OSError(errno.EIO, "Input/output error")) == EXIT_FAULT
    assert "Report this line" in capsys.readouterr().err
