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
from schemathesis.config import SchemathesisConfig

from api.app import create_app
from api.settings import load_settings
from matcher.service.principals import Role
from tests.api.test_roles import ROUTES
from tests.api.world import World

EXAMPLES = 60 if os.environ.get("CI") else 15

DOCUMENT = create_app(load_settings()).openapi()
UNDERSTOOD = ["2xx", "401", "403", "404", "409", "422"]
"""A request of the right form is answered, or refused for what it means (422); 400 is for a wrong form alone."""

CONFIG = SchemathesisConfig.from_dict(
    {"request-timeout": 60, "checks": {"positive_data_acceptance": {"expected-statuses": UNDERSTOOD}}}
)
api = schemathesis.openapi.from_dict(DOCUMENT, config=CONFIG)


@schemathesis.serializer("application/vnd.apache.parquet")
def as_it_is(_: schemathesis.SerializationContext, value: Any) -> bytes:  # noqa: ANN401  whatever was generated
    """Send a generated Parquet body as the bytes that it is."""
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture(scope="module")
def served(world: World) -> Iterator[str]:
    """Serve the application of the world on a free port of loopback, and hand over its address."""
    server = uvicorn.Server(uvicorn.Config(world.client.app, port=0, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def role_for(method: str, path: str) -> Role:
    """Return a role that the route is for; any for the health routes."""
    for route_method, route, _, allowed in ROUTES:
        parts = list(zip(route.split("/"), path.split("/"), strict=False))
        same = route.count("/") == path.count("/") and all(part == asked or "{" in asked for part, asked in parts)
        if same and route_method == method.upper():
            return min(allowed)
    return Role.OPERATOR


@api.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_promised(case: schemathesis.Case[Any], world: World, served: str) -> None:
    case.call_and_validate(base_url=served, headers=world.token(role_for(case.method, case.path)))
