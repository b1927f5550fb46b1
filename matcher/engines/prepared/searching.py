"""For whom it is searched tonight: what of an earlier search still holds, and who has to be compared anew."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.blocks import MOST_RESIDENTS
from matcher.engines.attempts import begin_attempt
from matcher.engines.batches import columns_of
from matcher.engines.block_keys import COLUMNS, resident_words
from matcher.engines.column_traits import TraitColumns, description_traits, resident_columns
from matcher.engines.judges import Judges
from matcher.engines.memo import Memo
from matcher.engines.nearest import near_pairs
from matcher.engines.portioned.words import NOT_THERE, among, each_once, matches
from matcher.engines.prepared.blocks import sizes_of
from matcher.engines.prepared.form import Side
from matcher.engines.prepared.registered import Changes
from matcher.engines.prepared.searches import SEARCHED, Searches, flat
from matcher.engines.prepared.standing import Asking
from matcher.engines.records import ENROLMENT_COLUMNS, RESIDENT_COLUMNS, enrolments_of

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

LEARNT = pa.schema([("place", pa.int64()), *list(SEARCHED)[1:], ("crowded", pa.bool_())])
"""What came of a search: the place of the row; the blocks, none where they are those of before; who was compared; and
whether a block may be so large that nobody in it is compared."""

_RESIDENTS_AT_ONCE, _PAIRS_AT_ONCE = 1 << 16, 1 << 16


class Seekers:
    """The rows for which it is searched.

    Attributes:
        places: of the rows, ascending.
        anew: which of them are compared with everybody in their blocks.
        near: who is new to one of the others and comes near it: the place of the row, and that of the resident.
    """

    def __init__(
        self, asking: Asking, sides: tuple[Side, Side], before: Searches, changes: Changes, judges: Judges
    ) -> None:
        """Look which of the earlier searches still holds.

        Args:
            asking: rows that ask, those for which it is searched among them.
            sides: the enrolments and the residents.
            before: the earlier searches.
            changes: who changed since.
            judges: whose workers compare.
        """
        self._numbers = np.flatnonzero(asking.seeking)
        self.places = asking.places[self._numbers]
        self._words = sides[0].digests(self.places)
        self._before, self._registered = before.table, changes.registered
        self._at = before.find(self._words)
        self._anew: Mask = self._at == NOT_THERE
        rows, compared = self._members("compared")
        self._anew[rows[among(compared.field("word").to_numpy(), changes.gone)]] = True
        near = self._coming_near(sides, changes.new, judges)
        self.near = np.stack((self.places[near[0]], near[1]))
        self._settled = ~self._anew
        self._settled[near[0]] = False
        held = np.flatnonzero(self._settled)
        self._known = [(held, self._before.take(pa.array(self._at[held])))]

    @property
    def anew(self) -> Longs:
        """The places of the rows which are compared with everybody in their blocks, ascending."""
        places: Longs = self.places[self._anew]
        return places

    @property
    def unsettled(self) -> Longs:
        """The numbers, among those that ask, of the rows of which it is not known who is nearest."""
        numbers: Longs = self._numbers[~self._settled]
        return numbers

    def nearest_before(self, places: Longs) -> Longs:
        """Return the keys of who was compared before with any row in these places, as rows of two words."""
        own = np.flatnonzero(np.isin(self.places, places) & ~self._anew)
        _, people = flat(self._before.take(pa.array(self._at[own])).column("compared"))
        return np.column_stack([people.field(name).to_numpy() for name in ("high", "low")])

    def compared(self) -> tuple[Longs, Longs]:
        """Return who is known to be nearest: the number of the row among those that ask, ascending, and a word."""
        rows, table = self._told()
        order = np.argsort(rows)
        at, people = flat(table.column("compared").take(pa.array(order)))
        return self._numbers[rows[order][at]], people.field("word").to_numpy()

    def learn(self, learnt: pa.Table) -> None:
        """Take what came of searches, of `LEARNT`."""
        rows = np.searchsorted(self.places, learnt.column("place").to_numpy())
        own = np.flatnonzero(~self._settled[rows] & ~learnt.column("crowded").to_numpy())
        rows, learnt = rows[own], learnt.take(pa.array(own))
        blocks = [learnt.column("blocks").combine_chunks()]
        anew = self._anew[rows]
        if not anew.all():
            before = self._before.column("blocks").take(pa.array(np.maximum(self._at[rows], 0)))
            blocks.append(before.combine_chunks())
        whose = np.arange(len(rows)) + np.where(anew, 0, len(rows))
        columns = (
            pa.array(self._words[rows]),
            pa.concat_arrays(blocks).take(pa.array(whose)),
            learnt.column("compared").combine_chunks(),
        )
        self._known.append((rows, pa.Table.from_arrays(columns, schema=SEARCHED)))
        self._settled[rows] = True

    def kept(self) -> Searches:
        """Return what another night may go on with."""
        return Searches.of(self._told()[1], self._registered)

    def _told(self) -> tuple[Longs, pa.Table]:
        """Return the rows of which it is known who is nearest, and `SEARCHED` of each."""
        rows, tables = zip(*self._known, strict=True)
        return np.concatenate(rows), pa.concat_tables(tables).combine_chunks()

    def _members(self, column: str) -> tuple[Longs, pa.Array]:
        """Return the members of a column of lists of the earlier searches that hold, and of which row each is."""
        holding = np.flatnonzero(~self._anew)
        rows, members = flat(self._before.column(column).take(pa.array(self._at[holding])))
        return holding[rows], members

    def _coming_near(self, sides: tuple[Side, Side], new: Longs, judges: Judges) -> Longs:
        """Return where one of these residents comes near; where a block has become too large all is to be made anew."""
        enrolments, residents = sides
        rows, asked = self._members("blocks")
        order = np.argsort(asked.to_numpy())
        rows, blocks = rows[order], asked.to_numpy()[order]
        found, gained = [np.empty((2, 0), np.int64)], [np.empty(0, np.int64)]
        for places, words in _in_blocks(residents, new if len(blocks) else new[:0]):
            which, at = matches(blocks, words)
            found.append(np.stack((rows[at], places[which])))
            gained.append(np.unique(blocks[at]))
        joined = np.unique(np.concatenate(gained))
        self._anew[rows[among(blocks, joined[sizes_of(residents, joined) > MOST_RESIDENTS])]] = True
        pairs = np.stack(each_once(*np.concatenate(found, axis=1)))
        pairs = pairs[:, ~self._anew[pairs[0]]]
        parts = [pairs[:, part] for part in _parts(pairs[0])]
        folders = enrolments.folders, residents.folders
        tickets = [begin_attempt(judges, _near, *folders, self.places[part[0]], part[1]) for part in parts]
        return np.concatenate(
            [pairs[:, :0], *(part[:, ticket()] for part, ticket in zip(parts, tickets, strict=True))], axis=1
        )


def _in_blocks(residents: Side, places: Longs) -> Iterator[tuple[Longs, Longs]]:
    """Yield in which blocks these residents stand: places, and the word of a block for each."""
    for start in range(0, len(places), _RESIDENTS_AT_ONCE):
        own = places[start : start + _RESIDENTS_AT_ONCE]
        for rows, words in resident_words(residents.rows.fetch(own, COLUMNS)):
            yield own[rows], words.view(np.int64)


def _parts(ascending: Longs) -> Iterator[slice]:
    """Yield parts of some thousand, none of which ends between two that are equal."""
    start = 0
    while start < len(ascending):
        last = ascending[min(start + _PAIRS_AT_ONCE, len(ascending)) - 1]
        end = int(np.searchsorted(ascending, last, side="right"))
        yield slice(start, end)
        start = end


def _near(_: Memo, enrolments: tuple[Path, ...], residents: tuple[Path, ...], rows: Longs, whom: Longs) -> Longs:
    """Return which pairs of a row, ascending, and a resident, by place, have to be ranked."""
    described, asks = np.unique(rows, return_inverse=True)
    batch = Side(enrolments).rows.fetch(described, ENROLMENT_COLUMNS)
    traits = description_traits([*enrolments_of(columns_of(batch, ENROLMENT_COLUMNS))])
    people, which = np.unique(whom, return_inverse=True)
    crowd = resident_columns(Side(residents).rows.fetch(people, RESIDENT_COLUMNS))
    return near_pairs(TraitColumns.of(traits), asks, crowd, which)[0]
