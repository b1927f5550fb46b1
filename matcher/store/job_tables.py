"""The tables of Procrastinate, in a schema of their own, installed once."""

from typing import Final

from sqlalchemy import Connection, text

SCHEMA: Final = "jobs"


def are_installed(connection: Connection) -> bool:
    """Tell whether they are there."""
    return connection.execute(text("SELECT to_regclass('jobs.procrastinate_jobs')")).scalar_one() is not None


def install(connection: Connection) -> None:
    """Create them if they are not there yet; the caller holds the lock of the migrations."""
    from procrastinate.schema import SchemaManager  # noqa: PLC0415 - once in the life of a database

    if are_installed(connection):
        return
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    connection.execute(text(f"SET LOCAL search_path = {SCHEMA}"))
    connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
