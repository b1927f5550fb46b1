"""What long work says on the way, and what came of it.

>>> told(500_000, 2_000_000, 6.04)
'6.0 s: 500,000 of 2,000,000 rows, about 18 s left'
>>> print(summary(Counter({"exact MATCHED": 9000, "address_old MISMATCHED": 12})))
exact MATCHED                 9,000
address_old MISMATCHED           12
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable


def told(done: int, total: int, seconds: float) -> str:
    """Return how far the work is, and how long it will still take at this pace."""
    return f"{seconds:.1f} s: {done:,} of {total:,} rows, about {seconds * (total - done) / done:.0f} s left"


def line_per_chunk(total: int) -> Callable[[int], None]:
    """Return what prints a line on standard error whenever rows have been written."""
    began = time.monotonic()

    def tell(done: int) -> None:
        print(told(done, total, time.monotonic() - began), file=sys.stderr, flush=True)

    return tell


def summary(counts: Counter[str]) -> str:
    """Return a line per kind and verdict, the most frequent first."""
    width = max(map(len, counts))
    return "\n".join(
        f"{kind:{width}} {count:>12,}" for kind, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )
