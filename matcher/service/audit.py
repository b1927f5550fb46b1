"""Read the audit log: is the chain of hashes whole, and what is its head?

The head can be written down outside; whoever holds it can tell later whether the log before it was changed.
Lookups are logged in chains of their own; verifying writes the heads of those into the chain of changes first, so
that its head covers all.
"""

from dataclasses import dataclass

from matcher.service.access import actor
from matcher.service.context import Service
from matcher.service.principals import Action, Principal, require
from matcher.store import audit
from matcher.store.database import Access


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What was found.

    Attributes:
        whole: nothing was changed, as far as the log and the expected head can tell.
        entries: entries of all chains.
        head: hash of the last entry of the chain of changes, hexadecimal.
        broken_at: the first entry (chain, number) that does not fit; None when the log is whole, and when nothing but
            the expected head is missing.
    """

    whole: bool
    entries: int
    head: str
    broken_at: tuple[int, int] | None = None


def verify(service: Service, principal: Principal, *, expected_head: str | None = None) -> AuditReport:
    """Recompute every hash of the log; with `expected_head`, also that the log once had exactly this head.

    Raises:
        NotAllowed: not an auditor.
    """
    require(principal, Action.AUDIT)
    with service.database.transaction(Access.NATIONAL) as connection:
        audit.seal_lookups(connection, actor(principal))
    with service.database.transaction(Access.NATIONAL) as connection:
        chains = audit.chains(connection)
        broken = next(((chain.number, chain.broken_entry) for chain in chains if chain.broken_entry is not None), None)
        broken = broken or audit.broken_seal(connection)
        head = chains[audit.CHANGES].head.hex()
        known = expected_head is None or audit.has_had_head(connection, expected_head)
    return AuditReport(
        whole=broken is None and known, entries=sum(chain.entries for chain in chains), head=head, broken_at=broken
    )
