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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from api.app import create_app
from api.settings import load_settings
from matcher.service.principals import Role
from tests.api.test_roles import NOBODY, ROUTES
from tests.api.world import World

EXAMPLES = 60 if os.environ.get("CI") else 15

DOCUMENT = create_app(load_settings()).openapi()
UNDERSTOOD = ["2xx", "401", "403", "404", "409", "422"]
"""A request of the right form is answered, or refused for what it means (422); 400 is for a wrong form alone."""

CONFIG = SchemathesisConfig.from_dict(
    {"request-timeout": 60, "checks": {"positive_data_acceptance": {"expected-statuses": UNDERSTOOD}}}
)
API = schemathesis.openapi.from_dict(DOCUMENT, config=CONFIG)
OPERATIONS = {operation.label: operation for operation in (found.ok() for found in API.get_all_operations())}  # type: ignore[union-attr]


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
    plain = "/".join(NOBODY if "{" in part else part for part in path.split("/"))
    return next((min(allowed) for *route, _, allowed in ROUTES if route == [method.upper(), plain]), Role.OPERATOR)


@pytest.mark.parametrize("label", OPERATIONS)
def test_every_answer_is_as_promised(label: str, world: World, served: str) -> None:
    operation = OPERATIONS[label]
    headers = world.token(role_for(operation.method, operation.path))

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode)))
    def keeps_its_promise(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(base_url=served, headers=headers)

    keeps_its_promise()
