"""So many chunks at a time are begun, each once, and an error lets those that are begun end."""

from threading import Barrier, Event

import pytest

from matcher.service.side_by_side import side_by_side


class BrokenChunk(Exception):
    """What a chunk raises."""


@pytest.mark.parametrize(("chunks", "at_once"), [(0, 2), (1, 2), (2, 2), (7, 1), (7, 3)])
def test_each_is_done_once(chunks: int, at_once: int) -> None:
    told: list[int] = []
    side_by_side(lambda chunk: chunk, range(chunks), at_once=at_once, told=told.append)
    assert sorted(told) == list(range(chunks))


def test_two_are_worked_on_at_the_same_time() -> None:
    both = Barrier(2)
    told: list[int] = []
    side_by_side(lambda _chunk: both.wait(timeout=60), range(4), at_once=2, told=told.append)
    assert len(told) == 4


def test_after_an_error_nothing_is_begun_and_what_is_begun_ends() -> None:
    begun, failed = [], Event()

    def do(chunk: int) -> int:
        begun.append(chunk)
        if chunk == 0:
            failed.set()
            raise BrokenChunk
        assert failed.wait(timeout=60)
        return chunk

    with pytest.raises(BrokenChunk):
        side_by_side(do, range(9), at_once=2)
    assert len(begun) <= 3


def test_who_stops_in_between_waits_for_what_is_begun() -> None:
    ended: list[int] = []

    def stop(_chunk: int) -> None:
        raise BrokenChunk

    def do(chunk: int) -> int:
        ended.append(chunk)
        return chunk

    with pytest.raises(BrokenChunk):
        side_by_side(do, range(9), at_once=2, told=stop)
    assert set(ended) <= {0, 1}
