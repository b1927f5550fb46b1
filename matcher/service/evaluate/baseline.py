"""What anybody would do with the two files: the naive national comparison, and a sample for unsupervised methods.

Naive: an item agrees if both sides have the same text after NFKC. That is what a comparison of the two files does where
nobody wrote down what is the same. It says no more than "equal" and "not equal", of the items of the key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize
from zlib import crc32

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.levels import Item
from matcher.intake.enrolments import read_enrolments
from matcher.intake.ephemeral import EphemeralVault
from matcher.intake.pipeline import Progress
from matcher.intake.residents import read_residents
from matcher.service.checked_files import CheckedFiles
from normalizers.dates import DateError, parse_date
from rules import RuleSet

ITEMS = tuple(Item)
_SIDE = pa.schema([("person_key", pa.binary(16)), *((item, pa.string()) for item in ITEMS)])


Texts = tuple[str, ...]
"""The five items of one side in the order of `Item`, after NFKC, the birth date as YYYYMMDD."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Records of both files, without their numbers: what an unsupervised method may learn from."""

    enrolments: Sequence[Texts]
    residents: Sequence[Texts]


def compare_naively(
    connection: duckdb.DuckDBPyConnection, files: CheckedFiles, rules: RuleSet, on_rows: Progress | None = None
) -> None:
    """Make the table `naive`: `row` and how many items of the key differ, of every row with a resident.

    Raises:
        FileDefect: a file is refused as a whole.
    """
    vault = EphemeralVault()
    hashes = ", ".join(f"hash({item}) AS {item}" for item in ITEMS)
    residents = read_residents(files.registry, vault=vault, as_of=files.as_of, progress=on_rows)
    connection.register("residents_in", pa.RecordBatchReader.from_batches(_SIDE, map(_folded, residents)))
    connection.execute(f"CREATE TABLE naive_residents AS SELECT person_key, {hashes} FROM residents_in")  # noqa: S608
    enrolments = read_enrolments(files.enrolments, vault=vault, as_of=files.as_of, progress=on_rows)
    schema = pa.schema([*_SIDE, ("row", pa.int64()), ("check_basis", pa.string())])
    batches = (_enrolled(batch, schema) for batch in enrolments)
    connection.register("enrolments_in", pa.RecordBatchReader.from_batches(schema, batches))
    connection.execute(
        f"CREATE TABLE naive AS SELECT row, {_differing(rules)} AS differing FROM"  # noqa: S608  names of columns only
        f" (SELECT row, check_basis, person_key, {hashes} FROM enrolments_in) AS e"
        " JOIN naive_residents AS r USING (person_key)"
    )
    for name in ("residents_in", "enrolments_in"):
        connection.unregister(name)
    connection.execute("DROP TABLE naive_residents")


def sample_of(files: CheckedFiles, about: int) -> Sample:
    """Return about so many records of each file: all who were born on days that a hash of the day chooses."""
    vault = EphemeralVault()
    residents = read_residents(files.registry, vault=vault, as_of=files.as_of)
    every = max(1, residents.rows // about)
    enrolments = read_enrolments(files.enrolments, vault=vault, as_of=files.as_of)
    return Sample(*([text for batch in side for text in _chosen(batch, every)] for side in (enrolments, residents)))


def _chosen(batch: pa.RecordBatch, every: int) -> list[Texts]:
    days = batch.column("birth_date").dictionary_encode()
    wanted = pa.array([crc32(day_of(text).encode()) % every == 0 for text in days.dictionary.to_pylist()], pa.bool_())
    kept = batch.select(list(ITEMS)).filter(wanted.take(days.indices))
    return [texts_of(row) for row in zip(*(kept.column(item).to_pylist() for item in ITEMS), strict=True)]


def texts_of(values: Sequence[str]) -> Texts:
    """Return the items of one side as anybody would clean them.

    >>> texts_of(("ＡＢＥ", "ﾀﾛｳ", "昭和60年1月2日", "1", "1－1"))
    ('ABE', 'タロウ', '19850102', '1', '1-1')
    """
    name, kana, birth, sex, address = (normalize("NFKC", value) for value in values)
    return name, kana, day_of(birth), sex, address


@lru_cache(1 << 17)
def day_of(text: str) -> str:
    """Return a date as YYYYMMDD; what is no date stays as it is."""
    try:
        return parse_date(text).compact
    except DateError:
        return text


def _folded(batch: pa.RecordBatch) -> pa.RecordBatch:
    items = [pc.utf8_normalize(batch.column(item), form="NFKC") for item in ITEMS]
    return pa.RecordBatch.from_arrays([batch.column("person_key"), *items], schema=_SIDE)


def _enrolled(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    folded = _folded(batch)
    return pa.RecordBatch.from_arrays(
        [*folded.columns, batch.column("row"), batch.column("check_basis")], schema=schema
    )


def _differing(rules: RuleSet) -> str:
    """Return the SQL for the number of items of the key in force that differ."""
    cases = "".join(
        f" WHEN '{basis}' THEN {_count(rules.key_for(basis))}" for basis in sorted(rules.key_of_basis) if basis
    )
    return f"CASE check_basis{cases} ELSE {_count(rules.five_item_key)} END"


def _count(items: Sequence[str]) -> str:
    return " + ".join(f"CAST(e.{item} <> r.{item} AS INTEGER)" for item in items)
