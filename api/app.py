"""The HTTP API: routes, how refusals are told, and the service that is open while the application runs.

`create_app` builds it from settings and opens nothing; the service opens when the server starts and closes with it.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.dependencies import known_query
from api.docs_page import add_docs_page
from api.keyfiles import read_or_create_key
from api.metrics import Metrics
from api.middleware import Around
from api.openapi import document_of
from api.problems import PROBLEM_JSON, STATUS, FieldFault, Problem, problem_of
from api.routes import ROUTERS
from api.settings import Settings
from api.uploads import upload_folder
from matcher.domain.refusals import Refusal
from matcher.service.context import Service

DESCRIPTION = """
Compares health-insurance enrolments with the resident registry, answers for those that match, and holds the rest.

Every call but those to `/health` needs a bearer token (`totsugo token issue`), which carries one of five roles:
**insurer** (submits files), **reviewer** (releases and corrects holds), **clinic** (asks the lookup), **operator**
(starts runs), **auditor** (verifies the audit log). An insurer or a reviewer sees its own insurer's records only; of
others not even whether they exist.

What is refused is told as an RFC 9457 problem with a stable `code`. No answer, error, URL or metric carries a 個人番号
or a value of the registry.
"""

TAGS = [
    {"name": "submissions", "description": "Enrolment files and the result of every row."},
    {"name": "runs", "description": "Reconciliations of all current enrolments."},
    {"name": "holds", "description": "The reviewer's queue and decisions."},
    {"name": "eligibility", "description": "Is this person insured?"},
    {"name": "audit", "description": "The chain of everything that happened."},
    {"name": "health", "description": "For load balancers and operators."},
]


def create_app(settings: Settings) -> FastAPI:
    """Return the application; its service opens when the server starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.token_key = read_or_create_key(settings.token_key_file)
        app.state.uploads = upload_folder(settings.data_dir)
        with Service.open(settings.service_config()) as service:
            app.state.service = service
            yield

    app = FastAPI(
        title="Totsugo",
        version=version("totsugo"),
        summary="The enrolment check against the resident registry (突合)",
        description=DESCRIPTION,
        openapi_tags=TAGS,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.metrics = Metrics()
    app.add_middleware(Around, metrics=app.state.metrics)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _not_served)
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(known_query)])
    add_docs_page(app)
    app.openapi = document_of(app)  # type: ignore[method-assign]
    return app


def _answer(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    told = problem.model_copy(update={"correlation_id": request.state.correlation_id})
    return JSONResponse(told.model_dump(), told.status, headers, media_type=PROBLEM_JSON)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    """Tell a refusal as the problem of its code."""
    assert isinstance(error, Refusal)  # noqa: S101  registered for it
    problem = problem_of(error)
    challenge = {"WWW-Authenticate": "Bearer"} if problem.status == STATUS["not_authenticated"] else None
    return _answer(request, problem, challenge)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    """Tell which parts of the request cannot be used, without the values that came."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  registered for it
    problem = problem_of(
        Refusal("parts of the request cannot be used", code="invalid_request", hint="`faults` names them; see /docs")
    )
    faults = [FieldFault(where=_where(fault["loc"], fault["type"]), code=fault["type"]) for fault in error.errors()]
    return _answer(request, problem.model_copy(update={"faults": faults}))


async def _not_served(request: Request, error: Exception) -> JSONResponse:
    """Tell that there is no such route, or which methods it has."""
    assert isinstance(error, HTTPException)  # noqa: S101  registered for it
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "invalid_request")
    problem = problem_of(Refusal("this is not served here", code=code, hint="see /docs"))
    routes = (route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute))
    methods = {
        method
        for route in routes
        if route.matches(request.scope)[0] is not Match.NONE
        for method in route.methods or ()
    }
    return _answer(request, problem, {"Allow": ", ".join(sorted(methods))} if methods else None)


def _where(place: Sequence[str | int], kind: str) -> str:
    """Return the path of a fault; the name of an unknown field is the caller's text and stays out."""
    return ".".join(map(str, place[:-1] if kind == "extra_forbidden" else place))
