"""The service that the tests of the API talk to."""

import io
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.logs import configure_logs
from api.settings import load_settings
from api.tokens import issue_token
from matcher.service import registry
from matcher.service.principals import TENANT_ROLES, Principal, Role
from tests.api.world import FILES, RESIDENTS, UNION, World, resident, table


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Start a service of its own for each test module and fill it."""
    data_dir = tmp_path_factory.mktemp("data")
    residents = data_dir / "residents.csv"
    residents.write_bytes(table([resident(number, person) for number, person in RESIDENTS]))
    log = io.StringIO()
    configure_logs("debug", log)
    app = create_app(load_settings(data_dir=data_dir))
    with TestClient(app, raise_server_exceptions=False) as client:

        def token(role: Role, insurer_number: str = UNION) -> dict[str, str]:
            tenant = insurer_number if role in TENANT_ROLES else None
            return {
                "Authorization": f"Bearer {issue_token(app.state.token_key, Principal('test', role, tenant), days=1)}"
            }

        registry.load_registry(app.state.service, residents, Principal("test", Role.OPERATOR))
        submissions = {}
        for insurer_number, body in FILES.items():
            headers = {**token(Role.INSURER, insurer_number), "Content-Type": "text/csv; charset=utf-8"}
            answer = client.post("/v1/submissions?wait=true", content=body, headers=headers)
            assert answer.status_code == 200, answer.text
            submissions[insurer_number] = answer.json()
        yield World(client, token, submissions, log, data_dir)
