"""What stands around a row stays small where a household, a description or a number is that of very many rows."""

import tracemalloc
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.surroundings import MOST_ROWS
from matcher.engines.portioned.around import Longs, Mask, Teams, _FirstRows, _OtherNumbers
from matcher.engines.portioned.run import _near, _Open

ROWS, TEAMS = 50_000, 200
LITTLE = 24 << 20
"""Bytes: every row with every team would be 160 MB."""


def test_rows_are_kept_before_their_teams_are_counted_out() -> None:
    teams = Teams.of(np.full(TEAMS, 7), np.arange(TEAMS))
    tracemalloc.start()
    try:
        rows, found = teams.kept(np.full(ROWS, 7), _FirstRows(teams.words, MOST_ROWS))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert np.unique(rows).tolist() == list(range(MOST_ROWS))
    assert np.bincount(found).tolist() == [MOST_ROWS] * TEAMS
    assert peak < LITTLE


def test_a_row_that_nobody_asks_for_is_not_asked_of() -> None:
    asked: list[int] = []

    def keep(rows: Longs, numbers: Longs) -> Mask:
        assert numbers.tolist() == [0, 0]
        asked.extend(rows.tolist())
        return np.equal(rows, 3)

    rows, found = Teams.of(np.array([5, 5, 8]), np.array([0, 1, 1])).kept(np.array([4, 5, 6, 5]), keep)
    assert (asked, rows.tolist(), found.tolist()) == ([1, 3], [3, 3], [0, 1])


@given(batches=st.lists(st.lists(st.integers(0, 3), max_size=20), max_size=4), most=st.integers(1, 5))
def test_of_each_word_the_first_rows_of_all_batches_are_kept(batches: list[list[int]], most: int) -> None:
    firsts, seen = _FirstRows(np.arange(4), most), Counter[int]()
    for batch in batches:
        expected = []
        for word in batch:
            expected.append(seen[word] < most)
            seen[word] += 1
        numbers = np.array(batch, np.int64)
        assert firsts(np.arange(len(batch)), numbers).tolist() == expected


def test_of_a_description_with_many_numbers_few_are_remembered() -> None:
    others = _OtherNumbers()
    needed = [others.another(7, row.to_bytes(2, "big")) for row in range(1000)]
    assert needed == [row <= MOST_ROWS for row in range(1000)]
    assert len(others.seen[7]) <= MOST_ROWS + 1


@given(keys=st.lists(st.sampled_from((b"a", b"b", b"c", None)), max_size=80))
def test_whoever_needs_a_row_gets_it(keys: list[bytes | None]) -> None:
    others = _OtherNumbers()
    kept = [(place, key) for place, key in enumerate(keys) if others.another(7, key)]
    for own in (*set(keys), b"another"):
        wanted = [place for place, key in enumerate(keys) if key != own][:MOST_ROWS]
        assert [place for place, key in kept if key != own][:MOST_ROWS] == wanted


@pytest.mark.parametrize("teams", [1, 7])
def test_of_a_number_each_team_gets_the_first_rows_once(teams: int) -> None:
    places = np.arange(ROWS)
    nobody = np.zeros(ROWS, np.bool_)
    found = _Open(places, places, np.zeros(ROWS, np.int64), nobody)
    team = places * teams // ROWS
    tracemalloc.start()
    try:
        near, whose, asks = _near(places, team, found, ROWS)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    heads = near <= MOST_ROWS
    assert np.bincount(whose[heads], minlength=teams).tolist() == [MOST_ROWS + 1] * teams
    assert asks.sum() == ROWS
    assert peak < LITTLE
