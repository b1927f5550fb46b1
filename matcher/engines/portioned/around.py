"""The fourth stage: everything that stands around the rows that need a second look, brought together.

The rows that ask are dealt out in groups by their place. Each group gets every row that can matter to one of its own:
those beside it, of its number, of its household and of its description, and the residents of all these, and those who
share the three items of an answer. It is looked at by itself then (`matcher.engines.portioned.looking`).

A household or a description with ten thousand rows is no heavier than one of sixteen: nobody looks at more rows of a
kind (`MOST_ROWS`), so of each portion only the first so many are brought.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.blocks import MOST_RESIDENTS
from matcher.domain.surroundings import MOST_ROWS
from matcher.engines.block_keys import resident_words
from matcher.engines.person_words import person_words
from matcher.engines.portioned.columns import ENROLMENTS, RESIDENTS, chosen, placed
from matcher.engines.portioned.portions import Work
from matcher.engines.portioned.words import household_words, key_words, matches, values_among

Longs = npt.NDArray[np.int64]

STANDING = placed(("team", "place", "asks", "judged"), ENROLMENTS)
"""`judged`: the number of the judgement that the pair got, or `AT_SIGHT`."""
AT_SIGHT = -1
"""Of a row that was MATCHED, or REJECTED, before any pair was compared."""
KNOWN = placed(("team", "answered"), RESIDENTS)


@dataclass(frozen=True, slots=True)
class Teams:
    """Which words are asked for, ascending, and the team that asks for each."""

    words: Longs
    teams: Longs

    @classmethod
    def of(cls, words: Longs, teams: Longs) -> "Teams":
        """Sort the pairs, and keep each once."""
        pairs = np.unique(np.stack((words, teams)), axis=1)
        return cls(pairs[0], pairs[1])

    def matches(self, words: Longs) -> tuple[Longs, Longs]:
        """Return every pair of a row of `words` and a team that asks for its word."""
        rows, found = matches(self.words, words)
        return rows, self.teams[found]

    def kept(self, words: Longs, keep: Callable[[int], bool]) -> tuple[Longs, Longs]:
        """Return the same of the rows that are to be kept; each row that somebody asks for is asked of once, in order.

        Teams are looked for afterwards: every row may have a word for which every team asks.
        """
        asked, _ = matches(self.words, words, 1)
        kept = asked[np.array([keep(row) for row in asked.tolist()], np.bool_)]
        rows, teams = self.matches(words[kept])
        return kept[rows], teams


@dataclass(frozen=True, slots=True)
class Wishes:
    """Whose households and descriptions are looked for, by all teams."""

    households: Teams
    persons: Teams


@dataclass(frozen=True, slots=True)
class Whom:
    """Which residents are looked for, by all teams: by the two words of their key, by their three items, by blocks."""

    high: Teams
    low: Longs
    sharing: Teams
    blocks: Teams

    @classmethod
    def of(cls, keys: Longs, teams: Longs, sharing: Teams, blocks: Teams) -> "Whom":
        """Take person keys as rows of two words."""
        every = np.unique(np.column_stack((keys, teams)), axis=0)
        return cls(Teams(every[:, 0], every[:, 2]), every[:, 1], sharing, blocks)

    def of_keys(self, keys: Longs) -> tuple[Longs, Longs]:
        """Return every pair of a row of `keys` and a team that looks for it."""
        rows, found = matches(self.high.words, keys[:, 0])
        same = self.low[found] == keys[rows, 1]
        return rows[same], self.high.teams[found[same]]


@dataclass(slots=True)
class _Heads:
    """Lets pass of each household, or description, only rows that can be among the first of somebody."""

    seen: defaultdict[int, Counter[bytes | None]] = field(default_factory=lambda: defaultdict(Counter))

    def first(self, word: int, most: int) -> bool:
        """Return whether a household, or a block of residents, may still need one more row."""
        counts = self.seen[word]
        counts[None] += 1
        return counts[None] <= most

    def another(self, word: int, key: bytes | None) -> bool:
        """Return whether somebody of the description, who has another number, may still need this row."""
        counts = self.seen[word]
        others = max((count for other, count in counts.most_common(2) if other != key), default=0)
        needed = counts.total() - others < MOST_ROWS
        if needed:  # who is not needed once is never needed again, and need not be counted: few numbers are remembered
            counts[key] += 1
        return needed


def stand_around(wishes: Wishes, work: Work) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a portion that some team needs, once for each.

    Data: places, teams, and whether it asks; and the places that got a judgement, with its number.
    """
    near, teams, asks, *said = work.data
    households, persons = _Heads(), _Heads()
    start = work.portion.start
    for batch in work.portion.read(work.notes):
        low, high = np.searchsorted(near, (start, start + batch.num_rows))
        clean = np.flatnonzero(np.asarray(batch.column("defect").is_null()))
        rows = batch if len(clean) == batch.num_rows else batch.take(pa.array(clean))
        homes = household_words(rows)
        of_home, home_teams = wishes.households.kept(homes, partial(_first, households, homes, MOST_ROWS + 1))
        described = person_words(rows).view(np.int64)
        another = partial(_another, persons, described, rows.column("person_key"))
        of_person, person_teams = wishes.persons.kept(described, another)
        found = [
            (clean[of_home], home_teams),
            (clean[of_person], person_teams),
            (near[low:high] - start, teams[low:high]),
        ]
        yield from _standing(batch, start, found, asks[low:high], *said)
        start += batch.num_rows


