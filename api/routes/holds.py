"""Holds: the reviewer's queue and decisions. Registry values never appear; levels, evidence and causes do."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.dependencies import OpenService, acting, problems
from api.models import (
    BulkReleaseAnswer,
    BulkReleaseRequest,
    CandidatesAnswer,
    CorrectionAnswer,
    CorrectionRequest,
    HoldAnswer,
    HoldDetailAnswer,
    HoldPageAnswer,
    ReleaseOutcomeAnswer,
    ReleaseRequest,
)
from matcher.domain.holds import HoldState
from matcher.domain.verdicts import Scope, Verdict
from matcher.service import candidates, review
from matcher.service.principals import Principal, Role

router = APIRouter(prefix="/v1/holds", tags=["holds"])

Reader = Annotated[Principal, Depends(acting(Role.INSURER, Role.REVIEWER, Role.OPERATOR))]
Corrector = Annotated[Principal, Depends(acting(Role.INSURER, Role.REVIEWER))]
Searcher = Annotated[Principal, Depends(acting(Role.REVIEWER, Role.OPERATOR))]
Reviewer = Annotated[Principal, Depends(acting(Role.REVIEWER))]

CODE = r"^[a-z0-9_]+$"


@router.get("", responses=problems())
def list_holds(  # noqa: PLR0913, PLR0917  the filter's parts
    service: OpenService,
    caller: Reader,
    state: Annotated[HoldState, Query(title="State")] = HoldState.OPEN,
    cause: Annotated[str | None, Query(title="Cause (code)", pattern=CODE, max_length=64)] = None,
    signature: Annotated[str | None, Query(title="Signature (code)", pattern=CODE, max_length=64)] = None,
    verdict: Annotated[Verdict | None, Query(title="Verdict")] = None,
    scope: Annotated[Scope | None, Query(title="Scope")] = None,
    submission: Annotated[UUID | None, Query(title="Receipt id")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, title="Holds per page")] = 50,
    cursor: Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_=-]+$", max_length=256, title="next_cursor")] = None,
) -> HoldPageAnswer:
    """List held records, the most suspicious first."""
    which = review.HoldFilter(state, cause, scope, verdict, signature, submission=submission)
    page = review.list_holds(service, caller, which, limit=limit, cursor=cursor)
    return HoldPageAnswer(
        holds=[HoldAnswer.model_validate(hold) for hold in page.holds], next_cursor=page.next_cursor, total=page.total
    )


@router.post("/release", responses=problems())
def release_many(service: OpenService, caller: Reviewer, body: BulkReleaseRequest) -> BulkReleaseAnswer:
    """Release many holds with one reason; each is released or refused for itself."""
    outcomes = review.release_many(service, body.holds, caller, reason=body.reason, text=body.text)
    return BulkReleaseAnswer(outcomes=[ReleaseOutcomeAnswer.model_validate(outcome) for outcome in outcomes])


@router.get("/{hold_id:uuid}", responses=problems(404))
def get_hold(service: OpenService, caller: Reader, hold_id: UUID) -> HoldDetailAnswer:
    """Show one hold: levels, evidence, the insurer's own record, and what was decided before."""
    return HoldDetailAnswer.of(review.hold(service, hold_id, caller), service.rules)


@router.post("/{hold_id:uuid}/candidates", responses=problems(404))
def find_candidates(service: OpenService, caller: Searcher, hold_id: UUID) -> CandidatesAnswer:
    """Look in the whole registry for the person whom the record describes; the question is audited."""
    return CandidatesAnswer.model_validate(candidates.candidates(service, hold_id, caller))


@router.post("/{hold_id:uuid}/release", responses=problems(404, 409))
def release(service: OpenService, caller: Reviewer, hold_id: UUID, body: ReleaseRequest) -> HoldDetailAnswer:
    """Release a hold as 理由付き疑いなし: from now on the lookup answers the record."""
    detail = review.release(service, hold_id, caller, reason=body.reason, text=body.text, seen=body.seen)
    return HoldDetailAnswer.of(detail, service.rules)


@router.post("/{hold_id:uuid}/correct", responses=problems(404, 409))
def correct(service: OpenService, caller: Corrector, hold_id: UUID, body: CorrectionRequest) -> CorrectionAnswer:
    """Register a corrected version of the record; it is checked at once."""
    return CorrectionAnswer.model_validate(
        review.correct(service, hold_id, caller, changes=body.changes.given(), seen=body.seen)
    )
