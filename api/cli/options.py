"""Options that many commands share. This module imports nothing slow."""

import signal
import sys
from datetime import date, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from matcher.service.checked_files import CheckedFiles

DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Folder of all state. Default: $TOTSUGO_DATA_DIR, else ./var.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object for programs in place of the text.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Leave the work to `totsugo worker` and return at once.")]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", help="utf-8 or cp932. Default: detected and printed.", show_default=False),
]
AsOf = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day that counts as today.", show_default="today"),
]

Changes = Annotated[
    list[Path] | None,
    typer.Option(
        "--changes",
        help="Changed and new rows of the file, or of the registry, in a file of their own; any number, in order.",
        show_default=False,
    ),
]


def day_of(as_of: datetime | None) -> date:
    """Return the day that counts as today."""
    return (as_of or datetime.now().astimezone()).date()


def clean_up_when_stopped() -> None:
    """Turn SIGTERM and SIGINT into an exception, so that temporary files go as they do after any failure."""

    def stop(number: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def spark_options(settings: list[str]) -> dict[str, str]:
    """Return the options of Spark that were named.

    >>> spark_options(["spark.master=local[2]"])
    {'spark.master': 'local[2]'}
    """
    if not all(name and equals for name, equals, _ in (setting.partition("=") for setting in settings)):
        raise typer.BadParameter("write an option as spark.master=local[2]", param_hint="--spark-conf")
    return dict(setting.split("=", 1) for setting in settings)


def checked_files(enrolments: Path | None, registry: Path | None, as_of: datetime | None) -> "CheckedFiles | None":
    """Return the two files of a check, or None where neither is given.

    Raises:
        typer.BadParameter: only one of them is given.
    """
    from matcher.service.checked_files import CheckedFiles

    if (enrolments is None) != (registry is None):
        raise typer.BadParameter("give both or neither", param_hint="--enrolments, --registry")
    return CheckedFiles(enrolments, registry, day_of(as_of)) if enrolments and registry else None
