"""Temporary files and folders beside a result, and what a run that was killed left of them.

Whoever makes one holds a lock on it, which ends with the process, however that ends. So one that can be locked belongs
to nobody any more, and the next run with the same result removes it. On a file system without locks nothing is removed.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as name:
...     result = Path(name, "out.csv")
...     folder, held = temporary_folder(result, "work")
...     file, _ = temporary_file(result, "tmp")
...     while_it_ran = folder.exists()
...     os.close(held)
...     _ = temporary_file(result, "tmp")
...     while_it_ran, folder.exists(), file.exists()
(True, False, True)
"""

import fcntl
import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from shutil import rmtree

_TOKEN_BYTES = 6


def temporary_file(final: Path, kind: str) -> tuple[Path, int]:
    """Make a file beside `final`, and return it with its descriptor, open to write and locked.

    Raises:
        OSError: it cannot be made.
    """
    return _made(final, kind, lambda place: os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666))


def temporary_folder(final: Path, kind: str) -> tuple[Path, int]:
    """Make a folder of the owner's beside `final`, and return it with a descriptor that locks it.

    Raises:
        OSError: it cannot be made.
    """

    def make(place: Path) -> int:
        place.mkdir(0o700)
        return os.open(place, os.O_RDONLY)

    return _made(final, kind, make)


def lock(descriptor: int) -> bool:
    """Lock an open file or folder, and return whether its file system has locks.

    Raises:
        BlockingIOError: somebody else holds it.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:
        return False
    return True


def _sweep(final: Path) -> None:
    """Remove what runs with the result `final` left that nobody holds any more."""
    ours = re.compile(rf"\.{re.escape(final.name)}\.[0-9a-f]{{{2 * _TOKEN_BYTES}}}\.[a-z]+")
    for place in [place for place in final.parent.iterdir() if ours.fullmatch(place.name)]:
        try:
            descriptor = os.open(place, os.O_RDONLY)
        except OSError:  # of somebody else, or gone
            continue
        try:
            if lock(descriptor):
                _remove(place)
        except BlockingIOError:
            continue  # somebody works with it
        finally:
            os.close(descriptor)


def _made(final: Path, kind: str, make: Callable[[Path], int]) -> tuple[Path, int]:
    """Sweep, make and lock; once more if somebody swept it before it was locked."""
    _sweep(final)
    while True:
        place = final.with_name(f".{final.name}.{token_hex(_TOKEN_BYTES)}.{kind}")
        try:
            descriptor = make(place)
        except FileNotFoundError:
            if final.parent.is_dir():
                continue
            raise
        with suppress(BlockingIOError):
            lock(descriptor)
            if place.exists():
                return place, descriptor
        os.close(descriptor)


def _remove(place: Path) -> None:
    if place.is_dir():
        rmtree(place, ignore_errors=True)
    else:
        place.unlink(missing_ok=True)
