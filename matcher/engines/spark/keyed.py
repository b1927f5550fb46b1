"""The second stage: the narrow rows of some person keys, all of them, settled at once.

Rows whose fingerprint is that of their resident, and whose number nobody else has, are done and are not heard of again.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.probe import NOBODY
from matcher.engines.spark.narrow import ENROLMENT, NARROW, RESIDENT

Longs = npt.NDArray[np.int64]

ALONE = -1
"""The group of a row that shares its number with no other."""

OPEN = pa.schema(
    [
        ("kind", pa.int64()),
        ("place", pa.int64()),
        ("answer", pa.int64()),
        ("group", pa.int64()),
        ("equal", pa.bool_()),
        ("notes", pa.binary()),
    ]
)
"""`answer`: the place of the resident, or `NOBODY`. `group`: the first place among the rows of the same number, or
`ALONE`. `equal`: whether the pair takes the fast path."""


def settle(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a partition that are not done, and what is no pair of either side as it is."""
    table = pa.Table.from_batches(list(batches), NARROW)
    kinds = table.column("kind").to_numpy()
    paired = (kinds == ENROLMENT) | (kinds == RESIDENT)
    if paired.any():
        yield _settled(table.filter(pa.array(paired)))
    others = table.filter(pa.array(~paired))
    for batch in others.to_batches():
        count = batch.num_rows
        nobody, alone = (pa.array(np.full(count, value, np.int64)) for value in (NOBODY, ALONE))
        columns = [batch.column("kind"), batch.column("place"), nobody, alone, pa.array(np.zeros(count, np.bool_))]
        yield pa.RecordBatch.from_arrays([*columns, batch.column("notes")], schema=OPEN)


def _settled(table: pa.Table) -> pa.RecordBatch:
    high, low, place = (table.column(name).to_numpy() for name in ("key_high", "key_low", "place"))
    order = np.lexsort((low, high))
    begins = np.concatenate(([True], (np.diff(high[order]) != 0) | (np.diff(low[order]) != 0)))
    person = np.empty(len(order), np.int64)
    person[order] = np.cumsum(begins) - 1
    persons = int(begins.sum())
    prints = table.column("print")
    sure, words = prints.is_valid().to_numpy(), prints.fill_null(0).to_numpy()
    resident = table.column("kind").to_numpy() == RESIDENT
    answers, answer_prints = np.full(persons, NOBODY, np.int64), np.zeros(persons, np.int64)
    answers[person[resident]] = place[resident]
    answer_prints[person[resident]] = words[resident]
    proven = np.zeros(persons, np.bool_)
    proven[person[resident]] = sure[resident]
    own = person[~resident]
    place, equal = place[~resident], sure[~resident] & proven[own] & (words[~resident] == answer_prints[own])
    counts = np.bincount(own, minlength=persons)
    firsts = np.full(persons, np.iinfo(np.int64).max, np.int64)
    np.minimum.at(firsts, own, place)
    group = np.where(counts[own] > 1, firsts[own], ALONE)
    open_ = np.flatnonzero(~equal | (group != ALONE))
    columns = [
        pa.array(np.full(len(open_), ENROLMENT, np.int64)),
        pa.array(place[open_]),
        pa.array(answers[own][open_]),
        pa.array(group[open_]),
        pa.array(equal[open_]),
        pa.nulls(len(open_), pa.binary()),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=OPEN)
