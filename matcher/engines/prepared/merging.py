"""Merges the indexes of a form with those of what is laid over it, by ranges of words, each by a worker.

Of the form what says something of a row that is no longer there is left out; what is said of the new rows comes in
between, under the places that they take. So an index is in the order of its words, and then of its places, as before.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.engines.attempts import begin_attempt
from matcher.engines.judges import Judges
from matcher.engines.memo import Memo
from matcher.engines.portioned.progress import OnTasks
from matcher.engines.prepared.index import Span, in_order, make_room, open_index, rows_of, spans

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

NOWHERE = -1
"""Stands for the place of a row that is left out."""

_MERGED_AT_ONCE = 1 << 20


class Sources(NamedTuple):
    """Where a worker finds what it merges: the form, which of its places are gone, small forms and their places."""

    base: Path
    gone: Path
    laid: tuple[tuple[Path, Path], ...]


def merge_indexes(
    folder: Path, sources: Sources, indexes: Sequence[str], judges: Judges, on_tasks: OnTasks | None = None
) -> None:
    """Write the indexes of a form with what is laid over it.

    Args:
        folder: of that form, which has its digests.
        sources: what is merged.
        indexes: their names.
        judges: whose workers merge.
        on_tasks: told how many ranges are merged.

    Raises:
        OSError: the disk has no room for it.
    """
    wanted = {name: (open_index(sources.base / name).shape[1] // _MERGED_AT_ONCE).bit_length() for name in indexes}
    done, tasks = 0, sum(1 << bits for bits in wanted.values())
    for name, bits in wanted.items():
        ranges = list(spans(bits))
        counts = [begin_attempt(judges, _count, sources, name, span) for span in ranges]
        edges = list(accumulate((ticket() for ticket in counts), initial=0))
        make_room(folder / name, (open_index(sources.base / name).shape[0], edges[-1]))
        merges = [
            begin_attempt(judges, _merge, folder, sources, name, span, slice(*own))
            for span, own in zip(ranges, pairwise(edges), strict=True)
        ]
        for ticket in merges:
            ticket()
            done += 1
            if on_tasks:
                on_tasks("index", done, tasks)


def _kept(sources: Sources, name: str, span: Span) -> tuple[Longs, Mask]:
    """Return what the index of the form has in a range, and what of it holds."""
    index = open_index(sources.base / name)
    own = index[:, rows_of(index, span)]
    gone: Mask = np.load(sources.gone, mmap_mode="r")
    return own, ~gone[own[-1] >> 1]


def _added(sources: Sources, name: str, span: Span) -> Longs:
    """Return what the small forms have in a range, with the places that their rows take."""
    found = [np.empty((open_index(sources.base / name).shape[0], 0), np.int64)]
    for folder, places in sources.laid:
        index = open_index(folder / name)
        own = np.array(index[:, rows_of(index, span)])
        place = open_index(places)[own[-1] >> 1]
        own[-1] = place << 1 | own[-1] & 1
        found.append(own[:, place != NOWHERE])
    return in_order(np.concatenate(found, axis=1))


def _count(_: Memo, sources: Sources, name: str, span: Span) -> int:
    return int(_kept(sources, name, span)[1].sum()) + len(_added(sources, name, span)[0])


def _merge(_: Memo, folder: Path, sources: Sources, name: str, span: Span, own: slice) -> None:
    before, holds = _kept(sources, name, span)
    added = _added(sources, name, span)
    kept = np.flatnonzero(holds)
    at = np.searchsorted(kept, _between(before, added)) + np.arange(added.shape[1])
    rows, others = np.zeros(own.stop - own.start, np.int64), np.ones(own.stop - own.start, np.bool_)
    others[at] = False
    rows[others] = kept
    whole = np.load(folder / name, mmap_mode="r+")
    for filled, column, new in zip(whole[:, own], before, added, strict=True):
        if len(kept):
            np.take(column, rows, out=filled, mode="clip")
        filled[at] = new


def _between(before: Longs, added: Longs) -> Longs:
    """Return before which row of an index each of some others comes, by the words and then by the places.

    >>> _between(np.array([[3, 5, 5, 5], [2, 4, 8, 12]]), np.array([[1, 5, 5], [4, 6, 14]])).tolist()
    [0, 2, 4]
    """
    low: Longs
    low, high = (np.searchsorted(before[0], added[0], side=side) for side in ("left", "right"))
    while (open_ := np.flatnonzero(low < high)).size:
        middle = (low[open_] + high[open_]) // 2
        earlier = before[-1, middle] < added[-1, open_]
        low[open_[earlier]] = middle[earlier] + 1
        high[open_[~earlier]] = middle[~earlier]
    return low
