"""What anybody would do with the two files: the naive national comparison, and a sample for unsupervised methods.

Naive: an item agrees if both sides have the same text after NFKC. That is what a comparison of the two files does where
nobody wrote down what is the same. It says no more than "equal" and "not equal", of the items of the key.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
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
from matcher.intake.residents import read_residents
from matcher.service.checked_files import CheckedFiles, Pair, PairGatherer
from normalizers.dates import DateError, parse_date
from rules import RuleSet

ITEMS = tuple(Item)
_SIDE = pa.schema([("person_key", pa.binary(16)), *((item, pa.string()) for item in ITEMS)])
_ENROLLED = pa.schema([*_SIDE, ("row", pa.int64()), ("check_basis", pa.string())])

Texts = tuple[str, ...]
"""The five items of one side in the order of `Item`, after NFKC, the birth date as YYYYMMDD."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Records of both files, without their numbers: what an unsupervised method may learn from."""

    enrolments: Sequence[Texts]
    residents: Sequence[Texts]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What others make of the two files: the pairs of the queue to rank, and records to learn from."""

    pairs: Sequence[Pair]
    sample: Sample


def read_baseline(
    connection: duckdb.DuckDBPyConnection, files: CheckedFiles, rules: RuleSet, queue: Sequence[int], about: int
) -> Baseline:
    """Read both files once, and make the table `naive`: `row` and how many items of its key differ, of every pair.

    Args:
        connection: gets the table.
        files: the files of the check.
        rules: which items a key has.
        queue: the rows whose pairs are wanted.
        about: so many records of each file are learnt from: all who were born on days that a hash of the day chooses.

    Raises:
        FileDefect: a file is refused as a whole.
    """
    vault = EphemeralVault()
    residents = read_residents(files.registry, vault=vault, as_of=files.as_of)
    enrolments = read_enrolments(files.enrolments, vault=vault, as_of=files.as_of)
    every = max(1, residents.rows // about)
    pairs, learn = PairGatherer(queue), (_Learner(every), _Learner(every))
    hashes = ", ".join(f"hash({item}) AS {item}" for item in ITEMS)
    seen = _seen(enrolments, _enrolled, pairs.see_enrolments, learn[0].see)
    connection.register("enrolments_in", pa.RecordBatchReader.from_batches(_ENROLLED, seen))
    connection.execute(
        f"CREATE TABLE naive_enrolments AS SELECT row, check_basis, person_key, {hashes} FROM enrolments_in"  # noqa: S608  names of columns only
    )
    seen = _seen(residents, _folded, pairs.see_residents, learn[1].see)
    connection.register("residents_in", pa.RecordBatchReader.from_batches(_SIDE, seen))
    connection.execute(
        f"CREATE TABLE naive AS SELECT row, {_differing(rules)} AS differing FROM naive_enrolments AS e"  # noqa: S608  as above
        f" JOIN (SELECT person_key, {hashes} FROM residents_in) AS r USING (person_key)"
    )
    for name in ("residents_in", "enrolments_in"):
        connection.unregister(name)
    connection.execute("DROP TABLE naive_enrolments")
    return Baseline(pairs.pairs(), Sample(learn[0].records, learn[1].records))


def _seen(
    batches: Iterable[pa.RecordBatch],
    narrow: Callable[[pa.RecordBatch], pa.RecordBatch],
    *watchers: Callable[[pa.RecordBatch], None],
) -> Iterator[pa.RecordBatch]:
    """Yield what the join needs of each batch, once everybody has seen it."""
    for batch in batches:
        for see in watchers:
            see(batch)
        yield narrow(batch)


class _Learner:
    """Keeps the records of one side that were born on chosen days, one day in so many."""

    def __init__(self, every: int) -> None:
        self._every = every
        self.records: list[Texts] = []

    def see(self, batch: pa.RecordBatch) -> None:
        """Take what is wanted of a batch."""
        days = batch.column("birth_date").dictionary_encode()
        chosen = [crc32(day_of(text).encode()) % self._every == 0 for text in days.dictionary.to_pylist()]
        kept = batch.select(list(ITEMS)).filter(pa.array(chosen, pa.bool_()).take(days.indices))
        self.records += map(texts_of, zip(*(kept.column(item).to_pylist() for item in ITEMS), strict=True))


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


def _enrolled(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = [*_folded(batch).columns, batch.column("row"), batch.column("check_basis")]
    return pa.RecordBatch.from_arrays(columns, schema=_ENROLLED)


def _differing(rules: RuleSet) -> str:
    """Return the SQL for the number of items of the key in force that differ."""
    cases = "".join(
        f" WHEN '{basis}' THEN {_count(rules.key_for(basis))}" for basis in sorted(rules.key_of_basis) if basis
    )
    return f"CASE check_basis{cases} ELSE {_count(rules.five_item_key)} END"


def _count(items: Sequence[str]) -> str:
    return " + ".join(f"CAST(e.{item} <> r.{item} AS INTEGER)" for item in items)
