"""What the two readers, CSV and Parquet, give alike: rows as text, their places, and what is wrong with their form.

From here on nothing knows which kind of file the rows came from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from matcher.intake.defects import Fault, FileDefect
from matcher.intake.digits import Texts

Rows = npt.NDArray[np.int64]

_LOOK = "check the path"


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Rows in file order.

    `first_row`: the 1-based data row of the first of them. `lines`: the 1-based line on which each begins. `columns`:
    texts without nulls, by English name. `faults`: what is wrong with the form of a row, by index; the text of
    such a row is empty where it cannot be read. `done`: bytes of the file read so far.
    """

    first_row: int
    lines: Rows
    columns: Mapping[str, Texts]
    faults: Mapping[int, Fault]
    done: int

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.lines)


class FaultyRows:
    """The faults of a file that are known already, batch by batch."""

    def __init__(self, faults: Mapping[int, Fault]) -> None:
        """Take the fault of each faulty row, 0-based."""
        self._faults = faults
        self._places = np.sort(np.fromiter(faults, np.int64, len(faults)))

    def of(self, raw: RawBatch) -> dict[int, Fault]:
        """Return the fault of each faulty row of a batch, by index."""
        first = raw.first_row - 1
        low, high = np.searchsorted(self._places, (first, first + len(raw)))
        return {place - first: self._faults[place] for place in self._places[low:high].tolist()}


class Source(Protocol):
    """An open file of the contract, which can be read any number of times."""

    path: Path
    size: int
    encoding: str
    warnings: list[str]
    columns: tuple[str, ...]
    blank_lines: int

    def batches(self, names: Collection[str]) -> Iterator[RawBatch]:
        """Read the file from its start, only these columns of those that it has."""


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
