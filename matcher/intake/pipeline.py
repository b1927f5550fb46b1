"""What both kinds of files share after the reader: progress, and person keys made while the next batch is checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

import pyarrow as pa

from matcher.intake.keypool import Ticket
from matcher.intake.schemas import BATCH_ROWS
from matcher.intake.vault import Vault

Progress = Callable[[int, int, int], None]
"""Called now and then with rows done, bytes done and bytes in all; a file that is read twice counts twice."""


class Numbered(Protocol):
    """A checked batch that waits for its person keys."""

    @property
    def numbers(self) -> bytes:
        """The 12 ASCII digits of each row that gets a key, in order."""


N = TypeVar("N", bound=Numbered)


def with_keys(
    vault: Vault, rows: int, batches: Iterator[N], finish: Callable[[N, bytes], pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Finish each batch with its person keys, and yield it in pieces of at most `BATCH_ROWS` rows."""
    with vault.pool(rows) as submit:
        waiting: tuple[N, Ticket] | None = None
        for batch in batches:
            finished = finish(waiting[0], waiting[1]()) if waiting else None
            waiting = (batch, submit(batch.numbers))
            if finished:
                yield from pieces(finished)
        if waiting:
            yield from pieces(finish(waiting[0], waiting[1]()))


def silent(_rows: int, _done: int, _total: int) -> None:
    """Tell nobody of the progress."""


def pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Yield a batch in pieces of at most `BATCH_ROWS` rows."""
    for start in range(0, len(batch), BATCH_ROWS):
        yield batch.slice(start, BATCH_ROWS)
