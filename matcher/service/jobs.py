"""The worker: takes up submissions and runs that nobody is working on (Procrastinate, jobs in the same PostgreSQL).

The state of the work is in the tables of the submissions and runs; a job is only the nudge to go on with it. So a
lost, doubled or stalled job can neither lose nor double work. The worker nudges itself for everything unfinished
when it starts and every minute thereafter, which is also how the work of a killed process is found again.
"""

import asyncio
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

import structlog
from procrastinate import App, JobContext, PsycopgConnector, SyncPsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import AlreadyEnqueued, JobAborted
from procrastinate.jobs import Status

from matcher.service import run_work, submission_work
from matcher.service.context import Progress, Service
from matcher.service.judging import check_pending
from matcher.service.refusals import NoRegistry
from matcher.store import job_tables, runs, submissions
from matcher.store.database import Access

SUBMISSION: Final = "submission"
RUN: Final = "run"

_EVERY_MINUTE: Final = "* * * * *"
_WORK: Final = {SUBMISSION: submission_work.work, RUN: run_work.work}
_log = structlog.get_logger()


def nudge(service: Service, kind: str, which: UUID) -> None:
    """Leave a submission or run to a worker; a nudge that waits already is enough."""
    app = App(connector=SyncPsycopgConnector(**_address(service), min_size=1, max_size=1))
    with app.open():
        try:
            app.configure_task(kind, queueing_lock=f"{kind} {which}").defer(which=str(which))
        except AlreadyEnqueued:
            return


def work(service: Service, *, concurrency: int = 1, until_idle: bool = False) -> None:
    """Run a worker until it is stopped by SIGTERM or SIGINT, or (`until_idle`) until nothing is left to do.

    When it is stopped it ends after the chunk that it is at; the next worker goes on from there.
    """
    asyncio.run(_work(service, concurrency, until_idle=until_idle))


async def _work(service: Service, concurrency: int, *, until_idle: bool) -> None:
    app = _app(service, PsycopgConnector(**_address(service), min_size=1, max_size=concurrency + 2))
    async with app.open_async():
        await _nudge_unfinished(app, service)
        await app.run_worker_async(
            concurrency=concurrency, wait=not until_idle, delete_jobs="always", shutdown_graceful_timeout=0
        )


def _app(service: Service, connector: BaseConnector) -> App:
    app = App(connector=connector)
    for kind in _WORK:

        def take_up(context: JobContext, which: str, kind: str = kind) -> None:
            _take_up(service, kind, UUID(which), context)

        app.task(name=kind, pass_context=True)(take_up)

    @app.periodic(cron=_EVERY_MINUTE)
    @app.task(name="nudge_unfinished", queueing_lock="nudge_unfinished")
    async def nudge_unfinished(timestamp: int) -> None:  # noqa: ARG001 - Procrastinate tells when it was due
        await _nudge_unfinished(app, service)

    return app


def _take_up(service: Service, kind: str, which: UUID, context: JobContext) -> None:
    def stop_between_chunks(_progress: Progress) -> None:
        if context.should_abort():
            raise JobAborted

    try:
        done = _WORK[kind](service, which, stop_between_chunks)
    except NoRegistry:
        _log.warning("work_waits", kind=kind, which=str(which), reason=NoRegistry.code)
    else:
        _log.info("work_done" if done else "work_is_done_elsewhere", kind=kind, which=str(which))


async def _nudge_unfinished(app: App, service: Service) -> None:
    """Forget the jobs of killed workers, and defer one for everything that is not done."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)
    await asyncio.to_thread(_check_pending, service)
    for kind, which in await asyncio.to_thread(_unfinished, service):
        try:
            await app.configure_task(kind, queueing_lock=f"{kind} {which}").defer_async(which=str(which))
        except AlreadyEnqueued:
            continue


def _check_pending(service: Service) -> None:
    with suppress(NoRegistry):
        check_pending(service)


def _unfinished(service: Service) -> list[tuple[str, UUID]]:
    with service.database.transaction(Access.NATIONAL) as connection:
        found = [(SUBMISSION, submission) for submission in submissions.unfinished(connection)]
        run = runs.unfinished(connection)
    return found if run is None else [*found, (RUN, run.run)]


def _address(service: Service) -> dict[str, Any]:
    return {"conninfo": service.database.url, "kwargs": {"options": f"-c search_path={job_tables.SCHEMA}"}}
