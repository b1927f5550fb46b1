"""Person keys on all processors: workers hash one batch while the reader checks the next.

A worker is a Python process of its own that only hashes (see `keyworker`); it ends when its input does, so it never
outlives the reader. Each has at most one request open, and it reads that whole before it writes: the two can never
wait for each other.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from matcher.intake import keyworker
from matcher.intake.keyworker import NUMBER_BYTES, PersonKeyHasher, read_frame, write_frame

MOST_WORKERS = 8
_WORKER = Path(keyworker.__file__)
_WORTH_A_WORKER = 50_000

Ticket = Callable[[], bytes]
"""What a request gives: called, it waits for the keys and returns them."""


class WorkerLost(RuntimeError):
    """A worker ended in the middle: it was killed, or memory ran out."""


class KeyPool:
    """Workers that share one key; use it through `key_pool`."""

    def __init__(self, workers: list[subprocess.Popen[bytes]]) -> None:
        self._workers = workers
        self._open = False

    def submit(self, numbers: bytes) -> Ticket:
        """Begin to hash numbers of 12 digits; the ticket of one call must be used before the next call.

        Raises:
            RuntimeError: the ticket of the call before was not used.
        """
        if self._open:
            raise RuntimeError("the keys of the batch before were not taken")
        self._open = True
        each = -(-len(numbers) // NUMBER_BYTES // len(self._workers)) * NUMBER_BYTES
        asked = []
        for worker, at in zip(self._workers, range(0, len(numbers), each or 1), strict=False):
            write_frame(cast("BinaryIO", worker.stdin), numbers[at : at + each])
            asked.append(worker)

        def take() -> bytes:
            self._open = False
            return b"".join(map(_answer, asked))

        return take


@contextmanager
def key_pool(key: bytes, numbers: int) -> Iterator[Callable[[bytes], Ticket]]:
    """Give what hashes about this many numbers in the best way: in this process if they are few.

    Args:
        key: the secret key.
        numbers: about how many are to come.
    """
    count = min(len(os.sched_getaffinity(0)), MOST_WORKERS, numbers // _WORTH_A_WORKER)
    if not count:
        hasher = PersonKeyHasher(key)
        yield lambda content: lambda: hasher.keys(content)
        return
    workers = [_start(key) for _ in range(count)]
    try:
        yield KeyPool(workers).submit
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()


def _start(key: bytes) -> subprocess.Popen[bytes]:
    worker = subprocess.Popen(  # noqa: S603  our own file
        [sys.executable, "-I", "-S", str(_WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={},
        start_new_session=True,
    )
    write_frame(cast("BinaryIO", worker.stdin), key)
    return worker


def _answer(worker: subprocess.Popen[bytes]) -> bytes:
    keys = read_frame(cast("BinaryIO", worker.stdout))
    if keys is None:
        raise WorkerLost("a worker that makes person keys ended")
    return keys
