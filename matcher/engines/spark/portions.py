"""Portions: pieces of both files that a worker of the cluster can read by itself, and how they get there.

A portion travels to a worker as a pickle, with the data that a stage has for it, in one row of a Spark table with one
partition per portion or so; no list of places has to be sent to who does not need it.

What a reading found out, so that the next one need not find it again, comes back as opaque `notes`.
"""

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import pyarrow as pa

from matcher.engines.spark.frames import Frame, Session

Notes = bytes
"""What a portion keeps from one reading for the next; only the portion knows what is in it."""

_TASKS = pa.schema([("portion", pa.int64()), ("pickled", pa.binary()), ("notes", pa.binary()), ("data", pa.binary())])


class Reading(Protocol):
    """One reading of a portion, from its start to its end."""

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """Yield its rows in order: of enrolments every physical row, of residents the usable ones."""
        ...

    def notes(self) -> Notes:
        """Return what was found out; asked for at the end."""
        ...


class Portion(Protocol):
    """A piece of a file; pickled to where it is read."""

    @property
    def start(self) -> int:
        """The place of its first row, 0-based over all files of its side."""
        ...

    @property
    def rows(self) -> int:
        """How many places it takes up."""
        ...

    def read(self, notes: Notes | None = None) -> Reading:
        """Begin to read it; with the notes of an earlier reading the same rows come out, sooner."""
        ...


@dataclass(frozen=True, slots=True)
class Work:
    """One portion as a worker gets it: with its number and what the stage has for it."""

    number: int
    portion: Portion
    notes: Notes | None
    data: Any


Mapper = Callable[[Work], Iterator[pa.RecordBatch]]
"""What a stage does with one portion; a function of a module, or a partial of one, so that it can be pickled."""


def over(
    spark: Session,
    portions: Sequence[Portion],
    mapper: Mapper,
    schema: str,
    *,
    notes: Sequence[Notes] | None = None,
    data: Sequence[object] | None = None,
) -> Frame:
    """Return the data frame of what `mapper` yields for each portion.

    Args:
        spark: the session.
        portions: what to read.
        mapper: what to do with it.
        schema: of the batches that it yields, as Spark writes it.
        notes: of an earlier reading of each portion, if there was one.
        data: what the stage has for each portion; one for which it has None is not read at all.
    """
    rows = [
        {
            "portion": number,
            "pickled": pickle.dumps(portion),
            "notes": notes[number] if notes else None,
            "data": pickle.dumps(data[number]) if data else None,
        }
        for number, portion in enumerate(portions)
        if data is None or data[number] is not None
    ]
    table = pa.Table.from_pylist(rows, _TASKS)
    frame = spark.createDataFrame(table).repartitionByRange(max(len(rows), 1), "portion")
    return frame.mapInArrow(partial(_mapped, mapper), schema)


def _mapped(mapper: Mapper, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for row in batch.to_pylist():
            data = None if row["data"] is None else pickle.loads(row["data"])  # noqa: S301  our own driver made it
            yield from mapper(Work(row["portion"], pickle.loads(row["pickled"]), row["notes"], data))  # noqa: S301


@dataclass(frozen=True, slots=True)
class HeldPortion:
    """A batch that is there already, for streams and tests."""

    start: int
    batch: bytes
    rows: int

    @classmethod
    def of(cls, start: int, batch: pa.RecordBatch) -> "HeldPortion":
        """Hold a batch whose first row has this place."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as writer:
            writer.write_batch(batch)
        return cls(start, sink.getvalue().to_pybytes(), batch.num_rows)

    def read(self, notes: Notes | None = None) -> "_HeldReading":  # noqa: ARG002  there is nothing to find out
        """Begin to read it."""
        return _HeldReading(self.batch)


@dataclass(frozen=True, slots=True)
class _HeldReading:
    batch: bytes

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        with pa.ipc.open_stream(self.batch) as reader:
            yield from reader

    @staticmethod
    def notes() -> Notes:
        """Return nothing."""
        return b""
