"""`totsugo rules`: what a RuleSet says, and what another one would release and newly hold."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import AsOf, checked_files

if TYPE_CHECKING:
    from collections import Counter

    from matcher.service.dry_run import Change, DryRun

_MOST = 20
"""Insurers and causes that are listed; the ledger of a check has all."""

_NAMED = "A policy (stop_all), a rules folder, or a policy file of one (my-rules/policy/stop_all.yaml)."


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    rules = typer.Typer(no_args_is_help=True, help="The rules: what they say, and what a change of them would do.")
    rules.command("show")(show)
    rules.command("diff")(diff)
    app.add_typer(rules, name="rules", rich_help_panel="Triage and rules")


def show(named: Annotated[str, typer.Argument(metavar="RULES", help=_NAMED)] = "stop_all") -> None:
    """Print what decides: how levels fold, the keys with their classes, the scopes, and the hash of the rules."""
    from matcher.service.rule_sets import rule_set

    rules = rule_set(named)
    policy, scopes = rules.policy, rules.policy.scopes
    typer.echo(f"policy   {policy.name}: {policy.title.ja} ({policy.title.en})")
    typer.echo(f"rules    {rules.content_hash}")
    typer.echo(f"folder   {rules.folder}")
    typer.echo("fold     " + ", ".join(f"{level} {mark}" for level, mark in policy.fold.items()))
    typer.echo("         " + ", ".join(f"{code} {mark}" for code, mark in policy.fold_of_evidence.items()))
    typer.echo(f"matched  nothing ×, {' and '.join(policy.all_of)} ○, {' or '.join(policy.one_of)} ○")
    for basis in rules.key_of_basis:
        typer.echo(f"key      check basis {basis or 'empty'}: {', '.join(rules.key_for(basis))}")
    for name, key in rules.keys.items():
        for row in key.classes:
            typer.echo(f"class {row.class_}  {name}: {' and '.join(sorted(row.differ))} ×")
    held = {
        **{f"class {class_}": scope for class_, scope in scopes.by_class.items()},
        "no class": scopes.no_class,
        "no name agrees": scopes.no_name_agrees,
        "NOT_FOUND": scopes.not_found,
        "INACTIVE": scopes.inactive,
        "NO_NUMBER": scopes.no_number,
        "REJECTED": scopes.rejected,
    }
    for name, scope in held.items():
        typer.echo(f"held     {name}: {scope or 'nothing'}")
    typer.echo(
        f"codes    {len(rules.reasons)} reasons, {len(rules.causes)} causes, {len(rules.signatures)} signatures,"
        f" {len(rules.release_reasons)} release reasons, {len(rules.defects)} defects"
    )
    typer.echo(f"weights  edition {rules.weights.edition}")


def diff(
    old: Annotated[str, typer.Argument(help=f"The rules that the results were made with. {_NAMED}")],
    new: Annotated[str, typer.Argument(help="The rules to be tried.")],
    results: Annotated[Path, typer.Option("--results", help="Results of `totsugo check`: CSV or Parquet.")],
    enrolments: Annotated[
        Path | None,
        typer.Option("--enrolments", help="The file that was checked, for rows the results leave undecided."),
    ] = None,
    registry: Annotated[Path | None, typer.Option("--registry", help="The registry that it was checked with.")] = None,
    samples: Annotated[int, typer.Option("--samples", min=0, help="So many row numbers of each change.")] = 5,
    as_of: AsOf = None,
) -> None:
    """Try NEW on results that were made with OLD: what it would release and newly hold, by insurer and cause."""
    from matcher.service.dry_run import Change, dry_run
    from matcher.service.rule_sets import rule_set

    files = checked_files(enrolments, registry, as_of)
    found = dry_run(rule_set(old), rule_set(new), results, files, samples=samples)
    typer.echo(f"releases {found.rows[Change.RELEASED]:,}, newly holds {found.rows[Change.HELD]:,}")
    for change in (Change.OTHER_SCOPE, Change.UNDECIDED, Change.SAME):
        if found.rows[change]:
            typer.echo(f"{change.value}: {found.rows[change]:,}")
    for change in (Change.RELEASED, Change.HELD, Change.OTHER_SCOPE, Change.UNDECIDED):
        _tell(change, found)
    if found.rows[Change.UNDECIDED]:
        typer.echo("give --enrolments and --registry to decide the rest", err=True)


def _tell(change: "Change", found: "DryRun") -> None:
    if not found.rows[change]:
        return
    typer.echo(f"\n{change.value}")
    _table("insurer", change, found.insurers)
    _table("cause", change, found.causes)
    if found.samples.get(change):
        typer.echo(f"  rows     {', '.join(map(str, found.samples[change]))}")


def _table(name: str, change: "Change", counts: "Counter[tuple[Change, str]]") -> None:
    rows = sorted(
        ((count, key) for (of, key), count in counts.items() if of is change), key=lambda row: (-row[0], row[1])
    )
    for count, key in rows[:_MOST]:
        typer.echo(f"  {name:<8} {key or '–':<26}{count:>12,}")
    if len(rows) > _MOST:
        typer.echo(f"  {name:<8} {f'{len(rows) - _MOST:,} more':<26}{sum(count for count, _ in rows[_MOST:]):>12,}")
