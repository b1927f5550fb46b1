"""Bring the tables up to date when the database is opened: Alembic, behind a lock, in one transaction.

Two processes that open at the same moment wait for each other; the second finds nothing to do.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from matcher.store import job_tables

_LOCK = 7_306_812_190_174_001


def upgrade(engine: Engine) -> None:
    """Run the migrations that this database does not have yet; all of them or none."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS totsugo"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        job_tables.install(connection)
