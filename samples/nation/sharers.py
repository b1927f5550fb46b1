"""Rows that share a number, or describe one person under two numbers: what only a look across the records tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from samples.nation.insurers import Enrolments
from samples.nation.labels import Label
from samples.nation.links import Links
from samples.nation.truths import Truths

DUPLICATE, TWO_NUMBERS, TWIN, FAMILY = "duplicate_qualification", "two_numbers", "twin", "family_member"


class Holders:
    """Who carries whose number: the rows of every owner whose number occurs where it should not."""

    def __init__(self, rows: Enrolments, links: Links) -> None:
        self._rows, self._links = rows, links
        owners = {link.owner for link in links.of.values() if link.owner is not None}
        described = {int(rows.person[row]) for row in links.of}
        doubled = set(rows.person[rows.doubled].tolist())
        self._of_person = _rows_of(rows, owners | described | doubled)
        self._of_number: dict[int, list[int]] = {}
        for owner in owners | doubled:
            own = [row for row in self._of_person.get(owner, ()) if row not in links.of]
            self._of_number[owner] = own
        for row, link in links.of.items():
            if link.owner is not None:
                self._of_number[link.owner].append(row)

    def facts(self, row: int) -> tuple[str, ...]:
        """Return the signatures that hold for a row with a link, whatever its kind."""
        link, rows = self._links.of[row], self._rows
        person, found = int(rows.person[row]), []
        chunk = rows.chunk
        if link.owner is not None and link.owner != person and chunk.household[link.owner] == chunk.household[person]:
            found.append(TWIN if chunk.birth[link.owner] == chunk.birth[person] and not link.absent else FAMILY)
        if link.owner is not None and self.overlapping(row, link.owner):
            found.append(DUPLICATE)
        numbered = link.owner is not None or link.number
        if numbered and not link.absent and link.owner != person and self._has_other_number(row, person, link.owner):
            found.append(TWO_NUMBERS)
        return tuple(found)

    def overlapping(self, row: int, owner: int) -> bool:
        """Tell whether another row with the same number is valid in a part of the same time."""
        rows = self._rows

        def ends(one: int) -> float:
            return float(rows.until[one]) if rows.until[one] >= 0 else np.inf

        return any(
            other != row and rows.since[other] < ends(row) and rows.since[row] < ends(other)
            for other in self._of_number.get(owner, ())
        )

    def sharing(self) -> Iterable[tuple[int, int]]:
        """Return the rows without a link whose number stands in another row of the same time, with the owner."""
        for owner, rows in self._of_number.items():
            for row in rows:
                if row not in self._links.of and self.overlapping(row, owner):
                    yield row, owner

    def _has_other_number(self, row: int, person: int, owner: int | None) -> bool:
        for other in self._of_person.get(person, ()):
            link = self._links.of.get(other)
            if other != row and (link is None or (not link.absent and link.owner not in {None, owner})):
                return True
        return False


def _rows_of(rows: Enrolments, people: set[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row in np.flatnonzero(np.isin(rows.person, sorted(people))).tolist():
        found[int(rows.person[row])].append(row)
    return found


def label_sharers(truths: Truths, holders: Holders) -> None:
    """Expect the signature of two qualifications at rows whose number a wrong link, or a second insurer, has too."""
    labels = list(truths.labels)
    for row, _ in holders.sharing():
        before = labels[truths.label[row]] if truths.label[row] < len(labels) else Label()
        others = tuple(code for code in before.signatures if code and code != DUPLICATE)
        truths.label[row] = truths.label_index(Label(before.causes, (DUPLICATE, *others)))
