"""What changes of an enrolment file mean: each stands in the place of the row with its row key, or at the end.

Where the file has a key twice, the change takes the place of the first row with it, and the rows are looked at
together (`matcher.service.prepared.twice`).
"""

from collections import Counter
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.judges import Judges
from matcher.engines.portioned.portions import HeldPortion
from matcher.engines.prepared.form import DIGESTS, REJECTED
from matcher.engines.prepared.further import Further, make_further
from matcher.engines.prepared.index import find_rows, open_index
from matcher.engines.prepared.laying import Laid, Laying
from matcher.engines.prepared.making import make_enrolments
from matcher.engines.prepared.merging import NOWHERE
from matcher.engines.prepared.rows import MappedRows
from matcher.intake.key_words import row_key_words
from matcher.intake.row_keys import KEY_COLUMNS
from matcher.service.prepared.folder import PreparedFolder
from matcher.service.prepared.meanings import Meaning
from matcher.service.prepared.reading import CLAIMS, fault_word
from matcher.service.prepared.twice import Again, Twice, looked_at_again

Longs = npt.NDArray[np.int64]

KEYS = "keys.npy"
"""Index by row key: both its words."""


def keys_of(folder: PreparedFolder) -> Further:
    """Return the index by row key of the forms of a prepared folder."""
    return Further(KEYS, "row keys", partial(_entries, folder.secret), (*KEY_COLUMNS, "defect"), 3)


def what_enrolments_mean(base: Path, own: Path, judges: Judges, index: Further) -> Meaning:
    """Return what changes of enrolments mean.

    Args:
        base: the form of the file, with the index by row key.
        own: the form of the changes, with the same; another small form is made beside it, if it takes one.
        judges: whose workers make that.
        index: the index by row key.
    """
    met = _met(open_index(base / KEYS), open_index(own / KEYS))
    rows = len(open_index(base / DIGESTS))
    places = np.full(len(open_index(own / DIGESTS)), NOWHERE, np.int64)
    places[met.firsts] = met.taken
    new = np.flatnonzero(places == NOWHERE)
    places[new] = rows + np.arange(len(new))
    again = looked_at_again(base, own, Twice(*met.left, *met.sharing, places[met.sharing[1]], met.words))
    places[again.own] = NOWHERE
    gone = np.union1d(met.taken, again.places[again.places < rows])
    counts = _counted(base, met.taken, again)
    laid = [Laid(own, places)]
    if len(again.places):
        laid.append(Laid(_form_of(again, own, judges, index), again.places))
    return Meaning(
        Laying(base, gone, laid),
        replaced=len(met.taken),
        counts=counts,
        rows=gone + 1,
        lists={CLAIMS: _claims(base, gone, own, places, again)},
    )


def _entries(secret: bytes, folder: Path, place: int, batch: pa.RecordBatch) -> Longs:
    """Return the row keys of rows without a defect, by what they say, and of the others, as they were put aside."""
    rows = np.flatnonzero(batch.column("defect").is_null().to_numpy(zero_copy_only=False))
    columns = {name: batch.column(name).take(pa.array(rows)) for name in KEY_COLUMNS}
    claims = np.load(folder / CLAIMS, mmap_mode="r")
    faulty = claims[:, slice(*np.searchsorted(claims[0], (place, place + batch.num_rows)).tolist())]
    clean = row_key_words(columns, len(rows), secret)
    return np.concatenate((np.stack((*clean, rows)), np.stack((*faulty[3:], faulty[0] - place))), axis=1)


class _Met(NamedTuple):
    """How the row keys of both met.

    `firsts`, `taken`: the first row of the changes with each key that the file has, and the place that it takes.
    `left`: the keys that the file has on further rows, and those rows. `sharing`: the same keys, and their rows of the
    changes. `words`: of each key of the changes.
    """

    firsts: Longs
    taken: Longs
    left: tuple[Longs, Longs]
    sharing: tuple[Longs, Longs]
    words: Longs


def _met(theirs: Longs, mine: Longs) -> _Met:
    first, second, own = mine[0], mine[1], mine[2] >> 1
    order = np.lexsort((own, second, first))
    first, second, own = first[order], second[order], own[order]
    begins = np.ones(len(own), np.bool_)
    begins[1:] = (first[1:] != first[:-1]) | (second[1:] != second[:-1])
    keys, at = find_rows(theirs, first[begins], second[begins])
    places = theirs[2, at] >> 1
    known, leading = np.unique(keys, return_index=True)
    further = np.delete(np.arange(len(keys)), leading)
    of_row = np.cumsum(begins) - 1
    sharing = np.flatnonzero(np.isin(of_row, keys[further]))
    return _Met(
        own[begins][known],
        places[leading],
        (keys[further], places[further]),
        (of_row[sharing], own[sharing]),
        np.stack((first[begins], second[begins])),
    )


def _counted(base: Path, taken: Longs, again: Again) -> Counter[int]:
    """Return how many more or fewer rows have each fault."""
    counts = Counter(map(fault_word, again.defects))
    counts.subtract(map(fault_word, filter(None, again.before)))
    faulty = np.intersect1d(taken, np.load(base / REJECTED))
    if len(faulty):
        counts.subtract(map(fault_word, MappedRows([base]).fetch(faulty, ("defect",)).column(0).to_pylist()))
    return counts


def _form_of(again: Again, own: Path, judges: Judges, index: Further) -> Path:
    """Make the form of rows that have another defect now, beside that of the changes."""
    folder = own.with_name("again")
    folder.mkdir()
    make_enrolments(folder, [HeldPortion.of(0, again.rows)], judges)
    np.save(folder / CLAIMS, np.stack((np.arange(len(again.places)), *again.words.T)))
    make_further(folder, index, judges)
    return folder


def _claims(base: Path, gone: Longs, own: Path, places: Longs, again: Again) -> Longs:
    """Return the faulty rows whose row key can be read, with both keys."""
    before, mine = np.load(base / CLAIMS), np.load(own / CLAIMS)
    mine[0] = places[mine[0]]
    kept = before[:, ~np.isin(before[0], gone)]
    every = np.concatenate((kept, mine[:, mine[0] != NOWHERE], np.stack((again.places, *again.words.T))), axis=1)
    return every[:, np.argsort(every[0])]
