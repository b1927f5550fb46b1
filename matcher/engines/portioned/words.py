"""Numbers that stand for texts: person keys, households and descriptions as 64-bit words that a cluster can compare.

Equal texts give equal words on every worker. Where two different texts share a word, a row too many is brought along,
and the engine that looks at it in the end compares the texts themselves.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.records import ResidentStatus
from matcher.engines.around import household_columns
from matcher.engines.fast_path import FINGERPRINT, ITEMS, eligible, hash_of

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

KEY_WORDS = 2
NOT_THERE = -1
"""Instead of a place, of a word that stands nowhere."""


def key_words(keys: pa.Array) -> Longs:
    """Return person keys without nulls as rows of two numbers."""
    plain = keys.cast(pa.binary(16))
    start = plain.offset * 16
    return np.frombuffer(plain.buffers()[1] or b"", np.int64)[start // 8 :][: len(plain) * 2].reshape(-1, KEY_WORDS)


def enrolment_prints(batch: pa.RecordBatch) -> pa.Array:
    """Return the fingerprint of each enrolment, null where equality of the items would prove nothing."""
    return _prints(batch, eligible(batch))


def resident_prints(batch: pa.RecordBatch) -> pa.Array:
    """Return the fingerprint of each resident, null where a resident cannot be judged by it alone."""
    living = np.asarray(batch.column("status").to_numpy(zero_copy_only=False) == str(ResidentStatus.LIVING), np.bool_)
    return _prints(batch, living)


def household_words(batch: pa.RecordBatch) -> Longs:
    """Return a word per row that is equal for the rows of one household."""
    columns = household_columns(batch)
    return _hashed(columns, f"{hash_of(columns.schema.names)} AS print")


def row_words(batch: pa.RecordBatch, names: Sequence[str]) -> Longs:
    """Return a word per row of the values of these columns: rows that are the same have the same."""
    own = batch.select(list(names))
    texts = [field.name for field in own.schema if pa.types.is_string(field.type)]
    others = [name for name in names if name not in texts]
    return _hashed(own, f"{hash_of(texts, others)} AS print")


def matches(ascending: Longs, words: Longs, most: int | None = None) -> tuple[Longs, Longs]:
    """Return every pair of a row of `words` and a place in `ascending` where its word stands, `most` for each row.

    >>> rows, places = matches(np.array([3, 5, 5, 7]), np.array([5, 4, 3]))
    >>> rows.tolist(), places.tolist()
    ([0, 0, 2], [1, 2, 0])
    """
    low, high = (np.searchsorted(ascending, words, side=side) for side in ("left", "right"))
    counts = high - low if most is None else np.minimum(high - low, most)
    rows = np.repeat(np.arange(len(words)), counts)
    return rows, np.repeat(low, counts) + np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)


def places_among(words: Longs, ascending: Longs) -> Longs:
    """Return where each word stands among others, which ascend and are there once each, or `NOT_THERE`.

    >>> places_among(np.array([5, 4]), np.array([3, 5])).tolist(), places_among(np.array([5]), np.empty(0)).tolist()
    ([1, -1], [-1])
    """
    if not len(ascending):
        return np.full(len(words), NOT_THERE, np.int64)
    at = np.minimum(np.searchsorted(ascending, words), len(ascending) - 1)
    return np.where(ascending[at] == words, at, NOT_THERE)


def values_among(words: Longs, ascending: Longs, values: Longs, otherwise: int) -> Longs:
    """Return the value that stands beside each word among others, `otherwise` if it does not stand there.

    >>> values_among(np.array([5, 4]), np.array([3, 5]), np.array([30, 50]), 0).tolist()
    [50, 0]
    """
    at = places_among(words, ascending)
    found, there = np.full(len(words), otherwise, np.int64), at != NOT_THERE
    found[there] = values[at[there]]
    return found


def among(words: Longs, ascending: Longs) -> Mask:
    """Return which words are among others.

    >>> among(np.array([5, 4]), np.array([3, 5])).tolist()
    [True, False]
    """
    found: Mask = places_among(words, ascending) != NOT_THERE
    return found


def each_once(*columns: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    """Return rows of numbers, by column, in their order, each once.

    >>> [column.tolist() for column in each_once(np.array([3, 5, 3]), np.array([1, 0, 1]))]
    [[3, 5], [1, 0]]
    """
    order = np.lexsort(columns[::-1])
    ordered = [column[order] for column in columns]
    first = np.ones(len(order), np.bool_)
    first[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in ordered])
    return [column[first] for column in ordered]


def _prints(batch: pa.RecordBatch, valid: Mask) -> pa.Array:
    return pa.array(_hashed(batch.select(list(ITEMS)), FINGERPRINT), mask=~valid)


def _hashed(batch: pa.RecordBatch, sql: str) -> Longs:
    if not batch.num_rows:
        return np.empty(0, np.int64)
    connection = _connection()
    connection.register("items_in", pa.Table.from_batches([batch]))
    try:
        found = connection.execute(f"SELECT {sql} FROM items_in").fetchnumpy()["print"]  # noqa: S608  no value in it
    finally:
        connection.unregister("items_in")
    return np.asarray(found).view(np.int64)


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    """Return the connection of this process, in memory and with one thread, so that rows stay in order."""
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.execute("SET temp_directory = ''")
    return connection
