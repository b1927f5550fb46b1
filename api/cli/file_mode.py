"""File mode: `check`, `compare` and `parse-address` read files and write files; nothing else is kept.

Each command imports what it needs when it runs, so that the small ones start fast.
"""

import signal
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import Encoding
from matcher.domain.levels import Item
from matcher.engines.names import EngineName

if TYPE_CHECKING:
    from matcher.service.check import CheckReport

Pairs = Annotated[Path, typer.Option("--pairs", help="CSV in UTF-8 with id,a,b: a = enrolment, b = resident.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    panel = "File mode (no state)"
    app.command("check", rich_help_panel=panel)(check)
    app.command("compare", rich_help_panel=panel)(compare)
    app.command("parse-address", rich_help_panel=panel)(parse_address)


def check(
    enrolments: Annotated[list[Path], typer.Argument(help="CSV (UTF-8 or CP932) or Parquet; one or more.")],
    out: Annotated[Path, typer.Option("--out", help="Result file (.parquet or CSV); a folder for several files.")],
    registry: Annotated[
        Path | None,
        typer.Option("--registry", help="Resident file. Without it only the files themselves are checked."),
    ] = None,
    policy: Annotated[str, typer.Option("--policy", help="Name of a policy of the rules.")] = "stop_all",
    engine: Annotated[EngineName, typer.Option("--engine", help="The results are the same.")] = EngineName.DUCKDB,
    differences: Annotated[bool, typer.Option("--differences", help="Write only rows that are not MATCHED.")] = False,
    encoding: Encoding = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day that counts as today. Default: today."),
    ] = None,
    memory: Annotated[
        str | None,
        typer.Option("--memory", help="What the run may take, as 1500MiB or 4GiB. Default: half of the machine's."),
    ] = None,
) -> None:
    """Judge every enrolment of the files against a resident file; write one result per row, and a ledger."""
    from api.cli.check_output import progress_shown, tell
    from matcher.service.check import CheckRequest
    from matcher.service.check import check as run

    signal.signal(signal.SIGTERM, _stop)
    request = CheckRequest(
        enrolments=tuple(enrolments),
        out=out,
        as_of=(as_of or datetime.now().astimezone()).date(),
        registry=registry,
        policy=policy,
        engine=engine,
        differences=differences,
        encoding=encoding,
        memory=memory_of(memory),
    )
    with progress_shown(request) as on_rows:
        report = run(request, on_rows)
    tell(report)
    if report.rejected:
        raise typer.Exit(1)
