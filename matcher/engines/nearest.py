"""Who cannot come near, of all who share a block with a description: told for many pairs at once.

First every pair is looked at without the address, which may agree wholly or not at all; then, where it can still
matter, with it. Whoever is further from a description than somebody else by more than `REACH`, or below `FLOOR`, is no
candidate (see `matcher.domain.ranking`), and nothing is lost if nobody looks at that pair again.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance.Indel import normalized_similarity
from rapidfuzz.process import cpdist

from matcher.domain.ranking import FLOOR, REACH
from matcher.domain.resemblance import WEIGHTS, birth_alike
from matcher.domain.traits import Traits
from matcher.engines.texts import Places
from normalizers.addresses.fold import fold_address

Values = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]
"""Texts, or forms of names, one per pair."""

_SILENT = np.nan
_SLACK = 0.001
"""More than what rounding can do to a resemblance."""


def may_come_near(described: Sequence[Traits], askers: Places, crowd: Sequence[Traits], rows: Places) -> Places:
    """Return which pairs have to be ranked, ascending.

    Args:
        described: the descriptions.
        askers: of each pair the place of its description, ascending.
        crowd: residents.
        rows: of each pair the place of its resident.
    """
    if not len(askers):
        return np.zeros(0, np.int64)
    ours, theirs = _Side(described, askers), _Side(crowd, rows)
    alike = [
        _names_alike(ours.names, theirs.names),
        _texts_alike(ours.kana, theirs.kana),
        _births_alike(ours.births, theirs.births),
        _sexes_alike(ours.sexes, theirs.sexes),
    ]
    addressed = (ours.addresses != "") & (theirs.addresses != "")
    most = _means([*alike, np.where(addressed, 1.0, _SILENT)])
    first = np.flatnonzero(np.diff(askers, prepend=-1))
    groups = np.searchsorted(askers[first], askers)
    best = np.zeros(len(first))
    left = np.arange(len(askers))
    for chosen in (_foremost(most, groups), slice(None)):
        looked = left[chosen]
        address = _addresses_alike(ours.addresses[looked], theirs.addresses[looked])
        known = _means([*(values[looked] for values in alike), address])
        np.maximum.at(best, groups[looked], known)
        most[looked] = known
        left = np.flatnonzero(most >= np.maximum(FLOOR, best - REACH)[groups] - _SLACK)
    return left


def _foremost(values: Values, groups: Places) -> Places:
    """Return for each group, of which each pair has the number, the pair of the highest value."""
    order = np.lexsort((-values, groups))
    return order[np.flatnonzero(np.diff(groups[order], prepend=-1))]


class _Side:
    """The traits of one side of every pair, by item."""

    def __init__(self, people: Sequence[Traits], places: Places) -> None:
        """Take for each pair the person in this place."""
        every = np.empty(len(people), object)
        every[:] = [one.names for one in people]
        self.names: Objects = every[places]
        self.kana: Objects = np.array([one.kana for one in people], object)[places]
        self.births: Objects = np.array([one.birth for one in people], object)[places]
        self.sexes: Objects = np.array([one.sex for one in people], object)[places]
        self.addresses: Objects = np.array([one.address for one in people], object)[places]


def _means(alike: Sequence[Values]) -> Values:
    """Return the resemblances that items add up to, unrounded; 0 where no item says anything."""
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


def _names_alike(ours: Objects, theirs: Objects) -> Values:
    """Return how alike the closest forms of the names are: those in letters apart from those in others."""
    alike = np.full(len(ours), _SILENT)
    forms = [
        (place, mine, other)
        for place, (own, others) in enumerate(zip(ours.tolist(), theirs.tolist(), strict=True))
        for mine in own
        for other in others
        if mine.isascii() == other.isascii()
    ]
    if forms:
        places, mine, others = zip(*forms, strict=True)
        np.fmax.at(alike, list(places), _similar(mine, others))
    return alike


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
