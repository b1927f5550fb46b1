"""Who judges the pairs that differ, and ranks whom a search finds: this process, or workers beside it.

A worker is a process of its own (`matcher.engines.worker`). Values go to it through a pipe without a name, never
through arguments, environment or files. Each worker has one request open at most, and reads it whole before it answers:
the two can never wait for each other. Pairs are meant for one worker, who remembers what is near them; who has nothing
of their own to do takes what is meant for another.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from multiprocessing import Pipe
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from matcher.engines.memo import Judged, Memo
from matcher.engines.ranks import Part, rank_part
from matcher.engines.records import DistinctPairs
from matcher.engines.worker import end_workers, fork_workers
from rules import RuleSet

T = TypeVar("T")

Ticket = Callable[[], Judged]
"""What a request gives: called, it waits for the judgements and returns them."""

RankTicket = Callable[[], list[T]]
"""The same for a part of a search: what is told of each description."""

_MOST_WORKERS = 8
_ANYBODY = -1
"""Instead of the number of a worker."""
_WORTH_WORKERS = 16 << 20
"""Bytes of input from which on workers are worth their start."""


class WorkerLost(RuntimeError):
    """A worker ended in the middle: it was killed, or memory ran out."""


class Judges(Protocol):
    """Takes pairs, and gives their judgements for the ticket."""

    workers: int
    """Among how many pairs can be dealt out."""

    def submit(self, pairs: DistinctPairs, worker: int) -> Ticket:
        """Begin to judge pairs; `worker` is who should, from 0."""
        ...

    def rank(self, part: Part[T]) -> RankTicket[T]:
        """Begin to rank who comes near some descriptions."""
        ...

    def begin(self, task: Callable[..., T], *given: object) -> Callable[[], T]:
        """Begin a task, a function of a module, that gets the memory of a worker and what is given."""
        ...


class LocalJudges:
    """Judges at once, in this process."""

    workers = 1

    def __init__(self, memo: Memo) -> None:
        """Judge with the memory of this run."""
        self._memo = memo

    def submit(self, pairs: DistinctPairs, worker: int) -> Ticket:  # noqa: ARG002  there is only one
        """Judge, and give a ticket that is ready."""
        judged = self._memo.judge(pairs)
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


class _Request(NamedTuple):
    """What a worker is to do, and where what comes of it goes."""

    task: Callable[..., Any]
    given: tuple[object, ...]
    answer: "Future[Any]"


class WorkerJudges:
    """Judges in other processes; a context that ends them."""

    def __init__(self, rules: RuleSet) -> None:
        """Start a worker per processor; they get ready while the files are opened."""
        self.workers = min(len(os.sched_getaffinity(0)), _MOST_WORKERS)
        pipes = [Pipe() for _ in range(self.workers)]
        self.group = fork_workers(rules, pipes)
        self._pipes = [ours for ours, _ in pipes]
        self._free: SimpleQueue[int] = SimpleQueue()
        for worker in range(self.workers):
            self._free.put(worker)
        self._waiting: list[deque[_Request]] = [deque() for _ in range(self.workers + 1)]
        self._threads = ThreadPoolExecutor(self.workers, "judges")

    def submit(self, pairs: DistinctPairs, worker: int) -> Ticket:
        """Send the pairs to a worker as soon as that one is free, or another has nothing else to do."""
        return self._enter(self._waiting[worker], Memo.judge, pairs)

    def rank(self, part: Part[T]) -> RankTicket[T]:
        """Send the part to a worker as soon as one is free."""
        return self.begin(_rank_beside, part)

    def begin(self, task: Callable[..., T], *given: object) -> Callable[[], T]:
        """Send a task to a worker as soon as one is free."""
        return self._enter(self._waiting[_ANYBODY], task, *given)

    def __enter__(self) -> Self:
        """Return the judges."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the workers."""
        if kind is not None:
            end_workers(self.group, at_once=True)
        self._threads.shutdown(cancel_futures=True)
        for requests in self._waiting:
            for request in requests:
                request.answer.cancel()
        for pipe in self._pipes:
            pipe.close()
        if kind is None:
            end_workers(self.group, at_once=False)

    def _enter(self, requests: deque[_Request], task: Callable[..., T], *given: object) -> Callable[[], T]:
        answer: Future[T] = Future()
        requests.append(_Request(task, given, answer))
        self._threads.submit(self._serve)
        return answer.result

    def _serve(self) -> None:
        """Have a worker that is free do one request with its memo, and wait for what comes of it."""
        worker = self._free.get()
        request = self._next(worker)
        try:
            self._pipes[worker].send((request.task, *request.given))
            request.answer.set_result(self._pipes[worker].recv())
        except (EOFError, OSError):
            request.answer.set_exception(WorkerLost("a worker ended"))
        except BaseException as error:  # noqa: BLE001  whoever waits for the answer gets it
            request.answer.set_exception(error)
        finally:
            self._free.put(worker)

    def _next(self, worker: int) -> _Request:
        """Return the next request: one meant for this worker, for anybody, or the last that is meant for another.

        As many ask as there are requests, so there is one.
        """
        mine, anybody = self._waiting[worker], self._waiting[_ANYBODY]
        while True:
            for requests in (mine, anybody):
                with suppress(IndexError):
                    return requests.popleft()
            with suppress(IndexError):
                return max(self._waiting, key=len).pop()


def _rank_beside(_: Memo, part: Part[T]) -> list[T]:
    """Rank in a worker: the comparisons of a search hardly ever repeat, so nothing is remembered."""
    return rank_part(part)
