"""Workers that judge pairs: forks of this process, which have loaded the tables once between them.

The first fork loads the tables while this process goes on, and then forks the others, who share what it loaded, and
waits for them at its end. They are one process group, so that they can be ended at once. A worker ends when its pipe
does, so it never outlives the run; whoever holds the other end is this process, and that is why pickles will do.
"""

import gc
import os
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from signal import SIGKILL

from matcher.engines.lean import forbid_pandas
from matcher.engines.memo import Memo
from rules import RuleSet

_OBJECTS = 100_000
"""Between two looks of the garbage collector: what a worker makes it keeps or lets go, and hardly ever in a circle."""


def fork_workers(rules: RuleSet, pipes: Sequence[tuple[Connection, Connection]]) -> int:
    """Fork one worker for each pipe, and return their process group.

    Args:
        rules: what decides.
        pipes: the end of this process and the end of the worker, which is closed here.
    """
    group = os.fork()
    if not group:
        try:
            os.setpgid(0, 0)
            _work(rules, pipes)
        finally:
            os._exit(0)  # nothing of what this process would do at its end is for a fork to do
    with suppress(OSError):
        os.setpgid(group, group)  # whichever of the two is first
    for _, theirs in pipes:
        theirs.close()
    return group


def end_workers(group: int, *, at_once: bool) -> None:
    """Wait for the workers, whose pipes are closed; `at_once` kills them, for they have nothing to lose."""
    if at_once:
        with suppress(ProcessLookupError):
            os.killpg(group, SIGKILL)
    os.waitpid(group, 0)


def _work(rules: RuleSet, pipes: Sequence[tuple[Connection, Connection]]) -> None:
    """Get ready, fork the other workers, and answer requests until the pipe ends."""
    for ours, _ in pipes:
        ours.close()
    forbid_pandas()
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # so that NumPy starts no thread before the others are forked
    memo = Memo(rules)
    memo.warm_up()
    gc.freeze()
    gc.set_threshold(_OBJECTS)
    mine, *others = [theirs for _, theirs in pipes]
    forks: list[int] = []
    for other in others:
        if not (fork := os.fork()):
            mine, forks = other, []
            break
        forks.append(fork)
    for _, theirs in pipes:
        if theirs is not mine:
            theirs.close()
    with suppress(EOFError, OSError):
        while True:
            task, *given = mine.recv()
            mine.send(task(memo, *given))
    for fork in forks:
        os.waitpid(fork, 0)
