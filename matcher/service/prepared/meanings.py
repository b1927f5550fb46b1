"""What changes mean for a form: which of its rows go, where the new ones stand, and what else is another one then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matcher.engines.prepared.laying import Laying

Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What changes mean.

    Attributes:
        laying: what is laid over the form.
        replaced: how many rows of the file have another row in their place.
        counts: how many more or fewer rows have each fault than both files had together, by the word of the fault.
        rows: of the file, 1-based, those that went; of residents only unusable ones.
        lists: what is written beside the form, by name.
    """

    laying: Laying
    replaced: int
    counts: Mapping[int, int]
    rows: Longs
    lists: Mapping[str, Longs] = field(default_factory=dict)

    def write_lists(self, folder: Path) -> None:
        """Write what is written beside the form."""
        for name, rows in self.lists.items():
            np.save(folder / name, rows)
