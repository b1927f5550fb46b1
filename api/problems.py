"""How a refusal or a fault is told: as an RFC 9457 problem over HTTP, as an exit code and two lines on a terminal.

The map is by the refusal's stable code and stands here only. A code that is not listed is a refused request: 422, exit
2. What is no refusal is a fault of ours: 500, exit 3, with a correlation id and no word of the exception's message.

>>> problem_of(Refusal("no such hold", code="not_found")).status
404
>>> problem_of(Refusal("the header lacks a column", code="missing_column", hint="add name")).model_dump()["code"]
'missing_column'

Source: RFC 9457 (Problem Details for HTTP APIs), 2023.
"""

import uuid
from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from matcher.domain.refusals import Refusal

PROBLEM_JSON: Final = "application/problem+json"

EXIT_DONE: Final = 0
EXIT_ROWS_REJECTED: Final = 1
EXIT_REFUSED: Final = 2
EXIT_FAULT: Final = 3

STATUS: Final[dict[str, HTTPStatus]] = {
    "invalid_request": HTTPStatus.BAD_REQUEST,
    "not_authenticated": HTTPStatus.UNAUTHORIZED,
    "not_allowed": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
    "hold_not_open": HTTPStatus.CONFLICT,
    "stale_decision": HTTPStatus.CONFLICT,
    "no_registry": HTTPStatus.CONFLICT,
    "busy": HTTPStatus.CONFLICT,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "unsupported_media_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "store_unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "fault": HTTPStatus.INTERNAL_SERVER_ERROR,
}


class FieldFault(BaseModel):
    """One part of a request that cannot be used; its value is not repeated."""

    where: str = Field(title="Place", examples=["body.birth_date"])
    code: str = Field(title="What is wrong with it", examples=["string_too_short"])


class Problem(BaseModel):
    """RFC 9457 problem details."""

    model_config = ConfigDict(json_schema_extra={"description": "Why nothing was done, as RFC 9457 problem details."})

    type: str = Field(title="Kind", description="URN of the stable code.", examples=["urn:totsugo:not_found"])
    title: str = Field(title="Title", examples=["Not Found"])
    status: int = Field(title="HTTP status", examples=[404])
    code: str = Field(title="Stable code", description="For programs; it never changes.", examples=["not_found"])
    detail: str = Field(title="For people", examples=["no such hold"])
    hint: str = Field(default="", title="What to do next", examples=["list the open holds"])
    correlation_id: str = Field(default="", title="Id of this request in the service's log")
    faults: list[FieldFault] = Field(default_factory=list, title="Parts of the request that cannot be used")


def problem_of(refusal: Refusal) -> Problem:
    """Return the problem that tells `refusal`."""
    status = STATUS.get(refusal.code, HTTPStatus.UNPROCESSABLE_ENTITY)
    return Problem(
        type=f"urn:totsugo:{refusal.code}",
        title=status.phrase,
        status=status,
        code=refusal.code,
        detail=refusal.message,
        hint=refusal.hint,
    )


def fault() -> Problem:
    """Return the problem that tells a fault of ours: nothing but that it is one."""
    return problem_of(
        Refusal(
            "the service failed; nothing of your request was stored unless it was answered",
            code="fault",
            hint="tell the operator the correlation id",
        )
    )


def new_correlation_id() -> str:
    """Return an id that joins an answer, its log lines and what a person reports."""
    return str(uuid.uuid4())
