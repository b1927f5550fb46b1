"""Tables that say of most words of 64 bits at once that they are none of those that are asked for.

>>> few = Table(np.array([7 << 60], np.uint64))
>>> few.maybe(np.array([7 << 60, 1 << 60], np.uint64)).tolist(), Table(None).maybe(np.zeros(2, np.uint64)).tolist()
([True, False], [True, True])
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matcher.engines.texts import Words

_BITS_PER_WORD = 32
_LEAST_BITS = 16
_MOST_BITS = 27
"""Four million words; of more, more pass that are none of them."""


class Table:
    """Some words, told by their highest bits: never no where it should be yes, seldom yes where it should be no."""

    def __init__(self, words: Words | None) -> None:
        """Take the words; None is every word."""
        bits = (
            _LEAST_BITS
            if words is None
            else min(max(_LEAST_BITS, (len(words) * _BITS_PER_WORD).bit_length()), _MOST_BITS)
        )
        self._shift = np.uint64(64 - bits)
        self._bits = np.full(1 << bits, words is None)
        if words is not None:
            self._bits[words >> self._shift] = True

    def maybe(self, words: Words) -> npt.NDArray[np.bool_]:
        """Return which of these words may be among them."""
        return self._bits.take((words >> self._shift).view(np.int64))
