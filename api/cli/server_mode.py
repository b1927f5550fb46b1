"""To run the service: `serve`, `worker`, `token`, `audit`."""

from typing import Annotated

import typer

from api.cli.options import AsJson, DataDir

PANEL = "Operation"

token = typer.Typer(help="Tokens for callers of the HTTP API.", no_args_is_help=True)
audit = typer.Typer(help="The audit log: a chain of everything that happened.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("serve", rich_help_panel=PANEL)(serve)
    app.command("worker", rich_help_panel=PANEL)(worker)
    app.add_typer(token, name="token", rich_help_panel=PANEL)
    app.add_typer(audit, name="audit", rich_help_panel=PANEL)


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address. Default: $TOTSUGO_HOST, else 127.0.0.1.", show_default=False)
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port. Default: $TOTSUGO_PORT, else 8000.", show_default=False)
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Serve the HTTP API. Its description and a page to try it are at /docs. A `worker` does the long work."""
    import uvicorn

    from api.app import create_app
    from api.logs import configure_logs
    from api.settings import load_settings

    settings = load_settings(data_dir=data_dir, host=host, port=port)
    configure_logs(settings.log_level)
    app = create_app(settings)
    uvicorn.run(app, host=settings.host, port=settings.port, log_config=None, access_log=False, server_header=False)


def worker(
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="How many jobs at a time.")] = 1,
    until_idle: Annotated[bool, typer.Option("--until-idle", help="Stop when nothing is left to do.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Work on what was submitted or started with --no-wait or over HTTP, until it is stopped."""
    from api.cli.session import opened
    from matcher.service import jobs

    with opened(data_dir) as service:
        jobs.work(service, concurrency=concurrency, until_idle=until_idle)


@token.command("issue")
def issue(
    role: Annotated[str, typer.Option(help="insurer, reviewer, clinic, operator or auditor.", show_default=False)],
    subject: Annotated[str, typer.Option(help="Who will act with it; stands in the audit log.", show_default=False)],
    insurer_number: Annotated[
        str | None, typer.Option(help="保険者番号, for the roles insurer and reviewer.", show_default=False)
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How long it is valid.")] = 30,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Print a bearer token for the HTTP API. It is a secret: hand it over as one."""
    from api.cli.output import print_json, say
    from api.cli.session import settings_for
    from api.keyfiles import read_or_create_key
    from api.models import TokenAnswer
    from api.tokens import issue_token, principal_for

    key = read_or_create_key(settings_for(data_dir).token_key_file)
    text = issue_token(key, principal_for(role, subject, insurer_number), days=days)
    if as_json:
        print_json(TokenAnswer(token=text, role=role, subject=subject, days=days))
    else:
        say(text)


@audit.command("verify")
def verify(
    expected_head: Annotated[
        str | None, typer.Option(help="A head that was kept outside: was the log once there?", show_default=False)
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Recompute every hash of the audit log. Exit code 2 when it was changed."""
    from api.cli.output import print_json, say
    from api.cli.session import opened, person
    from api.models import AuditAnswer
    from matcher.service import audit as log
    from matcher.service.principals import Role

    with opened(data_dir) as service:
        report = log.verify(service, person(Role.AUDITOR), expected_head=expected_head)
    if as_json:
        print_json(AuditAnswer.model_validate(report))
    else:
        say(f"entries   {report.entries:,}")
        say(f"head      {report.head}")
        say("whole     yes" if report.whole else f"whole     NO: entry {report.broken_at} does not fit")
    if not report.whole:
        raise typer.Exit(2)


@audit.command("head")
def head(data_dir: DataDir = None) -> None:
    """Print the head of the audit log, to be kept outside; `verify --expected-head` needs it."""
    from api.cli.output import say
    from api.cli.session import opened, person
    from matcher.service import audit as log
    from matcher.service.principals import Role

    with opened(data_dir) as service:
        say(log.verify(service, person(Role.AUDITOR)).head)
