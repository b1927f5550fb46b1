"""Both sides meet by person key: ranges of keys that are in order already, several at once.

>>> ours = np.array([[1, 4, 4, 6], [0, 0, 0, 0], [7, 8, 8, 9], [0 << 1 | 1, 1 << 1 | 1, 2 << 1 | 1, 3 << 1 | 1]])
>>> theirs = np.array([[1, 4, 5], [0, 0, 0], [7, 8, 8], [0 << 1 | 1, 1 << 1 | 1, 2 << 1]])
>>> met(ours, theirs).to_pydict()
{'place': [1, 2, 3], 'answer': [1, 1, -1], 'group': [1, 1, -1], 'equal': [True, True, False]}

The first row is its resident's and nobody else's, and so it is done; the next two share a number; the last has one that
no resident has.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.portioned.keyed import ALONE, OPEN, NarrowRows, settled
from matcher.engines.portioned.progress import OnTasks
from matcher.engines.portioned.words import NOT_THERE
from matcher.engines.prepared.form import NUMBERS, Side
from matcher.engines.prepared.index import Span, found_in, open_index, rows_of, spans
from matcher.engines.probe import NOBODY

Longs = npt.NDArray[np.int64]

_MET_AT_ONCE = 1 << 21
"""Rows of both sides in a range."""


def meet(enrolments: Side, residents: Side, on_tasks: OnTasks | None = None) -> pa.Table:
    """Return the enrolments that are not done, of `keyed.OPEN`, by place.

    It is NumPy that works, which lets other threads run meanwhile: no worker is waited for.
    """
    size = int(enrolments.starts[-1] + residents.starts[-1])
    todo = list(spans((size // _MET_AT_ONCE).bit_length()))
    ours = list(zip([folder / NUMBERS for folder in enrolments.folders], enrolments.starts.tolist(), strict=False))
    theirs = list(zip([folder / NUMBERS for folder in residents.folders], residents.starts.tolist(), strict=False))
    found = [OPEN.empty_table()]
    with ThreadPoolExecutor(len(os.sched_getaffinity(0)), "meet") as threads:
        for done, rows in enumerate(threads.map(partial(_met_in, ours, theirs), todo), 1):
            found.append(pa.Table.from_batches([rows]))
            if on_tasks:
                on_tasks("keys", done, len(todo))
    return pa.concat_tables(found).combine_chunks().sort_by("place")


def _met_in(ours: Sequence[tuple[Path, int]], theirs: Sequence[tuple[Path, int]], span: Span) -> pa.RecordBatch:
    return met(_within(ours, span), _within(theirs, span))


def _within(indexes: Sequence[tuple[Path, int]], span: Span) -> Longs:
    """Return the rows of a range out of the indexes of one side, with the places of the side."""
    if len(indexes) == 1:
        index = open_index(indexes[0][0])
        return index[:, rows_of(index, span)]
    parts = [np.empty((4, 0), np.int64)]
    for path, start in indexes:
        index = open_index(path)
        part = np.array(index[:, rows_of(index, span)])
        part[-1] += start << 1
        parts.append(part)
    every = np.concatenate(parts, axis=1)
    return every[:, np.argsort(every[0], kind="stable")]


def met(ours: Longs, theirs: Longs) -> pa.RecordBatch:
    """Return the enrolments that are not done, of `keyed.OPEN`.

    Args:
        ours: an index by number of enrolments; the rows of one number by place.
        theirs: the same of residents, who have one row each.
    """
    high, low, prints, places = ours
    again = high[1:] == high[:-1]
    if not theirs.shape[1] or (theirs[0, 1:] == theirs[0, :-1]).any() or (low[1:] != low[:-1])[again].any():
        return _told_apart(ours, theirs)
    answers = found_in(theirs[0], high)
    found = (answers != NOT_THERE) & (theirs[1, answers] == low)
    sure = (places & theirs[3, answers] & 1).astype(np.bool_)
    equal = found & sure & (theirs[2, answers] == prints)
    left = ~equal
    left[1:] |= again
    left[:-1] |= again
    rows = np.flatnonzero(left)
    starts = np.flatnonzero(np.concatenate((np.ones(min(len(high), 1), np.bool_), ~again)))
    sizes = np.diff(starts, append=len(high))
    run = np.searchsorted(starts, rows, side="right") - 1
    columns = (
        places[rows] >> 1,
        np.where(found[rows], theirs[3, answers[rows]] >> 1, NOBODY),
        np.where(sizes[run] > 1, places[starts[run]] >> 1, ALONE),
        equal[rows],
    )
    return pa.RecordBatch.from_arrays([pa.array(column) for column in columns], schema=OPEN)


def _told_apart(ours: Longs, theirs: Longs) -> pa.RecordBatch:
    """Do the same where two different keys begin alike, by both words of every key."""
    high, low, prints, places = np.concatenate((ours, theirs), axis=1)
    resident = np.arange(len(high)) >= ours.shape[1]
    return settled(NarrowRows(resident, high, low, places >> 1, prints, (places & 1).astype(np.bool_)))
