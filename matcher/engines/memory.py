"""How much memory a run may take, and the refusal when a registry does not fit.

Nothing is ever spilled to disk: item values outside the declared stores would be a leak (ADR 0030). So a run that
needs more than it may take ends before it has judged anything, and says what to do.

>>> budget = MemoryBudget(2 * GIB)
>>> budget.take(GIB)
>>> budget.remaining == GIB - OWN_NEED
True
>>> budget.take(GIB)
Traceback (most recent call last):
...
matcher.engines.memory.MemoryTooSmall: the registry needs more than the 2.0 GiB ... (give more with --memory)
"""

import os

from matcher.domain.refusals import Refusal

GIB = 1 << 30

OWN_NEED = 320 << 20
"""What the program itself takes: interpreter, libraries, tables and the batches on their way."""

PER_ROW = 650
"""What a row of either side takes in a run that holds everything: 1.3 GiB were measured for a million of each."""

SMALLEST = 512 << 20
"""The least that a run can be given."""


class MemoryTooSmall(Refusal):
    """The run needs more memory than it may take."""

    code = "memory_too_small"
    hint = "give more with --memory"


class MemoryBudget:
    """Counts what is held outside DuckDB; the rest is DuckDB's limit."""

    def __init__(self, total: int) -> None:
        """Allow `total` bytes in all.

        Raises:
            MemoryTooSmall: less than `SMALLEST`.
        """
        if total < SMALLEST:
            raise MemoryTooSmall(f"a run needs at least {SMALLEST / GIB:.1f} GiB of memory")
        self._total = total
        self._taken = OWN_NEED

    @property
    def remaining(self) -> int:
        """Bytes that nobody has taken yet."""
        return self._total - self._taken

    def take(self, size: int) -> None:
        """Count `size` more bytes as held.

        Raises:
            MemoryTooSmall: they are not there.
        """
        self._taken += size
        if self.remaining <= 0:
            raise self.exceeded()

    def exceeded(self) -> MemoryTooSmall:
        """Return the refusal that says so."""
        return MemoryTooSmall(f"the registry needs more than the {self._total / GIB:.1f} GiB that the run may take")


def holds(memory: int, rows: int) -> bool:
    """Return whether so much memory holds a run of so many rows, of both sides, as a whole.

    Raises:
        MemoryTooSmall: it is less than `SMALLEST`.

    >>> holds(2 * GIB, 2_000_000), holds(2 * GIB, 4_000_000)
    (True, False)
    """
    return MemoryBudget(memory).remaining >= rows * PER_ROW


def default_memory() -> int:
    """Return half of the machine's memory in bytes, and at least 1.5 GiB."""
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(physical // 2, GIB * 3 // 2)
