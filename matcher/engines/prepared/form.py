"""The prepared form of a file: a folder with its checked rows, and with what tells rows apart and brings them together.

| file | what it has |
|---|---|
| `rows-NNNNN.arrow` | the rows as they left intake, with person keys for numbers; not packed, so that any is at hand |
| `digests.npy` | per row a word of all its columns: rows with one word are the same |
| `numbers.npy` | index by person key: both its words, the fingerprint of the five items (flag: whether that proves) |
| `homes.npy` | index by household; enrolments without a defect |
| `persons.npy` | index by birth date and kana (`matcher.engines.person_words`); rows without a defect |
| `unnumbered.npy`, `rejected.npy` | places of enrolments: no number and no defect, and with a defect |

Of a file with changes (`matcher.engines.prepared.laying`) there are further ones:

| file | what it has |
|---|---|
| `overlay.arrow`, `overlaid.npy` | the rows that stand in the places of others or were added, and their places |
| `dead.npy` | places of residents who were removed |

A folder says as much as the file that it was made of, and has to be kept as that is.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matcher.engines.portioned.words import matches
from matcher.engines.prepared.index import open_index
from matcher.engines.prepared.rows import MappedRows

Longs = npt.NDArray[np.int64]

DIGESTS, UNNUMBERED, REJECTED = "digests.npy", "unnumbered.npy", "rejected.npy"
NUMBERS, HOMES, PERSONS = "numbers.npy", "homes.npy", "persons.npy"
DEAD = "dead.npy"


def dead_places(folder: Path) -> Longs:
    """Return the places of a form whose resident was removed, ascending: they have a row, to which nothing refers."""
    path = folder / DEAD
    places: Longs = np.load(path) if path.exists() else np.empty(0, np.int64)
    return places


class Side:
    """The prepared files of one side, one after the other: a place counts the rows of all of them."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Open the forms that lie in these folders."""
        self.folders = tuple(folders)
        self.starts: Longs = np.cumsum([0, *(len(open_index(folder / DIGESTS)) for folder in folders)])

    @cached_property
    def rows(self) -> MappedRows:
        """The rows by place."""
        return MappedRows(self.folders)

    @property
    def unnumbered(self) -> Longs:
        """The places of enrolments that have neither a number nor a defect, ascending."""
        return self._listed(UNNUMBERED)

    @property
    def rejected(self) -> Longs:
        """The places of enrolments that have a defect, ascending."""
        return self._listed(REJECTED)

    def digests(self, places: Longs) -> Longs:
        """Return the word of all columns of each of these rows."""
        words = np.empty(len(places), np.int64)
        owners = np.searchsorted(self.starts, places, side="right") - 1
        for number, (folder, start) in enumerate(self._started()):
            own = np.flatnonzero(owners == number)
            words[own] = open_index(folder / DIGESTS)[places[own] - start]
        return words

    def matches(self, name: str, words: Longs, most: int | None = None) -> tuple[Longs, Longs]:
        """Return every pair of a row of `words` and a place that an index has under its word.

        Args:
            name: of the index: `HOMES` or `PERSONS`.
            words: in any order.
            most: so many places for each row, the first ones; all if not said.

        Returns:
            rows and places, ascending.
        """
        pairs = [np.empty((2, 0), np.int64)]
        for folder, start in self._started():
            index = open_index(folder / name)
            rows, at = matches(index[0], words, most)
            pairs.append(np.stack((rows, (index[-1][at] >> 1) + start)))
        rows, places = np.concatenate(pairs, axis=1)
        order = np.lexsort((places, rows))
        rows, places = rows[order], places[order]
        if most is not None:
            kept = np.arange(len(rows)) - np.searchsorted(rows, rows) < most
            rows, places = rows[kept], places[kept]
        return rows, places

    def _listed(self, name: str) -> Longs:
        found = [start + np.load(folder / name) for folder, start in self._started()]
        return np.concatenate([np.empty(0, np.int64), *found])

    def _started(self) -> list[tuple[Path, int]]:
        return list(zip(self.folders, self.starts.tolist(), strict=False))
