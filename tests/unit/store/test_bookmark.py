"""A bookmark knows what is done, in whatever order it was done, and never lets a place be done twice."""

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.store.bookmark import Bookmark, Chunk, Overtaken

CASES = [
    (Bookmark(1, {}), 20, 50, [(1, 21), (21, 41), (41, 51)], "nothing is done"),
    (Bookmark(41, {}), 20, 50, [(41, 51)], "the beginning is done"),
    (Bookmark(1, {21: 41}), 20, 50, [(1, 21), (41, 51)], "a chunk beyond is done"),
    (Bookmark(1, {21: 41}), 7, 50, [(1, 8), (8, 15), (15, 21), (41, 48), (48, 51)], "smaller chunks than before"),
    (Bookmark(1, {21: 41, 41: 51}), 90, 50, [(1, 21)], "larger chunks than before, and the end is done"),
    (Bookmark(1, {}), 20, 0, [(1, 2)], "there are no places, and the work has to end all the same"),
]


@pytest.mark.parametrize(("bookmark", "size", "until", "expected"), [c[:4] for c in CASES], ids=[c[4] for c in CASES])
def test_what_is_left(bookmark: Bookmark, size: int, until: int, expected: list[tuple[int, int]]) -> None:
    assert [(chunk.begin, chunk.end) for chunk in bookmark.chunks(size, until)] == expected


TWICE = [
    (Chunk(1, 21), "before the place"),
    (Chunk(41, 61), "the same chunk"),
    (Chunk(31, 42), "its first place"),
    (Chunk(60, 81), "its last place"),
    (Chunk(31, 91), "all of it"),
]


@pytest.mark.parametrize("chunk", [c[0] for c in TWICE], ids=[c[1] for c in TWICE])
def test_nothing_is_done_twice(chunk: Chunk) -> None:
    with pytest.raises(Overtaken):
        Bookmark(21, {41: 61}).passed(chunk)


@given(st.integers(1, 60), st.integers(1, 9), st.integers(1, 9), st.randoms(use_true_random=False), st.integers(0, 60))
def test_in_any_order_and_begun_anew_with_other_chunks_each_place_is_done_once(
    until: int, size: int, other_size: int, order: Random, kept: int
) -> None:
    bookmark, done = Bookmark(1, {}), list[int]()
    for chunk_size, most in ((size, kept), (other_size, None)):
        chunks = list(bookmark.chunks(chunk_size, until))
        order.shuffle(chunks)
        for chunk in chunks[:most]:
            bookmark = bookmark.passed(chunk)
            done += range(chunk.begin, chunk.end)
            assert bookmark.done(since=1) == len(done)
            assert Bookmark.stored(bookmark.place, json.loads(json.dumps(bookmark.ahead))) == bookmark
        if bookmark.place > until:
            break
    assert sorted(done) == list(range(1, until + 1))
    assert bookmark == Bookmark(until + 1, {})
