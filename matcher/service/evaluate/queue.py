"""A queue that somebody reads from the top: how many wrong links the first part of it holds, and how much must be read.

Every record has a weight, which puts an oversampled nation back to its base rates: the length of a part of the queue
is the weight of what is in it. Records of the same score come in no particular order, so a part that ends among them
holds the expected share of theirs.

>>> import numpy as np
>>> queue = Queue(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, False, True, False]), np.ones(4), missed=0.0)
>>> [float(queue.recall(share)) for share in (0.25, 0.5, 1)]
[0.5, 0.75, 1.0]
>>> queue.to_read(0.75), queue.to_read(1)
(2.0, 3.0)
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

SHARES = (0.001, 0.005, 0.01, 0.05, 0.20)
"""Parts of the queue for which recall is told."""

_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Queue:
    """Records by how suspicious a ranking finds them.

    Args:
        suspicion: higher comes first; NaN comes last.
        wrong: whether the record is a wrong link that counts.
        weight: how many records of the nation this one stands for.
        missed: weight of the wrong links that should be in the queue and are not.
    """

    suspicion: Floats
    wrong: Flags
    weight: Floats
    missed: float

    def recall(self, share: float) -> float:
        """Return which part of the wrong links is in the first `share` of the queue."""
        read, found = self._steps()
        total = found[-1] + self.missed
        return float(np.interp(share * read[-1], read, found) / total) if total else 1.0

    def to_read(self, recall: float) -> float | None:
        """Return how many records are read until this part of the wrong links is found; None: never."""
        read, found = self._steps()
        total = found[-1] + self.missed
        wanted = recall * total
        if wanted > found[-1] * (1 + _SLACK):
            return None
        after = int(np.searchsorted(found, wanted * (1 - _SLACK)))
        if not after:
            return 0.0
        part = (wanted - found[after - 1]) / (found[after] - found[after - 1])
        return float(read[after - 1] + min(part, 1.0) * (read[after] - read[after - 1]))

    @property
    def length(self) -> float:
        """The weight of all records."""
        return float(self.weight.sum())

    def _steps(self) -> tuple[Floats, Floats]:
        """Return weight read and weight of wrong links found after each group of one score, both from 0."""
        last = np.nanmin(self.suspicion, initial=0.0) - 1
        suspicion = np.where(np.isnan(self.suspicion), last, self.suspicion)
        order = np.argsort(-suspicion, kind="stable")
        ends = np.flatnonzero(np.append(np.diff(suspicion[order]) != 0, True))
        read = np.cumsum(self.weight[order])[ends]
        found = np.cumsum(np.where(self.wrong, self.weight, 0.0)[order])[ends]
        return np.append(0.0, read), np.append(0.0, found)
