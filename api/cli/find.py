"""The command `find`: who in a resident file, or in the registry of the service, fits a description."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import AsJson, Encoding

if TYPE_CHECKING:
    from matcher.engines.judges import Judges
    from matcher.engines.people import Search
    from matcher.engines.ranks import Told

_WORTH_WORKERS = 64 << 10
"""Bytes of descriptions from which on processes that rank are worth their start."""


def find(
    registry: Annotated[Path, typer.Option("--registry", help="Resident file to search: CSV or Parquet.")],
    name: Annotated[str, typer.Option("--name", help="氏名, in any form.")] = "",
    name_kana: Annotated[str, typer.Option("--name-kana", help="カナ氏名.")] = "",
    birth_date: Annotated[str, typer.Option("--birth-date", help="19850102, S60.1.2 …")] = "",
    sex: Annotated[str, typer.Option("--sex", help="1 男, 2 女, 3 未設定.")] = "",
    address: Annotated[str, typer.Option("--address", help="住所.")] = "",
    descriptions: Annotated[
        Path | None,
        typer.Option(
            "--descriptions", help="Many at once: CSV or Parquet with any of these items.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where the candidates of many go.", show_default=False)
    ] = None,
    encoding: Encoding = None,
    as_json: AsJson = False,
) -> None:
    """Find who in a resident file fits a description, without the number.

    Residents are named by their row in the file; no value of the registry is shown.
    """
    from matcher.engines.judges import judges_beside
    from rules import load_rules

    searched = [descriptions] if descriptions else []
    with judges_beside(load_rules(), searched, _WORTH_WORKERS) as judges:  # before anything has started a thread
        _find(
            registry, (name, name_kana, birth_date, sex, address), descriptions, out, encoding, judges, as_json=as_json
        )


def _find(
    registry: Path,
    items: tuple[str, str, str, str, str],
    descriptions: Path | None,
    out: Path | None,
    encoding: str | None,
    judges: "Judges | None",
    *,
    as_json: bool,
) -> None:
    from matcher.engines.lean import keep_pandas_out

    keep_pandas_out()
    from api.cli.check_output import progress_shown
    from matcher.service.find import describe, find_many, find_one

    if descriptions is None and out is None:
        description = describe(*items)
        with progress_shown() as reports:
            search = find_one(registry, description, encoding=encoding, on_progress=reports.files)
        _tell(search, as_json=as_json)
        return
    if descriptions is None or out is None or any(items):
        raise typer.BadParameter("give --descriptions and --out, or the items of one description")
    with progress_shown() as reports:
        report = find_many(registry, descriptions, out, encoding=encoding, on_progress=reports.files, judges=judges)
    for warning in report.warnings:
        typer.echo(f"warning: {warning}", err=True)
    typer.echo(f"{report.descriptions:,} descriptions, {report.residents:,} residents: {out}")
    for answer, count in report.answers.items():
        typer.echo(f"  {answer:<8}{count:>12,}")


def _tell(search: "Search[Told]", *, as_json: bool) -> None:
    from matcher.service.find import lines_of

    lines = lines_of(1, search)
    if as_json:
        import json

        keep = [{key: value for key, value in line.items() if key not in {"row", "answer"}} for line in lines]
        candidates = keep if search.found.candidates else []
        answer = {"answer": str(search.found.answer), "not_compared": search.not_compared, "candidates": candidates}
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    typer.echo(str(search.found.answer))
    for line in lines if search.found.candidates else ():
        levels = ", ".join(f"{key.removesuffix('_level')} {line[key]}" for key in line if key.endswith("_level"))
        typer.echo(f"{line['rank']:>2}. row {line['resident_row']:,}  resemblance {line['resemblance']}  {levels}")
        if line["evidence"]:
            typer.echo(f"    {line['evidence']}")
    if search.not_compared:
        typer.echo(f"not compared, too many residents: {', '.join(search.not_compared)}", err=True)
