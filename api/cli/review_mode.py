"""`totsugo review`: the reviewer's queue and decisions, at the machine itself."""

import json
import sys
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.cli.options import AsJson, DataDir

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matcher.service.review import HoldDetail, HoldPage
    from rules import RuleSet

review = typer.Typer(
    help="See and clear held records: list, show, release with a reason, correct.", no_args_is_help=True
)

Hold = Annotated[UUID, typer.Argument(metavar="HOLD", help="Id of the hold, from `review list`.", show_default=False)]
Seen = Annotated[
    str | None,
    typer.Option(help="`seen` from `review show`: refuse if either side changed since.", show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add the command group to the command line."""
    app.add_typer(review, name="review", rich_help_panel="Service mode (state in the data folder)")


@review.command("list")
def list_holds(
    state: Annotated[str, typer.Option(help="open, released, corrected, superseded or closed.")] = "open",
    cause: Annotated[str | None, typer.Option(help="Only this cause (code).", show_default=False)] = None,
    signature: Annotated[str | None, typer.Option(help="Only this signature (code).", show_default=False)] = None,
    verdict: Annotated[str | None, typer.Option(help="Only this verdict.", show_default=False)] = None,
    scope: Annotated[str | None, typer.Option(help="Only this scope.", show_default=False)] = None,
    insurer_number: Annotated[str | None, typer.Option(help="Only this insurer.", show_default=False)] = None,
    submission: Annotated[UUID | None, typer.Option(help="Only of this receipt.", show_default=False)] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    cursor: Annotated[str | None, typer.Option(help="Go on after the page before.", show_default=False)] = None,
    details: Annotated[bool, typer.Option("--details", help="Show each hold as `review show` does.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List held records, the most suspicious first."""
    from api.cli.output import print_json, say
    from api.cli.session import opened, person
    from api.models import HoldAnswer, HoldDetailAnswer, HoldDetailsAnswer, HoldPageAnswer
    from matcher.service import review as reviews
    from matcher.service.principals import Role

    which = reviews.HoldFilter(state or None, cause, scope, verdict, signature, insurer_number, submission)
    with opened(data_dir) as service:
        reviewer = person(Role.REVIEWER)
        page = reviews.list_holds(service, reviewer, which, limit=limit, cursor=cursor)
        shown = [reviews.hold(service, hold.hold, reviewer) for hold in page.holds] if details else []
        if as_json and details:
            full = [HoldDetailAnswer.of(detail, service.rules) for detail in shown]
            print_json(HoldDetailsAnswer(holds=full, next_cursor=page.next_cursor, total=page.total))
        elif as_json:
            holds = [HoldAnswer.model_validate(hold) for hold in page.holds]
            print_json(HoldPageAnswer(holds=holds, next_cursor=page.next_cursor, total=page.total))
        elif details:
            for detail in shown:
                _tell_hold(detail, service.rules)
                say()
        else:
            _tell_page(page, service.rules)


@review.command("show")
def show(hold: Hold, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Show one hold: levels, evidence, your own record, and what was decided before."""
    from api.cli.output import print_json
    from api.cli.session import opened, person
    from api.models import HoldDetailAnswer
    from matcher.service import review as reviews
    from matcher.service.principals import Role

    with opened(data_dir) as service:
        detail = reviews.hold(service, hold, person(Role.REVIEWER))
        if as_json:
            print_json(HoldDetailAnswer.of(detail, service.rules))
        else:
            _tell_hold(detail, service.rules)


@review.command("candidates")
def candidates(hold: Hold, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Look in the whole registry for the person whom the record describes; nobody is named."""
    from api.cli.output import print_json, say, warn
    from api.cli.session import opened, person
    from api.models import CandidatesAnswer
    from matcher.service import candidates as search
    from matcher.service.principals import Role

    with opened(data_dir) as service:
        found = search.candidates(service, hold, person(Role.REVIEWER))
    if as_json:
        print_json(CandidatesAnswer.model_validate(found))
        return
    say(str(found.answer))
    for one in found.candidates:
        levels = ", ".join(f"{item} {level}" for item, level in one.levels.items())
        say(f"{one.rank:>2}. resemblance {one.resemblance}{'  linked' if one.linked else ''}  {levels}")
    if found.not_compared:
        warn(f"not compared, too many residents: {', '.join(found.not_compared)}")


@review.command("release")
def release(
    holds: Annotated[list[UUID], typer.Argument(metavar="HOLD...", help="One or more ids.", show_default=False)],
    reason: Annotated[
        str,
        typer.Option(
            help="Code of a release reason, as 01; `review show` proposes one where one fits.", show_default=False
        ),
    ],
    text: Annotated[str, typer.Option(help="Your words: how you know that it is the same person.")] = "",
    seen: Seen = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Release held records as 理由付き疑いなし: from now on the lookup answers them."""
    from api.cli.output import print_json, say, warn
    from api.cli.session import opened, person
    from api.models import BulkReleaseAnswer, HoldDetailAnswer, ReleaseOutcomeAnswer
    from matcher.service import review as reviews
    from matcher.service.principals import Role

    with opened(data_dir) as service:
        reviewer = person(Role.REVIEWER)
        if len(holds) == 1:
            detail = reviews.release(service, holds[0], reviewer, reason=reason, text=text, seen=seen)
            if as_json:
                print_json(HoldDetailAnswer.of(detail, service.rules))
            else:
                say(f"released  {holds[0]}")
            return
        outcomes = reviews.release_many(service, holds, reviewer, reason=reason, text=text)
    if as_json:
        print_json(BulkReleaseAnswer(outcomes=[ReleaseOutcomeAnswer.model_validate(outcome) for outcome in outcomes]))
    refused = [outcome for outcome in outcomes if outcome.refusal]
    for outcome in refused:
        warn(f"refused   {outcome.hold} ({outcome.refusal})")
    if not as_json:
        say(f"released  {len(outcomes) - len(refused):,} of {len(outcomes):,}")
    if refused:
        raise typer.Exit(1)


@review.command("correct")
def correct(
    hold: Hold,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="COLUMN=VALUE", help="A new value; repeat it per column.", show_default=False),
    ] = None,
    from_stdin: Annotated[
        bool, typer.Option("--stdin", help="Read a JSON object column → value from standard input.")
    ] = False,
    seen: Seen = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Correct a held record: a new version is registered and checked at once.

    A new individual_number is taken from standard input only (--stdin), so that it stands in no shell history.
    """
    from api.cli.output import print_json, say
    from api.cli.session import opened, person
    from api.models import CorrectionAnswer
    from matcher.service import review as reviews
    from matcher.service.principals import Role

    given = _changes(changes or [], sys.stdin.read() if from_stdin else "{}")
    with opened(data_dir) as service:
        outcome = reviews.correct(service, hold, person(Role.REVIEWER), changes=given, seen=seen)
    if as_json:
        print_json(CorrectionAnswer.model_validate(outcome))
    else:
        say(f"verdict   {outcome.verdict}")
        say(f"held      {f'yes, as {outcome.hold} ({outcome.cause})' if outcome.hold else 'no'}")


def _changes(pairs: list[str], document: str) -> "Mapping[str, str]":
    """Return the changes of `--set` and of the JSON object on standard input.

    Raises:
        Refusal: neither names a column, one is not of that form, or `--set` carries a 個人番号.
    """
    from matcher.service.refusals import InvalidCorrection

    try:
        given = json.loads(document)
    except json.JSONDecodeError:
        given = None
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise InvalidCorrection("standard input is not a JSON object of column to text", hint='as {"address": "…"}')
    split = dict(pair.partition("=")[::2] for pair in pairs if "=" in pair)
    if len(split) != len(pairs):
        raise InvalidCorrection("--set takes COLUMN=VALUE, each column once", hint="as --set address=…")
    if "individual_number" in split:
        raise InvalidCorrection("a number on the command line stays in the shell's history", hint="use --stdin")
    if not given and not split:
        raise InvalidCorrection("nothing is to be changed", hint="name a column with --set, or use --stdin")
    return {**given, **split}


def _tell_page(page: "HoldPage", rules: "RuleSet") -> None:
    """Print a page of holds, two lines each."""
    from api.cli.output import say
    from api.texts import text_of

    for hold in page.holds:
        score = "  –  " if hold.score is None else f"{hold.score:.3f}"
        name = " ".join(part for part in (hold.insurer_number, hold.symbol, hold.number, hold.branch) if part)
        say(f"{score}  {hold.hold}  {hold.verdict}  {hold.scope}  {name}")
        for catalogue, code in ((rules.causes, hold.cause), (rules.signatures, hold.signature)):
            if code:
                say(f"       {code}: {text_of(catalogue, code)}")
    say(
        f"{len(page.holds):,} of {page.total:,}"
        + (f"; go on with --cursor {page.next_cursor}" if page.next_cursor else "")
    )


def _tell_hold(detail: "HoldDetail", rules: "RuleSet") -> None:
    """Print one hold."""
    from api.cli.output import say
    from api.texts import advice_lines, evidence_lines, text_of

    hold = detail.summary
    say(f"hold      {hold.hold}  {hold.state}, opened {hold.opened_at:%Y-%m-%d %H:%M}")
    national_class = f", class {hold.class_}" if hold.class_ else ""
    say(f"verdict   {hold.verdict}{national_class}; withheld: {hold.scope or 'nothing'}")
    for title, catalogue, code in (
        ("cause", rules.causes, hold.cause),
        ("resembles", rules.signatures, hold.signature),
    ):
        if code:
            say(f"{title:<9} {code}: {text_of(catalogue, code)}")
    for line in advice_lines(rules, hold.cause, hold.signature):
        say(line)
    if hold.score is not None:
        say(f"score     {hold.score:.3f} (1 = most likely another person)")
    say("levels    " + ", ".join(f"{item} {level}" for item, level in detail.levels.items() if level))
    for line in evidence_lines(rules, detail.evidence):
        say(f"evidence  {line}")
    for column, value in detail.enrolment.items():
        say(f"record    {column:<15} {value}")
    for decision in detail.decisions:
        say(f"decided   {decision.decided_at:%Y-%m-%d %H:%M} {decision.subject}: {decision.kind} {decision.reason}")
        if decision.text:
            say(f"          {decision.text}")
    say(f"seen      {detail.seen}")
