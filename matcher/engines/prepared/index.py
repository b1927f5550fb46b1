"""An index: 64-bit words in ascending order, each with further numbers, as one array on disk that is mapped, not read.

The last number of each row is the place of a row of the prepared file, doubled, with a flag added. Words are spread
evenly (they are keys or hashes), so any number of processes can go through an index, a range of words each.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as name:
...     folder = Path(name)
...     write_sorted(folder / "a.npy", np.array([[5, 3], [0 << 1, 1 << 1]]))
...     write_sorted(folder / "b.npy", np.array([[3, 9], [0 << 1, 1 << 1 | 1]]))
...     parts = [Part(folder / "a.npy", 0), Part(folder / "b.npy", 2)]
...     begin_index(folder / "whole.npy", parts)
...     merged = [merge_span(folder / "whole.npy", parts, span) for span in spans(2)]
...     whole = open_index(folder / "whole.npy")
...     whole[0].tolist(), (whole[1] >> 1).tolist(), (whole[1] & 1).tolist()
([3, 3, 5, 9], [1, 2, 0, 3], [0, 0, 0, 1])
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.engines.portioned.words import NOT_THERE, matches, places_among

Longs = npt.NDArray[np.int64]
"""Of an index: one row of the array for each column, the words first."""

_LEAST = -(1 << 63)
_IN_A_ROW = 64
"""So many words are looked for where the first of them was found."""


class Part(NamedTuple):
    """A sorted array of its own, and what has to be added to its places."""

    path: Path
    start: int


class Span(NamedTuple):
    """A range of words, from `low` up to and without `high` (None: to the end)."""

    low: int
    high: int | None


def write_sorted(path: Path, columns: Longs) -> None:
    """Write columns in the order of their words; rows with one word stay in their order."""
    np.save(path, columns[:, np.argsort(columns[0], kind="stable")])


def in_order(columns: Longs) -> Longs:
    """Return columns in the order of their words, and of their last number where those are the same.

    >>> in_order(np.array([[5, 3, 5, 5], [2, 9, 8, 4]])).tolist()
    [[3, 5, 5, 5], [9, 2, 4, 8]]
    """
    columns = columns[:, np.argsort(columns[0], kind="stable")]
    again = columns[0, 1:] == columns[0, :-1]
    late = np.flatnonzero(again & (columns[-1, 1:] < columns[-1, :-1])) + 1
    if len(late):
        runs = np.cumsum(np.append(True, ~again))
        rows = np.flatnonzero(np.isin(runs, runs[late]))
        columns[:, rows] = columns[:, rows[np.lexsort((columns[-1, rows], columns[0, rows]))]]
    return columns


def find_rows(index: Longs, first: Longs, second: Longs) -> tuple[Longs, Longs]:
    """Return every pair of a row of two words and a place in an index where both of them stand, in their order.

    >>> rows, at = find_rows(np.array([[3, 5, 5], [1, 1, 2], [0, 2, 4]]), np.array([5, 4]), np.array([2, 2]))
    >>> rows.tolist(), at.tolist()
    ([0], [2])
    """
    order = np.argsort(first, kind="stable")
    rows, at = matches(index[0], first[order])
    rows = order[rows]
    same = np.flatnonzero(index[1, at] == second[rows])
    same = same[np.argsort(rows[same], kind="stable")]
    return rows[same], at[same]


def open_index(path: Path) -> Longs:
    """Map an index into memory."""
    mapped: Longs = np.load(path, mmap_mode="r")
    return mapped


def begin_index(path: Path, parts: Sequence[Part]) -> None:
    """Make the file that `merge_span` fills."""
    shapes = [open_index(part.path).shape for part in parts]
    make_room(path, (shapes[0][0], sum(size for _, size in shapes)))


def make_room(path: Path, shape: tuple[int, ...]) -> None:
    """Make an array of a shape, to be mapped and filled.

    Raises:
        OSError: the disk has no room for it; who fills a mapped file without would be killed.
    """
    np.lib.format.open_memmap(path, mode="w+", dtype=np.int64, shape=shape)
    with path.open("r+b") as file:
        os.posix_fallocate(file.fileno(), 0, path.stat().st_size)


def spans(bits: int) -> Iterator[Span]:
    """Yield 2 ** `bits` ranges of words, which are all words together."""
    width = 1 << (64 - bits)
    for number in range(1 << bits):
        low = _LEAST + number * width
        yield Span(low, low + width if number + 1 < 1 << bits else None)


def merge_span(path: Path, parts: Sequence[Part], span: Span) -> slice:
    """Fill in the words of a range, and return where they stand now."""
    arrays = [open_index(part.path) for part in parts]
    edges = [rows_of(array, span) for array in arrays]
    first = sum(edge.start for edge in edges)
    columns = np.concatenate([array[:, edge] for array, edge in zip(arrays, edges, strict=True)], axis=1)
    columns[-1] += np.repeat(
        np.array([part.start << 1 for part in parts], np.int64), [edge.stop - edge.start for edge in edges]
    )
    own = slice(first, first + columns.shape[1])
    whole = np.load(path, mmap_mode="r+")
    whole[:, own] = columns[:, np.argsort(columns[0], kind="stable")]
    whole.flush()
    return own


def found_in(ascending: Longs, words: Longs) -> Longs:
    """Return what `places_among` does, of words that ascend, too.

    Two nights differ little, and so do the numbers of both sides: most words stand as far from the word that was looked
    for before them as they do here, and are found without a search.

    >>> found_in(np.array([2, 4, 5, 9]), np.array([1, 2, 4, 4, 9, 10])).tolist()
    [-1, 0, 1, 1, 3, -1]
    """
    last = len(ascending) - 1
    if last < 0:
        return np.full(len(words), NOT_THERE, np.int64)
    heads = np.arange(0, len(words), _IN_A_ROW)
    ahead = np.repeat(np.searchsorted(ascending, words[heads]) - heads, _IN_A_ROW)[: len(words)]
    at = np.clip(np.arange(len(words)) + ahead, 0, last)
    others = np.flatnonzero(ascending[at] != words)
    at[others] = places_among(words[others], ascending)
    return at


def rows_of(index: Longs, span: Span) -> slice:
    """Return where the words of a range stand in an index."""
    low = int(np.searchsorted(index[0], span.low))
    return slice(low, index.shape[1] if span.high is None else int(np.searchsorted(index[0], span.high)))
