"""One 64-bit word for each row of a whole file, gathered batch by batch, and which of them stand more than once.

This is what intake remembers of a file between its two readings, so it sets the memory that a national file needs:
about 10 bytes a row, and a hundred megabytes for the part in which it looks for repeats.

>>> gathered = Gathered()
>>> gathered.add(np.array([5, 7, 5], np.uint64))
>>> gathered.add(np.array([8, 7, 5], np.uint64))
>>> len(gathered), repeated(gathered.words).tolist()
(6, [0, 1, 2, 4, 5])
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]

_FIRST = 1 << 16
_AT_ONCE = 1 << 22
_MOST_BITS = 8


class Gathered:
    """An array that grows in place."""

    def __init__(self) -> None:
        self._words: Words = np.empty(_FIRST, np.uint64)
        self._used = 0

    def __len__(self) -> int:
        """Return how many words were added."""
        return self._used

    def add(self, words: Words) -> None:
        """Append the words of a batch."""
        used = self._used + len(words)
        if used > len(self._words):
            self._words.resize(max(used, len(self._words) * 3 // 2), refcheck=False)
        self._words[self._used : used] = words
        self._used = used

    @property
    def words(self) -> Words:
        """All of them, in order; valid until the next `add`."""
        return self._words[: self._used]


def repeated(words: Words, at_once: int = _AT_ONCE) -> Rows:
    """Return the positions of the words that stand more than once, in order.

    Args:
        words: any words; they are looked through in as many parts as it takes, by their last bits.
        at_once: about how many to sort at once.
    """
    parts = 1 << min(_MOST_BITS, max(0, (len(words) - 1) // at_once).bit_length())
    last_bits = words.astype("<u8", copy=False).view(np.uint8)[::8] & np.uint8(parts - 1)
    return np.sort(np.concatenate([_repeated_in(words, np.flatnonzero(last_bits == part)) for part in range(parts)]))


def _repeated_in(words: Words, places: Rows) -> Rows:
    chosen = words[places]
    ordered = np.sort(chosen)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    return places[np.isin(chosen, twice)] if len(twice) else places[:0]
