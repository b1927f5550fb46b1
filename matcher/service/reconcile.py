"""Check all current enrolments against the current epoch of the registry (the nightly run).

A pair whose two fingerprints and rules are those of its last check would get the same verdict, so only the others are
judged. A run that was killed is resumed by the next call, under the same id; with nothing to do it says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from matcher.service.context import OnProgress, Service
from matcher.service.principals import Principal
from matcher.service.submissions import WorkState


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
    raise NotImplementedError


def run(service: Service, run_id: UUID, principal: Principal) -> RunReceipt:
    """Return the run as it stands now.

    Raises:
        NotFound: no such run.
    """
    raise NotImplementedError


def runs(service: Service, principal: Principal, *, limit: int = 50) -> tuple[RunReceipt, ...]:
    """Return the latest runs, newest first."""
    raise NotImplementedError
