"""Lays changes over a form: what comes of it is the form of the file in which they stand in their places.

The rows that were written stay as they are, and belong to both forms; those of the changes lie over them (`rows`). Of
the new rows a form is made first as of any file; all else is then written anew out of that and the form (`merging`).
"""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.judges import Judges
from matcher.engines.portioned.progress import OnTasks
from matcher.engines.portioned.words import NOT_THERE, places_among
from matcher.engines.prepared.form import DEAD, DIGESTS, REJECTED, UNNUMBERED, dead_places
from matcher.engines.prepared.index import make_room, open_index
from matcher.engines.prepared.merging import NOWHERE, Sources, merge_indexes
from matcher.engines.prepared.rows import OVERLAID, OVERLAY, ROWS, MappedRows, overlaid, schema_of

Longs = npt.NDArray[np.int64]

_COPIED_AT_ONCE = 1 << 20
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
    """Make the form of a file with its changes; who gives it its name puts it on the disk.

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
        np.save(folder / name, _listed(name, laying))
    sources = _sources(folder, laying)
    merge_indexes(folder, sources, indexes, judges, on_tasks)
    sources.gone.unlink()


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
            at = places_among(own, places)
            laid = at != NOT_THERE
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


def _listed(name: str, laying: Laying) -> Longs:
    """Return a list of places with the changes."""
    found = [np.setdiff1d(np.load(laying.base / name), laying.gone)]
    found += [one.places[np.load(one.folder / name)] for one in laying.laid]
    every = np.concatenate(found)
    return np.sort(every[every != NOWHERE])


def _sources(folder: Path, laying: Laying) -> Sources:
    """Write down what all workers look at."""
    gone = np.zeros(len(open_index(laying.base / DIGESTS)), np.bool_)
    gone[laying.gone] = True
    np.save(folder / _GONE, gone)
    for one in laying.laid:
        np.save(one.folder / _PLACES, one.places)
    laid = tuple((one.folder, one.folder / _PLACES) for one in laying.laid)
    return Sources(laying.base, folder / _GONE, laid)
