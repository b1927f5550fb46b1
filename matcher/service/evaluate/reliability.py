"""Calibration: of the records with about one score, the part that are wrong links should be that score.

>>> import numpy as np
>>> bins = reliability(np.array([0.02, 0.04, 0.6]), np.array([False, True, True]), np.array([30.0, 1.0, 1.0]))
>>> [(bin.low, bin.high, round(bin.said, 3), round(bin.seen, 3), bin.rows) for bin in bins]
[(0.01, 0.1, 0.021, 0.032, 2), (0.5, 0.9, 0.6, 1.0, 1)]
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from matcher.service.evaluate.queue import Flags, Floats

EDGES = (0.0, 0.00001, 0.0001, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 1.0)


@dataclass(frozen=True, slots=True)
class Bin:
    """Records whose score is from `low` to below `high`: the mean score, and the share of wrong links, by weight."""

    low: float
    high: float
    said: float
    seen: float
    rows: int


def reliability(scores: Floats, wrong: Flags, weight: Floats) -> list[Bin]:
    """Return the bins that have records; a record without a score is in none."""
    bins = []
    for low, high in pairwise(EDGES):
        inside = (scores >= low) & ((scores < high) | (high == EDGES[-1]))
        size = weight[inside].sum()
        if inside.any():
            said = float((scores[inside] * weight[inside]).sum() / size)
            seen = float(weight[inside & wrong].sum() / size)
            bins.append(Bin(low, high, said, seen, int(inside.sum())))
    return bins


def line(log_odds: Floats, wrong: Flags, weight: Floats) -> tuple[float, float]:
    """Return intercept and slope of the line from these log odds to those that were seen, by Newton's method.

    >>> said = np.array([-2.0, -2.0, -2.0, 2.0, 2.0, 2.0])
    >>> seen = np.array([True, False, False, True, True, False])
    >>> [abs(round(value, 2)) for value in line(said, seen, np.ones(6))]
    [0.0, 0.45]

    Where few wrong links were seen the line stays near the one that changes nothing.

    Source: J. Platt, Probabilistic Outputs for Support Vector Machines (1999).
    """
    design = np.column_stack([np.ones_like(log_odds), log_odds])
    unchanged = found = np.array([0.0, 1.0])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(design @ found, -_LIMIT, _LIMIT)))
        gradient = design.T @ (weight * (wrong - likely)) - _PULL * (found - unchanged)
        curvature = (design * (weight * likely * (1 - likely))[:, None]).T @ design + _PULL * np.eye(2)
        found = found + np.clip(np.linalg.solve(curvature, gradient), -1.0, 1.0)
    return float(found[0]), float(found[1])


_STEPS, _LIMIT, _PULL = 200, 500.0, 1.0
"""Steps of Newton's method, the largest exponent, how strongly the line is pulled to the one that changes nothing."""
