"""The search for people by many descriptions at once: candidates out of the registry, ranked, with their evidence.

The registry is read once, as batches, and what may be needed of it is kept; whoever holds it already hands over how to
fetch residents by place. `find_in_reference` is the same in plain Python; the two give the same for every input.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice, repeat
from typing import Generic, TypeVar

import numpy as np
import pyarrow as pa

from matcher.domain.blocks import MOST_RESIDENTS, Block, BlockKey, description_keys, resident_keys
from matcher.domain.ranking import MOST_CANDIDATES, Found, placed, rank
from matcher.domain.records import Enrolment, Resident
from matcher.domain.traits import Traits, resident_traits, traits_of
from matcher.engines.batches import columns_of
from matcher.engines.candidates import Asked, Sharers, Sieve, Sifted
from matcher.engines.column_traits import TraitColumns, description_traits, resident_columns
from matcher.engines.judges import Judges, rank_here
from matcher.engines.nearest import near_pairs
from matcher.engines.ranks import Aim, Compared, Part
from matcher.engines.records import RESIDENT_COLUMNS
from matcher.engines.texts import Places

T = TypeVar("T")

Fetch = Callable[[Places], pa.RecordBatch]
"""Places of residents, ascending and at least one, to those residents with the columns `RESIDENT_COLUMNS`."""

_Asking = tuple[Enrolment, Traits, Sharers, Compared | None]
"""A description, who shares a block with it, and with whom it was compared before."""

_AT_A_TIME = 512
"""Descriptions whose residents are held as records at a time."""

_SIFTED_TOGETHER = 1 << 17
"""Residents from which on they are sifted together."""

_AHEAD = 8
"""Parts that may be ranked while the first of them is waited for."""


@dataclass(frozen=True, slots=True)
class Search(Generic[T]):
    """What came of one description: a candidate's place is that in the registry, 0-based."""

    found: T
    not_compared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """In what people are looked for.

    Args:
        batches: residents, with at least the columns `RESIDENT_COLUMNS`; read to the end first.
        fetch: how to get residents by place; None keeps those of the batches that may be needed.
        threads: how many batches to sift at a time.
    """

    batches: Iterable[pa.RecordBatch]
    fetch: Fetch | None = None
    threads: int = 1


def find_people(
    registry: Registry,
    descriptions: Sequence[Enrolment],
    aim: Aim[T],
    *,
    limit: int = MOST_RESIDENTS,
    judges: Judges | None = None,
    known: Sequence[Compared | None] | None = None,
) -> Iterator[Search[T]]:
    """Yield what came of each description, in their order.

    Args:
        registry: in what to look for them.
        descriptions: whom to look for.
        aim: what the search is for (see `matcher.engines.ranks`).
        limit: a block with more residents is not compared.
        judges: who ranks those who come near; this process if not said.
        known: with whom each description was compared before, if with anybody: it is not done again.
    """
    kept, fetch, threads = _Kept(), registry.fetch, registry.threads
    with ThreadPoolExecutor(threads + 1, "sift") as pool:
        reading = pool.submit(_begin, registry.batches)
        described = description_traits(descriptions)
        asked = Asked(described)
        sharers = _sifted(asked, reading.result(), Sieve(asked, limit), None if fetch else kept, pool, threads)
    rank = judges.rank if judges else rank_here
    waiting: deque[Callable[[], Iterator[Search[T]]]] = deque()
    asks = zip(descriptions, described, sharers, known or repeat(None, len(descriptions)), strict=True)
    while part := list(islice(asks, _AT_A_TIME)):
        begun, not_compared = _part(part, fetch or kept.fetch, aim), [one.not_compared for *_, one, _ in part]
        waiting.append(partial(_searches, rank(begun), not_compared))
        if len(waiting) > _AHEAD:
            yield from waiting.popleft()()
    while waiting:
        yield from waiting.popleft()()


