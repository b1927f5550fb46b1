"""Logs: one JSON object per line on standard error, and never a value of a record.

What may stand in a line is a name, a count, a duration, an id that the service made, or a code. An exception is
written as its class and the places it passed, never with its message: a database's message quotes the row.

>>> try:
...     int("山田太郎")
... except ValueError as error:
...     fault = describe_fault(error)
>>> fault["error"], "山田" in str(fault)
('ValueError', False)
"""

import logging
import sys
import traceback
from typing import TextIO

import structlog

FRAMES = 12
"""How many places of a fault are kept, from the innermost."""


def configure_logs(level: str = "info", stream: TextIO | None = None) -> None:
    """Send every log line of this process to `stream` (standard error) as JSON, from `level` up."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )


def describe_fault(error: BaseException) -> dict[str, object]:
    """Return what may be logged of an unforeseen error: its class, its causes' classes, and where it passed."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    return {
        "error": type(error).__name__,
        "causes": [type(cause).__name__ for cause in chain[1:]],
        "places": places[-FRAMES:],
    }
