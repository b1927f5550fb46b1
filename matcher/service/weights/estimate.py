"""From two files to shares: how often each face is seen in pairs of one person, and in each kind of two persons.

Pairs that agree in the items of a block (`one_person` and `kinds` of `rules/score.yaml`) are compared, and EM tells one
person from two. The shares of one person come from the blocks in which the item was free to differ, each with the
weight of the pairs of one person in it. The shares of a kind are those of two persons among records that share all its
items. Any two records are two persons, and need no EM.

Shares are kept from zero: a part of each class is spread evenly over all faces. It is larger where fewer pairs were
seen, because what was not seen in a hundred pairs may still be there.

An item that is missing says nothing of who the other person is, and in a block of pairs that agree in it it never is:
its share is that of one person in every kind, and it adds nothing to a score. Both names stay as they were counted:
whose kana is not certified is a foreign resident, which says something of the name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import numpy.typing as npt

from matcher.domain.judgement import compare_items
from matcher.domain.levels import Item, Level
from matcher.domain.records import Enrolment, Resident
from matcher.domain.score import faces_of
from matcher.service.weights.em import Classes, frequencies, two_classes
from matcher.service.weights.pairs import KEYS, Pair, joined_keys, pairs_of, random_pairs
from rules import RuleSet
from rules.weights import Faces, Weighed
from rules.weights import Shares as Both

Shares = Mapping[Faces, float]
OnStep = Callable[[str, int, int], None]
"""Told the step, what is done and what is to do."""

_SPREAD_RIGHT = 1e-4
_SPREAD_PAIRS = 0.5
_TOLD_EVERY = 5000


@dataclass(frozen=True, slots=True)
class Block:
    """What one kind's pairs said: their number, the part of one person, and the shares of two persons."""

    pairs: int
    same_person: float
    wrong: Mapping[str, Shares]


@dataclass(frozen=True, slots=True)
class Estimate:
    """The shares of right records, from so many pairs of one person, and the block of each kind."""

    one_person: int
    right: Mapping[str, Shares]
    kinds: Mapping[str, Block]

    def weighed(self, rules: RuleSet) -> Mapping[str, Weighed]:
        """Return the shares as the score reads them."""
        return {
            name: replace(
                weighed,
                shares={
                    faces: Both(share, tuple(block.wrong[name][faces] for block in self.kinds.values()))
                    for faces, share in self.right[name].items()
                },
            )
            for name, weighed in rules.weights.weighed.items()
        }


def estimate(
    enrolments: Sequence[Enrolment],
    residents: Sequence[Resident],
    rules: RuleSet,
    *,
    pairs: int,
    seed: int,
    on_step: OnStep,
) -> Estimate:
    """Estimate the shares of every face.

    Args:
        enrolments: records of one file; their numbers are not looked at.
        residents: records of the other.
        rules: kinds, faces, and what is weighed together.
        pairs: how many pairs to compare for each kind.
        seed: decides which.
        on_step: told how far it is.
    """
    compare = _Comparer(enrolments, residents, rules, _Sample(pairs, seed), on_step)
    one_person = {agree: two_classes(compare.unsettled(agree)) for agree in rules.weights.one_person}
    kinds = {
        kind: two_classes(compare.several(agree)) if agree else _any_two(compare.any_two())
        for kind, agree in rules.weights.agree.items()
    }
    named = list(enumerate(compare.space.items()))
    right = {
        name: _spread(_right(place, name, one_person, rules), space, _SPREAD_RIGHT) for place, (name, space) in named
    }

    def two_persons(classes: Classes) -> dict[str, Shares]:
        spread = {name: _spread(classes.wrong[place], space, _unseen(classes)) for place, (name, space) in named}
        return {name: _missing_as_of(right[name], shares, _missing(rules, name)) for name, shares in spread.items()}

    return Estimate(
        round(sum(classes.pairs * classes.same_person for classes in one_person.values())),
        right,
        {kind: Block(classes.pairs, classes.same_person, two_persons(classes)) for kind, classes in kinds.items()},
    )


@dataclass(frozen=True, slots=True)
class _Sample:
    pairs: int
    seed: int


