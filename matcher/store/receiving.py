"""Register what a file brought: a new version for every record that changed, and one row per physical row.

Everything here happens in one transaction: rows are staged by COPY, compared with the current versions as one set,
and what changed is superseded at once. A superseded version is not answerable from that moment on; the new one is
not yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import pyarrow as pa
from sqlalchemy import Connection, text

from matcher.store.copying import copy_in

IDENTITY: Final = ("insurer_number", "symbol", "number", "branch", "qualified_from")
"""What a record is known by, in canonical form; its versions share it."""

CONTENT: Final = (
    "person_key", "name", "name_kana", "birth_date", "sex", "postal_code", "address", "check_basis", "relation",
    "qualified_to",
)  # fmt: skip
"""What a version says, as it was written; a change in any of it is a new version."""

INCOMING: Final = pa.schema(
    [
        ("row", pa.int64()),
        ("defect", pa.string()),
        *((f"written_{name}", pa.string()) for name in IDENTITY[:4]),
        *((name, pa.string()) for name in IDENTITY),
        ("birth_key", pa.string()),
        ("valid_from", pa.date32()),
        ("valid_to", pa.date32()),
        ("person_key", pa.binary(16)),
        *((name, pa.string()) for name in CONTENT[1:]),
        ("plain", pa.bool_()),
    ]
)
"""A staged row: `written_…` is the echo of the file, the identity is canonical and null where the row has a defect.

`plain` says that the five items are such that equality with those of a resident proves all of them EXACT.
"""


@dataclass(frozen=True, slots=True)
class Registered:
    """How many records of the file were new, changed (a new version superseded one), or as they were."""

    new: int
    changed: int
    unchanged: int


def stage(connection: Connection) -> None:
    """Make the staging table of this transaction."""
    connection.execute(_STAGE)


def stage_rows(connection: Connection, rows: pa.RecordBatch | pa.Table) -> None:
    """Add rows of `INCOMING`."""
    copy_in(connection, "incoming", rows)


def staged_insurers(connection: Connection) -> list[str]:
    """Return the insurer numbers of the clean rows, sorted."""
    return list(
        connection.execute(
            text("SELECT DISTINCT insurer_number FROM incoming WHERE defect IS NULL ORDER BY 1")
        ).scalars()
    )


def register(connection: Connection, submission: UUID | None, tenant: str) -> Registered:
    """Turn the staged rows into versions, and (for a submission) into its rows.

    The caller holds the locks of all insurers concerned (`locks.register_alone`) and has stored the submission.
    """
    values = {"submission": submission, "tenant": tenant}
    connection.execute(text(f"ANALYZE incoming (row, defect, {', '.join(IDENTITY)})"))
    connection.execute(_COMPARE)
    connection.execute(text("ANALYZE compared (row, old_version, changed)"))
    for statement in _SUPERSEDE:
        connection.execute(statement)
    connection.execute(_ADD_VERSIONS, values)
    if submission is not None:
        connection.execute(_ADD_ROWS, values)
    return Registered(**dict(connection.execute(_COUNT).mappings().one()))


def current_version(connection: Connection, identity: Mapping[str, object]) -> int:
    """Return the current version of a record."""
    return int(connection.execute(_CURRENT, {name: identity[name] for name in IDENTITY}).scalar_one())


_SQL_TYPES = {
    pa.int64(): "bigint",
    pa.string(): "text",
    pa.date32(): "date",
    pa.binary(16): "uuid",
    pa.bool_(): "boolean",
}
_STAGE = text(
    "CREATE TEMPORARY TABLE incoming ("
    + ", ".join(f"{field.name} {_SQL_TYPES[field.type]}" for field in INCOMING)
    + ") ON COMMIT DROP"
)
_SAME_RECORD = " AND ".join(f"i.{name} = e.{name}" for name in IDENTITY)
_CONTENT_AS_TEXT = ", ".join(f"i.{name}::text" for name in CONTENT)
_COPIED = ", ".join((*IDENTITY, "birth_key", "valid_from", "valid_to", *CONTENT, "plain"))

_COMPARE = text(f"""
    CREATE TEMPORARY TABLE compared ON COMMIT DROP AS
    SELECT found.*, CASE WHEN old_version IS NULL OR changed THEN nextval('enrolment_version_seq') ELSE old_version END
        AS version
    FROM (
        SELECT i.row, i.fingerprint, e.version AS old_version,
            e.version IS NOT NULL AND e.fingerprint <> i.fingerprint AS changed
        FROM (SELECT i.*, fingerprint({_CONTENT_AS_TEXT}) AS fingerprint FROM incoming AS i WHERE i.defect IS NULL) AS i
        LEFT JOIN enrolment AS e ON {_SAME_RECORD} AND e.is_current
        ORDER BY i.row
    ) AS found
""")  # noqa: S608 - built of constants
"""New versions are numbered here, in the order of the file, so that no wide row has to be sorted or looked up again."""
_SUPERSEDE = (
    text("""
        SELECT count(*) FROM (
            SELECT FROM enrolment WHERE version IN (SELECT old_version FROM compared WHERE changed)
            ORDER BY version FOR UPDATE
        ) AS locked
    """),
    text("DELETE FROM eligibility AS a USING compared AS c WHERE a.version = c.old_version AND c.changed"),
    text("""
        UPDATE hold AS h SET state = 'superseded', closed_at = clock_timestamp()
        FROM compared AS c WHERE h.version = c.old_version AND c.changed AND h.state IN ('open', 'released')
    """),
    text("""
        UPDATE enrolment AS e SET is_current = false, superseded_at = clock_timestamp()
        FROM compared AS c WHERE e.version = c.old_version AND c.changed
    """),
)
_ADD_VERSIONS = text(f"""
    INSERT INTO enrolment (version, {_COPIED}, fingerprint, is_current, submission) OVERRIDING SYSTEM VALUE
    SELECT c.version, {_COPIED}, c.fingerprint, true, CAST(:submission AS uuid)
    FROM incoming AS i JOIN compared AS c USING (row)
    WHERE c.old_version IS NULL OR c.changed
""")  # noqa: S608 - built of constants
_ADD_ROWS = text("""
    INSERT INTO submission_row (submission, row, tenant, insurer_number, symbol, number, branch, defect, version)
    SELECT :submission, i.row, :tenant, i.written_insurer_number, i.written_symbol, i.written_number, i.written_branch,
        i.defect, c.version
    FROM incoming AS i LEFT JOIN compared AS c USING (row)
""")
_COUNT = text("""
    SELECT count(*) FILTER (WHERE old_version IS NULL) AS new,
        count(*) FILTER (WHERE changed) AS changed,
        count(*) FILTER (WHERE old_version IS NOT NULL AND NOT changed) AS unchanged
    FROM compared
""")
_CURRENT = text(
    "SELECT version FROM enrolment WHERE is_current AND " + " AND ".join(f"{name} = :{name}" for name in IDENTITY)  # noqa: S608
)
