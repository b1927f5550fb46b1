"""A real PostgreSQL for the session and a service with a database of its own for each test.

The database is copied from a template that was migrated once, which takes some hundredths of a second.
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from matcher.service import lookup, reconcile, registry, review, submissions
from matcher.service.context import Service, ServiceConfig
from matcher.service.principals import Principal, Role
from matcher.store import embedded
from matcher.store.database import Database
from tests.records import UNION, enrolment, resident, write_enrolments, write_residents

OPERATOR = Principal("night shift", Role.OPERATOR)
INSURER = Principal("union batch", Role.INSURER, UNION)
REVIEWER = Principal("sato", Role.REVIEWER, UNION)
CLINIC = Principal("front desk", Role.CLINIC)
AUDITOR = Principal("kato", Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class World:
    """A service and short ways to do with it what the tests are not about."""

    service: Service
    url: str
    folder: Path

    def load(self, *rows: dict[str, str]) -> registry.RegistryReceipt:
        """Load these residents as the registry."""
        return registry.load_registry(self.service, write_residents(self.folder / "residents.csv", rows), OPERATOR)

    def submit(self, *rows: dict[str, str], principal: Principal = INSURER, name: str = "e.csv") -> submissions.Receipt:
        """Submit these enrolments and wait."""
        return submissions.submit(self.service, write_enrolments(self.folder / name, rows), principal)

    def reconcile(self) -> reconcile.RunReceipt:
        """Run to the end."""
        return reconcile.reconcile(self.service, OPERATOR)

    def answered(self, row: dict[str, str] | None = None) -> bool:
        """Tell whether the lookup answers this enrolment."""
        row = row or enrolment()
        question = lookup.Question(
            row["insurer_number"], row["symbol"], row["number"], row["birth_date"], row["branch"]
        )
        return lookup.look_up(self.service, question, CLINIC).found

    def open_holds(self) -> tuple[review.HoldSummary, ...]:
        """Return the open holds of the insurer."""
        return review.list_holds(self.service, REVIEWER).holds

    def release(self, hold: UUID, *, seen: str | None = None) -> review.HoldDetail:
        """Release a hold."""
        return review.release(self.service, hold, REVIEWER, reason="08", text="moved in March", seen=seen)

    def held(self) -> review.HoldDetail:
        """Load one resident, submit an enrolment with another address, and return its hold."""
        self.load(resident())
        self.submit(enrolment(address="大阪府堺市堺区南瓦町3番1号"))
        return review.hold(self.service, self.open_holds()[0].hold, REVIEWER)

    @contextmanager
    def first_version_locked(self) -> Iterator[None]:
        """Let everybody who would change the first version wait."""
        with psycopg.connect(self.url, options="-c search_path=totsugo") as connection:
            connection.execute("SELECT FROM enrolment ORDER BY version LIMIT 1 FOR UPDATE")
            yield

    def as_owner(self, statement: str) -> list[tuple[object, ...]]:
        """Run a statement as the owner of the tables, whom no row-level security binds."""
        with psycopg.connect(self.url, options="-c search_path=totsugo") as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="session")
def server() -> str:
    """Start PostgreSQL, with a migrated template database, and return its URI.

    It does not lie in pytest's own folder: for root, the server runs as another user, and the next pytest that
    starts shuts that folder off for all others.
    """
    folder = Path(tempfile.mkdtemp(prefix="totsugo-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = embedded.start(folder / "postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE migrated")
    Database.open(_named(url, "migrated")).close()
    return url


@pytest.fixture
def database_url(server: str, tmp_path: Path) -> Iterator[str]:
    """Give the URI of a fresh migrated database."""
    with fresh_database(server, f"test_{abs(hash(tmp_path))}") as url:
        yield url


@contextmanager
def fresh_database(server: str, name: str) -> Iterator[str]:
    """Make a migrated database on the server, hand over its URI, and drop it at the end."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE migrated")
    yield _named(server, name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> ServiceConfig:
    """Give a configuration with small chunks, so that small files take several."""
    return ServiceConfig(tmp_path / "data", database_url=database_url, chunk_rows=3)


@pytest.fixture
def world(config: ServiceConfig, tmp_path: Path) -> Iterator[World]:
    """Give an open service."""
    with Service.open(config) as service:
        yield World(service, config.database_url, tmp_path)


def _named(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")
