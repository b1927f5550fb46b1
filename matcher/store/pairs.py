"""Read the pairs that have to be judged: enrolment versions beside their residents of the current epoch.

A version whose latest judgement saw the same resident under the same rules would be judged the same again (the
judgement depends on nothing else), so it is left out; if that was in the current epoch, whose residents never change,
without a look at the resident. Pairs of equal plain items need no comparison: they stay in the
database, marked in the temporary table `chunk`, from where `judging.tighten` takes them as one set.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
from sqlalchemy import Connection, text

from matcher.domain.records import ResidentStatus
from matcher.store.chosen import CURRENT_VERSIONS, THESE_VERSIONS, VERSIONS_OF_ROWS, between, choose, spanned
from matcher.store.copying import copy_out

NO_RESIDENT: Final = "00000000-0000-0000-0000-000000000000"
"""The resident fingerprint where there is no resident."""

CURRENT_EPOCH: Final = "(SELECT epoch FROM registry_epoch WHERE is_current)"

SEES_CURRENT_RESIDENT: Final = f"""
    CASE WHEN j.epoch = {CURRENT_EPOCH} THEN true ELSE j.resident_fingerprint = coalesce((
        SELECT s.fingerprint FROM resident AS s WHERE s.epoch = {CURRENT_EPOCH} AND s.person_key = e.person_key
    ), '{NO_RESIDENT}') END
"""  # noqa: S608 - constants
"""Says whether judgement `j` of version `e` is about the resident of now. The residents of an epoch never change, so a
judgement against the current epoch is, without a look at the resident."""

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
    """What a chunk has to judge: versions in order (`PENDING`), and each of their residents once (`RESIDENTS`).

    `equal` counts the versions that need no comparison; they are not among them.
    """

    pending: pa.Table
    residents: pa.Table
    equal: int

    @property
    def count(self) -> int:
        """Return how many versions have to be judged in all."""
        return int(self.pending.num_rows) + self.equal


def of_submission(
    connection: Connection, submission: object, first_row: int, end_row: int, *, epoch: int, rules_hash: str
) -> Pairs:
    """Return the pairs of the submission's rows from `first_row` up to, not including, `end_row`."""
    values = {"submission": submission, "first": first_row, "end": end_row}
    return _read(connection, VERSIONS_OF_ROWS, values, epoch, rules_hash)


def of_versions(connection: Connection, versions: list[int], *, epoch: int, rules_hash: str) -> Pairs:
    """Return the pairs of these versions."""
    return _read(connection, THESE_VERSIONS, {"versions": versions}, epoch, rules_hash)


def of_current(connection: Connection, after_version: int, last_version: int, *, epoch: int, rules_hash: str) -> Pairs:
    """Return the pairs of the current versions after `after_version`, up to and including `last_version`."""
    return _read(connection, CURRENT_VERSIONS, {"after": after_version, "last": last_version}, epoch, rules_hash)


def _read(connection: Connection, versions: str, values: Mapping[str, object], epoch: int, rules_hash: str) -> Pairs:
    span = choose(connection, "chosen", versions, values)
    connection.execute(_STAGE)
    connection.execute(_FIND_CHANGED, {"epoch": epoch, "rules": rules_hash, **span})
    connection.execute(text("DROP TABLE chosen"))
    connection.execute(text("ANALYZE chunk"))
    equal = connection.execute(text("SELECT count(*) FROM chunk WHERE equal")).scalar_one()
    return Pairs(*to_compare(connection, epoch), equal)


def to_compare(connection: Connection, epoch: int) -> tuple[pa.Table, pa.Table]:
    """Return the pairs of the table `chunk` that are not equal: `PENDING` in order, and `RESIDENTS`."""
    pending = copy_out(connection, _PENDING, PENDING, {})
    if not pending.num_rows:
        return pending, RESIDENTS.empty_table()
    return pending, copy_out(connection, _RESIDENTS, RESIDENTS, {"epoch": epoch})


_STAGE = text("""
    CREATE TEMPORARY TABLE chunk (version bigint, person_key uuid, resident_fingerprint uuid, equal boolean)
    ON COMMIT DROP
""")
_SAME_ITEMS = " AND ".join(f"e.{name} = s.{name}" for name in ("name", "name_kana", "birth_date", "sex", "address"))
_OF_ANOTHER_EPOCH = "(j.judgement IS NULL OR j.rules_hash <> :rules OR j.epoch <> :epoch)"
"""Stands in the join, too, so that residents are joined after judgements, and only where they are needed."""
_FIND_CHANGED = spanned(f"""
    INSERT INTO chunk
    SELECT e.version, e.person_key, coalesce(s.fingerprint, '{NO_RESIDENT}'),
        coalesce(e.plain AND s.status = '{ResidentStatus.LIVING}' AND {_SAME_ITEMS}, false)
    FROM chosen AS c
    JOIN enrolment AS e ON e.version = c.version AND {between("e.version")}
    LEFT JOIN judgement AS j ON j.version = e.version AND {between("j.version")} AND j.is_latest
    LEFT JOIN resident AS s ON s.epoch = :epoch AND s.person_key = e.person_key AND {_OF_ANOTHER_EPOCH}
    WHERE {_OF_ANOTHER_EPOCH} AND (j.judgement IS NULL OR j.rules_hash <> :rules
        OR j.resident_fingerprint <> coalesce(s.fingerprint, '{NO_RESIDENT}'))
""")  # noqa: S608 - constants
_PENDING = (
    "SELECT e.version, c.resident_fingerprint, replace(e.person_key::text, '-', ''), "  # noqa: S608 - constants
    + ", ".join(f"e.{name}" for name in _TEXTS)
    + " FROM chunk AS c JOIN enrolment AS e ON e.version = c.version WHERE NOT c.equal ORDER BY e.version"
)
_RESIDENTS = (
    "SELECT replace(r.person_key::text, '-', ''), "  # noqa: S608 - constants
    + ", ".join(f"r.{name}" for name in _RESIDENT_TEXTS)
    + ', r."foreign", r.status, r.protected FROM resident AS r WHERE r.epoch = %(epoch)s AND r.person_key IN '
    "(SELECT person_key FROM chunk WHERE NOT equal)"
)
