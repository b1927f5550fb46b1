"""The worker: takes up submissions and runs that nobody is working on (Procrastinate, jobs in the same PostgreSQL).

The state of the work is in the tables of the submissions and runs; a job is only the nudge to go on with it. So a lost,
doubled or stalled job can neither lose nor double work. The worker nudges itself for everything unfinished when it starts and every
minute thereafter.
"""

from matcher.service.context import Service


def work(service: Service, *, concurrency: int = 1, until_idle: bool = False) -> None:
    """Run a worker until it is stopped by SIGTERM or SIGINT, or (`until_idle`) until nothing is left to do."""
    raise NotImplementedError
