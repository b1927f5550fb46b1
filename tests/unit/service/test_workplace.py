"""The work folder of a check: whose it is, who may read it, and when it ends."""

import stat
from pathlib import Path
from shutil import rmtree

import pytest

from matcher.service import workplace
from matcher.service.private import WorkRefused
from matcher.service.workplace import kept_workplace, passing_workplace

TERMS: dict[str, object] = {"rule_set": "a", "files": [["e.csv", 1, 2]]}


def test_it_ends_with_the_check(tmp_path: Path) -> None:
    with kept_workplace(tmp_path / "work", TERMS) as place:
        assert stat.S_IMODE((place.folder / "secret").stat().st_mode) == 0o600
        assert place.secret.hex() not in repr(place)
    assert list(tmp_path.iterdir()) == []


def test_a_check_that_failed_finds_its_folder_and_secret_again(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), kept_workplace(tmp_path / "work", TERMS) as place:
        raise KeyboardInterrupt
    (place.folder / "done").touch()
    with kept_workplace(tmp_path / "work", TERMS) as again:
        assert again == place
        assert (again.folder / "done").exists()


@pytest.mark.parametrize("change", [{"rule_set": "b"}, {"files": [["e.csv", 1, 3]]}])
def test_another_check_does_not_go_on_with_it(tmp_path: Path, change: dict[str, object]) -> None:
    with pytest.raises(KeyboardInterrupt), kept_workplace(tmp_path / "work", TERMS):
        raise KeyboardInterrupt
    with pytest.raises(WorkRefused, match="another check"), kept_workplace(tmp_path / "work", TERMS | change):
        pass
    assert (tmp_path / "work" / "secret").exists()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    with pytest.raises(WorkRefused, match="has other files"), kept_workplace(tmp_path, TERMS):
        pass
    assert [place.name for place in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("left", [("secret.tmp",), ("secret",), ("secret", "run.tmp")])
def test_a_check_that_was_killed_at_its_very_beginning_begins_anew(tmp_path: Path, left: tuple[str, ...]) -> None:
    for name in left:
        (tmp_path / name).write_bytes(b"begun")
    with kept_workplace(tmp_path, TERMS) as place:
        assert place.secret != b"begun"


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkRefused, match="cannot make"), kept_workplace(tmp_path / "no" / "work", TERMS):
        pass


def test_two_checks_do_not_work_in_one_folder(tmp_path: Path) -> None:
    with kept_workplace(tmp_path / "work", TERMS):
        with pytest.raises(WorkRefused, match="another check works in"), kept_workplace(tmp_path / "work", TERMS):
            pass
        assert (tmp_path / "work" / "secret").exists()


def test_what_a_worker_writes_at_the_end_goes_with_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    late = ["first", "second"]

    def remove_while_a_worker_writes(folder: Path, *, ignore_errors: bool) -> None:
        if not late:
            rmtree(folder, ignore_errors=ignore_errors)
            return
        for one in folder.iterdir():
            one.unlink()
        (folder / late.pop()).touch()

    monkeypatch.setattr(workplace, "rmtree", remove_while_a_worker_writes)
    with passing_workplace(tmp_path / "out.csv", b"secret") as place:
        (place.folder / "early").touch()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_beside_the_results_is_said(tmp_path: Path) -> None:
    with (
        pytest.raises(WorkRefused, match="cannot make a folder beside"),
        passing_workplace(tmp_path / "none" / "out.csv", b""),
    ):
        pass


def test_without_a_name_it_ends_however_the_check_ends(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), passing_workplace(tmp_path / "out.csv", b"secret") as place:
        raise KeyboardInterrupt
    assert place.folder.parent == tmp_path
    assert list(tmp_path.iterdir()) == []
