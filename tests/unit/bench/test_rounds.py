"""Contestants run in turn on files that are made for them and removed; who fails does not stop the others."""

import sys
from pathlib import Path

import pytest

from tests.bench.contestants import Contestant, Data
from tests.bench.measure import Limits, Measured
from tests.bench.nations import nation
from tests.bench.rounds import WrongAnswer, rehearse, run_rounds

MAKE = """
import pathlib
place = pathlib.Path("{out}")
place.mkdir()
for name in ("enrolments", "residents"):
    (place / (name + ".parquet")).write_text("{rows}")
"""
FEW = Data("few", "few rows", (sys.executable, "-c", MAKE))
SAY = "import sys; print('said before'); print(*(open(file).read() for file in sys.argv[1:]))"


def _python(name: str, text: str, *, most: int = 100, counts: bool = False) -> Contestant:
    return Contestant(name, (sys.executable, "-c", text, "{enrolments}", "{residents}"), most, FEW, counts)


def _run(contestants: list[Contestant], folder: Path, repeats: int = 2) -> list[tuple[str, str]]:
    """Return who ran, in order, and the last line that each printed, or why it was ended."""
    told: list[tuple[str, str]] = []

    def tell(one: Contestant, run: Measured | str) -> None:
        told.append((one.name, run if isinstance(run, str) else run.printed.splitlines()[-1]))

    run_rounds(contestants, 7, repeats, folder, Limits(seconds=20), tell)
    return told


def test_they_run_in_turn_on_the_files_of_the_size_and_leave_nothing(tmp_path: Path) -> None:
    told = _run([_python("one", SAY, counts=True), _python("two", SAY, counts=True)], tmp_path)
    assert told == [("one", "7 7"), ("two", "7 7")] * 2
    assert not list(tmp_path.iterdir())


def test_who_is_not_tried_with_so_many_rows_does_not_run(tmp_path: Path) -> None:
    assert _run([_python("small", SAY, most=6), _python("large", SAY)], tmp_path, 1) == [("large", "7 7")]


def test_who_breaks_down_is_not_tried_again_and_the_others_go_on(tmp_path: Path) -> None:
    broken = _python("broken", "print('held'); raise MemoryError('no more')")
    told = _run([broken, _python("two", SAY)], tmp_path)
    assert told == [("broken", "did not finish: MemoryError: no more"), ("two", "7 7"), ("two", "7 7")]


def test_another_count_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WrongAnswer, match="'8 7'"):
        _run([_python("one", SAY, counts=True), _python("two", "print('8 7')", counts=True)], tmp_path)
    assert not list(tmp_path.iterdir())


def test_what_a_contestant_spills_is_removed_with_its_results(tmp_path: Path) -> None:
    spill = "import tempfile; print(tempfile.mkdtemp()); raise SystemExit"
    ((_, spilt),) = _run([_python("one", spill)], tmp_path, 1)
    assert Path(spilt).is_relative_to(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_rehearsal_fails_where_one_fails(tmp_path: Path) -> None:
    rehearse([_python("one", SAY)], 7, tmp_path)
    with pytest.raises(RuntimeError, match="broken: did not finish: no such tool"):
        rehearse([_python("broken", "raise SystemExit('no such tool')")], 7, tmp_path)


def test_a_nation_that_lies_there_is_used_and_stays(tmp_path: Path) -> None:
    place = tmp_path / "few-7"
    place.mkdir()
    for name in ("enrolments", "residents"):
        (place / f"{name}.parquet").write_text("another")
    with nation(FEW, 7, tmp_path) as files:
        assert files.enrolments.read_text() == "another"
    assert place.exists()
