"""Read the audit log: is the chain of hashes whole, and what is its head?

The head can be written down outside; whoever holds it can tell later whether the log before it was changed.
"""

from dataclasses import dataclass

from matcher.service.context import Service
from matcher.service.principals import Principal


@dataclass(frozen=True, slots=True)
class AuditReport:
    """`whole` is the finding; `broken_at` the first entry (chain, number) that does not fit, None when whole."""

    whole: bool
    entries: int
    head: str
    broken_at: tuple[int, int] | None = None


def verify(service: Service, principal: Principal, *, expected_head: str | None = None) -> AuditReport:
    """Recompute every hash of the log; with `expected_head`, also that the log once had exactly this head.

    Raises:
        NotAllowed: not an auditor.
    """
    raise NotImplementedError
