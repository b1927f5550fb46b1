"""Two classes of pairs, one person and two persons, told apart by recordlinkage's EM without any truth.

recordlinkage counts categories, not only yes and no, but starts a model of categories at random. Here it starts from
what is known beforehand: in pairs of one person nearly everything is the same; in pairs of two persons most is not,
and what is not comes as it comes in the whole block. That also says which of the two classes is which.

Source: T. N. Herzog, F. J. Scheuren, W. E. Winkler, Data Quality and Record Linkage Techniques (2007), chapter 9; PyPI
`recordlinkage` 0.16, `ECMClassifier`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

SAME_PERSON, TWO_PERSONS = 1, 0
_SAME, _SAME_OF_TWO, _START = 0.97, 0.3, 0.3
_ITERATIONS, _TOLERANCE, _LEAST = 60, 1e-6, 1e-12


@dataclass(frozen=True, slots=True)
class Classes:
    """What EM found in a block: how many pairs are of one person, and in each class the share of every category."""

    pairs: int
    same_person: float
    right: tuple[Mapping[int, float], ...]
    wrong: tuple[Mapping[int, float], ...]


def two_classes(vectors: npt.NDArray[np.int64]) -> Classes:
    """Estimate both classes from category vectors.

    Args:
        vectors: one row per pair, one column per item; categories from 0, which one person has nearly always.
    """
    import pandas as pd  # noqa: PLC0415  recordlinkage takes frames
    from recordlinkage import ECMClassifier  # noqa: PLC0415  only an estimate needs it, and it is slow to load

    classifier = ECMClassifier(init="random", max_iter=_ITERATIONS, atol=_TOLERANCE)
    classifier.kernel = _started(vectors)
    names = [f"item_{column}" for column in range(vectors.shape[1])]
    classifier.fit(pd.DataFrame(vectors, columns=names))
    shares = np.exp(classifier.kernel.feature_log_prob_)
    labels = [[int(label) for label in column] for column in classifier.kernel.labels_]
    return Classes(
        pairs=len(vectors),
        same_person=float(np.exp(classifier.kernel.class_log_prior_[SAME_PERSON])),
        right=_split(shares[SAME_PERSON], labels),
        wrong=_split(shares[TWO_PERSONS], labels),
    )


def frequencies(vectors: npt.NDArray[np.int64]) -> tuple[Mapping[int, float], ...]:
    """Return the share of every category per column: of pairs that are all of one class."""
    return tuple(
        {
            int(label): float(count) / len(column)
            for label, count in zip(*np.unique(column, return_counts=True), strict=True)
        }
        for column in vectors.T
    )


def _split(shares: npt.NDArray[np.float64], labels: Sequence[Sequence[int]]) -> tuple[Mapping[int, float], ...]:
    """Cut the shares of all categories into those of each column."""
    ends = np.cumsum([len(column) for column in labels])
    parts = np.split(shares, ends[:-1])
    return tuple(
        {label: float(share) for label, share in zip(column, part, strict=True)}
        for column, part in zip(labels, parts, strict=True)
    )


def _started(vectors: npt.NDArray[np.int64]) -> Any:  # noqa: ANN401  recordlinkage has no types
    from recordlinkage.algorithms.nb_sklearn import ECM  # noqa: PLC0415

    whole = frequencies(vectors)

    class StartedECM(ECM):  # type: ignore[misc]  # see above
        """The same algorithm from another start, and never so certain of a pair that a logarithm has no value."""

        def predict_proba(self, vectors: object) -> npt.NDArray[np.float64]:
            likely: npt.NDArray[np.float64] = np.clip(super().predict_proba(vectors), _LEAST, 1.0)
            return likely

        def _init_parameters_random(self, _: object) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
            one = [_one_person(column) for column in whole]
            two = [_two_persons(column) for column in whole]
            start = {SAME_PERSON: np.concatenate(one), TWO_PERSONS: np.concatenate(two)}
            return np.log([1 - _START, _START]), np.log(np.stack([start[TWO_PERSONS], start[SAME_PERSON]]))

    return StartedECM(init="random", binarize=None, max_iter=_ITERATIONS, atol=_TOLERANCE)


def _one_person(column: Mapping[int, float]) -> npt.NDArray[np.float64]:
    """Return a start for pairs of one person: one category nearly always, the others alike."""
    others = max(len(column) - 1, 1)
    return np.array([_SAME if label == 0 else (1 - _SAME) / others for label in column])


def _two_persons(column: Mapping[int, float]) -> npt.NDArray[np.float64]:
    """Return a start for pairs of two persons: some are the same here, and the others as in the whole block."""
    others = sum(share for label, share in column.items() if label)
    if not others:
        return np.ones(len(column))
    return np.array([(1 - _SAME_OF_TWO) * share / others if label else _SAME_OF_TWO for label, share in column.items()])
