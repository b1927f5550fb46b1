"""Who is compared with whom: the blocks that many descriptions ask for, sifted out of a whole registry in one reading.

The keys become words of 64 bits (`block_words`). A table of bits tells at once of most residents that nobody asks for
them; the others are noted with the block that they stand in. Of a block with more than `MOST_RESIDENTS` nobody is
compared, and its name is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from matcher.domain.blocks import MOST_RESIDENTS, Block
from matcher.domain.traits import Traits
from matcher.engines.asks import Asks
from matcher.engines.block_keys import resident_words
from matcher.engines.description_words import AskedBlocks, DescriptionColumns
from matcher.engines.glances import Glance
from matcher.engines.records import RESIDENT_COLUMNS
from matcher.engines.texts import Places, Words, plain
from matcher.engines.words import Table


@dataclass(frozen=True, slots=True)
class Sharers:
    """Who shares a block with one description: places in the registry, ascending, and the blocks left out."""

    places: tuple[int, ...]
    not_compared: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sifted:
    """Who of some batches stands in a block that is asked for.

    Args:
        rows: how many residents there were.
        looked: places of those who were looked at, 0-based.
        residents: the same, as `RESIDENT_COLUMNS`.
        found: places among those, ascending, each as often as it stands in a block.
        keys: which block that is.
    """

    rows: int
    looked: Places
    residents: pa.RecordBatch
    found: Places
    keys: Places


class Asked:
    """The blocks that descriptions ask for."""

    def __init__(self, people: Sequence[Traits]) -> None:
        """Take whom they describe."""
        described = DescriptionColumns(people)
        asked = AskedBlocks.of(described)
        self.descriptions = described.rows
        self.words, first, places = np.unique(asked.words, return_index=True, return_inverse=True)
        self.askers = asked.rows[np.argsort(places, kind="stable")]
        self.ends = np.cumsum(np.bincount(places, minlength=len(self.words)))
        self.kinds = asked.kinds[first]
        self._asks = Asks.of(described)
        self._table = Table(self.words)
        self.glance = Glance(described, self._table, self._asks)

    def sift(self, batches: Sequence[pa.RecordBatch]) -> Sifted:
        """Look who stands in a block that is asked for, in batches of the registry that follow each other."""
        worth = [self.glance.worth(batch) for batch in batches]
        starts = np.cumsum([0, *map(len, batches)])
        rows = np.concatenate([start + own for start, own in zip(starts[:-1], worth, strict=True)])
        looked = pa.concat_batches([_taken(batch, own) for batch, own in zip(batches, worth, strict=True)])
        found = [self._asked_for(own, words) for own, words in resident_words(looked, self._asks)]
        pairs = np.unique(np.concatenate([own * np.int64(len(self.words)) + keys for own, keys in found]))
        return Sifted(int(starts[-1]), rows, looked, *np.divmod(pairs, max(len(self.words), 1)))

    def _asked_for(self, rows: Places, words: Words) -> tuple[Places, Places]:
        maybe = np.flatnonzero(self._table.maybe(words))
        words = words[maybe]
        keys = np.minimum(np.searchsorted(self.words, words), max(len(self.words) - 1, 0))
        sure = self.words[keys] == words if len(self.words) else np.zeros(0, np.bool_)
        return rows[maybe[sure]], keys[sure]


class Sieve:
    """Collects, batch by batch, who stands in the blocks that are asked for."""

    def __init__(self, asked: Asked, most: int = MOST_RESIDENTS) -> None:
        """Leave out blocks with more than `most` residents."""
        self._asked, self._most = asked, most
        self._counts = np.zeros(len(asked.words), np.int64)
        self._places: list[Places] = []
        self._keys: list[Places] = []

    def take(self, sifted: Sifted, start: int) -> Places:
        """Note who was sifted, the first row being at `start`; return which of those looked at are worth keeping."""
        np.add.at(self._counts, sifted.keys, 1)
        useful = self._counts[sifted.keys] <= self._most
        found = sifted.found[useful]
        self._places.append(sifted.looked[found] + start)
        self._keys.append(sifted.keys[useful])
        return found[np.flatnonzero(np.diff(found, prepend=-1))]

    def sharers(self) -> Iterator[Sharers]:
        """Return for each description who shares a block with it."""
        asked = self._asked
        keys = np.concatenate([np.zeros(0, np.int64), *self._keys])
        places = np.concatenate([np.zeros(0, np.int64), *self._places])
        small = self._counts[keys] <= self._most
        keys, places = keys[small], places[small]
        before = np.concatenate((np.zeros(1, np.int64), asked.ends))
        size = np.diff(before)[keys]
        askers = asked.askers[np.repeat(before[keys] + size - np.cumsum(size), size) + np.arange(size.sum())]
        most = places.max(initial=0) + 1
        askers, places = np.divmod(np.unique(askers * most + np.repeat(places, size)), most)
        ends = np.searchsorted(askers, np.arange(asked.descriptions), side="right")
        left_out = self._left_out()
        start = 0
        for number, end in enumerate(ends.tolist()):
            yield Sharers(tuple(places[start:end].tolist()), left_out.get(number, ()))
            start = end

    def _left_out(self) -> dict[int, tuple[str, ...]]:
        """Return per description the names of the blocks that are too large, in the order of `Block`."""
        kinds, found = tuple(Block), defaultdict[int, set[Block]](set)
        for key in np.flatnonzero(self._counts > self._most).tolist():
            start = self._asked.ends[key - 1] if key else 0
            for asker in self._asked.askers[start : self._asked.ends[key]].tolist():
                found[asker].add(kinds[self._asked.kinds[key]])
        return {asker: tuple(str(block) for block in Block if block in blocks) for asker, blocks in found.items()}


def _taken(batch: pa.RecordBatch, rows: Places) -> pa.RecordBatch:
    """Return some residents of a batch, each with its own texts."""
    few = batch.select(list(RESIDENT_COLUMNS)).take(pa.array(rows))
    return pa.RecordBatch.from_arrays([plain(column) for column in few.columns], names=few.schema.names)
