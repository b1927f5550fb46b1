"""The audit log: is it whole, and what is its head?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.dependencies import OpenService, acting, problems
from api.models import AuditAnswer
from matcher.service import audit
from matcher.service.principals import Principal, Role

router = APIRouter(prefix="/v1/audit", tags=["audit"])

Auditor = Annotated[Principal, Depends(acting(Role.AUDITOR))]


@router.get("/verification", responses=problems())
def verify(
    service: OpenService,
    caller: Auditor,
    expected_head: Annotated[str | None, Query(title="A head that was kept outside", pattern=r"^[0-9a-f]{64}$")] = None,
) -> AuditAnswer:
    """Recompute every hash of the log."""
    return AuditAnswer.model_validate(audit.verify(service, caller, expected_head=expected_head))
