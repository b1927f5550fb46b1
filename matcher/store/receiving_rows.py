"""The rows of a submission: which versions they are, and what was found of them."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import pyarrow as pa
from sqlalchemy import Connection, text

from matcher.store.chosen import between, spanned
from matcher.store.copying import copy_out
from matcher.store.triage import SAID_OF_J, VIEW, said


def take_judgements(connection: Connection, submission: UUID, first_row: int, end_row: int) -> dict[str, int]:
    """Give each row of the range the latest judgement of its version, and return the count of each verdict."""
    values = {"submission": submission, "begin": first_row, "end": end_row}
    span = dict(connection.execute(_SPAN, values).mappings().one())
    return {row[0]: row[1] for row in connection.execute(_TAKE, values | span)}


def results(
    connection: Connection,
    submission: UUID,
    first_row: int,
    end_row: int,
    schema: pa.Schema,
    rejected: Mapping[str, object],
) -> pa.Table:
    """Return the result rows of a range, in order.

    Args:
        connection: decides by its role and tenant whether there are any.
        submission: which.
        first_row: the first row.
        end_row: the row after the last.
        schema: names and types of the columns of a result.
        rejected: what the columns of a rejected row hold, by name, where that is not empty.
    """
    chosen = ", ".join(_column(field, field.name in rejected) for field in schema)
    query = (
        f"SELECT {chosen} FROM submission_row AS r LEFT JOIN judgement AS j USING (judgement) {SAID_OF_J}"  # noqa: S608 - names of a schema
        "WHERE r.submission = %(submission)s AND r.row >= %(first)s AND r.row < %(end)s ORDER BY r.row"
    )
    values = {
        "submission": submission,
        "first": first_row,
        "end": end_row,
        **{f"rejected_{k}": v for k, v in rejected.items()},
    }
    return copy_out(connection, query, schema, values)


def _column(field: pa.Field, fixed_when_rejected: bool) -> str:  # noqa: FBT001
    name = f'"{field.name}"'
    if field.name in _OF_ROW:
        return f"coalesce(r.{name}, '')" if field.name == "defect" else f"r.{name}"
    found = said(field.name) if field.name in VIEW else f"j.{name}"
    judged = f"coalesce({found}, '')" if pa.types.is_string(field.type) else found
    if fixed_when_rejected:
        return f"CASE WHEN r.defect IS NOT NULL THEN %(rejected_{field.name})s ELSE {judged} END"
    return judged


_OF_ROW: Final = frozenset({"row", "insurer_number", "symbol", "number", "branch", "defect"})
_IN_RANGE = "r.submission = :submission AND r.row >= :begin AND r.row < :end"
_SPAN = text(f"""
    SELECT coalesce(min(version), 1) AS first, coalesce(max(version), 0) AS last
    FROM (SELECT r.version FROM submission_row AS r WHERE {_IN_RANGE} OFFSET 0) AS these
""")  # noqa: S608 - constants
"""OFFSET 0 lets the rows be found first: else the least version would be looked for among those of all submissions."""
_TAKE = spanned(f"""
    WITH taken AS (
        UPDATE submission_row AS r SET judgement = j.judgement FROM judgement AS j
        WHERE {_IN_RANGE} AND j.version = r.version AND {between("j.version")} AND j.is_latest
        RETURNING j.verdict
    ), rejected AS (
        SELECT count(*) AS rows FROM submission_row AS r WHERE {_IN_RANGE} AND r.defect IS NOT NULL
    )
    SELECT verdict, count(*) FROM taken GROUP BY verdict
    UNION ALL SELECT 'REJECTED', rows FROM rejected WHERE rows > 0
    ORDER BY 1
""")  # noqa: S608
