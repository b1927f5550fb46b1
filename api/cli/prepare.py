"""The command `prepare`: what a check will need of files, made as they arrive."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import AsOf, Changes, Encoding, clean_up_when_stopped, day_of


def prepare(
    files: Annotated[list[Path], typer.Argument(help="Enrolment or resident files, told apart by their header.")],
    out: Annotated[Path, typer.Option("--out", help="The prepared folder: made, or added to.")],
    search: Annotated[
        bool, typer.Option("--search", help="Also what `check --look search` needs of residents.")
    ] = False,
    changes: Changes = None,
    encoding: Encoding = None,
    as_of: AsOf = None,
) -> None:
    """Read and check files once, and keep what a check needs: `totsugo check … --prepared FOLDER` goes on there.

    A file that is prepared already, and has not changed, is left as it is. The folder says what the files say: keep
    it as you keep them.
    """
    from matcher.engines.judges import judges_beside
    from rules import load_rules

    clean_up_when_stopped()
    rules = load_rules()
    with judges_beside(rules, files) as judges:  # before anything has started a thread
        from matcher.engines.lean import keep_pandas_out

        keep_pandas_out()
        from api.cli.check_output import progress_shown, tell_of_changes, tell_of_files
        from matcher.service.prepared.beforehand import PrepareRequest, prepare_beforehand

        request = PrepareRequest(tuple(files), out, day_of(as_of), encoding, search, tuple(changes or []))
        with progress_shown() as reports:
            prepared = prepare_beforehand(request, rules, judges, reports.files, reports.tasks)
    tell_of_files([file.report for file in prepared])
    tell_of_changes([change for file in prepared for change in file.changes])
    for file in prepared:
        typer.echo(f"{'prepared' if file.new else 'as it was'}  {file.report.path}")
    if any(file.report.defects.counts for file in prepared):
        raise typer.Exit(1)
