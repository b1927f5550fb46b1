"""The search for people by many descriptions at once: candidates out of the registry, ranked, with their evidence.

The registry is read once, as batches, and what may be needed of it is kept; whoever holds it already hands over how to
fetch residents by place. `find_in_reference` is the same in plain Python; the two give the same for every input.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice

import numpy as np
import pyarrow as pa

from matcher.domain.blocks import MOST_RESIDENTS, Block, BlockKey, description_keys, resident_keys
from matcher.domain.ranking import MOST_CANDIDATES, Found, conclude, rank, rank_traits
from matcher.domain.records import Enrolment, Resident
from matcher.domain.traits import resident_traits, traits_of
from matcher.engines.block_keys import traits_in
from matcher.engines.candidates import Asked, Sharers, Sieve
from matcher.engines.records import RESIDENT_COLUMNS, residents_of
from matcher.engines.texts import Places

Fetch = Callable[[Places], pa.RecordBatch]
"""Places of residents, ascending and at least one, to those residents with the columns `RESIDENT_COLUMNS`."""

_AT_A_TIME = 2048
"""Descriptions whose residents are held as records at a time."""


@dataclass(frozen=True, slots=True)
class Search:
    """What came of one description; `places[i]` is where in the registry `found.candidates[i]` stands, 0-based."""

    found: Found
    places: tuple[int, ...]
    not_compared: tuple[str, ...]


def find_people(
    batches: Iterable[pa.RecordBatch],
    descriptions: Sequence[Enrolment],
    *,
    fetch: Fetch | None = None,
    most: int = MOST_CANDIDATES,
    limit: int = MOST_RESIDENTS,
    threads: int = 1,
) -> Iterator[Search]:
    """Yield what came of each description, in their order.

    Args:
        batches: the registry, with at least the columns `RESIDENT_COLUMNS`; read to its end first.
        descriptions: whom to look for.
        fetch: how to get residents by place; None keeps those of the batches that may be needed.
        most: how many candidates for each.
        limit: a block with more residents is not compared.
        threads: how many batches to sift at a time.
    """
    asked = Asked(descriptions)
    kept = _Kept()
    sharers = _sifted(asked, batches, Sieve(asked, limit), None if fetch else kept, threads)
    yield from ranked(descriptions, sharers, fetch or kept.fetch, most=most)


def ranked(
    descriptions: Iterable[Enrolment], sharers: Iterable[Sharers], fetch: Fetch, *, most: int = MOST_CANDIDATES
) -> Iterator[Search]:
    """Rank for each description who shares a block with it."""
    pairs = zip(descriptions, sharers, strict=True)
    while part := list(islice(pairs, _AT_A_TIME)):
        places = np.unique(np.array([place for _, shared in part for place in shared.places], np.int64))
        crowd = _Crowd(fetch(places)) if places.size else None
        for description, shared in part:
            if crowd is None or not shared.places:
                yield Search(conclude(()), (), shared.not_compared)
                continue
            rows = np.searchsorted(places, shared.places).tolist()
            traits = [crowd.traits[row] for row in rows]
            found = rank_traits(description, traits, partial(crowd.resident, rows), most=most)
            own = tuple(shared.places[candidate.place] for candidate in found.candidates)
            yield Search(found, own, shared.not_compared)


class _Crowd:
    """Residents of whom few are ever made records."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._columns = [batch.column(name) for name in RESIDENT_COLUMNS]
        self.traits = traits_in(batch)

    def resident(self, rows: Sequence[int], place: int) -> Resident:
        """Return the resident in this place among `rows`."""
        return next(residents_of([[column[rows[place]].as_py()] for column in self._columns]))


def find_in_reference(
    residents: Sequence[Resident],
    descriptions: Iterable[Enrolment],
    *,
    most: int = MOST_CANDIDATES,
    limit: int = MOST_RESIDENTS,
) -> Iterator[Search]:
    """Yield what came of each description: plain Python, one resident after the other; it says what is right."""
    blocks: defaultdict[BlockKey, list[int]] = defaultdict(list)
    for place, resident in enumerate(residents):
        for key in dict.fromkeys(resident_keys(resident_traits(resident))):
            blocks[key].append(place)
    for description in descriptions:
        asked = {key: blocks[key] for key in description_keys(traits_of(description)) if key in blocks}
        too_large = {block for (block, _, _), places in asked.items() if len(places) > limit}
        shared = sorted({place for places in asked.values() if len(places) <= limit for place in places})
        found = rank(description, [residents[place] for place in shared], most=most)
        own = tuple(shared[candidate.place] for candidate in found.candidates)
        yield Search(found, own, tuple(str(block) for block in Block if block in too_large))


def _sifted(
    asked: Asked, batches: Iterable[pa.RecordBatch], sieve: Sieve, kept: _Kept | None, threads: int
) -> Iterator[Sharers]:
    """Read the registry to its end and return who shares a block with each description."""
    start = 0
    with ThreadPoolExecutor(threads, "sift") as pool:
        for batch, (rows, keys) in _ahead(pool, asked, batches, threads):
            useful = sieve.take(rows, keys, start)
            if kept is not None and useful.size:
                kept.add(start + useful, batch.select(list(RESIDENT_COLUMNS)).take(pa.array(useful)))
            start += batch.num_rows
    return sieve.sharers()


def _ahead(
    pool: ThreadPoolExecutor, asked: Asked, batches: Iterable[pa.RecordBatch], threads: int
) -> Iterator[tuple[pa.RecordBatch, tuple[Places, Places]]]:
    """Sift batches while the next are read; they come out in order."""
    waiting = []
    for batch in batches:
        waiting.append((batch, pool.submit(asked.sift, batch)))
        if len(waiting) > threads:
            first, sifting = waiting.pop(0)
            yield first, sifting.result()
    for batch, sifting in waiting:
        yield batch, sifting.result()


class _Kept:
    """Residents that may be needed, in the order of the registry."""

    def __init__(self) -> None:
        self._places: list[Places] = []
        self._batches: list[pa.RecordBatch] = []

    def add(self, places: Places, residents: pa.RecordBatch) -> None:
        """Keep residents; later ones have higher places."""
        self._places.append(places)
        self._batches.append(residents)

    def fetch(self, places: Places) -> pa.RecordBatch:
        """Return the residents at these places, which were kept."""
        if len(self._batches) > 1:
            self._places, self._batches = [np.concatenate(self._places)], [pa.concat_batches(self._batches)]
        return self._batches[0].take(pa.array(np.searchsorted(self._places[0], places)))
