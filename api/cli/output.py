"""What commands print: text for people or one JSON object for programs, and how far long work is.

On a terminal a bar shows the step and the time left; elsewhere each step is a log line when it begins and when it ends.
"""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import structlog
import typer
from pydantic import BaseModel

from matcher.service.context import OnProgress, Progress

log = structlog.get_logger()


def say(text: str = "") -> None:
    """Print one line for people on standard output."""
    typer.echo(text)


def warn(text: str) -> None:
    """Print one line for people on standard error."""
    typer.echo(text, err=True)


def print_json(answer: BaseModel) -> None:
    """Print `answer` as one JSON object, the same that the HTTP API sends."""
    typer.echo(answer.model_dump_json(by_alias=True, indent=2))


def counts(numbers: Mapping[str, int]) -> str:
    """Return counts as text, the largest first.

    >>> counts({"MISMATCHED": 28, "MATCHED": 1170, "NOT_FOUND": 0})
    '1,170 MATCHED, 28 MISMATCHED'
    """
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count:,} {name}" for name, count in ordered if count)


@contextmanager
def progress_shown() -> Iterator[OnProgress]:
    """Hand over the function that long work reports to, and show it on standard error."""
    if sys.stderr.isatty():
        with _bar() as report:
            yield report
    else:
        with _lines() as report:
            yield report


@contextmanager
def _bar() -> Iterator[OnProgress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with RichProgress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, object] = {}

        def report(progress: Progress) -> None:
            if progress.step not in tasks:
                tasks[progress.step] = bar.add_task(progress.step, total=progress.total)
            bar.update(tasks[progress.step], completed=progress.done, total=progress.total)  # type: ignore[arg-type]

        yield report


@contextmanager
def _lines() -> Iterator[OnProgress]:
    began: dict[str, float] = {}
    latest: dict[str, Progress] = {}

    def report(progress: Progress) -> None:
        if progress.step not in began:
            end_steps()
            began[progress.step] = time.perf_counter()
            log.info("step begins", step=progress.step, total=progress.total)
        latest[progress.step] = progress

    def end_steps() -> None:
        for step, progress in latest.items():
            log.info("step ends", step=step, done=progress.done, seconds=round(time.perf_counter() - began[step], 2))
        latest.clear()

    yield report
    end_steps()
