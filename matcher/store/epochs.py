"""The registry: staged by COPY, filled into a partition of its own, published in one short step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyarrow as pa
from sqlalchemy import Connection, RowMapping, text

from matcher.store.copying import copy_in
from matcher.store.files import ReceivedFile
from matcher.store.pairs import NO_RESIDENT, RESIDENTS

STAGED: Final = RESIDENTS
"""The columns of a staged resident."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """A row of table `registry_epoch`."""

    epoch: int
    digest: bytes
    file_name: str
    rows: int
    usable: int
    defects: Mapping[str, int]
    warnings: tuple[str, ...]
    withdrawn: int
    loaded_at: datetime


def current(connection: Connection) -> Epoch | None:
    """Return the epoch in force, None before the first."""
    found = connection.execute(_CURRENT).mappings().one_or_none()
    return None if found is None else _epoch(found)


def begin(connection: Connection) -> int:
    """Make the staging table and the partition of the next epoch, and return its number."""
    connection.execute(_STAGE)
    number = connection.execute(text("SELECT coalesce(max(epoch), 0) + 1 FROM registry_epoch")).scalar_one()
    connection.execute(text("SELECT open_epoch(:epoch)"), {"epoch": number})
    return int(number)


def stage_rows(connection: Connection, rows: pa.RecordBatch | pa.Table) -> None:
    """Add rows of `STAGED`."""
    copy_in(connection, "incoming_resident", rows)


def fill(connection: Connection, epoch: int) -> None:
    """Put the staged residents into the partition, each with its fingerprint."""
    connection.execute(text(_FILL.format(epoch=int(epoch))), {"epoch": epoch})


def publish(connection: Connection, epoch: int, file: ReceivedFile, usable: int) -> None:
    """Make it the current epoch and drop the residents of the one before. The caller holds `locks.replace_registry`."""
    before = current(connection)
    connection.execute(text("UPDATE registry_epoch SET is_current = false WHERE is_current"))
    connection.execute(_ADD, {"epoch": epoch, "usable": usable, **file.values()})
    connection.execute(text("SELECT attach_epoch(:epoch)"), {"epoch": epoch})
    if before is not None:
        connection.execute(text("SELECT drop_epoch(:epoch)"), {"epoch": before.epoch})


def find_changes(connection: Connection, epoch: int) -> None:
    """Collect the persons who are others in the filled `epoch` than in the current one: for `withdraw_changed`."""
    before = current(connection)
    connection.execute(text("CREATE TEMPORARY TABLE changed (person_key uuid PRIMARY KEY) ON COMMIT DROP"))
    if before is not None:
        connection.execute(text(_CHANGES.format(before=before.epoch, after=int(epoch))))
    connection.execute(text("ANALYZE changed"))


def withdraw_changed(connection: Connection, epoch: int) -> list[int]:
    """Withdraw every answerable record whose person changed, supersede their released holds, and return the versions.

    What was checked or decided was about another pair. Records that are held or unchecked need nothing withdrawn.
    """
    versions = list(connection.execute(_OUTDATED).scalars())
    connection.execute(_LOCK, {"versions": versions})
    connection.execute(text("DELETE FROM eligibility WHERE version = ANY(:versions)"), {"versions": versions})
    connection.execute(_SUPERSEDE, {"versions": versions})
    connection.execute(
        text("UPDATE registry_epoch SET withdrawn = :count WHERE epoch = :epoch"),
        {"count": len(versions), "epoch": epoch},
    )
    return versions


def resident_fingerprint(connection: Connection, version: int) -> str:
    """Return the fingerprint of the version's resident in the current epoch, all zeros if there is none."""
    return str(connection.execute(_FINGERPRINT, {"version": version}).scalar_one())


_CURRENT = text("""
    SELECT epoch, digest, file_name, rows, usable, defects, warnings, withdrawn, loaded_at
    FROM registry_epoch WHERE is_current
""")
_SQL_TYPES = {pa.binary(16): "uuid", pa.string(): "text", pa.bool_(): "boolean"}
_STAGE = text(
    "CREATE TEMPORARY TABLE incoming_resident ("
    + ", ".join(f'"{field.name}" {_SQL_TYPES[field.type]}' for field in STAGED)
    + ") ON COMMIT DROP"
)
_NAMES = ", ".join(f'"{name}"' for name in STAGED.names)
_FILL = (
    f"INSERT INTO resident_{{epoch}} (epoch, {_NAMES}, fingerprint) SELECT :epoch, {_NAMES}, fingerprint("  # noqa: S608
    + ", ".join(f'"{field.name}"' + ("" if pa.types.is_string(field.type) else "::text") for field in STAGED)
    + ") FROM incoming_resident"
)
_ADD = text("""
    INSERT INTO registry_epoch (epoch, digest, file_name, rows, usable, defects, warnings, is_current)
    VALUES (:epoch, :digest, :file_name, :rows, :usable, CAST(:defects AS jsonb), CAST(:warnings AS jsonb), true)
""")
_CHANGES = """
    INSERT INTO changed
    SELECT person_key FROM (SELECT person_key, fingerprint FROM resident WHERE epoch = {before}) AS o
    FULL JOIN (SELECT person_key, fingerprint FROM resident_{after}) AS n USING (person_key)
    WHERE o.fingerprint IS DISTINCT FROM n.fingerprint
"""
_OUTDATED = text("""
    SELECT e.version FROM changed AS c JOIN enrolment AS e USING (person_key)
    WHERE e.is_current AND (EXISTS (SELECT FROM eligibility AS a WHERE a.version = e.version)
        OR EXISTS (SELECT FROM hold AS h WHERE h.version = e.version AND h.state = 'released'))
    ORDER BY e.version
""")
_LOCK = text("SELECT FROM enrolment WHERE version = ANY(:versions) ORDER BY version FOR NO KEY UPDATE")
_SUPERSEDE = text("""
    UPDATE hold SET state = 'superseded', closed_at = clock_timestamp()
    WHERE version = ANY(:versions) AND state = 'released'
""")
_FINGERPRINT = text(f"""
    SELECT coalesce(s.fingerprint, '{NO_RESIDENT}') FROM enrolment AS e
    LEFT JOIN registry_epoch AS r ON r.is_current
    LEFT JOIN resident AS s ON s.epoch = r.epoch AND s.person_key = e.person_key
    WHERE e.version = :version
""")  # noqa: S608


def _epoch(row: RowMapping) -> Epoch:
    return Epoch(**dict(row) | {"warnings": tuple(row["warnings"])})
