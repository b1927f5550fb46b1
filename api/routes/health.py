"""Is it alive, is it ready, and its numbers. The numbers are for operators; health is for anyone and tells nothing."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from api.dependencies import OpenService, acting, problems
from api.models import HealthAnswer, LiveAnswer
from api.problems import Problem
from matcher.service.health import health
from matcher.service.principals import Principal, Role
from matcher.service.refusals import StoreUnavailable

router = APIRouter(tags=["health"])

BAD_QUERY: dict[int | str, dict[str, Any]] = {400: {"model": Problem, "description": "An unknown query parameter."}}
Operator = Annotated[Principal, Depends(acting(Role.OPERATOR))]


@router.get("/health/live", responses=BAD_QUERY)
def live() -> LiveAnswer:
    """Answer as long as the process does."""
    return LiveAnswer(live=True)


@router.get("/health/ready", responses={503: {"model": Problem, "description": "Not ready."}, **BAD_QUERY})
def ready(service: OpenService) -> HealthAnswer:
    """Answer when the database does and its tables fit this program."""
    state = health(service)
    if not state.ready:
        raise StoreUnavailable("the database does not answer")
    return HealthAnswer.model_validate(state)


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **problems()},
)
def metrics(service: OpenService, caller: Operator, request: Request) -> Response:  # noqa: ARG001  the role is checked
    """Numbers in the text format of Prometheus."""
    return Response(request.app.state.metrics.render(health(service)), media_type="text/plain; version=0.0.4")
