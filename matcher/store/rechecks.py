"""Versions that have to be checked at once, kept in the transaction that made it so: a crash forgets none of them."""

from collections.abc import Sequence

from sqlalchemy import Connection, text


def add(connection: Connection, versions: Sequence[int]) -> None:
    """Note that these versions have to be checked."""
    statement = "INSERT INTO recheck SELECT unnest(CAST(:versions AS bigint[])) ON CONFLICT DO NOTHING"
    connection.execute(text(statement), {"versions": list(versions)})


def pending(connection: Connection) -> list[int]:
    """Return what is still to be checked, in order."""
    return list(connection.execute(text("SELECT version FROM recheck ORDER BY version")).scalars())


def done(connection: Connection, versions: Sequence[int]) -> None:
    """Note that these versions were checked, and opened if they are to be."""
    connection.execute(text("DELETE FROM recheck WHERE version = ANY(:versions)"), {"versions": list(versions)})
