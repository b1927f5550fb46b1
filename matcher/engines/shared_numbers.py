"""Rows that share a 個人番号: for each of them the others, and which are valid on a day in common.

An integer stands for each 個人番号, and a row is its place, so that a million rows are gone through as arrays; who asks
for the others of a row gets them one by one.

>>> shared = SharedNumbers(np.array([7, 3, 7, 5, 7]), np.array([10, 11, 12, 13, 14]))
>>> dict(shared), shared.get(11, [])
({10: [12, 14], 12: [10, 14], 14: [10, 12]}, [])
>>> periods = pa.record_batch({"from": ["20200401", "R3.4.1", "20220401"], "to": ["20210401", "", "20220501"]})
>>> in_overlap(shared, periods).tolist()
[12, 14]
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.periods import Period, overlapping
from matcher.domain.surroundings import MOST_ROWS
from matcher.engines.batches import columns_of
from matcher.engines.plain_columns import plain_dates

Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_COMPACT = 8
_OPEN = 99_999_999


class SharedNumbers(Mapping[int, Sequence[int]]):
    """By row, the other rows of its number, ascending, `MOST_ROWS` at most; only rows that are not alone."""

    def __init__(self, shared: Places, rows: Places) -> None:
        """Take for each row what stands for its number; a row comes once."""
        order = np.lexsort((rows, shared))
        shared, rows = shared[order], rows[order]
        again = np.flatnonzero(shared[1:] == shared[:-1])
        kept = np.zeros(len(rows), np.bool_)
        kept[again] = kept[again + 1] = True
        self._shared, self._rows = shared[kept], rows[kept]
        self._by_row = np.argsort(self._rows)
        self.rows = self._rows[self._by_row]
        self._firsts = np.searchsorted(self._shared, self._shared)

    def __len__(self) -> int:
        """Return how many rows are not alone."""
        return len(self.rows)

    def __iter__(self) -> Iterator[int]:
        """Yield the rows, ascending."""
        yield from self.rows.tolist()

    def __getitem__(self, row: int) -> Sequence[int]:
        """Return the others of a row.

        Raises:
            KeyError: it is alone, or none of these.
        """
        first = int(self._firsts[self._places[row]])
        near = slice(first, first + MOST_ROWS + 1)
        group = self._rows[near][self._firsts[near] == first].tolist()
        return [other for other in group if other != row][:MOST_ROWS]

    @cached_property
    def _places(self) -> dict[int, int]:
        """Where each row stands among those ordered by their numbers."""
        return dict(zip(self._rows.tolist(), range(len(self._rows)), strict=True))

    def pairs(self) -> tuple[Places, Places]:
        """Return each two rows of which one is among the others of the other, by their places in `rows`."""
        places = np.argsort(self._by_row)
        rank = np.arange(len(self._shared)) - self._firsts
        known = np.flatnonzero(rank <= MOST_ROWS)
        shared, places = self._shared[known], places[known]
        ones, others = [], []
        for apart in range(1, int(rank[known].max(initial=0)) + 1):
            first = np.flatnonzero(shared[apart:] == shared[:-apart])
            ones.append(places[first])
            others.append(places[first + apart])
        nobody = np.empty(0, np.int64)
        return np.concatenate([nobody, *ones]), np.concatenate([nobody, *others])


def in_overlap(shared: SharedNumbers, periods: pa.RecordBatch) -> Places:
    """Return the rows whose period overlaps with that of another of their number, ascending.

    Args:
        shared: the rows.
        periods: 資格取得日 and 資格喪失日 of each of `shared.rows`, as written.
    """
    ones, others = shared.pairs()
    begins, ends, plain = _days(*periods.columns)
    sure = plain[ones] & plain[others]
    meet = np.maximum(begins[ones], begins[others]) < np.minimum(ends[ones], ends[others])
    doubtful = np.flatnonzero(~sure)
    written = (_written(periods, rows[doubtful]) for rows in (ones, others))
    meet[doubtful] = [overlapping(one, other) for one, other in zip(*written, strict=True)]
    found = np.zeros(len(shared), np.bool_)
    found[ones[meet]] = found[others[meet]] = True
    doubled: Places = shared.rows[found]
    return doubled


def _written(periods: pa.RecordBatch, rows: Places) -> Iterator[Period]:
    since, until = columns_of(periods.take(pa.array(rows)), periods.schema.names)
    return zip(since, until, strict=True)


def _days(since: pa.StringArray, until: pa.StringArray) -> tuple[Places, Places, Flags]:
    """Return beginnings and ends as YYYYMMDD, and which rows have both in that form; an empty end is open."""
    begins, known = _day(since)
    ends, ended = _day(until)
    is_open = np.asarray(pc.equal(pc.binary_length(until), 0))
    return begins, np.where(is_open, _OPEN, ends), known & (ended | is_open)


def _day(texts: pa.StringArray) -> tuple[Places, Flags]:
    known = plain_dates(texts) & np.asarray(pc.equal(pc.binary_length(texts), _COMPACT))
    return np.asarray(pc.if_else(pa.array(known), texts, "0").cast(pa.int64())), known
