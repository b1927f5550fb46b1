"""What is open is the same whether narrow rows meet at once or bucket by bucket, whatever portions they come from."""

from operator import itemgetter

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from matcher.engines.portioned.buckets import in_buckets, rows_of
from matcher.engines.portioned.keyed import NarrowRows, settled
from matcher.engines.portioned.narrow import ENROLMENT, ENROLMENT_NOTES, NARROW, RESIDENT, RESIDENT_NOTES, UNNUMBERED

HIGHS = (-1, 0, 1, 1 << 62, -(1 << 62), (1 << 63) - 1)
FIRST = 100
"""How far the places of two portions are apart."""
ROWS = st.lists(st.tuples(st.sampled_from(HIGHS), st.integers(0, 1), st.sampled_from((None, -7, 7))), max_size=30)
Row = tuple[int, int, int | None]


def portion(kind: int, noted: int, rows: list[Row], first: int) -> pa.Table:
    """Return narrow rows of a portion whose first has this place, one row without a number, and notes."""
    lines: list[tuple[object, ...]] = [
        (kind, high, low, first + place, proof, None) for place, (high, low, proof) in enumerate(rows)
    ]
    lines += [(UNNUMBERED, 3, 0, 3, None, None), (noted, 0, 0, 0, None, b"notes")]
    return pa.table(dict(zip(NARROW.names, zip(*lines, strict=True), strict=True)), schema=NARROW)


def at_once(ours: list[list[Row]], residents: list[Row]) -> NarrowRows:
    """Return the rows of both sides, never packed."""
    placed = [
        (False, FIRST * number + place, row) for number, rows in enumerate(ours) for place, row in enumerate(rows)
    ]
    every = [*placed, *((True, place, row) for place, row in enumerate(residents))]
    columns = ([row[column] or 0 for *_, row in every] for column in range(3))
    high, low, proof = (np.array(column, np.int64) for column in columns)
    resident = np.array([side for side, *_ in every], np.bool_)
    sure = np.array([row[2] is not None for *_, row in every], np.bool_)
    return NarrowRows(resident, high, low, np.array([place for _, place, _ in every], np.int64), proof, sure)


@given(
    ours=st.lists(ROWS, min_size=1, max_size=3),
    theirs=st.dictionaries(st.sampled_from(HIGHS), st.just(7)),
    bits=st.integers(0, 16),
)
def test_buckets_apart_are_all_rows_at_once(ours: list[list[Row]], theirs: dict[int, int], bits: int) -> None:
    residents: list[Row] = [(high, 0, proof) for high, proof in theirs.items()]
    enrolments = [
        in_buckets(portion(ENROLMENT, ENROLMENT_NOTES, rows, FIRST * number), bits) for number, rows in enumerate(ours)
    ]
    known = in_buckets(portion(RESIDENT, RESIDENT_NOTES, residents, 0), bits)
    assert all(one.notes == b"notes" for one in (*enrolments, known))
    assert all(np.frombuffer(one.unnumbered, np.int64).tolist() == [3] for one in enrolments)
    found = []
    for bucket in sorted({bucket for one in (*enrolments, known) for bucket in one.rows}):
        sides = ([one.rows[bucket] for one in some if bucket in one.rows] for some in (enrolments, [known]))
        found += settled(rows_of(*sides)).to_pylist()
    expected = settled(at_once(ours, residents)).to_pylist()
    assert sorted(found, key=itemgetter("place")) == sorted(expected, key=itemgetter("place"))
