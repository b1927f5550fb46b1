"""What a killed run left beside its results: the next run removes it, and nothing that anybody holds, or not ours."""

import errno
import fcntl
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
with temporary_folder(Path(sys.argv[1]), "work") as folder, temporary_file(Path(sys.argv[1]), "tmp"):
    (folder / "spill").write_bytes(b"sealed")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def names(folder: Path) -> list[str]:
    return sorted(place.name.rpartition(".")[2] for place in folder.iterdir())


def test_what_a_killed_run_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    result = tmp_path / "out.csv"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(result)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert names(tmp_path) == ["tmp", "work"]
    with temporary_file(result, "tmp") as (place, _):
        assert list(tmp_path.iterdir()) == [place]


def test_what_another_run_holds_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    result = tmp_path / "out.csv"
    others = [tmp_path / ".out.csv.notes.tmp", tmp_path / ".other.csv.0123456789ab.tmp", result]
    for other in others:
        other.touch()
    with temporary_folder(result, "work") as running, temporary_file(result, "tmp") as (file, _):
        assert sorted(tmp_path.iterdir()) == sorted([running, file, *others])
    assert sorted(tmp_path.iterdir()) == sorted(others)


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
    with temporary_file(tmp_path / "out.csv", "tmp") as (place, _):
        assert list(tmp_path.iterdir()) == [place] != swept


def test_who_is_stopped_while_it_is_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[list[str]] = []

    def stop(_descriptor: int) -> bool:
        stopped.append(names(tmp_path))
        raise SystemExit(128 + signal.SIGTERM)

    monkeypatch.setattr(leavings, "lock", stop)
    with pytest.raises(SystemExit), Publication(tmp_path) as publication:
        publication.open(tmp_path / "out.csv")
    with pytest.raises(SystemExit), temporary_folder(tmp_path / "out.csv", "work"):
        pass
    assert stopped == [["tmp"], ["work"]]
    assert names(tmp_path) == []


def test_without_locks_files_are_made_and_nothing_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(_descriptor: int, _kind: int) -> None:
        raise OSError(errno.ENOTSUP, "not supported")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    result = tmp_path / "out.csv"
    with temporary_file(result, "tmp") as (one, _), temporary_file(result, "tmp") as (other, _):
        assert sorted(tmp_path.iterdir()) == sorted([one, other])


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), temporary_file(tmp_path / "none" / "out.csv", "tmp"):
        pass
