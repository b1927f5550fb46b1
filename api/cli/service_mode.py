"""Service mode: load the registry, submit files, reconcile, look up. State lies in the data folder."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.cli.options import AsJson, DataDir, Encoding, NoWait

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matcher.service.context import Service

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="CSV (UTF-8 or CP932) or Parquet.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    panel = "Service mode (state in the data folder)"
    app.command("load-registry", rich_help_panel=panel)(load_registry)
    app.command("submit", rich_help_panel=panel)(submit)
    app.command("results", rich_help_panel=panel)(results)
    app.command("reconcile", rich_help_panel=panel)(reconcile)
    app.command("lookup", rich_help_panel=panel)(lookup)


def load_registry(
    file: FileArgument, encoding: Encoding = None, data_dir: DataDir = None, as_json: AsJson = False
) -> None:
    """Load a full resident file as the new epoch of the registry; the old one stays in force until the end."""
    from api.cli.output import print_json, progress_shown, say, warn
    from api.cli.session import opened, person
    from api.models import RegistryAnswer
    from matcher.service import registry
    from matcher.service.principals import Role

    with opened(data_dir) as service, progress_shown() as report:
        receipt = registry.load_registry(service, file, person(Role.OPERATOR), encoding=encoding, on_progress=report)
    _tell_defects(receipt.first_defects, receipt.warnings)
    if as_json:
        print_json(RegistryAnswer.model_validate(receipt))
    else:
        remark = " (this very file is in force already; nothing was changed)" if receipt.already_known else ""
        say(f"epoch     {receipt.epoch}{remark}")
        say(f"rows      {receipt.rows:,}, of which {receipt.usable:,} can be compared")
        if receipt.withdrawn:
            say(f"withdrawn {receipt.withdrawn:,} answerable records whose resident changed; they were checked anew")
    if receipt.usable < receipt.rows:
        warn(f"totsugo: {receipt.rows - receipt.usable:,} rows cannot be compared")
        raise typer.Exit(1)


def submit(
    file: FileArgument,
    encoding: Encoding = None,
    no_wait: NoWait = False,
    out: Annotated[
        Path | None, typer.Option(help="Write the result of every row here, as `results` does.", show_default=False)
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Submit an enrolment file: every row is judged, and answered or held.

    The same file again, or after a crash, is the same submission with the same receipt.
    """
    from api.cli.output import counts, print_json, progress_shown, say
    from api.cli.session import opened, person
    from api.models import SubmissionAnswer
    from matcher.service import submissions
    from matcher.service.principals import Role

    with opened(data_dir) as service, progress_shown() as report:
        receipt = submissions.submit(
            service, file, person(Role.OPERATOR), wait=not no_wait, encoding=encoding, on_progress=report
        )
        if out is not None:
            _write_results(service, receipt.submission, out)
    _tell_defects(receipt.first_defects, receipt.warnings)
    if as_json:
        print_json(SubmissionAnswer.model_validate(receipt))
    else:
        say(f"receipt   {receipt.submission}{' (submitted before; nothing was changed)' * receipt.already_known}")
        say(f"state     {receipt.state}")
        say(f"rows      {receipt.rows:,} ({receipt.encoding or 'Parquet'})")
        say(f"verdicts  {counts(receipt.verdicts) or 'none yet'}")
        say(f"held      {receipt.holds:,}")
    if receipt.defects:
        raise typer.Exit(1)


def results(
    receipt: Annotated[UUID, typer.Argument(metavar="RECEIPT", help="Id that `submit` printed.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Where to write; .parquet is Parquet, else CSV.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write the result of every row of a submission, in the order of its file."""
    from api.cli.output import print_json, say
    from api.cli.session import opened
    from api.models import ResultsAnswer

    with opened(data_dir) as service:
        rows = _write_results(service, receipt, out)
    if as_json:
        print_json(ResultsAnswer(out=str(out), rows=rows))
    else:
        say(f"rows      {rows:,}")
        say(f"results   {out}")


def reconcile(no_wait: NoWait = False, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Check all current enrolments against the registry in force; goes on where an interrupted run stopped."""
    from api.cli.output import counts, print_json, progress_shown, say
    from api.cli.session import opened, person
    from api.models import RunAnswer
    from matcher.service import reconcile as runs
    from matcher.service.principals import Role

    with opened(data_dir) as service, progress_shown() as report:
        receipt = runs.reconcile(service, person(Role.OPERATOR), wait=not no_wait, on_progress=report)
    if as_json:
        print_json(RunAnswer.model_validate(receipt))
        return
    say(f"receipt   {receipt.run}{' (goes on with an interrupted run)' * receipt.resumed}")
    say(f"state     {receipt.state}, against registry epoch {receipt.epoch}")
    say(f"rows      {receipt.enrolments:,} current enrolments, {receipt.judged:,} judged anew")
    say(f"verdicts  {counts(receipt.verdicts) or 'none yet'}")
    opened_anew = f"{receipt.holds_opened:,} opened ({receipt.reopened:,} of them reopened)"
    say(f"holds     {opened_anew}, {receipt.holds_closed:,} closed")


def lookup(
    insurer_number: Annotated[str, typer.Option(help="保険者番号")],
    number: Annotated[str, typer.Option(help="番号")],
    birth_date: Annotated[str, typer.Option(help="生年月日, as 19850102 or S60.1.2")],
    symbol: Annotated[str, typer.Option(help="記号")] = "",
    branch: Annotated[str | None, typer.Option(help="枝番; any when not given", show_default=False)] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Ask what a clinic asks: is this person insured? Held and unknown records get the same answer."""
    from api.cli.output import print_json, say
    from api.cli.session import opened, person
    from api.models import LookupAnswer
    from matcher.service.lookup import Question, look_up
    from matcher.service.principals import Role

    with opened(data_dir) as service:
        question = Question(insurer_number, symbol, number, birth_date, branch)
        answer = look_up(service, question, person(Role.CLINIC))
    if as_json:
        print_json(LookupAnswer.model_validate(answer))
    elif answer.found:
        until = f"until {answer.qualified_to}" if answer.qualified_to else "current"
        medical = "yes" if answer.medical else "no"
        say(f"found: insured since {answer.qualified_from}, {until}; medical information: {medical}")
    else:
        say("not found")


def _write_results(service: "Service", receipt: UUID, out: Path) -> int:
    """Write the results of a submission to `out`, whole or not at all, and return how many rows they are."""
    from api.cli.session import person
    from matcher.engines.results import RESULT_SCHEMA
    from matcher.service import submissions
    from matcher.service.principals import Role
    from matcher.service.publication import Publication
    from matcher.service.results import writer_for

    rows = 0
    with Publication(out.parent) as publication:
        batches = submissions.results(service, receipt, person(Role.OPERATOR))
        writer = writer_for(out, publication.open(out), RESULT_SCHEMA)
        for batch in batches:
            writer.write(batch)
            rows += batch.num_rows
        writer.close()
        publication.publish()
    return rows


def _tell_defects(first_defects: "Sequence[str]", warnings: "Sequence[str]") -> None:
    """Print what intake remarked, on standard error."""
    from api.cli.output import warn

    for line in (*(f"warning: {warning}" for warning in warnings), *first_defects):
        warn(line)
