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
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.blocks import MOST_RESIDENTS
from matcher.domain.surroundings import MOST_ROWS
from matcher.engines.block_keys import resident_words
from matcher.engines.person_words import person_words
from matcher.engines.portioned.columns import ENROLMENTS, RESIDENTS, chosen, placed
from matcher.engines.portioned.portions import Work
from matcher.engines.portioned.words import NOT_THERE, each_once, household_words, key_words, places_among, values_among
from matcher.engines.words import Table

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

STANDING = placed(("team", "place", "asks", "judged"), ENROLMENTS)
"""`judged`: the number of the judgement that the pair got, or `AT_SIGHT`."""
AT_SIGHT = -1
"""Of a row that was MATCHED, or REJECTED, before any pair was compared."""
KNOWN = placed(("team", "answered"), RESIDENTS)


Keep = Callable[[Longs, Longs], Mask]
"""Rows that somebody asks for, in order, and the number of the word of each, to which of them are to be kept."""


@dataclass(frozen=True)
class Teams:
    """Which words are asked for, ascending, each once, and by which teams: those of a word end at its `ends`.

    Words are hashes: their bits are spread.
    """

    words: Longs
    ends: Longs
    teams: Longs

    @classmethod
    def of(cls, words: Longs, teams: Longs) -> "Teams":
        """Sort the pairs, and keep each once."""
        words, teams = each_once(words, teams)
        last = np.flatnonzero(np.diff(words, append=words[-1:] + 1))
        return cls(words[last], last + 1, teams)

    @cached_property
    def _table(self) -> Table:
        """What tells of most words at once that nobody asks for them; each worker makes its own."""
        return Table(self.words.view(np.uint64))

    def matches(self, words: Longs) -> tuple[Longs, Longs]:
        """Return every pair of a row of `words` and a team that asks for its word."""
        return self._with_teams(*self._asked_for(words))

    def kept(self, words: Longs, keep: Keep) -> tuple[Longs, Longs]:
        """Return the same of the rows that are to be kept.

        Teams are looked for afterwards: every row may have a word for which every team asks.
        """
        rows, numbers = self._asked_for(words)
        kept = keep(rows, numbers)
        return self._with_teams(rows[kept], numbers[kept])

    def _asked_for(self, words: Longs) -> tuple[Longs, Longs]:
        """Return the rows of which somebody asks for the word, and the number of that among the words."""
        maybe = np.flatnonzero(self._table.maybe(words.view(np.uint64)))
        numbers = places_among(words[maybe], self.words)
        there = np.flatnonzero(numbers != NOT_THERE)
        return maybe[there], numbers[there]

    def _with_teams(self, rows: Longs, numbers: Longs) -> tuple[Longs, Longs]:
        ends = self.ends[numbers]
        counts = ends - np.where(numbers == 0, 0, self.ends[numbers - 1])
        last = np.cumsum(counts)
        return np.repeat(rows, counts), self.teams[np.repeat(ends - last, counts) + np.arange(counts.sum())]


@dataclass(frozen=True, slots=True)
class Wishes:
    """Whose households and descriptions are looked for, by all teams."""

    households: Teams
    persons: Teams


@dataclass(frozen=True, slots=True)
class Whom:
    """Which residents are looked for, by all teams: by the first word of their key, by their three items, by blocks."""

    keys: Teams
    sharing: Teams
    blocks: Teams


class _FirstRows:
    """Lets pass of each word only so many rows of a portion as can be among the first of somebody."""

    def __init__(self, words: Longs, most: int) -> None:
        self._most = most
        self._seen = np.zeros(len(words), np.int16)

    def __call__(self, _: Longs, numbers: Longs) -> Mask:
        """Return which of these rows may be needed, by the numbers of their words."""
        order = np.argsort(numbers, kind="stable")
        ascending = numbers[order]
        starts = np.flatnonzero(np.diff(ascending, prepend=-1))
        counts = np.diff(starts, append=len(ascending))
        before = self._seen[ascending[starts]]
        kept = np.empty(len(numbers), np.bool_)
        kept[order] = np.arange(len(ascending)) - np.repeat(starts - before, counts) < self._most
        self._seen[ascending[starts]] = np.minimum(before + counts, self._most)
        return kept


@dataclass(slots=True)
class _OtherNumbers:
    """Lets pass of each description only rows that can be among the first of somebody of another number."""

    seen: defaultdict[int, Counter[bytes | None]] = field(default_factory=lambda: defaultdict(Counter))

    def keep(self, keys: pa.Array, rows: Longs, numbers: Longs) -> Mask:
        """Return which of these rows may be needed, by the numbers of their descriptions; `keys` are of all rows."""
        own = keys.take(pa.array(rows)).to_pylist()
        return np.array([self.another(*one) for one in zip(numbers.tolist(), own, strict=True)], np.bool_)

    def another(self, description: int, key: bytes | None) -> bool:
        """Return whether somebody of the description, who has another number, may still need this row."""
        counts = self.seen[description]
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
    firsts, others = _FirstRows(wishes.households.words, MOST_ROWS + 1), _OtherNumbers()
    start = work.portion.start
    for batch in work.portion.read(work.notes):
        low, high = np.searchsorted(near, (start, start + batch.num_rows))
        clean = np.flatnonzero(np.asarray(batch.column("defect").is_null()))
        rows = batch if len(clean) == batch.num_rows else batch.take(pa.array(clean))
        of_home, home_teams = wishes.households.kept(household_words(rows), firsts)
        another = partial(others.keep, rows.column("person_key"))
        of_person, person_teams = wishes.persons.kept(person_words(rows).view(np.int64), another)
        found = [
            (clean[of_home], home_teams),
            (clean[of_person], person_teams),
            (near[low:high] - start, teams[low:high]),
        ]
        yield from _standing(batch, start, found, asks[low:high], *said)
        start += batch.num_rows


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
        rows, teams, less = each_once(rows, teams, ~asking)
        first = np.flatnonzero(np.diff(rows, prepend=-1) | np.diff(teams, prepend=-1))
        rows, teams, asked = rows[first], teams[first], ~less[first]
        places = start + rows
        said = values_among(places, judged, numbers, AT_SIGHT)
        yield chosen(batch, rows, ENROLMENTS, STANDING, teams, places, asked.astype(np.int64), said)


def know(whom: Whom, work: Work) -> Iterator[pa.RecordBatch]:
    """Yield the residents of a portion whom some team needs, once for each."""
    start, crowds = work.portion.start, _FirstRows(whom.blocks.words, MOST_RESIDENTS + 1)
    for batch in work.portion.read(work.notes):
        found = [whom.keys.matches(key_words(batch.column("person_key"))[:, 0])]
        if len(whom.sharing.words):
            found.append(whom.sharing.matches(person_words(batch).view(np.int64)))
        if len(whom.blocks.words):
            found += _in_blocks(whom.blocks, batch, crowds)
        rows, teams = (np.concatenate(parts) for parts in zip(*found, strict=True))
        if rows.size:
            rows, teams = each_once(rows, teams)
            yield chosen(batch, rows, RESIDENTS, KNOWN, teams, start + rows)
        start += batch.num_rows


def _in_blocks(blocks: Teams, batch: pa.RecordBatch, crowds: _FirstRows) -> Iterator[tuple[Longs, Longs]]:
    """Yield who stands in the blocks; of a block in which nobody is compared, enough to see that it is too large."""
    for places, unsigned in resident_words(batch):
        rows, teams = blocks.kept(unsigned.view(np.int64), crowds)
        yield places[rows], teams
