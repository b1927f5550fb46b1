"""The tables of Procrastinate, in a schema of their own, installed once."""

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

SCHEMA = "jobs"


def install(connection: Connection) -> None:
    """Create them if they are not there yet; the caller holds the lock of the migrations."""
    if connection.execute(text("SELECT to_regclass('jobs.procrastinate_jobs')")).scalar_one() is not None:
        return
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    connection.execute(text(f"SET LOCAL search_path = {SCHEMA}"))
    connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
