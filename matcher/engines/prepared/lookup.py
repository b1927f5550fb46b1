"""What is known of an earlier run: the judgement of everything that two words stand for.

A pair of records is known by the words of both rows, and what stands around a record by two words of all of it
(`matcher.engines.prepared.sums`). Where all that a judgement follows from is the same, so is the judgement; where
anything changed the words did. A run keeps what it asked for and nothing else, so that what is gone is forgotten.

>>> known = Lookup.of(np.array([7, 3]), np.array([1, 2]), np.array([0, 1]))
>>> known.find(np.array([3, 7, 7, 8]), np.array([2, 1, 5, 1])).tolist()
[1, 0, -1, -1]
>>> Lookup.nothing().find(np.array([3]), np.array([2])).tolist()
[-1]
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from matcher.engines.portioned.words import NOT_THERE, places_among
from matcher.engines.prepared.index import open_index

Longs = npt.NDArray[np.int64]

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Lookup:
    """Numbers by two words; `rows` are the first words, ascending, the second ones and the numbers."""

    rows: Longs

    @classmethod
    def nothing(cls) -> Self:
        """Know nothing."""
        return cls(np.empty((3, 0), np.int64))

    @classmethod
    def of(cls, first: Longs, second: Longs, numbers: Longs) -> Self:
        """Know these; of two with one first word only one is kept."""
        order = np.unique(first, return_index=True)[1]
        return cls(np.stack((first[order], second[order], numbers[order])))

    @classmethod
    def read(cls, path: Path) -> Self:
        """Map what was written."""
        return cls(open_index(path))

    def write(self, path: Path) -> None:
        """Write it."""
        np.save(path, self.rows)

    @property
    def numbers(self) -> Longs:
        """The numbers."""
        numbers: Longs = self.rows[2]
        return numbers

    def renumbered(self, numbers: Longs) -> Self:
        """Return the same words with other numbers."""
        return type(self)(np.stack((*self.rows[:2], numbers)))

    def find(self, first: Longs, second: Longs) -> Longs:
        """Return the number that stands under both words of each row, or `UNKNOWN`."""
        at = places_among(first, self.rows[0])
        known = np.flatnonzero(at != NOT_THERE)
        known = known[self.rows[1, at[known]] == second[known]]
        numbers = np.full(len(first), UNKNOWN, np.int64)
        numbers[known] = self.rows[2, at[known]]
        return numbers
