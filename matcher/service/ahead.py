"""Reading ahead: batches are made in a thread of their own while those before them are worked on.

What makes a batch is Arrow and NumPy, which let other threads run meanwhile. An error waits in its place in the stream.

>>> with read_ahead(iter([1, 2, 3])) as numbers:
...     list(numbers)
[1, 2, 3]
"""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar, cast

T = TypeVar("T")

_BATCHES = 8
"""So many may wait."""
_LOOK_UP = 0.1
"""Seconds after which a reader that has to wait looks whether anybody still wants what it has."""
_END = object()


@contextmanager
def read_ahead(batches: Iterator[T]) -> Iterator[Iterator[T]]:
    """Begin to read at once; leaving the context ends the reading wherever it is."""
    waiting: Queue[object] = Queue(_BATCHES)
    unwanted = Event()
    thread = Thread(target=_read, args=(batches, waiting, unwanted), name="read ahead", daemon=True)
    thread.start()
    try:
        yield _taken(waiting)
    finally:
        unwanted.set()
        thread.join()


def _read(batches: Iterator[object], waiting: Queue[object], unwanted: Event) -> None:
    try:
        for batch in batches:
            if not _put(waiting, batch, unwanted):
                return
        _put(waiting, _END, unwanted)
    except BaseException as error:  # noqa: BLE001  whatever it is, who reads the stream is to get it
        _put(waiting, _Failed(error), unwanted)


def _put(waiting: Queue[object], item: object, unwanted: Event) -> bool:
    while not unwanted.is_set():
        try:
            waiting.put(item, timeout=_LOOK_UP)
        except Full:
            continue
        return True
    return False


class _Failed:
    """An error in the place of a batch."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


def _taken(waiting: "Queue[object]") -> Iterator[T]:
    while (item := waiting.get()) is not _END:
        if isinstance(item, _Failed):
            raise item.error
        yield cast("T", item)
