"""Data frames that behave as Spark's do where the Spark engine uses them, in this process and without Java.

Rows come to a partition in an order that nobody may rely on, as in a cluster; so it is shuffled.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import cast

import pyarrow as pa

from matcher.engines.spark.frames import Session

_TYPES = {"long": pa.int64(), "binary": pa.binary(), "string": pa.string(), "boolean": pa.bool_()}
_BATCH = 7


def frames(cores: int = 2) -> Session:
    """Return a session of so many processors."""
    return cast("Session", Frames(cores))


class Frames:
    """A session."""

    def __init__(self, cores: int = 2) -> None:
        self.sparkContext = SimpleNamespace(defaultParallelism=cores)

    def createDataFrame(self, table: pa.Table) -> Frame:  # noqa: N802  Spark's name
        return Frame([table])


class Frame:
    """Partitions."""

    def __init__(self, partitions: list[pa.Table]) -> None:
        self._partitions = partitions

    def repartitionByRange(self, count: int, column: str) -> Frame:  # noqa: N802
        whole = self.toArrow().sort_by(column)
        each = -(-whole.num_rows // count) or 1
        return Frame([whole.slice(at, each) for at in range(0, whole.num_rows, each)] or [whole])

    def repartition(self, count: int, column: str) -> Frame:
        whole = self.toArrow()
        order = random.Random(whole.num_rows).sample(range(whole.num_rows), whole.num_rows)
        whole = whole.take(pa.array(order, pa.int64()))
        owner = [hash(value) % count for value in whole.column(column).to_pylist()]
        return Frame([whole.filter(pa.array([one == number for one in owner], pa.bool_())) for number in range(count)])

    def mapInArrow(  # noqa: N802
        self, function: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]], ddl: str
    ) -> Frame:
        schema = _schema(ddl)
        return Frame([_checked(function(iter(_batches(table))), schema) for table in self._partitions])

    def union(self, other: Frame) -> Frame:
        return Frame([*self._partitions, *other._partitions])

    def join(self, other: Frame, column: str, how: str) -> Frame:
        return Frame([self.toArrow().join(other.toArrow(), column, join_type=f"{how} outer", use_threads=False)])

    def select(self, *columns: str) -> Frame:
        return Frame([table.select(list(columns)) for table in self._partitions])

    def dropna(self) -> Frame:
        return Frame([table.drop_null() for table in self._partitions])

    def distinct(self) -> Frame:
        whole = self.toArrow()
        return Frame(
            [
                pa.Table.from_pylist(
                    [dict(row) for row in {tuple(row.items()) for row in whole.to_pylist()}], whole.schema
                )
            ]
        )

    def persist(self) -> Frame:
        return self

    def unpersist(self) -> Frame:
        return self

    def groupBy(self, column: str) -> Grouped:  # noqa: N802
        return Grouped(self.toArrow(), column)

    def toArrow(self) -> pa.Table:  # noqa: N802
        return pa.concat_tables(self._partitions).combine_chunks()


class Grouped:
    """Rows by the value of a column."""

    def __init__(self, table: pa.Table, column: str, other: Grouped | None = None) -> None:
        self.table, self._column, self._other = table, column, other

    def cogroup(self, other: Grouped) -> Grouped:
        return Grouped(self.table, self._column, other)

    def applyInArrow(self, function: Callable[[pa.Table, pa.Table], pa.Table], ddl: str) -> Frame:  # noqa: N802
        assert self._other
        tables = self.table, self._other.table
        values = {value for table in tables for value in table.column(self._column).to_pylist()}
        found = [function(*(self._of(table, value) for table in tables)) for value in sorted(values)]
        return Frame([_checked(iter(table.to_batches()), _schema(ddl)) for table in found])

    def _of(self, table: pa.Table, value: int) -> pa.Table:
        return table.filter(pa.compute.equal(table.column(self._column), value))


def _schema(ddl: str) -> pa.Schema:
    fields = (field.split(" ") for field in ddl.split(", "))
    return pa.schema([(name.strip("`"), _TYPES[kind]) for name, kind in fields])


def _batches(table: pa.Table) -> list[pa.RecordBatch]:
    batches: list[pa.RecordBatch] = table.combine_chunks().to_batches(_BATCH)
    return batches


def _checked(batches: Iterator[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
    """Return what a function gave, which must be what it promised."""
    return pa.Table.from_batches(list(batches), schema)
