"""What a killed run left beside its results: the next run removes it, and nothing that anybody holds, or not ours."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from matcher.service import leavings
from matcher.service.leavings import lock, temporary_file, temporary_folder
from matcher.service.publication import Publication

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
    place, held = temporary_file(result, "tmp")
    assert list(tmp_path.iterdir()) == [place]
    os.close(held)


def test_what_another_run_holds_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    result = tmp_path / "out.csv"
    running, running_lock = temporary_folder(result, "work")
    others = [tmp_path / ".out.csv.notes.tmp", tmp_path / ".other.csv.0123456789ab.tmp", result]
    for other in others:
        other.touch()
    file, file_lock = temporary_file(result, "tmp")
    assert sorted(tmp_path.iterdir()) == sorted([running, file, *others])
    os.close(running_lock)
    os.close(file_lock)


def test_a_result_that_is_written_and_not_named_yet_is_not_removed(tmp_path: Path) -> None:
    result = tmp_path / "out.csv"
    with Publication(tmp_path) as first, Publication(tmp_path) as second:
        with first.open(result) as file:
            file.write(b"first")
        second.open(result).write(b"second")
        first.publish()
        assert result.read_bytes() == b"first"
        second.publish()
    assert result.read_bytes() == b"second"
    assert list(tmp_path.iterdir()) == [result]


def test_one_that_is_swept_before_it_is_locked_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[Path] = []

    def lock_too_late(descriptor: int) -> bool:
        if not swept:
            swept.extend(tmp_path.iterdir())
            swept[0].unlink()
        return lock(descriptor)

    monkeypatch.setattr(leavings, "lock", lock_too_late)
    place, held = temporary_file(tmp_path / "out.csv", "tmp")
    assert list(tmp_path.iterdir()) == [place] != swept
    os.close(held)


def test_without_locks_files_are_made_and_nothing_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(_descriptor: int, _kind: int) -> None:
        raise OSError(errno.ENOTSUP, "not supported")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    places = [temporary_file(tmp_path / "out.csv", "tmp") for _ in range(2)]
    assert sorted(tmp_path.iterdir()) == sorted(place for place, _ in places)
    for _, descriptor in places:
        os.close(descriptor)


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        temporary_file(tmp_path / "none" / "out.csv", "tmp")
