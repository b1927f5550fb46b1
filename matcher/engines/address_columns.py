"""Addresses of whole columns compared at a glance: what `compare_address` says of each pair, where columns tell.

Addresses are cut in columns (`matcher.engines.address_cuts`) and compared by the numbers of their ends, by what else
these say (`matcher.engines.address_ends`), and by their heads, each of which is read once. Only two addresses of one
dwelling are told of; where anything differs, or is not such that it can be seen at a glance, the function of the domain
is to be asked.

>>> ours = ["渋谷区渋谷3-5-1 渋谷荘203", "渋谷区渋谷3-5-1", "渋谷区渋谷3-5-1"]
>>> theirs = [
...     "東京都渋谷区渋谷三丁目５番１号　渋谷荘２０３号室",
...     "東京都渋谷区渋谷3丁目5-2",
...     "東京都渋谷区渋谷3-5-1-203",
... ]
>>> same, *others = AddressColumns().compare(ours, theirs)
>>> str(same.level), str(same.evidence[0]), others
('EQUIVALENT', 'prefecture_omitted@enrolment', [None, None])
"""

from __future__ import annotations

from functools import lru_cache
from operator import ne
from typing import TYPE_CHECKING

import numpy as np

from matcher.domain.address_findings import marks_agree
from matcher.domain.addresses import same_dwelling
from matcher.engines.address_cuts import cut_addresses
from matcher.engines.address_ends import AS_CHOME, MARKED, NAME, NOTATIONS, PARTS, STREET, UNUSUAL, Ends
from matcher.engines.address_prefectures import number_prefectures
from matcher.engines.said import UNSAID, Said
from normalizers.addresses.glance_parts import OMITTED, glance_head

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matcher.domain.levels import Comparison
    from matcher.engines.address_cuts import Cut, Flags, Places
from matcher.engines.said import Rows

_REMEMBERED = 1 << 17
"""Heads after which all of them are forgotten, and as much of ends."""
_LAST_CHOME = 62
_MOST_CHOME = (1 << _LAST_CHOME + 1) - 1
"""The last 丁目 that has a bit in what is said of a head, and all of them."""
_BITS, _MARKS = 20, 10
"""Of the notations of one side, and of the number of its marks."""
_PLACE, _KYOTO, _OF_HEAD, _CHOME, _UNWRITTEN, _OAZA, _BEFORE = range(7)
"""What is said of a head: the number of its place, whether it is in Kyoto, notations, 丁目, those that need not be
called so, whether a 大字 is written, and which prefecture may be written before it and changes nothing else."""


class AddressColumns:
    """Compares addresses, and remembers what it reads."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._ends, self._prefectures = Ends(), number_prefectures()
        self._forget_heads()

    def _forget_heads(self) -> None:
        self._places: dict[str, int] = {}
        self._heads = Said(self._read_head, width=7)

    def compare(self, ours: Sequence[str], theirs: Sequence[str]) -> list[Comparison | None]:
        """Return the comparison of each pair, None where columns do not tell.

        Args:
            ours: the addresses of the enrolments.
            theirs: those of the residents, of the same places.
        """
        if len(self._ends) > _REMEMBERED:
            self._ends = Ends()
        if len(self._heads) > _REMEMBERED:
            self._forget_heads()
        cut, count = cut_addresses([*ours, *theirs]), len(ours)
        differ = np.fromiter(map(ne, ours, theirs), np.bool_, count)
        rows = np.flatnonzero(differ & cut.good[:count] & cut.good[count:])
        ours_numbers, theirs_numbers = (cut.numbers.take(places, axis=0) for places in (rows, rows + count))
        rows = rows[(ours_numbers == theirs_numbers).all(axis=1)]
        rows, notations = self._one_dwelling(cut, rows, rows + count)
        codes, places = np.unique(notations, return_inverse=True)
        known = [same_dwelling(code >> _BITS, code & ((1 << _BITS) - 1)) for code in codes.tolist()]
        found: list[Comparison | None] = [None] * count
        for row, place in zip(rows.tolist(), places.tolist(), strict=True):
            found[row] = known[place]
        return found

    def _one_dwelling(self, cut: Cut, ours: Places, theirs: Places) -> tuple[Places, Places]:
        """Return which of our rows are surely one dwelling with theirs, whose numbers are equal, and all notations.

        Heads are read only where all else agrees.
        """
        ends = _of_both(self._ends.of(cut, np.concatenate((ours, theirs))))
        agree = (ends[0, :, PARTS] != UNSAID) & (ends[0] == ends[1])[:, [NAME, PARTS]].all(axis=1)
        ours, theirs, ends = ours[agree], theirs[agree], ends[:, agree]
        heads = _of_both(self._heads_of(cut, np.concatenate((ours, theirs))))
        doubtful = heads[:, :, _KYOTO] & ends[:, :, STREET] | heads[:, :, _OAZA] & ends[:, :, UNUSUAL]
        agree = (heads[0, :, _PLACE] != UNSAID) & (heads[0, :, _PLACE] == heads[1, :, _PLACE]) & ~doubtful.any(axis=0)
        first = np.minimum(cut.numbers[ours, 0], _LAST_CHOME + 1)
        listed, unwritten = heads[0, :, _CHOME] >> first & 1, heads[:, :, _UNWRITTEN] >> first & 1
        agree &= self._agree(np.where(unwritten, ends[:, :, AS_CHOME], ends[:, :, MARKED]), listed)
        notations = heads[:, :, _OF_HEAD] | ends[:, :, NOTATIONS]
        return ours[agree], (notations[0] << _BITS | notations[1])[agree]

    def _heads_of(self, cut: Cut, rows: Places) -> Rows:
        """Return what the heads of these rows say: as they are without the prefecture, where that says the same."""
        heads, written = self._heads.of(cut.bare_heads(rows)), cut.prefectures[rows]
        heads[written > 0, _OF_HEAD] &= ~OMITTED
        others = np.flatnonzero((written > 0) & (heads[:, _BEFORE] != written))
        heads[others] = self._heads.of(cut.heads(rows[others]))
        return heads

    def _agree(self, marks: Places, listed: Places) -> Flags:
        """Return where the marks of both sides raise no doubt."""
        agree: Flags = marks[0] == marks[1]
        others = np.flatnonzero(~agree)
        codes, places = np.unique((marks[0] << _MARKS | marks[1])[others] << 1 | listed[others], return_inverse=True)
        known, last = self._ends.marks, (1 << _MARKS) - 1
        told = [
            marks_agree(known[code >> _MARKS + 1], known[code >> 1 & last], listed=bool(code & 1))
            for code in codes.tolist()
        ]
        agree[others] = np.array(told, np.bool_)[places]
        return agree

    def _read_head(self, text: str) -> tuple[int, ...] | None:
        head = glance_head(text)
        if head is None or head.rest:
            return None
        chome, unwritten = _as_bits(head.town.chome), _as_bits(head.unwritten)
        if chome > _MOST_CHOME:
            return None
        place = self._places.setdefault(head.identity, len(self._places))
        before = self._prefectures.get(head.prefecture, 0)
        return place, head.in_kyoto, head.notations, chome, unwritten, head.with_oaza, before


def _of_both(said: Rows) -> Rows:
    """Return what is said of both sides, each by itself."""
    return np.stack(np.split(said, 2))


@lru_cache(1 << 12)
def _as_bits(numbers: frozenset[int]) -> int:
    return sum(1 << number for number in numbers)
