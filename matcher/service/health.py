"""Is the service able to work, and how much waits?"""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from matcher.service.context import Service
from matcher.store import epochs, holds, runs, submissions
from matcher.store.database import Access

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Health:
    """State of the parts; counts carry no tenant. `ready` is what a load balancer wants to know.

    Attributes:
        ready: the database answers and its tables fit this program.
        epoch: current registry epoch, None before the first load.
        unfinished: submissions and runs that wait for a worker or are worked on.
        open_holds: count per scope.
    """

    ready: bool
    epoch: int | None
    unfinished: int
    open_holds: Mapping[str, int]
    policy: str
    rules_hash: str


def health(service: Service) -> Health:
    """Ask the database; an unreachable one is `ready=False`, not an exception."""
    rules = service.rules
    try:
        with service.database.transaction(Access.NATIONAL) as connection:
            epoch = epochs.current(connection)
            unfinished = len(submissions.unfinished(connection)) + (runs.unfinished(connection) is not None)
            open_holds = holds.count_by_scope(connection)
    except SQLAlchemyError as error:
        _log.error("health_failed", error=type(error).__name__)
        return Health(
            ready=False,
            epoch=None,
            unfinished=0,
            open_holds={},
            policy=rules.policy_name,
            rules_hash=rules.content_hash,
        )
    return Health(
        ready=True,
        epoch=None if epoch is None else epoch.epoch,
        unfinished=unfinished,
        open_holds=open_holds,
        policy=rules.policy_name,
        rules_hash=rules.content_hash,
    )
