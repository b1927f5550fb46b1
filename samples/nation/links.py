"""Wrong links in a nation: whose record carries whose number, planned before anything is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

import numpy as np

from samples.individual_numbers import individual_number, mistyped, position
from samples.nation import pools
from samples.nation.insurers import Enrolments
from samples.nation.people import Chunk
from samples.notation import is_ordinary
from samples.people import LIVING
from samples.pools import MALE, given_names

SHARES = {
    "family_number": 0.30, "twin_swap": 0.12, "same_name_stranger": 0.16, "row_shift": 0.14, "two_numbers": 0.04,
    "duplicate_qualification": 0.08, "typing_error_stranger": 0.08, "wrong_line_birth": 0.04, "wrong_line_kanji": 0.04,
}  # fmt: skip
"""How the kinds divide: the published trials name twins, family and same-name strangers; the rest is a guess."""
SHIFT_ROWS = 12
_SPARE = 1.3
"""More doubles are planted than used: not every described person has a current record on five items."""
_SEARCHED = 25
"""One person in so many is tried for a typing error; in a large chunk most have a neighbour that somebody owns."""
UNSEEN = "same_name_stranger_unseen"
"""A same-name stranger on a record checked by three items, all of which agree: no official check can see it."""
_PLANTED = ("same_name_stranger", "wrong_line_birth", "wrong_line_kanji", UNSEEN)


@dataclass(slots=True)
class Links:
    """Which row carries the number of which person of the chunk, and as what kind."""

    kinds: dict[int, str] = field(default_factory=dict)
    owners: dict[int, int | None] = field(default_factory=dict)
    strange_numbers: dict[int, str] = field(default_factory=dict)
    """Numbers that nobody owns."""

    def add(self, row: int, owner: int | None, kind: str, number: str = "") -> None:
        """Give a row the number of a person of the chunk, or one that nobody owns."""
        self.kinds[row], self.owners[row] = kind, owner
        if number:
            self.strange_numbers[row] = number


def quotas(rng: np.random.Generator, total: int) -> Counter[str]:
    """Divide a number of wrong links among the kinds."""
    drawn = rng.multinomial(total, list(SHARES.values()))
    return Counter({kind: int(count) for kind, count in zip(SHARES, drawn, strict=True)})


def plant(rng: np.random.Generator, chunk: Chunk, wanted: Counter[str]) -> list[tuple[int, int, str]]:
    """Turn some residents into near doubles of others, before anybody is written; return (described, double, kind)."""
    ordinary = np.flatnonzero(
        (chunk.foreigner < 0)
        & (chunk.status == int(LIVING))
        & (chunk.unknown == 0)
        & ~chunk.sex_unset
        & (chunk.former < 0)
    )
    picked = iter(rng.permutation(ordinary).tolist())
    planted = []
    for kind in _PLANTED:
        done = 0
        while done < wanted[kind] * _SPARE:
            person, double = next(picked), next(picked)
            if _make_double(rng, chunk, person, double, kind):
                planted.append((person, double, kind))
                done += 1
    return planted


def _make_double(rng: np.random.Generator, chunk: Chunk, person: int, double: int, kind: str) -> bool:
    given = int(chunk.given[person])
    if kind == "wrong_line_kanji":
        alike = _same_reading()[pools.given_pool()[given].kana, bool(chunk.female[person])]
        others = [other for other in alike if other != given]
        if given not in alike or not others:
            return False
        given = int(rng.choice(others))
    if kind == "wrong_line_birth" and chunk.birth[double] == chunk.birth[person]:
        return False
    chunk.surname[double], chunk.given[double], chunk.female[double] = (
        chunk.surname[person],
        given,
        chunk.female[person],
    )
    if kind != "wrong_line_birth":
        chunk.birth[double] = chunk.birth[person]
    return bool(chunk.town[double] != chunk.town[person])


@cache
def _same_reading() -> dict[tuple[str, bool], list[int]]:
    """Return the given names by sound and sex, without those whose characters could be variants of each other."""
    found: dict[tuple[str, bool], list[int]] = defaultdict(list)
    men = len(given_names(MALE))
    for index, name in enumerate(pools.given_pool()):
        if is_ordinary(name.kanji):
            found[name.kana, index >= men].append(index)
    return found


class Linker:
    """Chooses rows for every kind; a row is used once, and only a five-item check can see what is planned here."""

    def __init__(self, rng: np.random.Generator, rows: Enrolments, residents: int) -> None:
        self.rng, self.rows, self.chunk, self.residents = rng, rows, rows.chunk, residents
        self.links = Links()
        self._row_of = np.full(len(rows.chunk), -1)
        current = np.flatnonzero(~rows.extra & ~rows.three_items & (rows.until < 0))
        self._row_of[rows.person[current]] = current
        self._current = current

    def free(self, row: int) -> bool:
        """Tell whether nothing happened to a row yet, to a living Japanese whose birth date and sex are known."""
        person = self.rows.person[row]
        chunk = self.chunk
        return (
            row not in self.links.kinds
            and chunk.foreigner[person] < 0
            and chunk.status[person] == int(LIVING)
            and not chunk.unknown[person]
            and not chunk.sex_unset[person]
        )

    def _fresh(self) -> Iterator[int]:
        """Return the untouched current rows in random order."""
        return (row for row in self.rng.permutation(self._current).tolist() if self.free(row))

    def link_all(self, planted: list[tuple[int, int, str]], wanted: Counter[str]) -> Links:
        """Make the wrong links of a chunk."""
        used: Counter[str] = Counter()
        for person, double, kind in planted:
            row = int(self._row_of[person])
            if row >= 0 and self.free(row) and used[kind] < wanted[kind]:
                self.links.add(row, double, kind)
                self.rows.three_items[row] = kind == UNSEEN
                used[kind] += 1
        self._shift_rows(wanted["row_shift"])
        self._swap_twins(wanted["twin_swap"])
        makers = {
            "family_number": self._family, "typing_error_stranger": self._mistyped,
            "duplicate_qualification": self._insured_elsewhere, "two_numbers": self._stranger_of_closed,
        }  # fmt: skip
        for kind, make in makers.items():
            for row, owner in islice(make(), wanted[kind]):
                self.links.add(row, owner, kind)
        return self.links

    def nobody(self, missing: int, unknown: int, typed: int) -> None:
        """Leave some rows without a number, and give some a number that nobody has."""
        for row in islice(self._fresh(), missing):
            self.links.add(row, None, "number_missing")
        for row, place in zip(self._fresh(), range(unknown), strict=False):
            number = individual_number(self.residents + 50_000_000 + self.chunk.start + place)
            self.links.add(row, None, "not_in_registry", number)
        for row in self._fresh():
            if typed <= 0:
                break
            own = individual_number(self.chunk.start + int(self.rows.person[row]))
            free = [number for number in mistyped(own, first=2) if position(number) >= self.residents]
            if free:
                self.links.add(row, None, "typing_error_nobody", free[0])
                typed -= 1

    def _shift_rows(self, count: int) -> None:
        starts = self.rng.permutation(max(len(self.rows) - SHIFT_ROWS, 0)).tolist()
        for start in starts:
            if count <= 0:
                return
            batch = list(range(start, start + min(SHIFT_ROWS, count + 1)))
            people = self.rows.person[batch]
            usable = (
                all(self.free(row) for row in batch)
                and not self.rows.extra[batch].any()
                and not self.rows.three_items[batch].any()
            )
            if usable and len(set(self.rows.insurer[batch].tolist())) == 1 and (self.rows.until[batch] < 0).all():
                for row, owner in zip(batch[:-1], people[1:].tolist(), strict=True):
                    self.links.add(row, owner, "row_shift")
                self.links.add(batch[-1], None, "row_shift_end")
                count -= len(batch) - 1

    def _swap_twins(self, count: int) -> None:
        chunk = self.chunk
        twins = np.flatnonzero(
            (chunk.household[1:] == chunk.household[:-1])
            & (chunk.birth[1:] == chunk.birth[:-1])
            & (chunk.seat[:-1] > 1)
        )
        for first in self.rng.permutation(twins).tolist():
            pair = (int(self._row_of[first]), int(self._row_of[first + 1]))
            if count <= 0:
                return
            if min(pair) >= 0 and all(self.free(row) for row in pair):
                self.links.add(pair[0], first + 1, "twin_swap")
                self.links.add(pair[1], first, "twin_swap")
                count -= 2

    def _family(self) -> Iterator[tuple[int, int]]:
        chunk = self.chunk
        for row in self._fresh():
            person = int(self.rows.person[row])
            others = [
                other
                for other in range(max(person - 4, 0), min(person + 5, len(chunk)))
                if other != person and chunk.household[other] == chunk.household[person]
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

    def _stranger_of_closed(self) -> Iterator[tuple[int, int]]:
        """Give an old record of somebody who is insured elsewhere now the number of a stranger."""
        for row in self.rng.permutation(np.flatnonzero(self.rows.extra & ~self.rows.three_items)).tolist():
            if self.free(row):
                yield row, int(self.rng.integers(len(self.chunk)))
