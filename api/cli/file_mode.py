"""File mode: `check`, `prepare`, `compare`, `parse-address` and `find` read and write files; nothing else is kept.

Each command imports what it needs when it runs, so that the small ones start fast.
"""

import re
from pathlib import Path
from typing import Annotated

import typer

from api.cli.find import find
from api.cli.options import AsOf, Changes, Encoding, clean_up_when_stopped, day_of, spark_options
from api.cli.prepare import prepare
from matcher.domain.levels import Item
from matcher.engines.names import EngineName, Look

_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([MG])i?B?", re.IGNORECASE)
_UNITS = {"M": 1 << 20, "G": 1 << 30}


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    panel = "File mode (no state)"
    app.command("check", rich_help_panel=panel)(check)
    app.command("prepare", rich_help_panel=panel)(prepare)
    app.command("compare", rich_help_panel=panel)(compare)
    app.command("parse-address", rich_help_panel=panel)(parse_address)
    app.command("find", rich_help_panel=panel)(find)


def size(text: str) -> int:
    """Return bytes from a text like 1500MiB or 4G.

    >>> size("1500MiB"), size("4g")
    (1572864000, 4294967296)
    """
    found = _SIZE.fullmatch(text.strip())
    if not found:
        raise typer.BadParameter("write a size as 1500MiB or 4GiB")
    return int(float(found[1]) * _UNITS[found[2].upper()])


def check(
    enrolments: Annotated[list[Path], typer.Argument(help="CSV (UTF-8 or CP932) or Parquet; one or more.")],
    out: Annotated[Path, typer.Option("--out", help="Result file (CSV or .parquet); for several files, a folder.")],
    registry: Annotated[
        Path | None,
        typer.Option("--registry", help="Resident file; without it, the pre-submit check.", show_default=False),
    ] = None,
    policy: Annotated[
        str, typer.Option("--policy", help="stop_all or full_check_2023, or another of your rules.")
    ] = "stop_all",
    engine: Annotated[EngineName, typer.Option("--engine", help="All give the same results.")] = EngineName.DUCKDB,
    differences: Annotated[bool, typer.Option("--differences", help="Write only rows that are not MATCHED.")] = False,
    look: Annotated[
        Look,
        typer.Option(
            "--look",
            help="How far beyond the pair: not at all, at the rows around a held record, or also for whom it may be.",
        ),
    ] = Look.ACROSS,
    encoding: Encoding = None,
    as_of: AsOf = None,
    memory: Annotated[
        int | None,
        typer.Option("--memory", parser=size, metavar="SIZE", help="As 4GiB.", show_default="half of the machine's"),
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option("--work", help="Folder in which a long check keeps what it has done: killed, it goes on there."),
    ] = None,
    prepared: Annotated[
        Path | None,
        typer.Option(
            "--prepared", help="Folder that keeps prepared files and what was judged: the next check takes what is new."
        ),
    ] = None,
    changes: Changes = None,
    spark_conf: Annotated[
        list[str] | None,
        typer.Option(
            "--spark-conf",
            metavar="NAME=VALUE",
            help="An option of Spark, as spark.master=local[2]; as often as needed.",
        ),
    ] = None,
) -> None:
    """Judge every enrolment of the files against a resident file: one result per row, and a ledger.

    Without --registry only the files themselves are checked, as before a submission.
    """
    from matcher.engines.judges import judges_beside
    from rules import load_rules

    if differences and registry is None:
        raise typer.BadParameter("only a check against a --registry has differences", param_hint="--differences")
    clean_up_when_stopped()
    judged = [*enrolments, registry] if registry and engine is EngineName.DUCKDB else []
    with judges_beside(load_rules(policy), judged) as judges:  # before anything has started a thread
        from matcher.engines.lean import keep_pandas_out

        keep_pandas_out()
        from api.cli.check_output import progress_shown, tell
        from matcher.engines.memory import default_memory
        from matcher.service.check import CheckRequest
        from matcher.service.check import check as run

        request = CheckRequest(
            enrolments=tuple(enrolments),
            out=out,
            as_of=day_of(as_of),
            registry=registry,
            policy=policy,
            engine=engine,
            differences=differences,
            look=look,
            encoding=encoding,
            memory=memory or default_memory(),
            spark=spark_options(spark_conf or []),
            work=work,
            prepared=prepared,
            changes=tuple(changes or []),
        )
        with progress_shown() as reports:
            report = run(request, reports.files, judges, reports.tasks)
    tell(report)
    if report.faulty:
        raise typer.Exit(1)


def compare(
    item: Annotated[Item, typer.Option("--item", help="Which item the values are.")],
    pairs: Annotated[Path, typer.Option("--pairs", help="CSV in UTF-8: id,a,b (a = enrolment, b = resident).")],
    out: Annotated[Path, typer.Option("--out", help="CSV to write: id,level,reasons.")],
    explain: Annotated[bool, typer.Option("--explain", help="Add what each reason means and where it is.")] = False,
) -> None:
    """Compare one item of many pairs and say at which level each agrees, and by which rules."""
    from matcher.service.pairs import compare_pairs

    count = compare_pairs(item, pairs, out, explain=explain)
    typer.echo(f"{count:,} pairs compared: {out}")


def parse_address(
    source: Annotated[Path, typer.Option("--in", help="CSV in UTF-8: id,raw.")],
    out: Annotated[Path, typer.Option("--out", help="CSV to write: id,pref,city,town,rest.")],
) -> None:
    """Split addresses into prefecture, municipality, town and the rest."""
    from matcher.service.pairs import parse_addresses

    count = parse_addresses(source, out)
    typer.echo(f"{count:,} addresses parsed: {out}")
