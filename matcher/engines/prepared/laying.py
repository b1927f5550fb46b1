"""Lays changes over a form: what comes of it is the form of the file in which they stand in their places.

The rows that were written stay as they are, and belong to both forms; those of the changes lie over them (`rows`). All
else is written anew, by ranges: what said something of a row that is no longer there is left out, and what is said of
the new rows, of which a small form was made for itself, comes in between.
"""

import os
import shutil
from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.attempts import begin_attempt
from matcher.engines.judges import Judges
from matcher.engines.memo import Memo
from matcher.engines.portioned.progress import OnTasks
from matcher.engines.prepared.blocks import BLOCKS, add_sums
from matcher.engines.prepared.form import DEAD, DIGESTS, REJECTED, UNNUMBERED, dead_places
from matcher.engines.prepared.index import Span, in_order, make_room, open_index, rows_of, spans
from matcher.engines.prepared.rows import OVERLAID, OVERLAY, ROWS, MappedRows, overlaid, schema_of

Longs = npt.NDArray[np.int64]

NOWHERE = -1
"""Stands for the place of a row that is left out."""

_MERGED_AT_ONCE = _COPIED_AT_ONCE = 1 << 20
_WRITTEN_AT_ONCE = 1 << 16
_GONE, _PLACES = "gone.npy", "places.npy"


class Laid(NamedTuple):
    """A small form, and the place that each of its rows takes, or `NOWHERE`."""

    folder: Path
    places: Longs


class Laying(NamedTuple):
    """What is laid over a form.

    `gone`: its places of which nothing that was said holds any more, ascending; what takes one of them is `laid`.
    """

    base: Path
    gone: Longs
    laid: Sequence[Laid]

    @property
    def places(self) -> Longs:
        """The places of the new rows, ascending."""
        every = np.concatenate([np.empty(0, np.int64), *(one.places for one in self.laid)])
        return np.sort(every[every != NOWHERE])


def lay_over(
    folder: Path, laying: Laying, indexes: Sequence[str], judges: Judges, on_tasks: OnTasks | None = None
) -> None:
    """Make the form of a file with its changes.

    Args:
        folder: an empty one, on the file system of the form.
        laying: what is laid over which form.
        indexes: those of the form, which every small form has too.
        judges: whose workers merge.
        on_tasks: told how many ranges are merged.

    Raises:
        OSError: the disk has no room for it.
    """
    base, places = laying.base, laying.places
    for path in base.glob(ROWS):
        _link(path, folder / path.name)
    _write_rows(folder, laying, places)
    before = len(open_index(base / DIGESTS))
    total = max(before, int(places[-1]) + 1) if len(places) else before
    _write_digests(folder, laying, total)
    dead = np.setdiff1d(np.union1d(dead_places(base), laying.gone), places)
    if len(dead):
        np.save(folder / DEAD, dead)
    for name in (UNNUMBERED, REJECTED):
        if (base / name).exists():
            np.save(folder / name, _listed(name, laying))
    _merge_all(folder, laying, indexes, judges, on_tasks)


