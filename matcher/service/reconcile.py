"""Check all current enrolments against the current epoch of the registry (the nightly run).

A pair whose two fingerprints and rules are those of its last check would get the same verdict, so only the others are
judged. A run that was killed is resumed by the next call, under the same id; with nothing to do it says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from matcher.service import jobs, run_work
from matcher.service.access import actor
from matcher.service.context import OnProgress, Service
from matcher.service.principals import Action, Principal, require
from matcher.service.refusals import NotFound
from matcher.service.submissions import WorkState
from matcher.store import runs as stored
from matcher.store.database import Access


@dataclass(frozen=True, slots=True)
class RunReceipt:
    """What is known of one run.

    Attributes:
        enrolments: current enrolments in scope. judged: those that had to be judged anew.
        verdicts: count per verdict of all current enrolments at the end; empty before DONE.
        holds_opened, holds_closed: what the run changed. reopened: released holds among those opened anew.
        resumed: this call went on with a run that another process had begun.
    """

    run: UUID
    state: WorkState
    epoch: int
    enrolments: int
    judged: int
    verdicts: Mapping[str, int]
    holds_opened: int
    holds_closed: int
    reopened: int
    started_at: datetime
    done_at: datetime | None
    resumed: bool = False


def reconcile(
    service: Service, principal: Principal, *, wait: bool = True, on_progress: OnProgress | None = None
) -> RunReceipt:
    """Resume the unfinished run or start one; work on it here (`wait`) or leave it to a worker.

    Raises:
        NotAllowed: not an operator.
        NoRegistry: no registry was loaded yet.
    """
    require(principal, Action.RECONCILE)
    begun = run_work.begin_or_resume(service, actor(principal))
    if wait:
        run_work.finish(service, begun.run, on_progress)
    else:
        jobs.nudge(service, jobs.RUN, begun.run)
    return replace(run(service, begun.run, principal), resumed=begun.resumed)


def run(service: Service, run_id: UUID, principal: Principal) -> RunReceipt:
    """Return the run as it stands now.

    Raises:
        NotFound: no such run.
    """
    require(principal, Action.READ_RUN)
    with service.database.transaction(Access.NATIONAL) as connection:
        found = stored.find(connection, run_id)
    if found is None:
        raise NotFound("no such run")
    return _receipt(found)


def runs(service: Service, principal: Principal, *, limit: int = 50) -> tuple[RunReceipt, ...]:
    """Return the latest runs, newest first."""
    require(principal, Action.READ_RUN)
    with service.database.transaction(Access.NATIONAL) as connection:
        return tuple(_receipt(found) for found in stored.latest(connection, limit))


def _receipt(found: stored.Run) -> RunReceipt:
    return RunReceipt(
        run=found.run,
        state=WorkState(found.state),
        epoch=found.epoch,
        enrolments=found.enrolments,
        judged=found.judged,
        verdicts=found.verdicts,
        holds_opened=found.holds_opened,
        holds_closed=found.holds_closed,
        reopened=found.reopened,
        started_at=found.started_at,
        done_at=found.done_at,
    )
