"""Batches that are read ahead come in order, with an error in its place, and nobody reads what is not wanted."""

from collections.abc import Iterator

import pytest

from matcher.service.ahead import read_ahead


class BrokenFile(Exception):
    """What the stream raises."""


def broken(after: int) -> Iterator[int]:
    yield from range(after)
    raise BrokenFile


@pytest.mark.parametrize("count", [0, 1, 8, 50])
def test_in_order(count: int) -> None:
    with read_ahead(iter(range(count))) as numbers:
        assert list(numbers) == list(range(count))


def test_an_error_comes_after_what_was_read_before_it() -> None:
    with read_ahead(broken(20)) as numbers:
        assert [next(numbers) for _ in range(20)] == list(range(20))
        with pytest.raises(BrokenFile):
            next(numbers)


def test_who_stops_early_ends_the_reading() -> None:
    read = 0

    def endless() -> Iterator[int]:
        nonlocal read
        while True:
            read += 1
            yield read

    with read_ahead(endless()) as numbers:
        assert next(numbers) == 1
    assert read <= 20


def test_a_fault_of_the_caller_is_told_and_ends_the_reading() -> None:
    def work() -> None:
        with read_ahead(iter(range(1_000))) as numbers:
            next(numbers)
            raise BrokenFile

    with pytest.raises(BrokenFile):
        work()
