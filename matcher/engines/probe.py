"""The join of the bulk engine: each enrolment finds the place of its resident, and whether the two are equal.

DuckDB is given only what it needs to decide that. It may answer out of order, so each batch waits until all of its
rows are answered; batches come out in the order in which they went in.
"""

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.fast_path import FINGERPRINT, ITEMS, eligible
from matcher.engines.feed import Feed
from matcher.engines.memory import MemoryBudget

NOBODY = -1
"""The place of a resident that does not exist."""

_PROBE = pa.schema(
    [
        ("person_key", pa.binary(16)),
        *((name, pa.string()) for name in ITEMS),
        ("eligible", pa.bool_()),
        ("batch", pa.int64()),
        ("at", pa.int64()),
    ],
)

_JOIN = (
    "SELECT e.batch, e.at, coalesce(r.place, -1) AS place,"  # noqa: S608  no value of a file is in it
    " coalesce(e.eligible AND e.print = r.print, false) AS equal"
    f" FROM (SELECT *, {FINGERPRINT} FROM enrolments_in) e"
    " LEFT JOIN residents r ON e.person_key = r.person_key"
)


@dataclass(slots=True)
class Probed:
    """One enrolment batch and, per row, the place of its resident and whether the pair takes the fast path."""

    batch: pa.RecordBatch
    places: npt.NDArray[np.int64]
    equal: npt.NDArray[np.bool_]
    waiting: int


def probe(
    connection: duckdb.DuckDBPyConnection,
    enrolments: Iterable[pa.RecordBatch],
    budget: MemoryBudget,
) -> Generator[Probed]:
    """Yield every enrolment batch, joined with the table `residents` of `connection`."""
    pending: deque[Probed] = deque()
    first = 0
    with (
        Feed(connection, "enrolments_in", _PROBE, _offer(enrolments, pending), budget) as feed,
        closing(feed.stream(_JOIN)) as stream,
    ):
        for answers in stream:
            _note(answers, pending, first)
            while pending and not pending[0].waiting:
                first += 1
                yield pending.popleft()
    yield from pending


def _offer(enrolments: Iterable[pa.RecordBatch], pending: deque[Probed]) -> Iterator[pa.RecordBatch]:
    """Line each batch up as pending and yield what the join needs of it."""
    for number, batch in enumerate(enrolments):
        size = batch.num_rows
        pending.append(Probed(batch, np.full(size, NOBODY, np.int64), np.zeros(size, np.bool_), size))
        read = [batch.column(name) for name in ("person_key", *ITEMS)]
        made = [pa.array(column) for column in (eligible(batch), np.full(size, number), np.arange(size))]
        yield pa.RecordBatch.from_arrays([*read, *made], schema=_PROBE)


def _note(answers: pa.RecordBatch, pending: deque[Probed], first: int) -> None:
    """Write the answers to the batches that they belong to; `first` is the number of the first pending batch."""
    numbers, at, places, equal = (column.to_numpy(zero_copy_only=False) for column in answers.columns)
    for number in np.unique(numbers):
        mine = numbers == number
        probed = pending[number - first]
        probed.places[at[mine]] = places[mine]
        probed.equal[at[mine]] = equal[mine]
        probed.waiting -= int(mine.sum())
