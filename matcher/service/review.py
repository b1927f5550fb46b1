"""The reviewer's work: list the holds, look at one, release it with a reason, or correct the record.

A hold belongs to one exact pair of values. `seen` of a hold names that pair; a decision that hands it back is refused when
either side has changed since (compare-and-set), and so is every decision on a hold that is no longer open.
No registry value is ever shown: levels, evidence and causes say what differs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from matcher.service.context import Service
from matcher.service.principals import Principal


@dataclass(frozen=True, slots=True)
class HoldFilter:
    """Which holds to list; None means any. `state` is a HoldState value; open ones by default."""

    state: str | None = "open"
    cause: str | None = None
    scope: str | None = None
    verdict: str | None = None
    signature: str | None = None
    insurer_number: str | None = None
    submission: UUID | None = None


@dataclass(frozen=True, slots=True)
class HoldSummary:
    """A hold in a list: most suspicious first. The record is named by its own identifiers."""

    hold: UUID
    state: str
    verdict: str
    class_: int | None
    scope: str
    cause: str
    signature: str
    score: float | None
    insurer_number: str
    symbol: str
    number: str
    branch: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class HoldPage:
    """A page of holds; `next_cursor` (opaque, None at the end) continues it; `total` counts all that fit the filter."""

    holds: tuple[HoldSummary, ...]
    next_cursor: str | None
    total: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A human judgement as it is kept: `kind` is release or correct."""

    kind: str
    reason: str
    text: str
    subject: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class HoldDetail:
    """One hold with everything that a decision needs and a reviewer may see.

    Attributes:
        seen: the pair of values that this hold is about; hand it back with the decision.
        levels: level per item, empty text where there is none. evidence: as in the results file.
        enrolment: the insurer's own record as it stands (never the 個人番号): column to text.
        decisions: what was decided on this hold, oldest first.
    """

    summary: HoldSummary
    seen: str
    levels: Mapping[str, str]
    evidence: str
    qualified_from: date
    qualified_to: date | None
    enrolment: Mapping[str, str]
    checked_at: datetime
    closed_at: datetime | None
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class ReleaseOutcome:
    """What became of one hold of a bulk release: `refusal` is the code of the refusal, empty when it was released."""

    hold: UUID
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction led to: the verdict of the new version, and its hold if it is held again."""

    verdict: str
    scope: str
    cause: str
    hold: UUID | None


CORRECTABLE = (
    "name", "name_kana", "birth_date", "sex", "postal_code", "address", "check_basis", "relation", "qualified_to",
    "individual_number",
)  # fmt: skip


def list_holds(
    service: Service,
    principal: Principal,
    which: HoldFilter | None = None,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> HoldPage:
    """Return holds by score, highest first (no score last).

    Raises:
        NotAllowed: the role may not read holds.
        InvalidQuery: a cursor that did not come from here, or a limit outside 1 to 1000.
    """
    raise NotImplementedError


def hold(service: Service, hold_id: UUID, principal: Principal) -> HoldDetail:
    """Return one hold.

    Raises:
        NotFound: no such hold of this insurer.
    """
    raise NotImplementedError


def release(
    service: Service, hold_id: UUID, principal: Principal, *, reason: str, text: str, seen: str | None = None
) -> HoldDetail:
    """Release a hold as 理由付き疑いなし: from now on the lookup answers the record.

    Args:
        reason: a code of `rules/release_reasons.yaml`.
        text: the reviewer's words; needed where the reason says so.
        seen: `HoldDetail.seen`; None decides on the pair that the hold was opened for.

    Raises:
        NotFound: no such hold of this insurer.
        HoldNotOpen, StaleDecision, UnknownReleaseReason: see `matcher.domain.refusals`.
    """
    raise NotImplementedError


def release_many(
    service: Service, hold_ids: Sequence[UUID], principal: Principal, *, reason: str, text: str
) -> tuple[ReleaseOutcome, ...]:
    """Release many holds with one reason; each stands for itself, outcomes in the order of the ids."""
    raise NotImplementedError


def correct(
    service: Service, hold_id: UUID, principal: Principal, *, changes: Mapping[str, str], seen: str | None = None
) -> Correction:
    """Register a new version of the record with `changes` (column of CORRECTABLE to text) and check it at once.

    Raises:
        NotFound: no such hold of this insurer.
        HoldNotOpen, StaleDecision: see `matcher.domain.refusals`.
        InvalidCorrection: a column that cannot be corrected here, or a value that intake would reject.
    """
    raise NotImplementedError
