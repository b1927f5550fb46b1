"""Folders that a check keeps: for one process at a time, with files that only their owner can read."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matcher.domain.refusals import Refusal
from matcher.service.leavings import lock


class WorkRefused(Refusal):
    """A folder that a check keeps cannot be used for this one."""

    code = "work_refused"


def make_private(folder: Path) -> None:
    """Make a folder of the owner's, unless it is there.

    Raises:
        WorkRefused: it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise WorkRefused(f"cannot make {folder}: {error.strerror}", hint="name another place") from error


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let no other process work in a folder; the lock ends with the process, however it ends.

    Raises:
        WorkRefused: somebody does.
    """
    place = os.open(folder, os.O_RDONLY)
    try:
        try:
            lock(place)
        except BlockingIOError:
            raise WorkRefused(f"another check works in {folder}", hint="wait for it, or name another place") from None
        yield
    finally:
        os.close(place)


def write_private(place: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    unfinished = place.with_suffix(".tmp")
    unfinished.touch(0o600)
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(place)
