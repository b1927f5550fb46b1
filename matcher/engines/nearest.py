"""Who cannot come near, of all who share a block with a description: told for many pairs at once.

First every pair is looked at without the address, which may agree wholly or not at all; then, where it can still
matter, with it. Whoever is further from a description than somebody else by more than `REACH`, or below `FLOOR`, is no
candidate (see `matcher.domain.ranking`), and nothing is lost if nobody looks at that pair again.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance.Indel import normalized_similarity
from rapidfuzz.process import cpdist

from matcher.domain.ranking import FLOOR, REACH
from matcher.domain.resemblance import WEIGHTS, Alike, birth_alike
from matcher.engines.column_traits import TraitColumns
from matcher.engines.texts import Flags, Places
from normalizers.addresses.fold import fold_address

Values = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]
"""Texts, one per pair."""

_SILENT = np.nan
_SLACK = 0.001
"""More than what rounding can do to a resemblance."""


def near_pairs(
    described: TraitColumns, askers: Places, crowd: TraitColumns, rows: Places
) -> tuple[Places, list[Alike]]:
    """Return which pairs have to be ranked, ascending, and how alike each item of those is.

    Args:
        described: the descriptions.
        askers: of each pair the place of its description, ascending.
        crowd: residents.
        rows: of each pair the place of its resident.
    """
    ours, theirs = _Side(described, askers), _Side(crowd, rows)
    addressed = (ours.addresses != "") & (theirs.addresses != "")
    alike = np.array(
        [
            _names_alike(ours, theirs),
            _texts_alike(ours.kana, theirs.kana),
            _births_alike(ours.births, theirs.births),
            _sexes_alike(ours.sexes, theirs.sexes),
            np.where(addressed, 1.0, _SILENT),
        ]
    )
    most = _means(alike)
    first = np.flatnonzero(np.diff(askers, prepend=-1))
    groups = np.searchsorted(askers[first], askers)
    best = np.zeros(len(first))
    left = np.arange(len(askers))
    for chosen in (_foremost(most, groups), slice(None)):
        looked = left[chosen]
        alike[-1, looked] = _addresses_alike(ours.addresses[looked], theirs.addresses[looked])
        most[looked] = _means(alike[:, looked])
        np.maximum.at(best, groups[looked], most[looked])
        left = np.flatnonzero(most >= np.maximum(FLOOR, best - REACH)[groups] - _SLACK)
    items = alike[:, left].T.astype(object)
    items[np.isnan(alike[:, left].T)] = None
    return left, items.tolist()


def _foremost(values: Values, groups: Places) -> Places:
    """Return for each group, of which each pair has the number, the pair of the highest value."""
    order = np.lexsort((-values, groups))
    return order[np.flatnonzero(np.diff(groups[order], prepend=-1))]


class _Side:
    """The traits of one side of every pair, by item."""

    def __init__(self, people: TraitColumns, places: Places) -> None:
        """Take for each pair the person in this place."""

        def in_pairs(values: Sequence[str]) -> Objects:
            return np.array(values, object)[places]

        self.forms = [in_pairs(form) for form in people.forms]
        self.kana = in_pairs(people.kana)
        self.births = in_pairs(people.births)
        self.sexes = in_pairs(people.sexes)
        self.addresses = in_pairs(people.addresses)


def _means(alike: Values) -> Values:
    """Return the resemblances that items, one in each row, add up to, unrounded; 0 where no item says anything."""
    total, weight = np.zeros(len(alike[0])), np.zeros(len(alike[0]))
    for number, values in zip(WEIGHTS, alike, strict=True):
        says = ~np.isnan(values)
        total += np.where(says, values, 0.0) * number
        weight += says * number
    return total / np.maximum(weight, 1)


def _texts_alike(ours: Objects, theirs: Objects) -> Values:
    alike = np.full(len(ours), _SILENT)
    both = np.flatnonzero((ours != "") & (theirs != ""))
    if both.size:
        alike[both] = _similar(ours[both].tolist(), theirs[both].tolist())
    return alike


def _names_alike(ours: _Side, theirs: _Side) -> Values:
    """Return how alike the closest forms of the names are: those in letters apart from those in others."""
    alike = [np.full(len(ours.kana), _SILENT)]
    for mine, other in product(ours.forms, theirs.forms):
        of_both = _texts_alike(mine, other)
        of_both[_in_letters(mine) != _in_letters(other)] = _SILENT
        alike.append(of_both)
    closest: Values = np.fmax.reduce(alike)
    return closest


def _in_letters(texts: Objects) -> Flags:
    return np.fromiter(map(str.isascii, texts), np.bool_, len(texts))


def _similar(ours: Sequence[str], theirs: Sequence[str]) -> Values:
    return np.asarray(cpdist(ours, theirs, scorer=normalized_similarity, dtype=np.float64), np.float64)


def _births_alike(ours: Objects, theirs: Objects) -> Values:
    alike = np.where(ours == theirs, 1.0, _SILENT)
    for pair in np.flatnonzero((ours != theirs) | (ours == "")).tolist():
        value = birth_alike(ours[pair], theirs[pair])
        alike[pair] = _SILENT if value is None else value
    return alike


def _sexes_alike(ours: Objects, theirs: Objects) -> Values:
    return np.where((ours != "") & (theirs != ""), (ours == theirs).astype(np.float64), _SILENT)


def _addresses_alike(ours: Objects, theirs: Objects) -> Values:
    """Return how alike the addresses are; each is folded once."""
    folded = {address: fold_address(address) for address in {*ours.tolist(), *theirs.tolist()}}
    return _texts_alike(*(np.array([folded[one] for one in side.tolist()], object) for side in (ours, theirs)))
