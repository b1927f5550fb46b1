"""The index of blocks: in which a search without the number looks for whom a row describes (`matcher.domain.blocks`).

Only a check that searches needs it, so it is made of the rows of a prepared file when the first such check comes, and
takes more room than all other indexes together: a resident stands in a dozen blocks.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.blocks import MOST_RESIDENTS
from matcher.engines.block_keys import COLUMNS, resident_words
from matcher.engines.column_traits import FORMS
from matcher.engines.judges import Judges
from matcher.engines.portioned.progress import OnTasks
from matcher.engines.prepared.form import Side
from matcher.engines.prepared.further import Further, make_further
from matcher.engines.prepared.index import open_index

Longs = npt.NDArray[np.int64]

BLOCKS = "blocks.npy"
"""Index by block."""
ENOUGH = (MOST_RESIDENTS + 1) * len(FORMS)
"""Of a block with so many entries it is seen that it is too large, though a resident may have one for each form."""


def make_blocks(folder: Path, judges: Judges, on_tasks: OnTasks | None = None) -> None:
    """Add the index of blocks to the form of a resident file, unless it has it.

    Raises:
        OSError: the disk has no room for it.
    """
    make_further(folder, Further(BLOCKS, "blocks", _entries, COLUMNS, 2), judges, on_tasks)


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


def _entries(_folder: Path, _place: int, batch: pa.RecordBatch) -> Longs:
    found = [np.empty((2, 0), np.int64)]
    for rows, words in resident_words(batch):
        found.append(np.stack((words.view(np.int64), rows)))
    return np.concatenate(found, axis=1)