def _link(path: Path, other: Path) -> None:
    """Let a file have another name, too; where the file system has no such names, it is copied."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copyfile(path, other)


def _write_rows(folder: Path, laying: Laying, places: Longs) -> None:
    """Write the rows that lie over those that were read, in the order of their places."""
    before, new = MappedRows([laying.base]), MappedRows([one.folder for one in laying.laid])
    every = np.concatenate([np.empty(0, np.int64), *(one.places for one in laying.laid)])
    order = np.argsort(every, kind="stable")[len(every) - len(places) :]
    kept = np.setdiff1d(overlaid(laying.base), places)
    whole = np.union1d(kept, places)
    np.save(folder / OVERLAID, whole)
    with pa.OSFile(str(folder / OVERLAY), "wb") as sink, pa.ipc.new_file(sink, schema_of(laying.base)) as writer:
        for start in range(0, len(whole), _WRITTEN_AT_ONCE):
            own = whole[start : start + _WRITTEN_AT_ONCE]
            at = np.searchsorted(places, own)
            laid = at < len(places)
            laid[laid] = places[at[laid]] == own[laid]
            parts = [(before, own[~laid]), (new, order[at[laid]])]
            found = pa.concat_batches([rows.fetch(chosen) for rows, chosen in parts if len(chosen)])
            back = np.empty(len(own), np.int64)
            back[np.concatenate((np.flatnonzero(~laid), np.flatnonzero(laid)))] = np.arange(len(own))
            writer.write_batch(_numbered(found.take(pa.array(back)), own))


def _numbered(batch: pa.RecordBatch, places: Longs) -> pa.RecordBatch:
    """Return rows that say at which places they stand, if rows of this side do."""
    if "row" not in batch.schema.names:
        return batch
    return batch.set_column(batch.schema.get_field_index("row"), batch.schema.field("row"), pa.array(places + 1))


def _write_digests(folder: Path, laying: Laying, total: int) -> None:
    make_room(folder / DIGESTS, (total,))
    whole, before = np.load(folder / DIGESTS, mmap_mode="r+"), open_index(laying.base / DIGESTS)
    for start in range(0, len(before), _COPIED_AT_ONCE):
        whole[start : min(start + _COPIED_AT_ONCE, len(before))] = before[start : start + _COPIED_AT_ONCE]
    for one in laying.laid:
        there = one.places != NOWHERE
        whole[one.places[there]] = open_index(one.folder / DIGESTS)[there]
    whole.flush()


def _listed(name: str, laying: Laying) -> Longs:
    """Return a list of places with the changes."""
    found = [np.setdiff1d(np.load(laying.base / name), laying.gone)]
    found += [one.places[np.load(one.folder / name)] for one in laying.laid]
    every = np.concatenate(found)
    return np.sort(every[every != NOWHERE])


class _Sources(NamedTuple):
    """Where a worker finds what it merges: the form, which of its places are gone, small forms and their places."""

    base: Path
    gone: Path
    laid: tuple[tuple[Path, Path], ...]


def _merge_all(folder: Path, laying: Laying, indexes: Sequence[str], judges: Judges, on_tasks: OnTasks | None) -> None:
    sources = _shared(folder, laying)
    wanted = {name: (open_index(laying.base / name).shape[1] // _MERGED_AT_ONCE).bit_length() for name in indexes}
    done, tasks = 0, sum(1 << bits for bits in wanted.values())
    for name, bits in wanted.items():
        ranges = list(spans(bits))
        counts = [begin_attempt(judges, _count, sources, name, span) for span in ranges]
        edges = list(accumulate((ticket() for ticket in counts), initial=0))
        make_room(folder / name, (open_index(laying.base / name).shape[0], edges[-1]))
        merges = [
            begin_attempt(judges, _merge, folder, sources, name, span, slice(*own))
            for span, own in zip(ranges, pairwise(edges), strict=True)
        ]
        for ticket in merges:
            ticket()
            done += 1
            if on_tasks:
                on_tasks("index", done, tasks)
    sources.gone.unlink()


def _shared(folder: Path, laying: Laying) -> _Sources:
    """Write what all workers look at."""
    gone = np.lib.format.open_memmap(
        folder / _GONE, mode="w+", dtype=np.bool_, shape=open_index(laying.base / DIGESTS).shape
    )
    gone[laying.gone] = True
    gone.flush()
    for one in laying.laid:
        np.save(one.folder / _PLACES, one.places)
    return _Sources(laying.base, folder / _GONE, tuple((one.folder, one.folder / _PLACES) for one in laying.laid))


def _kept(sources: _Sources, name: str, span: Span) -> tuple[Longs, npt.NDArray[np.bool_]]:
    """Return what the index of the form has in a range, and what of it holds."""
    index = open_index(sources.base / name)
    own = index[:, rows_of(index, span)]
    gone: npt.NDArray[np.bool_] = np.load(sources.gone, mmap_mode="r")
    return own, ~gone[own[-1] >> 1]


def _added(sources: _Sources, name: str, span: Span) -> Longs:
    """Return what the small forms have in a range, with the places that their rows take."""
    found = [np.empty((open_index(sources.base / name).shape[0], 0), np.int64)]
    for folder, places in sources.laid:
        index = open_index(folder / name)
        own = np.array(index[:, rows_of(index, span)])
        place = open_index(places)[own[-1] >> 1]
        own[-1] = place << 1 | own[-1] & 1
        found.append(own[:, place != NOWHERE])
    return in_order(np.concatenate(found, axis=1))


def _count(_: Memo, sources: _Sources, name: str, span: Span) -> int:
    return int(_kept(sources, name, span)[1].sum()) + len(_added(sources, name, span)[0])


def _merge(_: Memo, folder: Path, sources: _Sources, name: str, span: Span, own: slice) -> None:
    before, holds = _kept(sources, name, span)
    kept, added = before[:, holds], _added(sources, name, span)
    merged = np.empty((kept.shape[0], own.stop - own.start), np.int64)
    at = _between(kept, added) + np.arange(added.shape[1])
    others = np.ones(merged.shape[1], np.bool_)
    others[at] = False
    merged[:, at], merged[:, others] = added, kept
    whole = np.load(folder / name, mmap_mode="r+")
    whole[:, own] = merged
    if name == BLOCKS:
        add_sums(folder, whole, own)
    whole.flush()


def _between(kept: Longs, added: Longs) -> Longs:
    """Return before which row of an index each of some others comes, by the words and then by the places.

    >>> _between(np.array([[3, 5, 5, 5], [2, 4, 8, 12]]), np.array([[1, 5, 5], [4, 6, 14]])).tolist()
    [0, 2, 4]
    """
    low: Longs
    low, high = (np.searchsorted(kept[0], added[0], side=side) for side in ("left", "right"))
    while (open_ := np.flatnonzero(low < high)).size:
        middle = (low[open_] + high[open_]) // 2
        before = kept[-1, middle] < added[-1, open_]
        low[open_[before]] = middle[before] + 1
        high[open_[~before]] = middle[~before]
    return low
