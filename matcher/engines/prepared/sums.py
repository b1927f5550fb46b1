"""Two words that stand for everything that stands around a row, and for whom it was compared with in a search.

They are sums over all of it, of what it is, where it stands and what the registry answers to it. If any of that
changes, the words do, but for a chance of 2^-64: that the word of a row that changed is what it was.
"""

import numpy as np
import numpy.typing as npt

Longs = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

OWN, ABOVE, BELOW, NUMBER, HOME, PERSON, SHARING, COMPARED = range(8)
_KINDS = 8
"""In what relation something stands to a row."""
_ODD = [np.uint64(each) for each in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93)]


def words_of_compared(rows: int, asking: Longs, compared: Longs) -> tuple[Longs, Longs]:
    """Return two words for whom each of so many rows was compared with, to be added to those of all that stands around.

    Args:
        rows: how many.
        asking: the number of the row, ascending, of each pair.
        compared: the word of the resident; of each row the nearest first.
    """
    return summed(rows, asking, np.full(len(asking), COMPARED), compared, np.zeros(len(asking), np.int64))


def summed(rows: int, asking: Longs, kinds: Longs, first: Longs, second: Longs) -> tuple[Longs, Longs]:
    """Return two words for each row: sums over what it has, of two words, a kind and where it stands among its kind."""
    groups = asking * _KINDS + kinds
    rank = np.arange(len(groups)) - np.searchsorted(groups, groups)
    where = _mixed((rank * _KINDS + kinds).astype(np.uint64) * _ODD[2])
    edges = np.searchsorted(asking, np.arange(rows + 1))
    what, more = first.view(np.uint64), second.view(np.uint64) * _ODD[3] + where
    one, other = (np.diff(_sums(_mixed(_mixed(what + salt) ^ more))[edges]).view(np.int64) for salt in _ODD[:2])
    return one, other


def _mixed(words: Words) -> Words:
    """Spread the bits of each word over all of it."""
    words = (words ^ (words >> np.uint64(30))) * _ODD[0]
    words = (words ^ (words >> np.uint64(27))) * _ODD[1]
    return words ^ (words >> np.uint64(31))


def _sums(words: Words) -> Words:
    """Return the sum of all words before each, and of all of them."""
    return np.concatenate((np.zeros(1, np.uint64), np.cumsum(words)))
