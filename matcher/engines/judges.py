"""Who judges the pairs that differ: this process, or workers beside it while the next rows are read.

A worker is a Python process of its own (`matcher.engines.worker`). Rules and values go to it through an anonymous
pipe, never through arguments, environment or files. It ends when its input does, so it never outlives the run. Each
worker has one request open at most, and reads it whole before it answers: the two can never wait for each other.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import BinaryIO, Protocol, Self, cast

from matcher.engines.memo import Judged, Memo
from matcher.engines.records import Columns
from matcher.engines.worker import receive, send
from rules import RuleSet

Ticket = Callable[[], Judged]
"""What a request gives: called, it waits for the judgements and returns them."""

_MOST_WORKERS = 8


class WorkerLost(RuntimeError):
    """A worker ended in the middle: it was killed, or memory ran out."""


class Judges(Protocol):
    """Takes pairs, and gives their judgements for the ticket."""

    def submit(self, enrolments: Columns, residents: Columns) -> Ticket:
        """Begin to judge pairs of the same place in both columns."""
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


class WorkerJudges:
    """Judges in other processes, each pair of columns in the one that is free first; a context that ends them."""

    def __init__(self, rules: RuleSet) -> None:
        """Start the workers; they get ready while the files are opened."""
        count = min(len(os.sched_getaffinity(0)), _MOST_WORKERS)
        self._workers = [_Worker(rules) for _ in range(count)]
        self._free: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._workers:
            self._free.put(worker)
        self._threads = ThreadPoolExecutor(count, "judges")

    def submit(self, enrolments: Columns, residents: Columns) -> Ticket:
        """Send the pairs to a worker as soon as one is free."""
        return self._threads.submit(self._judge, enrolments, residents).result

    def __enter__(self) -> Self:
        """Return the judges."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the workers."""
        for worker in self._workers:
            worker.end()
        self._threads.shutdown(cancel_futures=True)

    def _judge(self, enrolments: Columns, residents: Columns) -> Judged:
        worker = self._free.get()
        try:
            return worker.ask(enrolments, residents)
        finally:
            self._free.put(worker)


class _Worker:
    """One process that answers one request after the other."""

    def __init__(self, rules: RuleSet) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "matcher.engines.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,
        )
        self._input = cast("BinaryIO", self._process.stdin)
        self._output = cast("BinaryIO", self._process.stdout)
        send(self._input, rules)

    def ask(self, enrolments: Columns, residents: Columns) -> Judged:
        """Send pairs and wait for their judgements.

        Raises:
            WorkerLost: the process ended.
        """
        try:
            send(self._input, (enrolments, residents))
            judged: Judged | None = receive(self._output)
        except OSError:
            judged = None
        if judged is None:
            raise WorkerLost("a worker that judges pairs ended")
        return judged

    def end(self) -> None:
        """End the process at once; it has nothing to lose."""
        self._process.kill()
        self._process.wait()
        for stream in (self._input, self._output):
            with suppress(OSError):
                stream.close()