def _searches(ticket: Callable[[], list[T]], not_compared: Sequence[tuple[str, ...]]) -> Iterator[Search[T]]:
    """Wait for what came of descriptions that are being ranked."""
    return map(Search, ticket(), not_compared)


def _part(asks: Sequence[_Asking], fetch: Fetch, aim: Aim[T]) -> Part[T]:
    """Return descriptions with who shares a block with each of them and may come near."""
    descriptions, described, sharers, known = zip(*asks, strict=True)
    places, rows = np.unique([place for one in sharers for place in one.places], return_inverse=True)
    askers = np.repeat(np.arange(len(sharers)), [len(one.places) for one in sharers])
    part = Part([*descriptions], [[] for _ in sharers], [], [], MOST_CANDIDATES, aim, [{} for _ in sharers])
    if rows.size:
        residents = fetch(places)
        pairs, alike = near_pairs(TraitColumns.of(described), askers, resident_columns(residents), rows)
        chosen, rows = np.unique(rows[pairs], return_inverse=True)
        part.residents.extend(columns_of(residents.take(pa.array(chosen)), RESIDENT_COLUMNS))
        for asker, row, items in zip(askers[pairs].tolist(), rows.tolist(), alike, strict=True):
            part.near[asker].append((row, items))
        part.places.extend(places[chosen].tolist())
        row_of = {place: row for row, place in enumerate(part.places)}
        for comparisons, before in zip(part.known, known, strict=True):
            if before is not None and before.place in row_of:
                comparisons[row_of[before.place]] = before.comparisons
    return part


def find_in_reference(
    residents: Sequence[Resident],
    descriptions: Iterable[Enrolment],
    *,
    most: int = MOST_CANDIDATES,
    limit: int = MOST_RESIDENTS,
) -> Iterator[Search[Found]]:
    """Yield what came of each description: plain Python, one resident after the other; it says what is right."""
    blocks: defaultdict[BlockKey, list[int]] = defaultdict(list)
    for place, resident in enumerate(residents):
        for key in dict.fromkeys(resident_keys(resident_traits(resident))):
            blocks[key].append(place)
    for description in descriptions:
        asked = {key: blocks[key] for key in description_keys(traits_of(description)) if key in blocks}
        too_large = {block for (block, _, _), places in asked.items() if len(places) > limit}
        shared = sorted({place for places in asked.values() if len(places) <= limit for place in places})
        found = placed(rank(description, [residents[place] for place in shared], most=most), shared)
        yield Search(found, tuple(str(block) for block in Block if block in too_large))


def _begin(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Begin to read: whoever reads ahead does so while the descriptions are made ready."""
    rest = iter(batches)
    return chain([*islice(rest, 1)], rest)


def _sifted(
    asked: Asked,
    batches: Iterable[pa.RecordBatch],
    sieve: Sieve,
    kept: _Kept | None,
    pool: ThreadPoolExecutor,
    threads: int,
) -> Iterator[Sharers]:
    """Read the registry to its end and return who shares a block with each description."""
    start = 0
    for sifted in _ahead(pool, asked, batches, threads):
        useful = sieve.take(sifted, start)
        if kept is not None and useful.size:
            kept.add(start + sifted.looked[useful], sifted.residents.take(pa.array(useful)))
        start += sifted.rows
    return sieve.sharers()


def _ahead(pool: ThreadPoolExecutor, asked: Asked, batches: Iterable[pa.RecordBatch], threads: int) -> Iterator[Sifted]:
    """Sift batches while the next are read; they come out in order."""
    waiting: deque[Future[Sifted]] = deque()
    for group in _together(batches):
        waiting.append(pool.submit(asked.sift, group))
        if len(waiting) > threads:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _together(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Yield batches that follow each other, so many that what is done once for them does not count."""
    group: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        group.append(batch)
        rows += len(batch)
        if rows >= _SIFTED_TOGETHER:
            yield group
            group, rows = [], 0
    if group:
        yield group


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
