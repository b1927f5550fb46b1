"""The OpenAPI document: as FastAPI makes it, with refusals under the media type that they are sent with."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problems import PROBLEM_JSON, Problem

REFERENCE = {"$ref": f"#/components/schemas/{Problem.__name__}"}


def document_of(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """Return the function that makes the document of `app`, once."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    return document


def _document(app: FastAPI) -> dict[str, Any]:
    made = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    answers = (
        answer
        for methods in made["paths"].values()
        for operation in methods.values()
        for answer in operation["responses"].values()
    )
    for answer in answers:
        content = answer.get("content", {})
        if content.get("application/json", {}).get("schema") == REFERENCE:
            answer["content"] = {PROBLEM_JSON: {"schema": REFERENCE}}
    return made
