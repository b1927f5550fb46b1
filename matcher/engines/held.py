"""The registry as the bulk engine holds it: narrow in DuckDB for the join, whole in Arrow for the few that differ.

The narrow table has a person key, the fingerprint of the five items and the place of the resident. Its fingerprint is
null where a resident can never be judged by it alone (dead or moved out), which is how such a pair takes the slow path.
"""

from collections.abc import Iterable, Iterator, Sequence

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.records import ResidentStatus
from matcher.engines.fast_path import FINGERPRINT, ITEMS
from matcher.engines.feed import Feed
from matcher.engines.memory import MemoryBudget
from matcher.engines.records import RESIDENT_COLUMNS

_NARROW = pa.schema(
    [
        ("person_key", pa.binary(16)),
        *((name, pa.string()) for name in (*ITEMS, "status")),
        ("place", pa.int64()),
    ],
)


class HeldRows:
    """Rows by place: 0-based, in the order in which they came."""

    def __init__(self, batches: Iterable[pa.RecordBatch] = ()) -> None:
        """Hold these; of residents with the columns that a judgement can need."""
        self.batches: Sequence[pa.RecordBatch] = list(batches)
        self._number()

    def fetch(self, places: npt.NDArray[np.int64], names: Sequence[str] | None = None) -> pa.RecordBatch:
        """Return the rows at `places`, at least one, in that order; `names` are the only columns that are asked for."""
        order = np.argsort(places, kind="stable")
        ascending = places[order]
        edges = np.searchsorted(ascending, self._starts).tolist()
        parts = []
        for number, (start, low, high) in enumerate(zip(self._starts.tolist(), edges, edges[1:], strict=False)):
            if low < high:
                batch = self.batches[number] if names is None else self.batches[number].select(list(names))
                parts.append(batch.take(pa.array(ascending[low:high] - start)))
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        return pa.concat_batches(parts).take(pa.array(back))

    def _number(self) -> None:
        self._starts = np.cumsum([0, *(batch.num_rows for batch in self.batches)])


class HeldRegistry(HeldRows):
    """Every resident of a run."""

    batches: list[pa.RecordBatch]

    def __init__(self, connection: duckdb.DuckDBPyConnection, budget: MemoryBudget) -> None:
        """Hold residents for joins on `connection`, in memory that is taken from `budget`."""
        super().__init__()
        self._connection = connection
        self._budget = budget

    def load(self, residents: Iterable[pa.RecordBatch]) -> None:
        """Take every resident and make the table `residents`: person_key, place, print."""
        living = f"status = '{ResidentStatus.LIVING}'"
        with Feed(self._connection, "residents_in", _NARROW, self._hold(residents), self._budget) as feed:
            feed.execute(
                "CREATE TABLE residents AS SELECT person_key, place,"  # noqa: S608  no value of a file is in it
                f" CASE WHEN {living} THEN print END AS print"
                f" FROM (SELECT *, {FINGERPRINT} FROM residents_in)",
            )
        self._number()

    def _hold(self, residents: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Keep each batch whole and yield what the join needs of it."""
        start = 0
        for batch in residents:
            kept = batch.select(list(RESIDENT_COLUMNS))
            self._budget.take(kept.nbytes)
            self.batches.append(kept)
            place = pa.array(np.arange(start, start + batch.num_rows))
            start += batch.num_rows
            items = [batch.column(name) for name in _NARROW.names[:-1]]
            yield pa.RecordBatch.from_arrays([*items, place], schema=_NARROW)