def _first(heads: _Heads, words: Longs, most: int, row: int) -> bool:
    return heads.first(int(words[row]), most)


def _another(heads: _Heads, words: Longs, keys: pa.Array, row: int) -> bool:
    return heads.another(int(words[row]), keys[row].as_py())


def _standing(
    batch: pa.RecordBatch,
    start: int,
    found: Sequence[tuple[Longs, Longs]],
    asks: npt.NDArray[np.bool_],
    judged: Longs,
    numbers: Longs,
) -> Iterator[pa.RecordBatch]:
    """Yield these pairs of a row and a team, each once; the last of `found` are those of which `asks` tells."""
    rows, teams = (np.concatenate(parts) for parts in zip(*found, strict=True))
    if rows.size:
        asking = np.concatenate((np.zeros(len(rows) - len(asks), np.bool_), asks))
        pairs, back = np.unique(np.stack((rows, teams)), axis=1, return_inverse=True)
        (rows, teams), asked = pairs, np.bincount(back, asking) > 0
        places = start + rows
        said = values_among(places, judged, numbers, AT_SIGHT)
        standing = chosen(batch, rows, ENROLMENTS, teams, places, asked.astype(np.int64), said)
        yield pa.RecordBatch.from_arrays(standing.columns, schema=STANDING)


def know(whom: Whom, work: Work) -> Iterator[pa.RecordBatch]:
    """Yield the residents of a portion whom some team needs, once for each."""
    start, crowds = work.portion.start, _Heads()
    for batch in work.portion.read(work.notes):
        found = [whom.of_keys(key_words(batch.column("person_key")))]
        if len(whom.sharing.words):
            found.append(whom.sharing.matches(person_words(batch).view(np.int64)))
        if len(whom.blocks.words):
            found += _in_blocks(whom.blocks, batch, crowds)
        rows, teams = (np.concatenate(parts) for parts in zip(*found, strict=True))
        if rows.size:
            pairs = np.unique(np.stack((rows, teams)), axis=1)
            found = chosen(batch, pairs[0], RESIDENTS, pairs[1], start + pairs[0])
            yield pa.RecordBatch.from_arrays(found.columns, schema=KNOWN)
        start += batch.num_rows


def _in_blocks(blocks: Teams, batch: pa.RecordBatch, crowds: _Heads) -> Iterator[tuple[Longs, Longs]]:
    """Yield who stands in the blocks; of a block in which nobody is compared, enough to see that it is too large."""
    for places, unsigned in resident_words(batch):
        words = unsigned.view(np.int64)
        rows, teams = blocks.kept(words, partial(_first, crowds, words, MOST_RESIDENTS + 1))
        yield places[rows], teams
