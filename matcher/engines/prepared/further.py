"""Further indexes of a form: made of its rows when the first check comes that needs them, and kept beside the others.

Each has in the order of its words: the word, further numbers if it has any, and the place, doubled. A row to which
nothing refers any more is in none.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.attempts import begin_attempt
from matcher.engines.judges import Judges
from matcher.engines.memo import Memo
from matcher.engines.portioned.progress import OnTasks
from matcher.engines.prepared.form import DIGESTS, dead_places
from matcher.engines.prepared.index import Part, begin_index, in_order, open_index, spans
from matcher.engines.prepared.making import merge
from matcher.engines.prepared.rows import MappedRows

Longs = npt.NDArray[np.int64]

_READ_AT_ONCE = 1 << 18
_MERGED_AT_ONCE = 1 << 20


class Further(NamedTuple):
    """A further index: its file, and what it is called.

    `entries`: told a folder, a place, and the batch that begins there, gives what that has in it: words, further
    numbers, and rows of the batch. `names`: the columns that this takes. `numbers`: how many each entry has.
    """

    file: str
    title: str
    entries: Callable[[Path, int, pa.RecordBatch], Longs]
    names: Sequence[str]
    numbers: int


def make_further(folder: Path, index: Further, judges: Judges, on_tasks: OnTasks | None = None) -> None:
    """Add an index to a form, unless it has it.

    Raises:
        OSError: the disk has no room for it.
    """
    if is_whole(folder / index.file):
        return
    unfinished = folder / f"unfinished-{index.file}"
    for left in (unfinished, *folder.glob(f"{Path(index.file).stem}.part-*")):  # by who was killed
        left.unlink(missing_ok=True)
    places = len(open_index(folder / DIGESTS))
    starts = range(0, max(places, 1), _READ_AT_ONCE)
    tickets = [begin_attempt(judges, _make_part, folder, index, start) for start in starts]
    entries = 0
    for done, ticket in enumerate(tickets, 1):
        entries += ticket()
        if on_tasks:
            on_tasks(index.title, done, len(tickets))
    pieces = [Part(_part(folder, index, start), 0) for start in starts]
    begin_index(unfinished, pieces)
    ranges = list(spans((entries // _MERGED_AT_ONCE).bit_length()))
    merges = [begin_attempt(judges, merge, unfinished, pieces, span) for span in ranges]
    for done, merged in enumerate(merges, 1):
        merged()
        if on_tasks:
            on_tasks(f"index of {index.title}", done, len(merges))
    for piece in pieces:
        piece.path.unlink()
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.rename(folder / index.file)


def is_whole(path: Path) -> bool:
    """Return whether an index is there, and not cut off."""
    try:
        open_index(path)
    except (FileNotFoundError, ValueError):  # what was cut off cannot be mapped
        return False
    return True


def _part(folder: Path, index: Further, start: int) -> Path:
    return folder / f"{Path(index.file).stem}.part-{start:012}.npy"


def _make_part(_: Memo, folder: Path, index: Further, start: int) -> int:
    """Write the entries of a range of places, in order, and return how many there are."""
    found, dead = [np.empty((index.numbers, 0), np.int64)], dead_places(folder)
    for place, batch in MappedRows([folder]).scan(index.names, start, start + _READ_AT_ONCE):
        entries = index.entries(folder, place, batch)
        entries[-1] += place
        found.append(entries[:, ~np.isin(entries[-1], dead)])
    whole = in_order(np.concatenate(found, axis=1))
    whole[-1] <<= 1
    np.save(_part(folder, index, start), whole)
    return len(whole[0])
