"""What is known of the searches of an earlier run: in which blocks it was searched, and who was compared in full.

Whom a row describes is looked for among everybody in its blocks, and the nearest few are compared with it in full. Of
all the others nothing is heard again (`matcher.domain.ranking`). So on another night nobody has to be looked at but

- who is new in one of the blocks, or changed, and comes near;
- and everybody, where one of the few is gone or changed, for who would be next was not kept; or where a block has
  become so large that nobody in it is compared.

Of a row with a block that large nothing is kept.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.engines.portioned.words import places_among
from matcher.engines.prepared.index import open_index
from matcher.engines.prepared.registered import NOBODY_YET

Longs = npt.NDArray[np.int64]

PERSON = pa.struct([("word", pa.int64()), ("high", pa.int64()), ("low", pa.int64())])
"""A resident: the word of all columns, and both words of the key."""
SEARCHED = pa.schema([("row", pa.int64()), ("blocks", pa.list_(pa.int64())), ("compared", pa.list_(PERSON))])
"""A search: the word of the row, the words of its blocks, and who was compared with it, nearest first."""

_SEARCHES, _REGISTERED = "searches.arrow", "registered.npy"


@dataclass(frozen=True, slots=True)
class Searches:
    """Searches, of `SEARCHED`, by ascending row, each once; and who was registered (`registered.Changes`)."""

    table: pa.Table = field(default_factory=SEARCHED.empty_table)
    registered: Longs = field(default_factory=NOBODY_YET.copy)

    @classmethod
    def of(cls, table: pa.Table, registered: Longs) -> Self:
        """Keep these searches; of two for one row, which are the same, one."""
        _, first = np.unique(table.column("row").to_numpy(), return_index=True)
        return cls(table.take(pa.array(first)).combine_chunks(), registered)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Map what was written."""
        with pa.ipc.open_file(pa.memory_map(str(folder / _SEARCHES))) as reader:
            return cls(reader.read_all(), open_index(folder / _REGISTERED))

    def write(self, folder: Path) -> None:
        """Write all of it."""
        with pa.OSFile(str(folder / _SEARCHES), "wb") as sink, pa.ipc.new_file(sink, SEARCHED) as writer:
            writer.write_table(self.table)
        np.save(folder / _REGISTERED, self.registered)

    def find(self, rows: Longs) -> Longs:
        """Return where the search for each of these rows stands, or `NOT_THERE`."""
        return places_among(rows, self.table.column("row").to_numpy())


def flat(lists: pa.ChunkedArray | pa.Array) -> tuple[Longs, pa.Array]:
    """Return of every member of some lists which list it is of, and all members.

    >>> rows, members = flat(pa.array([[7, 8], [], [9]]))
    >>> rows.tolist(), members.to_pylist()
    ([0, 0, 2], [7, 8, 9])
    """
    whole = lists.combine_chunks() if isinstance(lists, pa.ChunkedArray) else lists
    return pc.list_parent_indices(whole).to_numpy(), whole.flatten()


def lists_of(rows: Longs, lists: int, members: pa.Array) -> pa.ListArray:
    """Return so many lists of members, which are in the order of the lists that they are of.

    >>> lists_of(np.array([0, 0, 2]), 3, pa.array([7, 8, 9])).to_pylist()
    [[7, 8], [], [9]]
    """
    ends = np.searchsorted(rows, np.arange(lists + 1)).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(ends), members)
