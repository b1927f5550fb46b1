"""Rows of a row key that stands twice once changes are laid over a file: which of them are rejected, and as what.

What the contract says of rows with one key (`matcher.intake.row_keys`) is said of those of the file and of the changes
together. But a row of the file that was rejected stays rejected, also where none stands before it any more: it was in
doubt, and the change did not say that it is right.
"""

from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.portioned.words import NOT_THERE, key_words, places_among
from matcher.engines.prepared.rows import MappedRows, schema_of
from matcher.intake.columns import rejected
from matcher.intake.row_keys import CONFLICTING, DUPLICATE
from matcher.service.prepared.reading import CLAIMS

Longs = npt.NDArray[np.int64]

_TWICE = {DUPLICATE.key, CONFLICTING.key}


class Twice(NamedTuple):
    """Rows of the keys that the file has more than once.

    `keys`, `places`: of the rows of the file but for the first of each key, which is replaced. `own_keys`, `own`,
    `own_places`: of those of the changes, the places of the latter with them laid over the file. `words`: of each key.
    """

    keys: Longs
    places: Longs
    own_keys: Longs
    own: Longs
    own_places: Longs
    words: Longs


class Again(NamedTuple):
    """Rows that have another defect now: where they stand, what they are, what they had.

    `words`: of their person keys, or zeros, and of their row keys. `own`: which of them are rows of the changes.
    """

    places: Longs
    rows: pa.RecordBatch
    defects: list[str]
    before: list[str | None]
    words: Longs
    own: Longs


def looked_at_again(base: Path, own: Path, twice: Twice) -> Again:
    """Return the rows that are rejected for another reason than so far, or were not rejected."""
    sides = ((base, twice.places), (own, twice.own))
    schema = schema_of(base)
    rows = [MappedRows([folder]).fetch(places) for folder, places in sides if len(places)]
    whole = pa.concat_batches(rows) if rows else pa.RecordBatch.from_pylist([], schema)
    keys = np.concatenate([np.empty((0, 2), np.int64), *(_numbers(*side) for side in sides if len(side[1]))])
    places = np.concatenate((twice.places, twice.own_places))
    before: list[str | None] = whole.column("defect").to_pylist()
    groups = np.concatenate((twice.keys, twice.own_keys))
    after = _after(groups, places, before, keys)
    changed = np.array([row for row in np.argsort(places).tolist() if after[row] != before[row]], np.int64)
    defects = [after[row] or "" for row in changed.tolist()]
    of_changes = changed[changed >= len(twice.places)] - len(twice.places)
    return Again(
        places[changed],
        rejected(whole.take(pa.array(changed)), defects),
        defects,
        [before[row] for row in changed.tolist()],
        np.concatenate((keys[changed], twice.words[:, groups[changed]].T), axis=1),
        twice.own[of_changes],
    )


def _numbers(folder: Path, places: Longs) -> Longs:
    """Return the person keys of rows without a defect or that stand twice, as pairs of words; none is zeros."""
    claims = np.load(folder / CLAIMS)
    found = np.zeros((len(places), 2), np.int64)
    column = MappedRows([folder]).fetch(places, ("person_key",)).column(0)
    numbered = column.is_valid().to_numpy(zero_copy_only=False)
    found[numbered] = key_words(column.filter(pa.array(numbered)))
    at = places_among(places, claims[0])
    claimed = at != NOT_THERE
    found[claimed] = claims[1:3, at[claimed]].T
    return found


def _after(groups: Longs, places: Longs, before: list[str | None], numbers: Longs) -> list[str | None]:
    """Return the defect that each row has now."""
    after = list(before)
    part = [row for row, defect in enumerate(before) if defect is None or defect in _TWICE]
    order = sorted(part, key=lambda row: (groups[row], places[row]))
    for _, rows in groupby(order, key=lambda row: groups[row]):
        first, *others = rows
        if (numbers[others] == numbers[first]).all():
            repeated, fault = others, DUPLICATE
        else:
            repeated, fault = [first, *others], CONFLICTING
        for row in repeated:
            after[row] = fault.key
    return after
