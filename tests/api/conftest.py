"""The service that the tests of the API talk to, filled once per test module."""

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
from tests.api.world import RESIDENTS, ROWS, World
from tests.records import UNION, write_enrolments, write_residents
from tests.service_fixtures import fresh_database, server

__all__ = ["server"]


@pytest.fixture(scope="module")
def world(server: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Start an application on a database of its own, load the registry, and submit both files."""
    data_dir = tmp_path_factory.mktemp("data")
    log = io.StringIO()
    configure_logs("debug", log)
    with fresh_database(server, f"api_{request.module.__name__.rpartition('.')[2]}") as url:
        app = create_app(load_settings(data_dir=data_dir, database_url=url))

        def token(role: Role, insurer_number: str = UNION) -> dict[str, str]:
            principal = Principal("test", role, insurer_number if role in TENANT_ROLES else None)
            return {"Authorization": f"Bearer {issue_token(app.state.token_key, principal, days=1)}"}

        with TestClient(app, raise_server_exceptions=False) as client:
            residents = write_residents(data_dir / "residents.csv", RESIDENTS)
            registry.load_registry(app.state.service, residents, Principal("test", Role.OPERATOR))
            files, receipts = {}, {}
            for insurer_number, rows in ROWS.items():
                files[insurer_number] = write_enrolments(data_dir / "enrolments.csv", rows).read_bytes()
                headers = {**token(Role.INSURER, insurer_number), "Content-Type": "text/csv; charset=utf-8"}
                answer = client.post("/v1/submissions?wait=true", content=files[insurer_number], headers=headers)
                assert answer.status_code == 200, answer.text
                receipts[insurer_number] = answer.json()["submission"]
            yield World(client, token, files, receipts, log, data_dir)
