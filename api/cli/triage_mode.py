"""Triage from files: `explain`, `evaluate` and `weights estimate`.

Each command imports what it needs when it runs, so that the small ones start fast.
"""

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import AsOf, checked_files, day_of
from matcher.engines.names import Look

if TYPE_CHECKING:
    from matcher.service.evaluate.evaluation import Evaluation


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    panel = "Triage and rules"
    app.command("explain", rich_help_panel=panel)(explain)
    app.command("evaluate", rich_help_panel=panel)(evaluate)
    weights = typer.Typer(no_args_is_help=True, help="The weights of the score: estimate them anew.")
    weights.command("estimate")(estimate_weights)
    app.add_typer(weights, name="weights", rich_help_panel=panel)


def explain(
    enrolments: Annotated[Path, typer.Option("--enrolments", help="The file that is checked: CSV or Parquet.")],
    row: Annotated[int, typer.Option("--row", min=1, help="Which row of it, counted from 1 as in the results.")],
    registry: Annotated[Path, typer.Option("--registry", help="Resident file.")],
    policy: Annotated[
        str, typer.Option("--policy", help="stop_all or full_check_2023, or another of your rules.")
    ] = "stop_all",
    look: Annotated[Look, typer.Option("--look", help="How far beyond the pair, as in the check.")] = Look.ACROSS,
    reveal: Annotated[
        bool,
        typer.Option(
            "--reveal", help="Show characters of both records, for who may see them; never of a protected resident."
        ),
    ] = False,
    as_of: AsOf = None,
) -> None:
    """Explain the result of one row: levels, evidence, cause, what to do, and what the score is made of."""
    from api.cli.explain_output import tell_explained
    from matcher.service.checked_files import CheckedFiles
    from matcher.service.explain_row import explain_row
    from rules import load_rules

    rules = load_rules(policy)
    files = CheckedFiles(enrolments, registry, day_of(as_of))
    tell_explained(explain_row(files, row, rules, look, reveal=reveal), rules)


def evaluate(
    truth: Annotated[Path, typer.Option("--truth", help="What is true of each row: CSV or Parquet.")],
    results: Annotated[Path, typer.Option("--results", help="Results of `totsugo check`: CSV or Parquet.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for report.md and its charts; made if it is not there.")],
    enrolments: Annotated[
        Path | None,
        typer.Option("--enrolments", help="The file that was checked: adds the naive comparison and the peers."),
    ] = None,
    registry: Annotated[Path | None, typer.Option("--registry", help="The registry that it was checked with.")] = None,
    policy: Annotated[
        str, typer.Option("--policy", help="stop_all or full_check_2023, or another of your rules.")
    ] = "stop_all",
    as_of: AsOf = None,
) -> None:
    """Measure results against the truth of a simulated nation, beside raw equality, recordlinkage and Splink."""
    from matcher.service.evaluate.publish import EvaluateRequest, evaluate_to

    checked = checked_files(enrolments, registry, as_of)
    began = monotonic()

    def on_step(step: str) -> None:
        typer.echo(f"totsugo: {monotonic() - began:.1f} s: {step}", err=True)

    reported = evaluate_to(EvaluateRequest(truth, results, out, checked, policy), on_step)
    _tell(reported.found)
    typer.echo(f"report   {reported.files[-1]}")


def estimate_weights(
    enrolments: Annotated[Path, typer.Option("--enrolments", help="Enrolment file: CSV or Parquet.")],
    registry: Annotated[Path, typer.Option("--registry", help="Resident file of the same people.")],
    out: Annotated[Path, typer.Option("--out", help="File to write; as rules/weights.yaml it is what scores use.")],
    truth: Annotated[
        Path | None, typer.Option("--truth", help="What is true of the files: estimates signals and calibration, too.")
    ] = None,
    results: Annotated[
        Path | None,
        typer.Option("--results", help="Results of `totsugo check --look search`; without it the files are checked."),
    ] = None,
    pairs: Annotated[
        int, typer.Option("--pairs", min=1000, help="So many pairs are compared for each block.")
    ] = 90_000,
    seed: Annotated[int, typer.Option("--seed", help="Decides which pairs.")] = 7,
    as_of: AsOf = None,
) -> None:
    """Estimate the weights of the score from pairs that are found without the number, by recordlinkage's EM."""
    from matcher.service.weights.run import EstimateRequest, estimate_to

    if results and not truth:
        raise typer.BadParameter("results say nothing without --truth", param_hint="--results")
    day = day_of(as_of)
    given = {"enrolments": enrolments, "registry": registry, "truth": truth, "results": results}
    named = [f"--{name} {path.name}" for name, path in given.items() if path]
    made_by = " ".join(["totsugo weights estimate", *named, f"--pairs {pairs} --seed {seed} --as-of {day}"])
    began = monotonic()

    def on_step(step: str, done: int, total: int) -> None:
        typer.echo(f"totsugo: {monotonic() - began:.1f} s: {step}: {done:,} of {total:,} pairs", err=True)

    request = EstimateRequest(enrolments, registry, out, day, truth, results, pairs, seed, made_by)
    found = estimate_to(request, on_step)
    for kind, block in found.kinds.items():
        typer.echo(f"{kind:<12}{block.pairs:>10,} pairs, {1 - block.same_person:.1%} of two persons")
    typer.echo(f"one person  {found.one_person:>10,} pairs")
    typer.echo(f"weights     {out}")


def _tell(found: "Evaluation") -> None:
    """Print the figures that come first."""
    queue = found.queues["Totsugo"]
    to_read = queue.to_read(0.99)
    typer.echo(f"wrong links MATCHED though the key shows them  {sum(found.verdicts.matched.values()):,}")
    typer.echo(f"held of a million records                     {found.held:,.0f}")
    typer.echo(f"wrong links in the first 1 % of the queue      {queue.recall(0.01):.2%}")
    typer.echo(f"records to read for 99 % of them               {'never' if to_read is None else f'{to_read:,.1f}'}")
    for line in found.left_out:
        typer.echo(f"left out: {line}", err=True)
