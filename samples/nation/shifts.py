"""Numbers that slipped by one row in an insurer's file, as when a cell of a column is deleted or pasted twice.

A block of neighbouring rows carries the numbers of the rows below (the column moved up) or above (it moved down). Where
it ends, one row has no number, or keeps its own, which then stands twice, or takes the number from the block's other
end.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from samples.nation.insurers import Enrolments
from samples.nation.links import SHIFT_END, Links

_FEWEST, _MOST = 4, 40
_EMPTY, _KEPT, _WRAPPED = range(3)
_END_SHARES = (0.5, 0.3, 0.2)


def shift_blocks(
    rng: np.random.Generator,
    rows: Enrolments,
    links: Links,
    count: int,
    free: Callable[[int], bool],
    tells_apart: Callable[[int, int], bool],
) -> None:
    """Shift the numbers of blocks of rows until as many rows carry the number of a neighbour."""
    for start in rng.permutation(max(len(rows) - _FEWEST, 0)).tolist():
        if count <= 0:
            return
        length = int(rng.integers(_FEWEST, _MOST))
        block = list(range(start, min(start + min(length, count) + 1, len(rows))))
        if rng.random() < 1 / 2:
            block.reverse()
        people = rows.person[block].tolist()
        if (
            all(free(row) for row in block)
            and rows.insurer[block[0]] == rows.insurer[block[-1]]
            and all(tells_apart(row, owner) for row, owner in zip(block, people[1:] + people[:1], strict=True))
        ):
            for row, owner in zip(block[:-1], people[1:], strict=True):
                links.add(row, owner, "row_shift")
            end = int(rng.choice(3, p=_END_SHARES))
            if end == _WRAPPED:
                links.add(block[-1], people[0], "row_shift")
            else:
                links.add(block[-1], people[-1] if end == _KEPT else None, SHIFT_END)
            count -= len(block) - (end != _WRAPPED)
