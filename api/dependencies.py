"""What a route asks for: the open service, and who calls in a role that may.

A route names its roles with `acting(...)`; only the health routes do without. What a role may do to whose records is
decided again below, by the service and by the database.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.problems import Problem
from api.tokens import TokenError, verify_token
from matcher.domain.refusals import Refusal
from matcher.service.context import Service
from matcher.service.principals import Principal, Role
from matcher.service.refusals import NotAllowed

BEARER = HTTPBearer(auto_error=False, description="`totsugo token issue` makes one.")


def open_service(request: Request) -> Service:
    """Return the service that the application opened when it started."""
    service: Service = request.app.state.service
    return service


def principal(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]
) -> Principal:
    """Return who calls.

    Raises:
        TokenError: no token, or not a valid one.
    """
    if credentials is None:
        raise TokenError("a bearer token is needed")
    return verify_token(request.app.state.token_key, credentials.credentials)


def acting(*roles: Role) -> Callable[[Principal], Principal]:
    """Return a dependency that lets only these roles pass."""

    def check(caller: Annotated[Principal, Depends(principal)]) -> Principal:
        if caller.role not in roles:
            raise NotAllowed(f"the role {caller.role} may not ask this")
        return caller

    return check


def known_query(request: Request) -> None:
    """Refuse a query parameter that the route does not have: a misspelt filter must not widen what is asked for.

    Raises:
        Refusal: there is one; it is not repeated.
    """
    known = {field.alias for field in request.scope["route"].dependant.query_params}
    if not known.issuperset(request.query_params):
        raise Refusal("the query has a parameter that is not known here", code="invalid_request", hint="see /docs")


OpenService = Annotated[Service, Depends(open_service)]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route: these statuses and those that every guarded route can give."""
    return {
        status: {"model": Problem, "description": "Refused; see `code`."}
        for status in (400, 401, 403, 422, 503, *statuses)
    }  # fmt: skip
