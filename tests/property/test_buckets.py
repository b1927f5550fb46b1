"""What is open is the same whether narrow rows meet at once or bucket by bucket, whatever portions they come from."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from matcher.engines.portioned.buckets import in_buckets, rows_of
from matcher.engines.portioned.keyed import settled
from matcher.engines.portioned.narrow import ENROLMENT, ENROLMENT_NOTES, NARROW, RESIDENT, RESIDENT_NOTES, UNNUMBERED

HIGHS = (-1, 0, 1, 1 << 62, -(1 << 62), (1 << 63) - 1)
ROWS = st.lists(st.tuples(st.sampled_from(HIGHS), st.integers(0, 1), st.sampled_from((None, -7, 7))), max_size=30)
Row = tuple[int, int, int | None]


def portion(kind: int, noted: int, rows: list[Row], first: int) -> pa.Table:
    """Return narrow rows of a portion whose first has this place, one row without a number, and notes."""
    lines: list[tuple[object, ...]] = [
        (kind, high, low, first + place, proof, None) for place, (high, low, proof) in enumerate(rows)
    ]
    lines += [(UNNUMBERED, 3, 0, 3, None, None), (noted, 0, 0, 0, None, b"notes")]
    return pa.table(dict(zip(NARROW.names, zip(*lines, strict=True), strict=True)), schema=NARROW)


@given(
    ours=st.lists(ROWS, min_size=1, max_size=3),
    theirs=st.dictionaries(st.sampled_from(HIGHS), st.just(7)),
    bits=st.integers(0, 16),
)
def test_buckets_apart_are_all_rows_at_once(ours: list[list[Row]], theirs: dict[int, int], bits: int) -> None:
    residents: list[Row] = [(high, 0, proof) for high, proof in theirs.items()]
    portions = [portion(ENROLMENT, ENROLMENT_NOTES, rows, 100 * number) for number, rows in enumerate(ours)]
    registry = portion(RESIDENT, RESIDENT_NOTES, residents, 0)

    def found(bits: int) -> list[tuple[object, ...]]:
        enrolments, known = [in_buckets(one, bits) for one in portions], in_buckets(registry, bits)
        assert all(one.notes == b"notes" for one in (*enrolments, known))
        assert all(np.frombuffer(one.unnumbered, np.int64).tolist() == [3] for one in enrolments)
        opened = []
        for bucket in sorted({bucket for one in (*enrolments, known) for bucket in one.rows}):
            sides = ([one.rows[bucket] for one in some if bucket in one.rows] for some in (enrolments, [known]))
            opened += settled(rows_of(*sides)).to_pylist()
        return sorted(tuple(row.values()) for row in opened)

    assert found(bits) == found(0)
    assert len(found(0)) <= sum(map(len, ours))
