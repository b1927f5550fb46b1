"""Every route answers the roles that it is for, and nobody else."""

import uuid
from typing import Any

import pytest

from matcher.service.principals import Role
from tests.api.world import CARD, World

NOBODY = str(uuid.UUID(int=0))
INSURER, REVIEWER, CLINIC, OPERATOR, AUDITOR = Role

ROUTES: list[tuple[str, str, Any, set[Role]]] = [
    ("POST", "/v1/submissions", b"x", {INSURER, OPERATOR}),
    ("GET", "/v1/submissions", None, {INSURER, REVIEWER, OPERATOR}),
    ("GET", f"/v1/submissions/{NOBODY}", None, {INSURER, REVIEWER, OPERATOR}),
    ("GET", f"/v1/submissions/{NOBODY}/results", None, {INSURER, REVIEWER, OPERATOR}),
    ("POST", "/v1/runs", None, {OPERATOR}),
    ("GET", "/v1/runs", None, {OPERATOR, AUDITOR}),
    ("GET", f"/v1/runs/{NOBODY}", None, {OPERATOR, AUDITOR}),
    ("GET", "/v1/holds", None, {INSURER, REVIEWER, OPERATOR}),
    ("GET", f"/v1/holds/{NOBODY}", None, {INSURER, REVIEWER, OPERATOR}),
    ("POST", f"/v1/holds/{NOBODY}/candidates", None, {REVIEWER, OPERATOR}),
    ("POST", f"/v1/holds/{NOBODY}/release", {"reason": "01"}, {REVIEWER}),
    ("POST", "/v1/holds/release", {"holds": [NOBODY], "reason": "01"}, {REVIEWER}),
    ("POST", f"/v1/holds/{NOBODY}/correct", {"changes": {"sex": "1"}}, {INSURER, REVIEWER}),
    ("POST", "/v1/eligibility-lookups", {**CARD, "number": "9"}, {CLINIC}),
    ("GET", "/v1/audit/verification", None, {AUDITOR}),
    ("GET", "/metrics", None, {OPERATOR}),
]
IDS = [f"{method} {path.replace(NOBODY, '{id}')}" for method, path, _, _ in ROUTES]


def ask(world: World, method: str, path: str, body: Any, headers: dict[str, str]) -> int:  # noqa: ANN401  any JSON
    """Return the status of one request."""
    content = {"content": body} if isinstance(body, bytes) else {"json": body} if body else {}
    return int(world.client.request(method, path, headers=headers, **content).status_code)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("method", "path", "body", "allowed"), ROUTES, ids=IDS)
def test_a_route_answers_its_roles_only(
    world: World, method: str, path: str, body: object, allowed: set[Role], role: Role
) -> None:
    status = ask(world, method, path, body, world.token(role))
    assert (status == 403) == (role not in allowed)
    assert status not in {401, 500}


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer a.b.c"}, {"Authorization": "Basic dTpw"}])
@pytest.mark.parametrize(("method", "path", "body", "allowed"), ROUTES, ids=IDS)
def test_without_a_valid_token_nothing_is_answered(
    world: World, method: str, path: str, body: object, allowed: set[Role], header: dict[str, str]
) -> None:
    assert allowed
    assert ask(world, method, path, body, header) == 401


def test_every_route_is_in_the_matrix(world: World) -> None:
    served = {
        (method.upper(), path)
        for path, methods in world.client.get("/openapi.json").json()["paths"].items()
        for method in methods
        if not path.startswith("/health")
    }
    named = {(method, path) for method, path, _, _ in ROUTES}
    plain = {(method, "/".join("{}" if "{" in part else part for part in path.split("/"))) for method, path in served}
    assert plain == {(method, path.replace(NOBODY, "{}")) for method, path in named}


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_needs_no_token(world: World, path: str) -> None:
    assert world.client.get(path).status_code == 200
