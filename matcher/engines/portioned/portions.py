"""Portions: pieces of both files that a worker can read by itself, and what a stage does with each of them.

What a reading found out, so that the next one need not find it again, comes back as opaque `notes`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Longs = npt.NDArray[np.int64]

Notes = bytes
"""What a portion keeps from one reading for the next; only the portion knows what is in it."""


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

    def read(self, notes: Notes | None = None, only: Longs | None = None) -> Reading:
        """Begin to read it; with the notes of an earlier reading the same rows come out, sooner.

        Args:
            notes: of the earlier reading.
            only: which of the rows that come out to read, 0-based among those and ascending; all if not said. It takes
                the notes to tell.
        """
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


@dataclass(frozen=True, slots=True)
class Errand:
    """What a stage has done with the portions of one side.

    Attributes:
        portions: what to read.
        mapper: what to do with it.
        schema: of the batches that it yields.
        notes: of an earlier reading of each portion, if there was one.
        data: what the stage has for each portion; one for which it has None is not read at all.
    """

    portions: Sequence[Portion]
    mapper: Mapper
    schema: pa.Schema
    notes: Sequence[Notes] | None = None
    data: Sequence[object] | None = None

    def works(self) -> Iterator[Work]:
        """Yield each portion that is to be read."""
        for number, portion in enumerate(self.portions):
            if self.data is None or self.data[number] is not None:
                notes = self.notes[number] if self.notes else None
                yield Work(number, portion, notes, self.data[number] if self.data else None)


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

    def read(self, notes: Notes | None = None, only: Longs | None = None) -> "_HeldReading":  # noqa: ARG002  nothing is found out
        """Begin to read it."""
        return _HeldReading(self.batch, only)


@dataclass(frozen=True, slots=True)
class _HeldReading:
    batch: bytes
    only: Longs | None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        with pa.ipc.open_stream(self.batch) as reader:
            (batch,) = reader
        yield batch if self.only is None else batch.take(pa.array(self.only))

    @staticmethod
    def notes() -> Notes:
        """Return nothing."""
        return b""
