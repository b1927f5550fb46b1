"""Do some chunks at a time, each in a thread of its own.

Most of a chunk is the work of the database, which does it for each connection in a process of its own. The next chunk
is taken when one is done. After an error no chunk is begun any more, and those that are begun are waited for.

>>> found = []
>>> side_by_side(abs, [3, -1, -2], at_once=2, told=found.append)
>>> sorted(found)
[1, 2, 3]
"""

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

C = TypeVar("C")
R = TypeVar("R")


def side_by_side(
    do: Callable[[C], R], chunks: Iterable[C], *, at_once: int, told: Callable[[R], None] = lambda _result: None
) -> None:
    """Do all chunks.

    Args:
        do: deals with a chunk, in any thread.
        chunks: in the order in which they are begun; the next is asked for when it is its turn.
        at_once: how many are worked on at a time.
        told: is told what came of each, in this thread.
    """
    waiting = iter(chunks)
    with ThreadPoolExecutor(at_once, "chunk") as threads:
        begun: set[Future[R]] = {threads.submit(do, chunk) for chunk in islice(waiting, at_once)}
        while begun:
            done, begun = wait(begun, return_when=FIRST_COMPLETED)
            for future in done:
                told(future.result())
            begun |= {threads.submit(do, chunk) for chunk in islice(waiting, len(done))}
