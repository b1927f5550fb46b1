"""What a killed run left beside its results: the next run removes it, and nothing that anybody holds, or not ours."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.service import leavings
from matcher.service.leavings import temporary_file, temporary_folder

KILLED = """
import os, signal, sys
from pathlib import Path
from matcher.service.leavings import temporary_file, temporary_folder
folder, _ = temporary_folder(Path(sys.argv[1]), "work")
(folder / "spill").write_bytes(b"sealed")
temporary_file(Path(sys.argv[1]), "tmp")
os.kill(os.getpid(), signal.SIGKILL)
"""


def names(folder: Path) -> list[str]:
    return sorted(place.name.rpartition(".")[2] for place in folder.iterdir())


def test_what_a_killed_run_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    result = tmp_path / "out.csv"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(result)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert names(tmp_path) == ["tmp", "work"]
    place, lock = temporary_file(result, "tmp")
    assert list(tmp_path.iterdir()) == [place]
    os.close(lock)


def test_what_another_run_holds_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    result = tmp_path / "out.csv"
    running, lock = temporary_folder(result, "work")
    others = [tmp_path / ".out.csv.notes.tmp", tmp_path / ".other.csv.0123456789ab.tmp", result]
    for other in others:
        other.touch()
    file, file_lock = temporary_file(result, "tmp")
    assert sorted(tmp_path.iterdir()) == sorted([running, file, *others])
    os.close(lock)
    os.close(file_lock)


def test_one_that_is_swept_before_it_is_locked_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[Path] = []

    def locked(descriptor: int) -> bool:
        if not swept:
            swept.extend(tmp_path.iterdir())
            swept[0].unlink()
        return real(descriptor)

    real = leavings.locked
    monkeypatch.setattr(leavings, "locked", locked)
    place, lock = temporary_file(tmp_path / "out.csv", "tmp")
    assert list(tmp_path.iterdir()) == [place] != swept
    os.close(lock)


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        temporary_file(tmp_path / "none" / "out.csv", "tmp")
