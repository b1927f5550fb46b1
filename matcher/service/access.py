"""From a principal to the database: which role and tenant its transactions take, and what the audit log calls it."""

from matcher.service.principals import Principal
from matcher.store.audit import Actor
from matcher.store.database import Access


def of(principal: Principal) -> tuple[Access, str]:
    """Return the arguments of `Database.transaction` for what this principal may see.

    >>> from matcher.service.principals import Role
    >>> of(Principal("sato", Role.REVIEWER, "06130488"))
    (<Access.TENANT: 'totsugo_tenant'>, '06130488')
    >>> of(Principal("night shift", Role.OPERATOR))
    (<Access.NATIONAL: 'totsugo_national'>, '')
    """
    if principal.insurer_number is not None:
        return Access.TENANT, principal.insurer_number
    return Access.NATIONAL, ""


def actor(principal: Principal) -> Actor:
    """Return who the audit log names."""
    return Actor(principal.subject, principal.role.value)
