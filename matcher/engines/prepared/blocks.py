"""The index of blocks: in which a search without the number looks for whom a row describes (`matcher.domain.blocks`).

Only a check that searches needs it, so it is made of the rows of a prepared file when the first such check comes, and
takes more room than all other indexes together: a resident stands in a dozen blocks.

Beside each place stands the sum of the words of all residents that come before it in its range of the index. So a word
for everybody in a block, however large, is the difference of two numbers.
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
from matcher.engines.prepared.form import DIGESTS, Side
from matcher.engines.prepared.further import Further, make_further
from matcher.engines.prepared.index import open_index

Longs = npt.NDArray[np.int64]

BLOCKS = "blocks.npy"
"""Index by block: the sum of the words of the residents before, and the place."""
ENOUGH = (MOST_RESIDENTS + 1) * len(FORMS)
"""Of a block with so many entries it is seen that it is too large, though a resident may have one for each form."""


def make_blocks(folder: Path, judges: Judges, on_tasks: OnTasks | None = None) -> None:
    """Add the index of blocks to the form of a resident file, unless it has it.

    Raises:
        OSError: the disk has no room for it.
    """
    make_further(folder, Further(BLOCKS, "blocks", _entries, COLUMNS, add_sums), judges, on_tasks)


def add_sums(folder: Path, index: Longs, own: slice) -> None:
    """Fill in the sums of a range of the index."""
    words = open_index(folder / DIGESTS)[index[2, own] >> 1]
    index[1, own] = np.cumsum(words) - words


def members(residents: Side, words: Longs) -> tuple[Longs, Longs]:
    """Return every pair of a row of `words`, which are of blocks, and a resident in its block, at most `ENOUGH`."""
    return residents.matches(BLOCKS, words, ENOUGH)


def block_sums(residents: Side, words: Longs) -> tuple[Longs, Longs]:
    """Return for each of these blocks a word for everybody in it, and how many entries it has."""
    sums, sizes = np.zeros(len(words), np.int64), np.zeros(len(words), np.int64)
    order = np.argsort(words)
    for number, folder in enumerate(residents.folders):
        index = open_index(folder / BLOCKS)
        low, high = (np.searchsorted(index[0], words[order], side=side) for side in ("left", "right"))
        there = np.flatnonzero(high > low)
        last = high[there] - 1
        of_last = residents.digests((index[2, last] >> 1) + residents.starts[number])
        sums[order[there]] += index[1, last] + of_last - index[1, low[there]]
        sizes[order] += high - low
    return sums, sizes


def _entries(_folder: Path, _place: int, batch: pa.RecordBatch) -> Longs:
    found = [np.empty((3, 0), np.int64)]
    for rows, words in resident_words(batch):
        found.append(np.stack((words.view(np.int64), np.zeros_like(rows), rows)))
    return np.concatenate(found, axis=1)
