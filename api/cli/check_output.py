"""What `totsugo check` shows: how far it is, the first defects, and what came of the rows."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

import typer

if TYPE_CHECKING:
    from matcher.engines.portioned.progress import OnTasks
    from matcher.intake.reports import Reported
    from matcher.service.check import CheckReport
    from matcher.service.opening import OnProgress
    from matcher.service.prepared.change_reports import ChangeReport

SHOWN = 20
"""Defects that are shown one by one; the others are counted."""


class Reports(NamedTuple):
    """What long work reports to: how far the reading of a file is, and how many tasks of a stage are done."""

    files: "OnProgress"
    tasks: "OnTasks"


@contextmanager
def progress_shown() -> Iterator[Reports]:
    """Hand over what long work reports to: bars with the time left on a terminal, else a line as each part is done."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} {task.fields[unit]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def report(what: str, unit: str, count: int, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, rows=0, unit=unit)
            bar.update(tasks[what], completed=done, total=total, rows=count, unit=unit)

        yield Reports(
            lambda path, rows, done, total: report(path.name, "rows", rows, done, total),
            lambda stage, done, total: report(stage, f"of {total:,}", done, done, total),
        )


def _lines() -> Reports:
    began = monotonic()

    def say(text: str) -> None:
        typer.echo(f"totsugo: {monotonic() - began:.1f} s: {text}", err=True)

    def of_file(path: Path, rows: int, done: int, total: int) -> None:
        if done == total:
            say(f"{path.name}: {rows:,} rows read")

    def of_stage(stage: str, done: int, total: int) -> None:
        if done == total:
            say(f"{stage}: {total:,} done")

    return Reports(of_file, of_stage)


def tell(report: "CheckReport") -> None:
    """Print encodings, warnings and defects on standard error, and what came of the rows on standard output."""
    tell_of_files(report.read)
    tell_of_changes(report.changes)
    for enrolments, rows in report.misassigned:
        typer.echo(
            f"{enrolments.path}: warning: {rows:,} of {enrolments.rows:,} rows do not describe the resident with their"
            " number at all: the column of the numbers may have slipped, been sorted or come from another file",
            err=True,
        )
    typer.echo(f"rows     {report.tally.rows:,}")
    for verdict, count in report.tally.as_dict()["verdicts"].items():
        if count:
            typer.echo(f"  {verdict or 'no defect':<11}{count:>12,}")
    suspected = Counter({code: count for code, count in report.tally.signatures.items() if code})
    if suspected:
        kinds = ", ".join(f"{code} {count:,}" for code, count in suspected.most_common())
        typer.echo(f"resembles {kinds}")
    typer.echo(f"results  {', '.join(str(place) for place in report.places.results)}")
    typer.echo(f"ledger   {report.places.ledger}")


def tell_of_files(files: "Sequence[Reported]") -> None:
    """Print encodings, warnings and defects on standard error."""
    from matcher.intake.remedies import remedy

    for file in files:
        typer.echo(f"{file.path}: {file.rows:,} rows, {file.encoding or 'Parquet'}", err=True)
        for warning in file.warnings:
            typer.echo(f"{file.path}: warning: {warning}", err=True)
    for line in [str(defect) for file in files for defect in file.defects.first][:SHOWN]:
        typer.echo(line, err=True)
    for file in files:
        for key, count in sorted(file.defects.counts.items()):
            typer.echo(f"{file.path}: {count:,} × {key}: {remedy(key)}", err=True)


def tell_of_changes(changes: "Sequence[ChangeReport]") -> None:
    """Print what came of changes, and their defects, on standard error; the files are told of with them."""
    for change in changes:
        rows = f"{change.report.rows:,} rows, {change.replaced:,} in the place of others, {change.added:,} added"
        typer.echo(f"{change.path}: {rows}", err=True)
        for warning in change.report.warnings:
            typer.echo(f"{change.path}: warning: {warning}", err=True)
        for defect in change.report.defects.first[:SHOWN]:
            typer.echo(str(defect), err=True)
