"""The API keeps what its own OpenAPI document promises, for any request that Schemathesis can think of.

It talks to a real server on loopback, with the token of a role that each route is for; all of Schemathesis' checks
are on.
"""

import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, settings

from matcher.service.principals import Role
from tests.api.test_roles import ROUTES
from tests.api.world import World

EXAMPLES = 60 if os.environ.get("CI") else 15

api = schemathesis.pytest.from_fixture("served_api")


@pytest.fixture(scope="module")
def served_api(world: World) -> Iterator[schemathesis.BaseSchema]:
    """Serve the application of the world on a free port of loopback."""
    server = uvicorn.Server(uvicorn.Config(world.client.app, port=0, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield schemathesis.openapi.from_url(f"http://127.0.0.1:{port}/openapi.json")
    server.should_exit = True
    thread.join()


def role_for(method: str, path: str) -> Role:
    """Return a role that the route is for; any for the health routes."""
    for route_method, route, _, allowed in ROUTES:
        same = len(route.split("/")) == len(path.split("/")) and all(
            part in {asked, asked if "{" in asked else part}
            for part, asked in zip(route.split("/"), path.split("/"), strict=True)
        )
        if same and route_method == method.upper():
            return min(allowed)
    return Role.OPERATOR


@api.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_promised(case: schemathesis.Case[Any], world: World) -> None:
    case.call_and_validate(headers=world.token(role_for(case.method, case.path)))
