"""Who judges the pairs that differ, and ranks whom a search finds: this process, or workers beside it.

A worker is a process of its own (`matcher.engines.worker`). Values go to it through a pipe without a name, never
through arguments, environment or files. Each worker has one request open at most, and reads it whole before it answers:
the two can never wait for each other.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from matcher.domain.verdicts import Judgement
from matcher.engines.memo import Judged, Memo
from matcher.engines.ranks import Part, rank_part
from matcher.engines.records import Columns
from matcher.engines.worker import end_workers, fork_workers
from rules import RuleSet

T = TypeVar("T")

Ticket = Callable[[], Judged]
"""What a request gives: called, it waits for the judgements and returns them."""

RankTicket = Callable[[], list[T]]
"""The same for a part of a search: what is told of each description."""

_MOST_WORKERS = 8
_WORTH_WORKERS = 16 << 20
"""Bytes of input from which on workers are worth their start."""
_AT_ONCE = 512
"""Pairs that a worker is sent at once: few enough that no worker is left with much when the others are done."""


class WorkerLost(RuntimeError):
    """A worker ended in the middle: it was killed, or memory ran out."""


class Judges(Protocol):
    """Takes pairs, and gives their judgements for the ticket."""

    def submit(self, enrolments: Columns, residents: Columns) -> Ticket:
        """Begin to judge pairs of the same place in both columns: `ENROLMENT_ITEMS` and `RESIDENT_ITEMS`."""
        ...

    def rank(self, part: Part[T]) -> RankTicket[T]:
        """Begin to rank who comes near some descriptions."""
        ...

    def begin(self, task: Callable[..., T], *given: object) -> Callable[[], T]:
        """Begin a task, a function of a module, that gets the memory of a worker and what is given."""
        ...


class LocalJudges:
    """Judges at once, in this process."""

    def __init__(self, memo: Memo) -> None:
        """Judge with the memory of this run."""
        self._memo = memo

    def submit(self, enrolments: Columns, residents: Columns) -> Ticket:
        """Judge, and give a ticket that is ready."""
        judged = self._memo.judge_all(enrolments, residents)
        return lambda: judged

    def rank(self, part: Part[T]) -> RankTicket[T]:
        """Rank, and give a ticket that is ready."""
        return rank_here(part)

    def begin(self, task: Callable[..., T], *given: object) -> Callable[[], T]:
        """Do a task, and give a ticket that is ready."""
        done = task(self._memo, *given)
        return lambda: done


def rank_here(part: Part[T]) -> RankTicket[T]:
    """Rank at once, in this process."""
    found = rank_part(part)
    return lambda: found


def judges_beside(
    rules: RuleSet, paths: Iterable[Path], worth: int = _WORTH_WORKERS
) -> "AbstractContextManager[WorkerJudges | None]":
    """Start workers if the files are large enough to be worth them.

    Forks this process, so it is asked before anything has started a thread; the workers load their tables while the
    caller imports the rest of the program and opens the files.

    Args:
        rules: what decides.
        paths: the files; what is no file counts nothing.
        worth: bytes from which on workers are worth their start.
    """
    size = sum(path.stat().st_size for path in paths if path.is_file())
    return nullcontext() if size < worth else WorkerJudges(rules)


class WorkerJudges:
    """Judges in other processes, each pair of columns in the one that is free first; a context that ends them."""

    def __init__(self, rules: RuleSet) -> None:
        """Start a worker per processor; they get ready while the files are opened."""
        count = min(len(os.sched_getaffinity(0)), _MOST_WORKERS)
        pipes = [Pipe() for _ in range(count)]
        self.group = fork_workers(rules, pipes)
        self._free: SimpleQueue[Connection] = SimpleQueue()
        self._pipes = [ours for ours, _ in pipes]
        for pipe in self._pipes:
            self._free.put(pipe)
        self._threads = ThreadPoolExecutor(count, "judges")

    def submit(self, enrolments: Columns, residents: Columns) -> Ticket:
        """Send the pairs, some at a time, to the workers that are free first."""
        parts = [
            self.begin(
                Memo.judge_all,
                *([column[start : start + _AT_ONCE] for column in side] for side in (enrolments, residents)),
            )
            for start in range(0, len(enrolments[0]), _AT_ONCE)
        ]
        return lambda: _together(part() for part in parts)

    def rank(self, part: Part[T]) -> RankTicket[T]:
        """Send the part to a worker as soon as one is free."""
        return self.begin(_rank_beside, part)

    def begin(self, task: Callable[..., T], *given: object) -> Callable[[], T]:
        """Send a task to a worker as soon as one is free."""
        return self._threads.submit(self._ask, task, *given).result

    def __enter__(self) -> Self:
        """Return the judges."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the workers."""
        if kind is not None:
            end_workers(self.group, at_once=True)
        self._threads.shutdown(cancel_futures=True)
        for pipe in self._pipes:
            pipe.close()
        if kind is None:
            end_workers(self.group, at_once=False)

    def _ask(self, task: Callable[..., Any], *given: object) -> Any:  # noqa: ANN401  what the task returns
        """Have a worker do a task with its memo and what is given, and wait for what comes of it.

        Raises:
            WorkerLost: the process ended.
        """
        pipe = self._free.get()
        try:
            pipe.send((task, *given))
            return pipe.recv()
        except (EOFError, OSError):
            raise WorkerLost("a worker ended") from None
        finally:
            self._free.put(pipe)


def _together(parts: Iterable[Judged]) -> Judged:
    """Return the judgements of the parts as those of one whole."""
    known: dict[Judgement, int] = {}
    places: list[int] = []
    for distinct, own in parts:
        whole = [known.setdefault(judgement, len(known)) for judgement in distinct]
        places += [whole[place] for place in own]
    return [*known], places


def _rank_beside(_: Memo, part: Part[T]) -> list[T]:
    """Rank in a worker: the comparisons of a search hardly ever repeat, so nothing is remembered."""
    return rank_part(part)
