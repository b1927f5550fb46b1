"""Runs: reconcile all current enrolments with the registry."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from api.dependencies import OpenService, acting, problems
from api.models import RunAnswer
from matcher.service import reconcile
from matcher.service.principals import Principal, Role
from matcher.service.submissions import WorkState

router = APIRouter(prefix="/v1/runs", tags=["runs"])

Operator = Annotated[Principal, Depends(acting(Role.OPERATOR))]
Reader = Annotated[Principal, Depends(acting(Role.OPERATOR, Role.AUDITOR))]


@router.post(
    "",
    status_code=202,
    responses={200: {"model": RunAnswer, "description": "There was nothing to do, or it is done."}, **problems(409)},
)
def start_run(service: OpenService, caller: Operator, response: Response) -> RunAnswer:
    """Start a run, or go on with one that was interrupted; a worker does it. Ask for it by its id."""
    receipt = reconcile.reconcile(service, caller, wait=False)
    response.headers["Location"] = f"/v1/runs/{receipt.run}"
    response.status_code = 200 if receipt.state is WorkState.DONE else 202
    return RunAnswer.model_validate(receipt)


@router.get("", responses=problems())
def list_runs(
    service: OpenService, caller: Reader, limit: Annotated[int, Query(ge=1, le=500, title="How many")] = 50
) -> list[RunAnswer]:
    """List the latest runs, newest first."""
    return [RunAnswer.model_validate(receipt) for receipt in reconcile.runs(service, caller, limit=limit)]


@router.get("/{run_id:uuid}", responses=problems(404))
def get_run(service: OpenService, caller: Reader, run_id: UUID) -> RunAnswer:
    """Tell how far a run is and what it came to."""
    return RunAnswer.model_validate(reconcile.run(service, run_id, caller))
