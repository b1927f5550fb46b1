"""Bring the tables up to date when the database is opened: Alembic, behind a lock, in one transaction.

Two processes that open at the same moment wait for each other; the second finds nothing to do. A database that is
up to date already is told by one query, so that a command that only asks something does not wait for Alembic to be
imported.
"""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, text

from matcher.store import job_tables

MIGRATIONS: Final = Path(__file__).with_name("migrations")

_LOCK: Final = 7_306_812_190_174_001


def upgrade(engine: Engine) -> None:
    """Run the migrations that this database does not have yet; all of them or none."""
    with engine.begin() as connection:
        if _is_up_to_date(connection):
            return
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS totsugo"))
        _migrate(connection)
        job_tables.install(connection)


def latest_revision() -> str:
    """Return the revision of the newest migration, which is how its file name begins.

    >>> len(latest_revision())
    4
    """
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def _is_up_to_date(connection: Connection) -> bool:
    if connection.execute(text("SELECT to_regclass('totsugo.alembic_version')")).scalar_one() is None:
        return False
    found = connection.execute(text("SELECT version_num FROM totsugo.alembic_version")).scalar_one_or_none()
    return found == latest_revision() and job_tables.are_installed(connection)


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
