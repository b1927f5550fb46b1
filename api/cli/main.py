"""The command `totsugo`: every subcommand, and how refusals and faults end it.

Exit codes: 0 done; 1 done, some rows rejected; 2 refused, nothing was changed; 3 a fault of ours.
"""

import os
import sys
from typing import Annotated

import typer

from api.cli import file_mode, generate, review_mode, rules_mode, server_mode, service_mode, triage_mode
from api.cli.tables import use_further_tables

HELP = (
    "Compare health-insurance enrolments with the resident registry (突合).\n\n"
    "Begin with: totsugo check ENROLMENTS --registry RESIDENTS --out RESULTS\n\n"
    "Exit codes: 0 done; 1 done, some rows were rejected; 2 refused, nothing was changed; 3 an error of the program."
)

app = typer.Typer(
    name="totsugo", help=HELP, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip


def _tell_version(value: bool) -> None:
    if value:
        from importlib.metadata import version  # only this option needs it

        typer.echo(f"totsugo {version('totsugo')}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_tell_version, help="Print the version and exit."),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


for mode in (file_mode, service_mode, review_mode, server_mode, triage_mode, rules_mode, generate):
    mode.register(app)


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit; a refusal is told in two lines, a fault by its id and places."""
    try:
        use_further_tables(os.environ)
        app(arguments, standalone_mode=True)
    except Exception as error:  # noqa: BLE001  the last net: whatever it is, it is told without a value in it
        from api.cli.ending import end  # only a command that fails needs it

        sys.exit(end(error))


if __name__ == "__main__":
    main()
