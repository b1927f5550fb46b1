"""Feeding a stream of Arrow batches to one DuckDB statement, with errors that stay what they were.

DuckDB pulls the batches from its own threads and turns whatever the stream raises into an error of its own, with the
text inside. A refusal of the intake must reach the caller as that refusal, so the feed keeps it and raises it anew.
"""

from collections.abc import Generator, Iterable, Iterator
from types import TracebackType
from typing import Self

import duckdb
import pyarrow as pa

from matcher.engines.memory import MemoryBudget

_ROWS = 65_536
"""Rows per batch that DuckDB returns."""


class Feed:
    """A stream that one statement may read, once, under a table name; a context that tells errors apart."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: str,
        schema: pa.Schema,
        batches: Iterable[pa.RecordBatch],
        budget: MemoryBudget,
    ) -> None:
        """Offer `batches`, all of `schema`, as `table` on `connection`."""
        self._connection = connection
        self._table = table
        self._budget = budget
        self._error: BaseException | None = None
        self._stopped = False
        self._reader = pa.RecordBatchReader.from_batches(schema, self._guarded(batches))

    def __enter__(self) -> Self:
        """Register the table."""
        self._connection.register(self._table, self._reader)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Unregister the table; raise what the stream raised, or say that the memory did not suffice."""
        self._connection.unregister(self._table)
        if self._error is not None and isinstance(error, duckdb.Error | pa.ArrowException):
            raise self._error
        if isinstance(error, duckdb.OutOfMemoryException):
            raise self._budget.exceeded() from error

    def execute(self, sql: str) -> None:
        """Run a statement that reads the table and returns nothing."""
        self._connection.execute(sql)

    def stream(self, sql: str) -> Generator[pa.RecordBatch]:
        """Yield what a statement that reads the table returns, in whatever order DuckDB has it.

        Who stops early gets the connection back at once: DuckDB drains an open result when it is closed, so the table
        ends there too.
        """
        with self._connection.sql(sql).to_arrow_reader(_ROWS) as reader:
            try:
                for batch in reader:  # noqa: UP028  `yield from` would close the reader before the table ends
                    yield batch
            finally:
                self._stopped = True

    def _guarded(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        try:
            for batch in batches:
                if self._stopped:
                    return
                yield batch
        except BaseException as error:
            self._error = error
            raise
