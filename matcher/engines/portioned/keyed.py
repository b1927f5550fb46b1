"""The second stage: the narrow rows of some person keys, all of them, settled at once.

Rows whose fingerprint is that of their resident, and whose number nobody else has, are done and are not heard of again.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.probe import NOBODY

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

ALONE = -1
"""The group of a row that shares its number with no other."""

OPEN = pa.schema([("place", pa.int64()), ("answer", pa.int64()), ("group", pa.int64()), ("equal", pa.bool_())])
"""`answer`: the place of the resident, or `NOBODY`. `group`: the first place among the rows of the same number, or
`ALONE`. `equal`: whether the pair takes the fast path."""


@dataclass(frozen=True, slots=True)
class NarrowRows:
    """Narrow rows of both sides: the two words of each person key, the place, the fingerprint, and if it proves."""

    resident: Mask
    high: Longs
    low: Longs
    place: Longs
    print: Longs
    sure: Mask


def settled(rows: NarrowRows) -> pa.RecordBatch:
    """Return the enrolments that are not done, of `OPEN`; `rows` are all that have some person keys."""
    person = _persons(rows.high, rows.low)
    persons = int(person.max(initial=-1)) + 1
    resident, ours = rows.resident, ~rows.resident
    answers, answer_prints = np.full(persons, NOBODY, np.int64), np.zeros(persons, np.int64)
    answers[person[resident]] = rows.place[resident]
    answer_prints[person[resident]] = rows.print[resident]
    proven = np.zeros(persons, np.bool_)
    proven[person[resident]] = rows.sure[resident]
    own, place = person[ours], rows.place[ours]
    equal = rows.sure[ours] & proven[own] & (rows.print[ours] == answer_prints[own])
    counts = np.bincount(own, minlength=persons)
    shared = np.flatnonzero(counts[own] > 1)
    firsts = np.full(persons, np.iinfo(np.int64).max, np.int64)
    np.minimum.at(firsts, own[shared], place[shared])
    group = np.full(len(own), ALONE, np.int64)
    group[shared] = firsts[own[shared]]
    open_ = np.flatnonzero(~equal | (group != ALONE))
    columns = (place, answers[own], group, equal)
    return pa.RecordBatch.from_arrays([pa.array(column[open_]) for column in columns], schema=OPEN)


def _persons(high: Longs, low: Longs) -> Longs:
    """Return for each key the number of its person, from 0; whole keys are compared only where first words meet."""
    order = np.argsort(high)
    begins = _changes(high[order])
    if not _changes(low[order])[~begins].any():
        return _numbered(order, begins)
    order = np.lexsort((low, high))
    return _numbered(order, _changes(high[order]) | _changes(low[order]))


def _changes(words: Longs) -> Mask:
    return np.concatenate((np.ones(min(len(words), 1), np.bool_), words[1:] != words[:-1]))


def _numbered(order: npt.NDArray[np.intp], begins: Mask) -> Longs:
    person = np.empty(len(order), np.int64)
    person[order] = np.cumsum(begins) - 1
    return person
