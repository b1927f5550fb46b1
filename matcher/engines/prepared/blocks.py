"""The index of blocks: in which a search without the number looks for whom a row describes (`matcher.domain.blocks`).

Only a check that searches needs it, so it is made of the rows of a prepared file when the first such check comes, and
takes more room than all other indexes together: a resident stands in a dozen blocks.
"""

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.blocks import MOST_RESIDENTS
from matcher.engines.attempts import begin_attempt
from matcher.engines.block_keys import resident_words
from matcher.engines.column_traits import FORMS
from matcher.engines.judges import Judges
from matcher.engines.memo import Memo
from matcher.engines.portioned.progress import OnTasks
from matcher.engines.prepared.form import ROWS, Side
from matcher.engines.prepared.index import Part, begin_index, open_index, spans, write_sorted
from matcher.engines.prepared.making import merge

Longs = npt.NDArray[np.int64]

BLOCKS = "blocks.npy"
"""Index by block."""
ENOUGH = (MOST_RESIDENTS + 1) * len(FORMS)
"""Of a block with so many entries it is seen that it is too large, though a resident may have one for each form."""

_MERGED_AT_ONCE = 1 << 20


def make_blocks(folder: Path, judges: Judges, on_tasks: OnTasks | None = None) -> None:
    """Add the index of blocks to the form of a resident file, unless it has it.

    Raises:
        OSError: the disk has no room for it.
    """
    if _is_whole(folder / BLOCKS):
        return
    unfinished = folder / f"unfinished-{BLOCKS}"
    for left in (unfinished, *folder.glob("blocks.part-*")):  # by who was killed
        left.unlink(missing_ok=True)
    parts = sorted(folder.glob(ROWS))
    tickets = [begin_attempt(judges, _make_part, folder, path) for path in parts]
    sizes = []
    for done, ticket in enumerate(tickets, 1):
        sizes.append(ticket())
        if on_tasks:
            on_tasks("blocks", done, len(tickets))
    starts = np.cumsum([0, *(rows for rows, _ in sizes)]).tolist()
    pieces = [Part(_part(folder, path), start) for path, start in zip(parts, starts, strict=False)]
    begin_index(unfinished, pieces)
    ranges = list(spans((sum(entries for _, entries in sizes) // _MERGED_AT_ONCE).bit_length()))
    merges = [begin_attempt(judges, merge, unfinished, pieces, span) for span in ranges]
    for done, merged in enumerate(merges, 1):
        merged()
        if on_tasks:
            on_tasks("index of blocks", done, len(merges))
    for piece in pieces:
        piece.path.unlink()
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.rename(folder / BLOCKS)


def _is_whole(path: Path) -> bool:
    try:
        open_index(path)
    except (FileNotFoundError, ValueError):  # what was cut off cannot be mapped
        return False
    return True


def members(residents: Side, words: Longs) -> tuple[Longs, Longs]:
    """Return every pair of a row of `words`, which are of blocks, and a resident in its block, at most `ENOUGH`."""
    return residents.matches(BLOCKS, words, ENOUGH)


def sizes_of(residents: Side, words: Longs) -> Longs:
    """Return how many entries each of these blocks has."""
    sizes = np.zeros(len(words), np.int64)
    for folder in residents.folders if words.size else ():
        index = open_index(folder / BLOCKS)
        low, high = (np.searchsorted(index[0], words, side=side) for side in ("left", "right"))
        sizes += high - low
    return sizes


def _part(folder: Path, rows: Path) -> Path:
    return folder / f"blocks.part-{rows.stem}.npy"


def _make_part(_: Memo, folder: Path, path: Path) -> tuple[int, int]:
    """Write the entries of the residents of a part, in order, and return how many residents and entries there are."""
    found = [np.empty((2, 0), np.int64)]
    rows = 0
    with pa.ipc.open_file(pa.memory_map(str(path))) as reader:
        for number in range(reader.num_record_batches):
            batch = reader.get_batch(number)
            for own, words in resident_words(batch):
                found.append(np.stack((words.view(np.int64), (rows + own) << 1)))
            rows += batch.num_rows
    entries = np.concatenate(found, axis=1)
    write_sorted(_part(folder, path), entries)
    return rows, entries.shape[1]
