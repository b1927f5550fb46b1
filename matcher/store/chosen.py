"""Which versions a statement is about: chosen once into a temporary table, whose size the planner is told.

A chunk is a few of very many records. Left to guess how few, the planner read whole tables for each chunk, so that a
submission took as long as its length squared. The versions of a chunk mostly follow each other, too: told the first and
the last of them, it reads one stretch of a table instead of looking each one up.
"""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import BigInteger, Connection, TextClause, bindparam, text

VERSIONS_OF_ROWS: Final = (
    "SELECT version FROM submission_row "
    "WHERE submission = :submission AND row >= :first AND row < :end AND version IS NOT NULL"
)
"""The versions of a range of rows of a submission."""

THESE_VERSIONS: Final = "SELECT unnest(CAST(:versions AS bigint[]))"
"""Versions that are given."""

CURRENT_VERSIONS: Final = "SELECT version FROM enrolment WHERE is_current AND version > :after AND version <= :last"
"""The current versions in a range."""


def choose(connection: Connection, name: str, versions: str, values: Mapping[str, object]) -> dict[str, int]:
    """Make the temporary table `name` with the column `version`, and return its span; it ends with the transaction.

    Args:
        connection: an open transaction.
        name: of the table.
        versions: SELECT of one column.
        values: what stands for the `:names` in it.
    """
    connection.execute(text(f"CREATE TEMPORARY TABLE {name} (version bigint) ON COMMIT DROP"))
    connection.execute(text(f"INSERT INTO {name} {versions}"), values)
    return known(connection, name)


def known(connection: Connection, name: str) -> dict[str, int]:
    """Index the versions of the temporary table `name`, and return their span, for `between`.

    That is the `first` and `last` of them; 1 and 0 where there are none. The index is for where the planner, whose
    statistics of growing tables are old, expects so few rows that it looks each of them up in `name`.
    """
    connection.execute(text(f"CREATE INDEX ON {name} (version)"))
    connection.execute(text(f"ANALYZE {name} (version)"))
    span = text(f"SELECT coalesce(min(version), 1) AS first, coalesce(max(version), 0) AS last FROM {name}")  # noqa: S608
    return dict(connection.execute(span).mappings().one())


def between(version: str) -> str:
    """Return the condition, true of all versions chosen, that a version is not before the first or after the last.

    >>> between("e.version")
    'e.version BETWEEN :first AND :last'
    """
    return f"{version} BETWEEN :first AND :last"


def spanned(statement: str) -> TextClause:
    """Return a statement with `between` in it, for which the span is written out: a plan for any span is of no use."""
    ends = (bindparam(name, type_=BigInteger, literal_execute=True) for name in ("first", "last"))
    return text(statement).bindparams(*ends)
