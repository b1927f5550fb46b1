"""Rows that share something, and which of them are valid on a day in common, as the definitions say of two rows."""

from itertools import combinations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.periods import overlapping
from matcher.domain.surroundings import MOST_ROWS
from matcher.engines.shared_numbers import SharedNumbers, in_overlap

DATES = ["20200401", "20210401", "2021-04-01", "R3.4.1", "20200229", "20200001", "18600101", "x", "20200432"]
GROUPS = st.lists(st.integers(0, 3), max_size=30) | st.lists(st.just(1), min_size=15, max_size=22)


def _others(what: list[int]) -> dict[int, list[int]]:
    """Return the definition: the first rows with the same, the row itself left out."""
    groups = {row: [other for other, has in enumerate(what) if has == what[row]] for row in range(len(what))}
    return {
        row: [other for other in group[: MOST_ROWS + 1] if other != row][:MOST_ROWS]
        for row, group in groups.items()
        if len(group) > 1
    }


@given(GROUPS, st.data())
def test_the_others_of_each_row(what: list[int], data: st.DataObject) -> None:
    order = np.array(data.draw(st.permutations(range(len(what)))), np.int64)
    shared = SharedNumbers(np.array(what, np.int64)[order], order)
    expected = _others(what)
    assert dict(shared) == expected
    assert len(shared) == len(expected)
    assert shared.get(len(what)) is None


@given(GROUPS, st.data())
def test_who_is_valid_on_a_day_in_common(what: list[int], data: st.DataObject) -> None:
    since = data.draw(st.lists(st.sampled_from(DATES), min_size=len(what), max_size=len(what)))
    until = data.draw(st.lists(st.sampled_from(["", " ", *DATES]), min_size=len(what), max_size=len(what)))
    shared = SharedNumbers(np.array(what, np.int64), np.arange(len(what)))
    periods = pa.record_batch(
        [pa.array([column[row] for row in shared], pa.string()) for column in (since, until)], names=["since", "until"]
    )
    others = _others(what)
    expected = {
        row
        for one, other in combinations(range(len(what)), 2)
        if other in others.get(one, ()) and overlapping((since[one], until[one]), (since[other], until[other]))
        for row in (one, other)
    }
    assert set(in_overlap(shared, periods).tolist()) == expected
