"""Tell the planner of the database about many new rows at once, before the autovacuum would."""

from sqlalchemy import Connection, text


def refresh(connection: Connection) -> None:
    """Refresh the statistics of the tables of records."""
    connection.execute(text("SELECT refresh_statistics()"))
