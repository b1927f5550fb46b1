"""A database of one's own, whose user is no superuser: the roles were granted to it, and the tables are its own."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from matcher.service.context import Service, ServiceConfig
from matcher.store.database import Access
from tests.records import enrolment, resident
from tests.service_fixtures import World


@pytest.fixture
def own_url(server: str) -> Iterator[str]:
    """Make a user and its empty database, as an administrator would."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE ROLE owner_of_one LOGIN NOSUPERUSER")
        for access in Access:
            connection.execute(f"GRANT {access.value} TO owner_of_one")
        connection.execute("CREATE DATABASE one_of_its_own OWNER owner_of_one")
    yield server.replace("postgres:@/postgres?", "owner_of_one@/one_of_its_own?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE one_of_its_own WITH (FORCE)")
        connection.execute("DROP ROLE owner_of_one")


def test_the_whole_way(own_url: str, tmp_path: Path) -> None:
    with Service.open(ServiceConfig(tmp_path / "data", database_url=own_url)) as service:
        world = World(service, own_url, tmp_path)
        world.release(world.held().summary.hold)
        assert world.answered()
        world.load(resident(), resident(1))
        world.submit(enrolment(1), name="more.csv")
        assert world.reconcile().judged == 0
        assert world.as_owner("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(False,)]
