"""The registry: staged by COPY, filled into a partition of its own, published by a switch, withdrawn from in chunks.

Everything whose length grows with the registry comes before the switch or after it. From the switch on the lookup
answers nothing that rests on a resident who changed; `withdraw_changed` then makes the tables say so, too.
"""

from collections import Counter
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


def prepare(connection: Connection, epoch: int) -> int:
    """Put the staged residents into the partition, each with its fingerprint, and index it.

    Returns how many persons are others than in the current epoch. They are kept for `withdraw_changed`.
    """
    connection.execute(text("SELECT set_config('work_mem', '64MB', true)"))
    connection.execute(text(_FILL.format(epoch=int(epoch))), {"epoch": epoch})
    connection.execute(text("SELECT index_epoch(:epoch)"), {"epoch": epoch})
    before = current(connection)
    if before is None:
        return 0
    changes = text(_CHANGES.format(before=before.epoch, after=int(epoch)))
    return connection.execute(changes, {"epoch": epoch}).rowcount


def publish(connection: Connection, epoch: int, file: ReceivedFile, usable: int) -> None:
    """Make the prepared epoch the current one. The caller holds `locks.replace_registry`."""
    connection.execute(text("UPDATE registry_epoch SET is_current = false WHERE is_current"))
    connection.execute(_ADD, {"epoch": epoch, "usable": usable, **file.values()})
    connection.execute(text("SELECT attach_epoch(:epoch)"), {"epoch": epoch})


def drop_past(connection: Connection) -> None:
    """Drop the residents of the epochs before the current one, unless somebody reads them at this moment."""
    connection.execute(text("SELECT drop_past_epochs()"))


def withdraw_changed(connection: Connection, persons: int) -> tuple[int, list[int]]:
    """Withdraw what rests on the next `persons` who changed: answerable records, and decisions to release.

    What was checked or decided was about another pair, unless it was so against the epoch of the change already.
    Records that are held or unchecked need nothing withdrawn.

    Returns how many persons that were, 0 when none is left, and the versions withdrawn.
    """
    connection.execute(_STAGE_CHANGED)
    found = connection.execute(_TAKE_CHANGED, {"persons": persons}).rowcount
    connection.execute(text("ANALYZE changed"))
    outdated = connection.execute(_OUTDATED).all()
    versions = [row.version for row in outdated]
    connection.execute(_LOCK, {"versions": versions})
    connection.execute(_WITHDRAW, {"versions": versions})
    connection.execute(_SUPERSEDE, {"versions": versions})
    for epoch, count in Counter(row.epoch for row in outdated).items():
        connection.execute(_COUNT_WITHDRAWN, {"epoch": epoch, "count": count})
    return found, versions


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
    INSERT INTO registry_change (epoch, person_key)
    SELECT :epoch, person_key FROM (SELECT person_key, fingerprint FROM resident WHERE epoch = {before}) AS o
    FULL JOIN (SELECT person_key, fingerprint FROM resident_{after}) AS n USING (person_key)
    WHERE o.fingerprint IS DISTINCT FROM n.fingerprint
"""
_STAGE_CHANGED = text("CREATE TEMPORARY TABLE changed (epoch bigint, person_key uuid) ON COMMIT DROP")
_TAKE_CHANGED = text("""
    WITH taken AS (
        DELETE FROM registry_change WHERE (epoch, person_key) IN (
            SELECT epoch, person_key FROM registry_change ORDER BY epoch, person_key LIMIT :persons)
        RETURNING epoch, person_key
    )
    INSERT INTO changed SELECT epoch, person_key FROM taken
""")
_OUTDATED = text("""
    SELECT e.version, min(c.epoch) AS epoch FROM changed AS c JOIN enrolment AS e USING (person_key)
    JOIN judgement AS j ON j.version = e.version AND j.is_latest AND j.epoch < c.epoch
    WHERE e.is_current AND (EXISTS (SELECT FROM eligibility AS a WHERE a.version = e.version)
        OR EXISTS (SELECT FROM hold AS h WHERE h.version = e.version AND h.state = 'released'))
    GROUP BY e.version ORDER BY e.version
""")
_LOCK = text("SELECT FROM enrolment WHERE version = ANY(:versions) ORDER BY version FOR NO KEY UPDATE")
_WITHDRAW = text("DELETE FROM eligibility WHERE version = ANY(:versions)")
_SUPERSEDE = text("""
    UPDATE hold SET state = 'superseded', closed_at = clock_timestamp()
    WHERE version = ANY(:versions) AND state = 'released'
""")
_COUNT_WITHDRAWN = text("UPDATE registry_epoch SET withdrawn = withdrawn + :count WHERE epoch = :epoch")
_FINGERPRINT = text(f"""
    SELECT coalesce(s.fingerprint, '{NO_RESIDENT}') FROM enrolment AS e
    LEFT JOIN registry_epoch AS r ON r.is_current
    LEFT JOIN resident AS s ON s.epoch = r.epoch AND s.person_key = e.person_key
    WHERE e.version = :version
""")  # noqa: S608


def _epoch(row: RowMapping) -> Epoch:
    return Epoch(**dict(row) | {"warnings": tuple(row["warnings"])})
