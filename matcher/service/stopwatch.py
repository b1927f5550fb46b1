"""Seconds by stage of one piece of work, for its ledger."""

from time import perf_counter


class Stopwatch:
    """Measures stages that follow each other; it decides nothing and no result depends on it."""

    def __init__(self) -> None:
        """Start the first stage."""
        self._since = perf_counter()
        self.seconds: dict[str, float] = {}

    def end(self, stage: str) -> None:
        """End `stage`, which began when the one before it ended."""
        now = perf_counter()
        self.seconds[stage] = round(self.seconds.get(stage, 0.0) + now - self._since, 3)
        self._since = now
