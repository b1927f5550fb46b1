"""What changes of a resident file mean: whose row goes, who comes, and which numbers cannot be used.

The changed row stands in the place of the row with its number. A number that stood twice stays unusable, whatever a
change says of it: the others of its rows are still there. One of which the only row was faulty is mended by a good one.
A resident who is mended, or new, gets a place at the end.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matcher.engines.prepared.form import DIGESTS, NUMBERS
from matcher.engines.prepared.index import find_rows, in_order, open_index
from matcher.engines.prepared.laying import Laid, Laying
from matcher.engines.prepared.merging import NOWHERE
from matcher.intake.residents import DUPLICATE
from matcher.service.prepared.meanings import Meaning
from matcher.service.prepared.reading import UNUSABLE, fault_word

Longs = npt.NDArray[np.int64]
_Key = tuple[int, int]
_NO_FAULT = 0


class _Row(NamedTuple):
    """A row of the changes: its place in the file, its fault, and its place among the usable ones, if it has either."""

    row: int
    fault: int
    place: int


@dataclass(slots=True)
class _Number:
    """A number of which there is an unusable row on either side.

    `place`: of the resident who has it so far. `before`: where its rows stand among the unusable ones so far. `rows`:
    those of the changes.
    """

    place: int = NOWHERE
    before: list[int] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)

    @property
    def mended(self) -> bool:
        """Whether a good row stands in the place of its only one."""
        return len(self.rows) == 1 and self.rows[0].fault == _NO_FAULT and len(self.before) <= 1


def what_residents_mean(base: Path, own: Path, rows: int) -> Meaning:
    """Return what changes of residents mean.

    Args:
        base: the form of the file.
        own: the form of the changes.
        rows: how many the file has.
    """
    mine, theirs, unusable = open_index(own / NUMBERS), open_index(base / NUMBERS), np.load(base / UNUSABLE)
    numbers = _doubtful(mine, theirs, unusable, np.load(own / UNUSABLE))
    places = np.full(len(open_index(own / DIGESTS)), NOWHERE, np.int64)
    met, at = find_rows(theirs, mine[0], mine[1])
    places[mine[-1, met] >> 1] = taken = theirs[-1, at] >> 1
    removed = [number.place for number in numbers.values() if number.place != NOWHERE]
    dropped = [at for number in numbers.values() for at in number.before[:1]]
    stays, counts = _unusable(numbers, unusable, max(rows, int(unusable[-1].max(initial=0)) >> 1) + 1)
    counts.subtract(unusable[2, dropped].tolist())
    comes = places == NOWHERE
    comes[[row.place for number in numbers.values() if not number.mended for row in number.rows if row.place >= 0]] = (
        False
    )
    places[comes] = len(open_index(base / DIGESTS)) + np.arange(comes.sum())
    left = np.delete(unusable, dropped, axis=1)
    return Meaning(
        Laying(base, np.union1d(taken, np.array(removed, np.int64)), [Laid(own, places)]),
        replaced=len(taken) + len(removed) + len(dropped),
        counts=counts,
        rows=unusable[-1, dropped] >> 1,
        lists={UNUSABLE: in_order(np.concatenate((left, stays), axis=1))},
    )


def _unusable(numbers: Mapping[_Key, _Number], before: Longs, next_row: int) -> tuple[Longs, Counter[int]]:
    """Return the rows of the changes that are unusable, as the form has them, and which faults they have got by that.

    Each is of the row that it replaces; the others come after all rows of the file, from `next_row` on, in their order.
    """
    found: list[tuple[int, int, int, int]] = []
    counts: Counter[int] = Counter()
    for key, number in numbers.items():
        if number.mended:
            continue
        replaced = [int(before[-1, at]) >> 1 for at in number.before[:1]]
        if number.place != NOWHERE:
            replaced = [-1 - number.place]  # of a usable row its place is known, which is before any of the changes
        at = [*replaced, *(next_row + row.row for row in number.rows)]
        for row, stands in zip(number.rows, at, strict=False):
            fault = row.fault or fault_word(DUPLICATE.key)
            counts[fault] += row.fault == _NO_FAULT
            found.append((*key, fault, stands << 1))
    return np.array(found, np.int64).reshape(-1, 4).T, counts


def _doubtful(mine: Longs, theirs: Longs, before: Longs, faulty: Longs) -> Mapping[_Key, _Number]:
    """Return the numbers of the changes of which there is an unusable row on either side."""
    numbers: dict[_Key, _Number] = {}
    for high, low, fault, row in sorted(faulty.T.tolist(), key=lambda one: one[-1]):
        numbers.setdefault((high, low), _Number()).rows.append(_Row(row >> 1, fault, NOWHERE))
    met, _ = find_rows(before, mine[0], mine[1])
    for high, low, _, place in mine[:, np.unique(met)].T.tolist():
        numbers.setdefault((high, low), _Number()).rows.append(_Row(0, _NO_FAULT, place >> 1))
    keys = np.array([*numbers], np.int64).reshape(-1, 2)
    every = [*numbers.values()]
    for number, at in zip(*map(np.ndarray.tolist, find_rows(before, keys[:, 0], keys[:, 1])), strict=True):
        every[number].before.append(at)
    for number, at in zip(*map(np.ndarray.tolist, find_rows(theirs, keys[:, 0], keys[:, 1])), strict=True):
        every[number].place = int(theirs[-1, at]) >> 1
    return numbers