class _Comparer:
    """Compares the pairs of a block; the keys of an item are worked out when they are first needed."""

    def __init__(
        self,
        enrolments: Sequence[Enrolment],
        residents: Sequence[Resident],
        rules: RuleSet,
        sample: _Sample,
        on_step: OnStep,
    ) -> None:
        self._enrolments, self._residents, self._rules = enrolments, residents, rules
        self._sample, self._on_step = sample, on_step
        self._columns: dict[str, tuple[list[str], list[str]]] = {}
        self.space = {name: _space(rules, name) for name in rules.weights.weighed}

    def unsettled(self, agree: Sequence[str]) -> npt.NDArray[np.int64]:
        """Return the vectors of pairs that agree in these items, without those of two records that are settled.

        A record that has a counterpart in which nothing differs is settled: in its other pairs it meets other persons.
        Twins would else be taken for one person who changes the given name.
        """
        pairs = self._pairs(agree, several=False)
        vectors = self._compared(" + ".join(agree), pairs)
        same = ~vectors.any(axis=1)
        enrolments, residents = (np.array(side) for side in zip(*pairs, strict=True))
        settled = np.isin(enrolments, enrolments[same]) & np.isin(residents, residents[same])
        return vectors[same | ~settled]

    def several(self, agree: Sequence[str]) -> npt.NDArray[np.int64]:
        """Return the vectors of pairs that agree in these items where several records of a file do."""
        return self._compared(" + ".join(agree), self._pairs(agree, several=True))

    def any_two(self) -> npt.NDArray[np.int64]:
        """Return the vectors of pairs of any two records."""
        sizes = len(self._enrolments), len(self._residents)
        return self._compared("any two", random_pairs(*sizes, most=self._sample.pairs, seed=self._sample.seed))

    def _compared(self, step: str, pairs: Sequence[Pair]) -> npt.NDArray[np.int64]:
        """Return per pair, and per items weighed together, the place of their faces in the space."""
        known = [{faces: place for place, faces in enumerate(space)} for space in self.space.values()]
        items = list(Item)
        columns = [[items.index(Item(item)) for item in one.items] for one in self._rules.weights.weighed.values()]
        vectors = np.zeros((len(pairs), len(self.space)), np.int64)
        for number, (one, other) in enumerate(pairs):
            faces = faces_of(compare_items(self._enrolments[one], self._residents[other]), self._rules)
            vectors[number] = [
                places[tuple(faces[item] for item in of)] for places, of in zip(known, columns, strict=True)
            ]
            if not number % _TOLD_EVERY:
                self._on_step(step, number, len(pairs))
        return vectors

    def _pairs(self, agree: Sequence[str], *, several: bool) -> list[Pair]:
        columns = [self._column(item) for item in agree]
        one, other = (joined_keys([column[side] for column in columns]) for side in (0, 1))
        return pairs_of(one, other, most=self._sample.pairs, seed=self._sample.seed, several=several)

    def _column(self, item: str) -> tuple[list[str], list[str]]:
        if item not in self._columns:
            one, other = ([getattr(record, item) for record in side] for side in (self._enrolments, self._residents))
            keys = KEYS[Item(item)]([*one, *other])
            self._columns[item] = [keys[value] for value in one], [keys[value] for value in other]
        return self._columns[item]


def _space(rules: RuleSet, name: str) -> list[Faces]:
    """Return every combination of faces of these items; the first is that of one person: all the same."""
    items = rules.weights.weighed[name].items
    return list(product(*([face.name for face in rules.weights.faces[item]] for item in items)))


def _any_two(vectors: npt.NDArray[np.int64]) -> Classes:
    """Take every pair for two persons, as nearly all pairs of any two records are."""
    return Classes(len(vectors), 0.0, (), frequencies(vectors))


def _right(place: int, name: str, found: Mapping[tuple[str, ...], Classes], rules: RuleSet) -> Mapping[int, float]:
    """Return the shares of one person from the blocks in which none of these items had to agree."""
    items = set(rules.weights.weighed[name].items)
    free = [classes for agree, classes in found.items() if not items & set(agree)]
    total = sum(classes.pairs * classes.same_person for classes in free)
    labels = {label for classes in free for label in classes.right[place]}
    return {
        label: sum(one.pairs * one.same_person * one.right[place].get(label, 0.0) for one in free) / total
        for label in labels
    }


def _missing(rules: RuleSet, name: str) -> frozenset[Faces]:
    """Return the faces that say only that an item is missing; none where two items are weighed together."""
    items = rules.weights.weighed[name].items
    if len(items) > 1:
        return frozenset()
    faces = rules.weights.faces[items[0]]
    return frozenset((face.name,) for face in faces if Level.MISSING in face.levels and not face.codes)


def _missing_as_of(right: Shares, wrong: Shares, missing: frozenset[Faces]) -> Shares:
    """Return the shares of two persons with those of one where an item is missing; the others keep their ratios.

    >>> right, wrong = {("same",): 0.9, ("unknown",): 0.1}, {("same",): 0.6, ("other",): 0.4, ("unknown",): 0.0}
    >>> shares = _missing_as_of(right, wrong, frozenset({("unknown",)}))
    >>> {faces[0]: round(share, 2) for faces, share in shares.items()}
    {'same': 0.54, 'other': 0.36, 'unknown': 0.1}
    """
    seen = sum(share for faces, share in wrong.items() if faces not in missing)
    left = 1 - sum(right[faces] for faces in missing)
    return {faces: right[faces] if faces in missing else left * share / seen for faces, share in wrong.items()}


def _unseen(classes: Classes) -> float:
    """Return which part of a class to spread over all faces: half a pair among those seen."""
    return _SPREAD_PAIRS / max(classes.pairs * (1 - classes.same_person), 1.0)


def _spread(shares: Mapping[int, float], space: Sequence[Faces], part: float) -> Shares:
    return {faces: (1 - part) * shares.get(place, 0.0) + part / len(space) for place, faces in enumerate(space)}
