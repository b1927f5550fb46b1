"""The fourth stage: everything that stands around the rows that need a second look, brought together and looked at.

The rows that ask are dealt out in groups by their place. Each group gets every row that can matter to one of its own:
those beside it, of its number, of its household and of its description, and the residents of all these, and those who
share the three items of an answer. Such a group is a small run of its own for the second look of the bulk engine.

A household or a description with ten thousand rows is no heavier than one of sixteen: nobody looks at more rows of a
kind (`MOST_ROWS`), so of each portion only the first so many are brought.
"""

import pickle
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.blocks import MOST_RESIDENTS
from matcher.domain.surroundings import MOST_ROWS
from matcher.domain.verdicts import Judgement
from matcher.engines.around import Numbers
from matcher.engines.block_keys import resident_words
from matcher.engines.held import HeldRows
from matcher.engines.judges import LocalJudges
from matcher.engines.names import Look
from matcher.engines.person_words import person_words
from matcher.engines.portioned.columns import ENROLMENTS, RESIDENTS, chosen, placed, with_keys
from matcher.engines.portioned.pairs import Terms, at_hand
from matcher.engines.portioned.portions import Work
from matcher.engines.portioned.words import household_words, key_words, matches
from matcher.engines.probe import NOBODY
from matcher.engines.second_look import SecondLook
from matcher.engines.settled import Settled, SettledRows

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
        own = np.searchsorted(judged, places)
        at = np.minimum(own, max(len(judged) - 1, 0))
        known = judged[at] == places if len(judged) else np.zeros(len(places), np.bool_)
        said = np.where(known, numbers[at] if len(judged) else AT_SIGHT, AT_SIGHT)
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


class Looked(NamedTuple):
    """What came of one team: the places of its rows that ask, which of the distinct judgements is whose, and these.

    `compared`: the places among the team's residents who were compared in full, by the place of the row that describes
    somebody.
    """

    places: Longs
    numbers: Longs
    judgements: list[Judgement]
    compared: dict[int, tuple[int, ...]]


def look(terms: Terms, judgements: Sequence[Judgement], standing: pa.Table, known: pa.Table) -> bytes:
    """Look at one team as `look_at` does, and return the first three of what came of it, pickled."""
    return pickle.dumps(tuple(look_at(terms, judgements, standing, known)[:3]))


def look_at(terms: Terms, judgements: Sequence[Judgement], standing: pa.Table, known: pa.Table) -> Looked:
    """Look at the rows of one team that ask.

    Args:
        terms: under what to look.
        judgements: what pairs were judged to be, by number.
        standing: rows of `STANDING`.
        known: rows of `KNOWN`.
    """
    memo, rules = at_hand(terms)
    standing = standing.sort_by("place").combine_chunks()
    known = known.sort_by("answered").combine_chunks()
    asks = standing.column("asks").to_numpy() == 1
    places = standing.column("place").to_numpy()
    enrolments, at = _with_gaps(_whole(standing, ENROLMENTS), places)
    used, own = np.unique(standing.column("judged").to_numpy(), return_inverse=True)
    numbers = np.zeros(enrolments.num_rows, np.int32)
    numbers[at] = np.where(standing.column("defect").is_valid().to_numpy(), 0, own + 1)
    said = [memo.rejected, *(memo.matched if number == AT_SIGHT else judgements[number] for number in used.tolist())]
    residents = _whole(known, RESIDENTS)
    rows = SettledRows([Settled(enrolments, said, numbers, _answers(enrolments, residents))], HeldRows([residents]))
    among = frozenset(at[asks].tolist())
    search = terms.look is Look.SEARCH
    second = SecondLook(rows, Numbers(rows), LocalJudges(memo), search=search, among=among)
    second.judge(rules)
    settled = rows.batches[0]
    used, own = np.unique(settled.numbers[at[asks]], return_inverse=True)
    given = dict(zip(at.tolist(), places.tolist(), strict=True))
    compared = {given[row]: residents for row, residents in second.compared.items()}
    return Looked(places[asks], own, [settled.judgements[number] for number in used.tolist()], compared)


def _answers(enrolments: pa.RecordBatch, residents: pa.RecordBatch) -> Longs:
    """Return for each row the place of the resident with its key among these, or `NOBODY`."""
    keys = key_words(residents.column("person_key"))
    order = np.lexsort((keys[:, 1], keys[:, 0]))
    numbered = np.flatnonzero(enrolments.column("person_key").is_valid().to_numpy(zero_copy_only=False))
    wanted = key_words(enrolments.column("person_key").take(pa.array(numbered)))
    found = np.full(enrolments.num_rows, NOBODY, np.int64)
    rows, at = matches(keys[order, 0], wanted[:, 0])
    same = keys[order[at], 1] == wanted[rows, 1]
    found[numbered[rows[same]]] = order[at[same]]
    return found


def _whole(table: pa.Table, schema: pa.Schema) -> pa.RecordBatch:
    batches = table.to_batches() or [pa.RecordBatch.from_pylist([], table.schema)]
    return with_keys(batches[0], schema)


def _with_gaps(enrolments: pa.RecordBatch, places: Longs) -> tuple[pa.RecordBatch, Longs]:
    """Return the rows with a rejected one wherever rows are left out, so that only neighbours stand beside each other.

    Returns:
        the rows, and where each of the given ones is among them.
    """
    gaps = np.diff(places, prepend=places[0] - 2) > 1  # there is always one before the first
    at = np.arange(len(places)) + np.cumsum(gaps)
    take = np.full(int(at[-1]) + 1, -1, np.int64)
    take[at] = np.arange(len(places))
    between = take < 0
    rows = enrolments.take(pa.array(np.maximum(take, 0)))
    columns = dict(zip(rows.schema.names, rows.columns, strict=True))
    mask = pa.array(between)
    columns["row"] = pa.array(np.where(between, 0, columns["row"].to_numpy()))
    columns["defect"] = pc.if_else(mask, "row.left_out", columns["defect"])
    columns["person_key"] = pc.if_else(mask, pa.scalar(None, pa.binary(16)), columns["person_key"])
    return pa.record_batch(columns), at
