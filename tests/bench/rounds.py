"""Rounds of contestants: each round runs every one once, in turn, so that a slow minute of the machine hits all."""

import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from tests.bench.contestants import Contestant
from tests.bench.measure import Limits, Measured, Stopped, measure
from tests.bench.nations import Files, nation

_LONGEST = 160  # letters of an error in the table
Tell = Callable[[Contestant, Measured | str], None]


class WrongAnswer(RuntimeError):
    """Two contestants counted another number of found or equal pairs in the same files."""


def run_rounds(
    contestants: Sequence[Contestant], rows: int, repeats: int, folder: Path, limits: Limits, tell: Tell
) -> None:
    """Measure contestants with nations of one size, one kind of data after another.

    The files are read once before, so that the page cache is warm. One that came to a limit, or broke down, is not
    tried again.

    Raises:
        WrongAnswer: two of those that count do not agree.
    """
    for data in dict.fromkeys(one.data for one in contestants):
        entered = [one for one in contestants if one.data == data and one.most >= rows]
        if not entered:
            continue
        with nation(data, rows, folder) as files:
            _read(files)
            answers: dict[str, str] = {}
            for _ in range(repeats):
                for one in list(entered):
                    run = _run(one, files, folder, limits)
                    tell(one, run)
                    if isinstance(run, str):
                        entered.remove(one)
                    elif one.counts:
                        answers[one.name] = run.printed.splitlines()[-1]
                _demand_one_answer(answers)


def rehearse(contestants: Iterable[Contestant], rows: int, folder: Path) -> None:
    """Run every contestant once with few rows: their modules are compiled then, and what is broken shows early.

    Raises:
        RuntimeError: one does not come to its end.
        WrongAnswer: two of those that count do not agree.
    """

    def told(one: Contestant, run: Measured | str) -> None:
        if isinstance(run, str):
            raise RuntimeError(f"{one.name}: {run}")  # noqa: TRY004  it is a run that failed

    run_rounds(tuple(contestants), rows, 1, folder, Limits(), told)


def _run(one: Contestant, files: Files, folder: Path, limits: Limits) -> Measured | str:
    with tempfile.TemporaryDirectory(dir=folder) as out:
        places = {"enrolments": str(files.enrolments), "residents": str(files.residents), "out": out}
        places["kept"] = str(files.enrolments.with_name("kept"))
        try:
            if one.before:
                measure([part.format_map(places) for part in one.before])
            return measure([part.format_map(places) for part in one.command], limits=limits, temporary=out)
        except Stopped as stopped:
            return str(stopped)
        except RuntimeError as broken:
            sys.stderr.write(f"{one.name}: {broken}\n")
            return f"did not finish: {str(broken).splitlines()[-1][:_LONGEST]}"


def _read(files: Files) -> None:
    """Read both files, so that they are in the page cache."""
    for file in (files.enrolments, files.residents):
        with file.open("rb") as opened:
            while opened.read(1 << 24):
                pass


def _demand_one_answer(answers: dict[str, str]) -> None:
    if len(set(answers.values())) > 1:
        raise WrongAnswer(f"found and equal pairs differ: {answers}")
