"""Narrow rows by the first bits of their key, packed: what a portion gives to whoever settles a bucket.

A nation is too many rows to be handed over one by one, so all rows of a portion that go to the same bucket are one blob
of four words each. Each bucket is settled by itself, so that a worker holds one at a time.

>>> from matcher.engines.portioned.narrow import NARROW
>>> narrow = {"kind": [ENROLMENT, ENROLMENT, UNNUMBERED, ENROLMENT_NOTES], "place": [4, 5, 6, 0]}
>>> keys = {"key_high": [3 << 60, -1, 6, 0], "key_low": [7, 8, 0, 0], "print": [9, None, None, None]}
>>> table = pa.table(narrow | keys | {"notes": [None, None, None, b"said"]}, schema=NARROW)
>>> portion = in_buckets(table, 2)
>>> sorted(portion.rows), np.frombuffer(portion.unnumbered, np.int64).tolist(), portion.notes
([0, 3], [6], b'said')
>>> rows = rows_of([portion.rows[0]], [])
>>> rows.resident.tolist(), rows.low.tolist(), rows.place.tolist(), rows.print.tolist(), rows.sure.tolist()
([False], [7], [4], [9], [True])
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.portioned.keyed import NarrowRows
from matcher.engines.portioned.narrow import ENROLMENT, ENROLMENT_NOTES, RESIDENT, RESIDENT_NOTES, UNNUMBERED

Longs = npt.NDArray[np.int64]

_WORDS = 4
"""Of a narrow row: both words of the key, the place doubled with a 1 added if its fingerprint proves, and that."""


@dataclass(frozen=True, slots=True)
class Portioned:
    """What a portion gives: its rows by bucket, the places without a number, and its notes."""

    rows: Mapping[int, bytes]
    unnumbered: bytes
    notes: bytes


def bits_for(rows: int, most: int) -> int:
    """Return the bits by which so many rows are dealt out to buckets of about `most`, or fewer.

    >>> bits_for(0, 100), bits_for(199, 100), bits_for(400, 100)
    (0, 1, 3)
    """
    return (rows // most).bit_length()


def in_buckets(table: pa.Table, bits: int) -> Portioned:
    """Pack the rows of `NARROW` of one portion; a bucket is the first `bits` of the key."""
    kinds = table.column("kind").to_numpy()
    paired = table.filter(pa.array((kinds == ENROLMENT) | (kinds == RESIDENT)))
    high, low, place = (paired.column(column).to_numpy() for column in ("key_high", "key_low", "place"))
    prints = paired.column("print")
    rows = np.column_stack((high, low, place << 1 | prints.is_valid().to_numpy(), prints.fill_null(0).to_numpy()))
    buckets = (high.view(np.uint64) >> np.uint64(64 - bits) if bits else np.zeros(len(high))).astype(np.uint16)
    order = np.argsort(buckets, kind="stable")
    rows, edges = rows.take(order, axis=0), np.searchsorted(buckets[order], np.arange((1 << bits) + 1))
    spans = enumerate(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
    noted = pa.array((kinds == ENROLMENT_NOTES) | (kinds == RESIDENT_NOTES))
    (notes,) = table.filter(noted).column("notes").to_pylist()
    return Portioned(
        {bucket: rows[start:end].tobytes() for bucket, (start, end) in spans if start < end},
        table.column("place").to_numpy()[kinds == UNNUMBERED].tobytes(),
        notes,
    )


def rows_of(enrolments: Iterable[bytes], residents: Iterable[bytes]) -> NarrowRows:
    """Return the rows of one bucket, of all portions."""
    sides = [np.frombuffer(b"".join(blobs), np.int64).reshape(-1, _WORDS) for blobs in (enrolments, residents)]
    resident = np.repeat((False, True), [len(side) for side in sides])
    high, low, place, words = (np.concatenate([side[:, column] for side in sides]) for column in range(_WORDS))
    return NarrowRows(resident, high, low, place >> 1, words, (place & 1).astype(np.bool_))
