"""The eligibility lookup. It is a POST so that nothing of the card stands in a URL or in a proxy's log."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.dependencies import OpenService, acting, problems
from api.models import LookupAnswer, LookupRequest
from matcher.service.lookup import Question, look_up
from matcher.service.principals import Principal, Role

router = APIRouter(prefix="/v1/eligibility-lookups", tags=["eligibility"])

Clinic = Annotated[Principal, Depends(acting(Role.CLINIC))]


@router.post("", responses=problems())
def ask(service: OpenService, caller: Clinic, body: LookupRequest) -> LookupAnswer:
    """Is this person insured? Held, unchecked, expired and unknown get one and the same answer: not found."""
    question = Question(body.insurer_number, body.symbol, body.number, body.birth_date, body.branch)
    return LookupAnswer.model_validate(look_up(service, question, caller))
