"""Read the pairs that have to be judged: enrolment versions beside their residents of the current epoch.

A version whose latest judgement saw the same resident under the same rules would be judged the same again (the
judgement depends on nothing else), so it is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
from sqlalchemy import Connection

from matcher.store.copying import copy_out

NO_RESIDENT: Final = "00000000-0000-0000-0000-000000000000"
"""The resident fingerprint where there is no resident."""

_TEXTS = (
    "insurer_number", "symbol", "number", "branch", "name", "name_kana", "birth_date", "sex", "postal_code", "address",
    "check_basis", "relation", "qualified_from", "qualified_to",
)  # fmt: skip
PENDING: Final = pa.schema(
    [
        ("version", pa.int64()),
        ("resident_fingerprint", pa.string()),
        ("person_key", pa.binary(16)),
        *((name, pa.string()) for name in _TEXTS),
    ]
)
_RESIDENT_TEXTS = (
    "name", "name_kana", "birth_date", "sex", "postal_code", "address", "alias", "former_name", "name_roman",
)  # fmt: skip
RESIDENTS: Final = pa.schema(
    [
        ("person_key", pa.binary(16)),
        *((name, pa.string()) for name in _RESIDENT_TEXTS),
        ("foreign", pa.bool_()),
        ("status", pa.string()),
        ("protected", pa.bool_()),
    ]
)


@dataclass(frozen=True, slots=True)
class Pairs:
    """What a chunk has to judge: versions in order (`PENDING`), and each of their residents once (`RESIDENTS`)."""

    pending: pa.Table
    residents: pa.Table


def of_submission(
    connection: Connection, submission: object, first_row: int, end_row: int, *, epoch: int, rules_hash: str
) -> Pairs:
    """Return the pairs of the submission's rows from `first_row` up to, not including, `end_row`."""
    chosen = (
        "SELECT version FROM submission_row WHERE submission = %(submission)s AND row >= %(first)s AND row < %(end)s "
        "AND version IS NOT NULL"
    )
    values = {"submission": submission, "first": first_row, "end": end_row}
    return _read(connection, chosen, values, epoch, rules_hash)


def of_versions(connection: Connection, versions: list[int], *, epoch: int, rules_hash: str) -> Pairs:
    """Return the pairs of these versions."""
    return _read(connection, "SELECT unnest(%(versions)s::bigint[])", {"versions": versions}, epoch, rules_hash)


def of_current(connection: Connection, after_version: int, last_version: int, *, epoch: int, rules_hash: str) -> Pairs:
    """Return the pairs of the current versions after `after_version`, up to and including `last_version`."""
    chosen = "SELECT version FROM enrolment WHERE is_current AND version > %(after)s AND version <= %(last)s"
    return _read(connection, chosen, {"after": after_version, "last": last_version}, epoch, rules_hash)


def _read(connection: Connection, chosen: str, values: Mapping[str, object], epoch: int, rules_hash: str) -> Pairs:
    values = {**values, "epoch": epoch, "rules": rules_hash}
    changed = _CHANGED.format(chosen=chosen)
    pending = copy_out(connection, _PENDING + changed + " ORDER BY e.version", PENDING, values)
    if not pending.num_rows:
        return Pairs(pending, RESIDENTS.empty_table())
    return Pairs(pending, copy_out(connection, _RESIDENTS.format(changed=changed), RESIDENTS, values))


_CHANGED = f"""
    FROM enrolment AS e
    LEFT JOIN resident AS s ON s.epoch = %(epoch)s AND s.person_key = e.person_key
    LEFT JOIN judgement AS j ON j.version = e.version AND j.is_latest
    WHERE e.version IN ({{chosen}})
    AND (j.judgement IS NULL OR j.rules_hash <> %(rules)s
        OR j.resident_fingerprint <> coalesce(s.fingerprint, '{NO_RESIDENT}'))
"""
_PENDING = (
    f"SELECT e.version, coalesce(s.fingerprint, '{NO_RESIDENT}'), replace(e.person_key::text, '-', ''), "
    + ", ".join(f"e.{name}" for name in _TEXTS)
)
_RESIDENTS = (
    "SELECT replace(r.person_key::text, '-', ''), "  # noqa: S608 - constants
    + ", ".join(f"r.{name}" for name in _RESIDENT_TEXTS)
    + ', r."foreign", r.status, r.protected FROM resident AS r WHERE r.epoch = %(epoch)s AND r.person_key IN '
    "(SELECT e.person_key {changed})"
)
