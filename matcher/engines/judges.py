"""Who judges the pairs that differ: this process, or workers beside it while the next rows are read.

A worker is a Python process of its own (`matcher.engines.worker`). Rules and values go to it through an anonymous
pipe, never through arguments, environment or files. It ends when its input does, so it never outlives the run. Each
worker has at most one request open, and reads it whole before it answers: the two can never wait for each other.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import BinaryIO, Protocol, Self, cast

from matcher.engines.memo import Judged, Memo
from matcher.engines.records import Columns
from matcher.engines.worker import receive, send
from rules import RuleSet

Ticket = Callable[[], Judged]
"""What a request gives: called, once, it waits for the judgements and returns them."""

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
    """Judges in other processes, in turn; a context that ends them."""

    def __init__(self, rules: RuleSet) -> None:
        """Start the workers; they get ready while the registry is read."""
        count = max(1, min((os.cpu_count() or 1) - 1, _MOST_WORKERS))
        self._stack = ExitStack()
        self._workers = [self._stack.enter_context(_Worker(rules)) for _ in range(count)]
        self._next = 0

    def submit(self, enrolments: Columns, residents: Columns) -> Ticket:
        """Send the pairs to the worker whose turn it is; if it has not answered yet, take its answer first."""
        worker = self._workers[self._next]
        self._next = (self._next + 1) % len(self._workers)
        return worker.submit(enrolments, residents)

    def __enter__(self) -> Self:
        """Return the judges."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the workers."""
        self._stack.close()


class _Worker:
    """One process, and the answer that it owes."""

    def __init__(self, rules: RuleSet) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "matcher.engines.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            start_new_session=True,
        )
        self._owed: list[Judged] | None = None
        self._send(rules)

    def submit(self, enrolments: Columns, residents: Columns) -> Ticket:
        self._collect()
        self._send((enrolments, residents))
        answer: list[Judged] = []
        self._owed = answer

        def take() -> Judged:
            if not answer:
                self._collect()
            return answer.pop()

        return take

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()

    def _collect(self) -> None:
        """Read the answer that is owed, if one is, into its ticket."""
        if self._owed is not None:
            judged = receive(cast("BinaryIO", self._process.stdout))
            if judged is None:
                raise WorkerLost("a worker that judges pairs ended")
            self._owed.append(judged)
            self._owed = None

    def _send(self, content: object) -> None:
        send(cast("BinaryIO", self._process.stdin), content)
