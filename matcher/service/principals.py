"""Who asks, and what each role may do: the one place where a role is turned into a yes or a no.

A role says what may be done, the insurer number says to whose records. The second half is not decided here: it is
handed to the database, whose row-level security shows one insurer nothing of another, not even existence.

>>> reviewer = Principal("sato", Role.REVIEWER, "06130488")
>>> require(reviewer, Action.RELEASE)
>>> require(Principal("front desk", Role.CLINIC), Action.RELEASE)
Traceback (most recent call last):
...
matcher.service.refusals.NotAllowed: the role clinic may not release (ask an operator for a token with the right role)
>>> Principal("sato", Role.REVIEWER)
Traceback (most recent call last):
...
ValueError: the role reviewer needs an insurer number
>>> Principal("", Role.OPERATOR)
Traceback (most recent call last):
...
ValueError: a principal needs a subject
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from matcher.service.refusals import NotAllowed


class Role(StrEnum):
    """What a caller is to the service."""

    INSURER = "insurer"
    REVIEWER = "reviewer"
    CLINIC = "clinic"
    OPERATOR = "operator"
    AUDITOR = "auditor"


class Action(StrEnum):
    """Everything that can be asked of the service; the words are those of the refusal and of the audit log."""

    LOAD_REGISTRY = "load_registry"
    SUBMIT = "submit"
    READ_SUBMISSION = "read_submission"
    RECONCILE = "reconcile"
    READ_RUN = "read_run"
    READ_HOLDS = "read_holds"
    FIND = "find"
    RELEASE = "release"
    CORRECT = "correct"
    LOOK_UP = "look_up"
    AUDIT = "audit"


PERMISSIONS: Final[dict[Role, frozenset[Action]]] = {
    Role.INSURER: frozenset({Action.SUBMIT, Action.READ_SUBMISSION, Action.READ_HOLDS, Action.CORRECT}),
    Role.REVIEWER: frozenset({Action.READ_SUBMISSION, Action.READ_HOLDS, Action.FIND, Action.RELEASE, Action.CORRECT}),
    Role.CLINIC: frozenset({Action.LOOK_UP}),
    Role.OPERATOR: frozenset(
        {
            Action.LOAD_REGISTRY,
            Action.SUBMIT,
            Action.READ_SUBMISSION,
            Action.RECONCILE,
            Action.READ_RUN,
            Action.READ_HOLDS,
            Action.FIND,
        }
    ),
    Role.AUDITOR: frozenset({Action.AUDIT, Action.READ_RUN}),
}

TENANT_ROLES: Final = frozenset({Role.INSURER, Role.REVIEWER})


@dataclass(frozen=True, slots=True)
class Principal:
    """A caller: `subject` names the person or system, `insurer_number` (8 wide) is the tenant.

    `every_insurer` is for a reviewer at the machine itself (the command line of the operator), who works across
    tenants. A web token never carries it.

    Raises:
        ValueError: an insurer or a reviewer without a tenant, or an empty subject.
    """

    subject: str
    role: Role
    insurer_number: str | None = None
    every_insurer: bool = False

    def __post_init__(self) -> None:
        """Refuse a principal whose reach would be unclear."""
        if not self.subject:
            raise ValueError("a principal needs a subject")
        if self.role in TENANT_ROLES and self.insurer_number is None and not self.every_insurer:
            raise ValueError(f"the role {self.role} needs an insurer number")


def require(principal: Principal, action: Action) -> None:
    """Pass if the role may do this.

    Raises:
        NotAllowed: the role may not.
    """
    if action not in PERMISSIONS[principal.role]:
        raise NotAllowed(f"the role {principal.role} may not {action}")
