"""Chooses, for every kind of wrong link, the rows that carry another person's number, and the owner of that number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import numpy as np

from samples.individual_numbers import individual_number, mistyped, position
from samples.nation import pools
from samples.nation.doubles import Planted
from samples.nation.insurers import Enrolments
from samples.nation.links import UNSEEN, Links
from samples.nation.shifts import shift_blocks
from samples.people import LIVING

_SEARCHED = 25
"""One person in so many is tried for a typing error; in a large chunk most have a neighbour that somebody owns."""
_FAMILY_REACH = 4
_ABSENT_SHARE, _ABSENT_UNKNOWN_SHARE = 0.04, 0.5
_ABSENT = ("family_number", "typing_error_stranger", "duplicate_qualification")
_FIVE_ITEMS = ("same_name_stranger", "wrong_line_kanji")
"""Kinds that agree on three items: only a five-item check sees them."""


class Linker:
    """Chooses rows for every kind; a row is used once."""

    def __init__(self, rng: np.random.Generator, rows: Enrolments, residents: int) -> None:
        self.rng, self.rows, self.chunk, self.residents = rng, rows, rows.chunk, residents
        self.links = Links()
        chunk = rows.chunk
        known = (chunk.status == int(LIVING)) & (chunk.unknown == 0) & ~chunk.sex_unset
        self._japanese = chunk.foreigner < 0
        self._usable = known[rows.person] & ~rows.doubled
        self._row_of = np.full(len(chunk), -1)
        self._current = np.flatnonzero(~rows.extra & (rows.until < 0))
        self._row_of[rows.person[self._current]] = self._current

    def free(self, row: int) -> bool:
        """Tell whether nothing happened to a row yet, of a living person whose birth date and sex are known."""
        return bool(self._usable[row]) and row not in self.links.of

    def tells_apart(self, row: int, owner: int) -> bool:
        """Tell whether a five-item check can see that the owner is not the person described.

        The names of foreign residents have so many forms that two of them are told apart by their birth dates only.
        """
        chunk, person = self.chunk, int(self.rows.person[row])
        if person == owner or chunk.unknown[owner] or chunk.status[owner] != int(LIVING):
            return False
        return bool(chunk.birth[person] != chunk.birth[owner] or (self._japanese[person] and self._japanese[owner]))

    def link_all(self, planted: Planted, wanted: Counter[str]) -> Links:
        """Make the wrong links of a chunk."""
        self._link_doubles(planted, wanted)
        shift_blocks(self.rng, self.rows, self.links, wanted["row_shift"], self.free, self.tells_apart)
        makers = {
            "twin_swap": self._twins, "twin_number": self._twins, "family_swap": self._family,
            "family_number": self._family, "typing_error_stranger": self._mistyped,
            "duplicate_qualification": self._insured_elsewhere, "two_numbers": self._strangers_of_twice_insured,
            "wrong_line_list": self._neighbours_in_a_list,
        }  # fmt: skip
        for kind, make in makers.items():
            self._take(kind, make(), wanted[kind])
        for link in self.links.of.values():
            link.absent = link.kind in _ABSENT and self.rng.random() < _ABSENT_SHARE
        return self.links

    def nobody(self, missing: int, unknown: int, typed: int) -> None:
        """Leave some rows without a number, and give some a number that nobody has."""
        for row in islice(self._fresh(), missing):
            self.links.add(row, None, "number_missing")
        for row, place in zip(self._fresh(), range(unknown), strict=False):
            number = individual_number(self.residents + 50_000_000 + self.chunk.start + place)
            self.links.add(row, None, "not_in_registry", number)
            self.links.of[row].absent = self.rng.random() < _ABSENT_UNKNOWN_SHARE
        for row in self._fresh():
            if typed <= 0:
                break
            own = individual_number(self.chunk.start + int(self.rows.person[row]))
            free = [number for number in mistyped(own, first=2) if position(number) >= self.residents]
            if free:
                self.links.add(row, None, "typing_error_nobody", free[0])
                typed -= 1

    def _fresh(self) -> Iterator[int]:
        """Return the untouched current rows in random order."""
        return (row for row in self.rng.permutation(self._current).tolist() if self.free(row))

    def _take(self, kind: str, pairs: Iterator[tuple[int, int]], count: int) -> None:
        """Link as many rows as wanted; a swap gives the owner's own row the number of the first."""
        swapped = kind.endswith("swap")
        for row, owner in pairs:
            if count <= 0:
                return
            person, other = int(self.rows.person[row]), int(self._row_of[owner])
            if swapped and not (other >= 0 and self.free(other)):
                continue
            if self.free(row) and self.tells_apart(row, owner):
                self.links.add(row, owner, kind)
                count -= 1
                if swapped:
                    self.links.add(other, person, kind)
                    count -= 1

    def _link_doubles(self, planted: Planted, wanted: Counter[str]) -> None:
        used: Counter[str] = Counter()
        for person, double, kind in planted:
            row = int(self._row_of[person])
            three = bool(row >= 0 and self.rows.three_items[row] and kind in _FIVE_ITEMS)
            if row >= 0 and not three and self.free(row) and used[kind] < wanted[kind]:
                self.links.add(row, double, kind)
                self.rows.three_items[row] |= kind == UNSEEN
                used[kind] += 1

    def _twins(self) -> Iterator[tuple[int, int]]:
        chunk = self.chunk
        twins = np.flatnonzero(
            (chunk.household[1:] == chunk.household[:-1])
            & (chunk.birth[1:] == chunk.birth[:-1])
            & (chunk.seat[:-1] > 1)
        )
        for first in self.rng.permutation(twins).tolist():
            person, other = (first, first + 1) if self.rng.random() < 1 / 2 else (first + 1, first)
            if self._row_of[person] >= 0:
                yield int(self._row_of[person]), other

    def _family(self) -> Iterator[tuple[int, int]]:
        chunk = self.chunk
        for row in self._fresh():
            person = int(self.rows.person[row])
            others = [
                other
                for other in range(max(person - _FAMILY_REACH, 0), min(person + _FAMILY_REACH + 1, len(chunk)))
                if chunk.household[other] == chunk.household[person] and chunk.birth[other] != chunk.birth[person]
            ]
            if others:
                yield row, int(self.rng.choice(others))

    def _mistyped(self) -> Iterator[tuple[int, int]]:
        for row in islice(self._fresh(), len(self.chunk) // _SEARCHED):
            own = individual_number(self.chunk.start + int(self.rows.person[row]))
            for number in mistyped(own):
                owner = position(number) - self.chunk.start
                if 0 <= owner < len(self.chunk):
                    yield row, owner
                    break

    def _insured_elsewhere(self) -> Iterator[tuple[int, int]]:
        for row in self._fresh():
            other = int(self.rng.integers(len(self.rows)))
            if self.rows.insurer[other] != self.rows.insurer[row] and self.rows.until[other] < 0:
                yield row, int(self.rows.person[other])

    def _strangers_of_twice_insured(self) -> Iterator[tuple[int, int]]:
        """Give the closed or the current record of somebody who changed the insurer the number of a stranger."""
        for closed in self.rng.permutation(np.flatnonzero(self.rows.extra & ~self.rows.doubled)).tolist():
            current = int(self._row_of[self.rows.person[closed]])
            if current >= 0 and self.free(closed) and self.free(current):
                row = closed if self.rng.random() < 1 / 2 else current
                yield row, int(self.rng.integers(len(self.chunk)))

    def _neighbours_in_a_list(self) -> Iterator[tuple[int, int]]:
        """Take the line above or below in a list of people in the order of their kana."""
        chunk = self.chunk
        order = np.lexsort((chunk.birth, pools.reading_ids()[chunk.given], chunk.surname))
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        for row in self._fresh():
            person = int(self.rows.person[row])
            beside = int(place[person]) + (1 if self.rng.random() < 1 / 2 else -1)
            owner = int(order[beside]) if 0 <= beside < len(order) else person
            if chunk.birth[owner] != chunk.birth[person] and chunk.household[owner] != chunk.household[person]:
                yield row, owner
