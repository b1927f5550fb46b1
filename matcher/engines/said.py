"""What is said of each distinct thing, as a row of integers: read once, remembered, and had for a whole column.

>>> said = Said(lambda text: (len(text), ord(text[0])) if text else None, width=2)
>>> said.of(["abc", "", "a", "abc"]).tolist(), len(said)
([[3, 97], [-1, -1], [1, 97], [3, 97]], 3)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T", bound=Hashable)
Rows: TypeAlias = "npt.NDArray[np.int64]"

UNSAID = -1
"""All that is said of what cannot be read."""
_ROOM = 1 << 10


class Said(Generic[T]):
    """Remembers what is read."""

    def __init__(self, read: Callable[[T], tuple[int, ...] | None], *, width: int) -> None:
        """Remember nothing yet.

        Args:
            read: what is said of a thing, None for what cannot be read.
            width: how many integers that is.
        """
        self._read = read
        self._known: dict[T, int] = {}
        self._rows: Rows = np.full((_ROOM, width), UNSAID, np.int64)

    def __len__(self) -> int:
        """Return how many things are remembered."""
        return len(self._known)

    def of(self, things: Sequence[T]) -> Rows:
        """Return a row for each of these."""
        places = [*map(self._known.get, things)]
        if None in places:
            places = [
                self._learn(thing) if place is None else place for place, thing in zip(places, things, strict=True)
            ]
        return self._rows.take(np.array(places, np.int64), axis=0)

    def _learn(self, thing: T) -> int:
        """Return the place of what is said of a thing, which is read if it is new."""
        place = self._known.get(thing)
        if place is not None:
            return place
        place = self._known[thing] = len(self._known)
        if place == len(self._rows):
            self._rows = np.concatenate((self._rows, np.full_like(self._rows, UNSAID)))
        said = self._read(thing)
        if said is not None:
            self._rows[place] = said
        return place
