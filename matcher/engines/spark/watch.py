"""How far Spark is with a step: it is asked now and then how many tasks of the step's jobs are done.

A step is one action, which Spark splits into jobs and stages as it goes, some of them known late. So what a step takes
at least is said beforehand (a task for each portion, and for each partition in which rows meet), and becomes more where
Spark has more under way. The end of a step is told when its rows are there, and only then.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from uuid import uuid4

from matcher.engines.portioned.progress import OnTasks
from matcher.engines.spark.frames import Context, Tracker

_EVERY = 0.5
"""Seconds between two questions."""


class Watch:
    """Tells of the steps of one session."""

    def __init__(self, context: Context, on_tasks: OnTasks) -> None:
        """Ask this cluster, and tell `on_tasks` a step, how many tasks of it are done, and how many there are."""
        self._context = context
        self._on_tasks = on_tasks

    @contextmanager
    def step(self, name: str, tasks: int) -> Iterator[None]:
        """Tell of what is done meanwhile under this name; it takes so many tasks at least."""
        group = str(uuid4())
        self._context.setJobGroup(group, f"totsugo check: {name}")
        done = Event()
        asking = Thread(target=self._ask, args=(name, tasks, group, done), name="watch", daemon=True)
        asking.start()
        try:
            yield
        finally:
            done.set()
            asking.join()
        total = max(tasks, self._under_way(group)[1])
        self._on_tasks(name, total, total)

    def _ask(self, name: str, tasks: int, group: str, done: Event) -> None:
        told = 0
        while not done.wait(_EVERY):
            completed, begun = self._under_way(group)
            total = max(tasks, begun) + 1  # the last is that its rows come back
            if completed > told:
                told = completed
                self._on_tasks(name, completed, total)

    def _under_way(self, group: str) -> tuple[int, int]:
        """Return how many tasks of a group of jobs are done, and how many were begun."""
        return tasks_of(self._context.statusTracker(), group)


def tasks_of(tracker: Tracker, group: str) -> tuple[int, int]:
    """Return how many tasks of a group of jobs are done, and how many are done or begun.

    Jobs share stages, which count once; of some stages Spark knows nothing yet, or no more.
    """
    jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(group)]
    stages = {stage for job in jobs if job is not None for stage in job.stageIds}
    known = [info for info in map(tracker.getStageInfo, sorted(stages)) if info is not None]
    done = sum(info.numCompletedTasks for info in known)
    return done, done + sum(info.numActiveTasks for info in known)
