"""The reviewer's work: list the holds, look at one, release it with a reason, or correct the record.

A hold belongs to one exact pair of values. `seen` of a hold names that pair; a decision that hands it back is
refused when either side has changed since (compare-and-set), and so is every decision on a hold that is no longer
open. No registry value is ever shown: levels, evidence and causes say what differs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from matcher.domain.holds import check_reason
from matcher.domain.levels import Item
from matcher.domain.refusals import Refusal
from matcher.service import corrections, decisions, paging
from matcher.service.access import of
from matcher.service.context import Service
from matcher.service.corrections import Correction
from matcher.service.principals import Action, Principal, require
from matcher.service.refusals import InvalidQuery, NotFound
from matcher.store import holds as stored


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


MOST_PER_PAGE: Final = 1000

_OWN_RECORD: Final = (
    "name", "name_kana", "birth_date", "sex", "postal_code", "address", "check_basis", "relation", "qualified_from",
    "qualified_to",
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
    require(principal, Action.READ_HOLDS)
    if not 1 <= limit <= MOST_PER_PAGE:
        raise InvalidQuery(f"the limit is not between 1 and {MOST_PER_PAGE}")
    wanted = {name: value for name, value in asdict(which or HoldFilter()).items() if value is not None}
    if "submission" in wanted:
        wanted["origin"] = wanted.pop("submission")
    after = None if cursor is None else paging.place_of(cursor)
    with service.database.transaction(*of(principal)) as connection:
        nationwide = principal.insurer_number is None
        rows, total = stored.listed(connection, wanted, nationwide=nationwide, limit=limit + 1, after=after)
    page = [_summary(row) for row in rows[:limit]]
    more = len(rows) > limit
    return HoldPage(tuple(page), paging.cursor_after(page[-1].score, page[-1].hold) if more else None, total)


def hold(service: Service, hold_id: UUID, principal: Principal) -> HoldDetail:
    """Return one hold.

    Raises:
        NotFound: no such hold of this insurer.
    """
    require(principal, Action.READ_HOLDS)
    with service.database.transaction(*of(principal)) as connection:
        found = stored.find(connection, hold_id)
        if found is None:
            raise NotFound("no such hold")
        taken = tuple(Decision(**asdict(row)) for row in stored.decisions(connection, hold_id))
    return _detail(found, taken)


def release(
    service: Service, hold_id: UUID, principal: Principal, *, reason: str, text: str, seen: str | None = None
) -> HoldDetail:
    """Release a hold as 理由付き疑いなし: from now on the lookup answers the record.

    `reason` is a code of `rules/release_reasons.yaml`, `text` the reviewer's words (needed where the reason says so),
    `seen` what `HoldDetail.seen` was; None decides on the pair that the hold was opened for.

    Raises:
        NotFound: no such hold of this insurer.
        HoldNotOpen: it was released, closed or superseded.
        StaleDecision: either side is no longer what was seen.
        UnknownReleaseReason: the reason is not in the catalogue, or lacks its text.
    """
    require(principal, Action.RELEASE)
    decisions.release(service, hold_id, principal, reason=reason, words=text, seen=seen)
    return hold(service, hold_id, principal)


def release_many(
    service: Service, hold_ids: Sequence[UUID], principal: Principal, *, reason: str, text: str
) -> tuple[ReleaseOutcome, ...]:
    """Release many holds with one reason; each stands for itself, outcomes in the order of the ids.

    Raises:
        UnknownReleaseReason: the reason is not in the catalogue, or lacks its text; none is released.
    """
    require(principal, Action.RELEASE)
    check_reason(reason, text, service.rules.release_reasons)
    return tuple(_outcome(service, hold_id, principal, reason, text) for hold_id in hold_ids)


def correct(
    service: Service, hold_id: UUID, principal: Principal, *, changes: Mapping[str, str], seen: str | None = None
) -> Correction:
    """Register a new version of the record with `changes` (column of CORRECTABLE to text) and check it at once.

    Raises:
        NotFound: no such hold of this insurer.
        HoldNotOpen: it was released, closed or superseded.
        StaleDecision: either side is no longer what was seen.
        InvalidCorrection: a column that cannot be corrected here, or a value that intake would reject.
    """
    require(principal, Action.CORRECT)
    return corrections.correct(service, hold_id, principal, changes=changes, seen=seen)


def _outcome(service: Service, hold_id: UUID, principal: Principal, reason: str, text: str) -> ReleaseOutcome:
    try:
        decisions.release(service, hold_id, principal, reason=reason, words=text, seen=None)
    except Refusal as refusal:
        return ReleaseOutcome(hold_id, refusal.code)
    return ReleaseOutcome(hold_id)


def _summary(row: Mapping[str, Any]) -> HoldSummary:
    return HoldSummary(class_=row["class"], **{name: row[name] for name in stored.SUMMARY if name != "class"})


def _detail(found: Mapping[str, Any], taken: tuple[Decision, ...]) -> HoldDetail:
    return HoldDetail(
        summary=_summary(found),
        seen=decisions.seen_of(found),
        levels={item.value: found[f"{item}_level"] for item in Item},
        evidence=found["evidence"],
        qualified_from=found["valid_from"],
        qualified_to=found["valid_to"],
        enrolment={name: found[name] for name in _OWN_RECORD},
        checked_at=found["judged_at"],
        closed_at=found["closed_at"],
        decisions=taken,
    )
