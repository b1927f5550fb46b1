"""What the two readers, CSV and Parquet, give alike: rows as text, their places, and what is wrong with their form.

From here on nothing knows which kind of file the rows came from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.intake.defects import Fault, FileDefect
from matcher.intake.digits import Texts

Rows = npt.NDArray[np.int64]

_LOOK = "check the path"


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Rows in file order, one or more.

    `rows`: the 1-based data row that each of them is. `lines`: the 1-based line on which each begins. `columns`:
    texts without nulls, by English name. `faults`: what is wrong with the form of a row, by index; the text of
    such a row is empty where it cannot be read. `done`: bytes of the file read so far.
    """

    rows: Rows
    lines: Rows
    columns: Mapping[str, Texts]
    faults: Mapping[int, Fault]
    done: int

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.lines)

    @property
    def before(self) -> int:
        """How many rows of the file come before the first of these."""
        return int(self.rows[0]) - 1

    def chosen(self, indices: Rows) -> Self:
        """Return these of the rows, one or more."""
        columns = {name: texts.take(pa.array(indices)) for name, texts in self.columns.items()}
        faults = {index: self.faults[row] for index, row in enumerate(indices.tolist()) if row in self.faults}
        return replace(self, rows=self.rows[indices], lines=self.lines[indices], columns=columns, faults=faults)


def chosen_within(only: Rows, before: int, count: int) -> Rows:
    """Return which of `count` rows after the first `before` of a file are among some, 0-based and ascending, by index.

    >>> chosen_within(np.array([3, 7, 8]), 5, 3).tolist()
    [2]
    """
    low, high = np.searchsorted(only, (before, before + count))
    return only[low:high] - before


class FaultyRows:
    """The faults of a file that are known already, batch by batch."""

    def __init__(self, faults: Mapping[int, Fault]) -> None:
        """Take the fault of each faulty row, 0-based."""
        self._faults = faults
        self._places = np.sort(np.fromiter(faults, np.int64, len(faults)))

    def of(self, raw: RawBatch) -> dict[int, Fault]:
        """Return the fault of each faulty row of a batch, by index."""
        low, high = np.searchsorted(self._places, (raw.before, int(raw.rows[-1])))
        places = self._places[low:high]
        indices = np.searchsorted(raw.rows, places + 1)
        there = raw.rows[indices] == places + 1
        pairs = zip(indices[there].tolist(), places[there].tolist(), strict=True)
        return {index: self._faults[place] for index, place in pairs}


class Source(Protocol):
    """An open file of the contract, which can be read any number of times."""

    path: Path
    size: int
    encoding: str
    warnings: list[str]
    columns: tuple[str, ...]
    blank_lines: int

    def batches(self, names: Collection[str], only: Rows | None = None) -> Iterator[RawBatch]:
        """Read the file from its start, only these columns of those that it has.

        Args:
            names: the columns.
            only: rows of the file, 0-based and ascending, to take these and look at no other; all if not said.
        """


@dataclass(frozen=True, slots=True)
class Identity:
    """Which file was opened: a file that changes while it is read is refused."""

    path: Path
    size: int
    _stamp: tuple[int, ...] = field(repr=False)

    @classmethod
    def of(cls, path: Path) -> Identity:
        """Look at the file.

        Raises:
            FileDefect: there is no such file, or it is not a regular one.
        """
        try:
            status = path.stat()
        except OSError as error:
            raise FileDefect("unreadable_file", str(path), error.strerror or "", hint=_LOOK) from None
        if not path.is_file():
            raise FileDefect("unreadable_file", str(path), "it is not a regular file", hint=_LOOK)
        stamp = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        return cls(path, status.st_size, stamp)

    @property
    def changed(self) -> int:
        """When it was changed last: with the size, what other machines see of the same file, too."""
        return self._stamp[3]

    def verify(self) -> None:
        """Refuse the file if it is no longer the one that was opened."""
        if Identity.of(self.path) != self:
            raise FileDefect("unreadable_file", str(self.path), "it changed while it was read")
