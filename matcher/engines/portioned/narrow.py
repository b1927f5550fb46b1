"""The first stage: every row of both files, checked, as a few numbers that say nothing.

What leaves the worker of a row is its person key, the fingerprint of its five items and its place. The text of an item
does not.
"""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.fast_path import ITEMS
from matcher.engines.portioned.portions import Work
from matcher.engines.portioned.words import enrolment_prints, key_words, resident_prints

Longs = npt.NDArray[np.int64]

ENROLMENT, RESIDENT, UNNUMBERED, ENROLMENT_NOTES, RESIDENT_NOTES = range(5)
"""Kinds of rows: an enrolment with a number, a usable resident, an enrolment without a number (no defect), and what was
found out of a portion of either side, whose number is the place."""

NARROW = pa.schema(
    [
        ("kind", pa.int64()),
        ("key_high", pa.int64()),
        ("key_low", pa.int64()),
        ("place", pa.int64()),
        ("print", pa.int64()),
        ("notes", pa.binary()),
    ]
)


def narrow_enrolments(work: Work) -> Iterator[pa.RecordBatch]:
    """Yield a narrow row for every enrolment without a defect, and the notes."""
    start = work.portion.start
    reading = work.portion.read()
    for batch in reading:
        clean = np.asarray(batch.column("defect").is_null())
        numbered = np.asarray(batch.column("person_key").is_valid())
        places = start + np.arange(batch.num_rows)
        start += batch.num_rows
        with_number = np.flatnonzero(clean & numbered)
        narrow = batch.select(["person_key", *ITEMS])
        yield _keyed(ENROLMENT, _taken(narrow, with_number), places[with_number], enrolment_prints)
        yield _loose(UNNUMBERED, places[clean & ~numbered])
    yield _noted(ENROLMENT_NOTES, work.number, reading.notes())


def narrow_residents(work: Work) -> Iterator[pa.RecordBatch]:
    """Yield a narrow row for every usable resident, and the notes."""
    start = work.portion.start
    reading = work.portion.read()
    for batch in reading:
        places = start + np.arange(batch.num_rows)
        start += batch.num_rows
        yield _keyed(RESIDENT, batch, places, resident_prints)
    yield _noted(RESIDENT_NOTES, work.number, reading.notes())


def _taken(batch: pa.RecordBatch, rows: Longs) -> pa.RecordBatch:
    return batch if len(rows) == batch.num_rows else batch.take(pa.array(rows))


def _keyed(
    kind: int, batch: pa.RecordBatch, places: Longs, prints: Callable[[pa.RecordBatch], pa.Array]
) -> pa.RecordBatch:
    keys = key_words(batch.column("person_key"))
    return _rows(kind, keys[:, 0], keys[:, 1], places, prints(batch))


def _loose(kind: int, places: Longs) -> pa.RecordBatch:
    """Return rows without a key, spread over all workers by their place."""
    return _rows(kind, places, np.zeros_like(places), places, pa.nulls(len(places), pa.int64()))


def _rows(kind: int, high: Longs, low: Longs, places: Longs, prints: pa.Array) -> pa.RecordBatch:
    count = len(prints)
    columns = [
        pa.array(np.full(count, kind, np.int64)),
        pa.array(np.ascontiguousarray(high)),
        pa.array(np.ascontiguousarray(low)),
        pa.array(places),
        prints,
        pa.nulls(count, pa.binary()),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=NARROW)


def _noted(kind: int, number: int, notes: bytes) -> pa.RecordBatch:
    row = {"kind": kind, "key_high": number, "key_low": 0, "place": number, "print": None, "notes": notes}
    return pa.RecordBatch.from_pylist([row], NARROW)
