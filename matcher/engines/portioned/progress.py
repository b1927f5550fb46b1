"""What a run in portions tells of its progress."""

from collections.abc import Callable

OnStage = Callable[[str], None]
"""Told the name of a stage that is done."""

OnTasks = Callable[[str, int, int], None]
"""Told a stage, how many of its tasks are done, and how many there are."""
