"""Is the service able to work, and how much waits?"""

from collections.abc import Mapping
from dataclasses import dataclass

from matcher.service.context import Service


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
    raise NotImplementedError
