"""What the engine uses of Spark, as types: a session, its data frames, and their grouped form.

PySpark's own classes have all of it; so has `tests/spark_frames.py`, for the properties, in one process without Java.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, Self

import pyarrow as pa

OfPartition = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]


class Frame(Protocol):
    """A data frame; every method but `toArrow` only says what is to be done."""

    def mapInArrow(self, func: OfPartition, schema: str) -> Frame:  # noqa: N802  Spark's names, here and below
        """Apply a function to each partition."""
        ...

    def repartition(self, count: int, column: str) -> Frame:
        """Bring rows of one value of a column to one of `count` partitions."""
        ...

    def repartitionByRange(self, count: int, column: str) -> Frame:  # noqa: N802
        """Deal rows out to `count` partitions by the order of a column."""
        ...

    def union(self, other: Frame) -> Frame:
        """Put the rows of two together."""
        ...

    def join(self, other: Frame, on: str, how: str) -> Frame:
        """Join on a column of one name."""
        ...

    def select(self, *columns: str) -> Frame:
        """Keep these columns."""
        ...

    def dropna(self) -> Frame:
        """Leave out rows with a null."""
        ...

    def distinct(self) -> Frame:
        """Keep one of equal rows."""
        ...

    def persist(self) -> Self:
        """Keep what was computed once."""
        ...

    def unpersist(self) -> Self:
        """Keep it no longer."""
        ...

    def groupBy(self, column: str) -> Grouped:  # noqa: N802
        """Group rows by a column."""
        ...

    def toArrow(self) -> pa.Table:  # noqa: N802
        """Do it, and return all rows."""
        ...


class Grouped(Protocol):
    """Rows by the value of a column."""

    def cogroup(self, other: Grouped) -> Cogrouped:
        """Put the groups of two frames beside each other."""
        ...


class Cogrouped(Protocol):
    """Two frames by the value of a column."""

    def applyInArrow(self, func: Callable[[pa.Table, pa.Table], pa.Table], schema: str) -> Frame:  # noqa: N802
        """Apply a function to each pair of groups."""
        ...


class JobInfo(Protocol):
    """What is known of a job."""

    @property
    def stageIds(self) -> Iterable[int]:  # noqa: N802
        """Its stages, some of which other jobs have, too."""
        ...


class StageInfo(Protocol):
    """What is known of a stage."""

    @property
    def numActiveTasks(self) -> int:  # noqa: N802
        """How many tasks are under way."""
        ...

    @property
    def numCompletedTasks(self) -> int:  # noqa: N802
        """How many are done."""
        ...


class Tracker(Protocol):
    """Tells what is known of the work of a cluster now; that may be nothing."""

    def getJobIdsForGroup(self, jobGroup: str) -> Iterable[int]:  # noqa: N802, N803
        """Return the jobs of a group."""
        ...

    def getJobInfo(self, jobId: int) -> JobInfo | None:  # noqa: N802, N803
        """Return what is known of a job."""
        ...

    def getStageInfo(self, stageId: int) -> StageInfo | None:  # noqa: N802, N803
        """Return what is known of a stage."""
        ...


class Context(Protocol):
    """What there is of a cluster."""

    @property
    def defaultParallelism(self) -> int:  # noqa: N802
        """How many partitions it works on at a time."""
        ...

    def setJobGroup(self, groupId: str, description: str) -> None:  # noqa: N802, N803
        """Put the jobs that this thread begins from now on into a group."""
        ...

    def statusTracker(self) -> Tracker:  # noqa: N802
        """Return who tells of its work."""
        ...


class Session(Protocol):
    """A session."""

    @property
    def sparkContext(self) -> Context:  # noqa: N802
        """Its cluster."""
        ...

    def createDataFrame(self, data: pa.Table) -> Frame:  # noqa: N802
        """Make a data frame of a table."""
        ...
