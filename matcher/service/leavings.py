"""Temporary files and folders beside a result, and what a run that was killed left of them.

Whatever stops a run that can still clean up, even between two steps of the making, nothing is left. Whoever makes one
holds a lock on it, which ends with the process, however that ends. So one that can be locked belongs to nobody any
more, and the next run with the same result removes it. On a file system without locks nothing of others is removed.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as name:
...     with temporary_folder(Path(name, "out.csv"), "work") as folder:
...         while_it_ran = folder.exists()
...     while_it_ran, folder.exists()
(True, False)
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from shutil import rmtree

_TOKEN_BYTES = 6


@contextmanager
def temporary_file(final: Path, kind: str) -> Iterator[tuple[Path, int]]:
    """Make a file beside `final`, and give it with its descriptor, open to write and locked; unnamed, it goes.

    Raises:
        OSError: it cannot be made.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with _made(final, kind, lambda place: os.open(place, flags, 0o666)) as made:
        yield made


@contextmanager
def temporary_folder(final: Path, kind: str) -> Iterator[Path]:
    """Make a folder of the owner's beside `final`, and give it locked; unnamed, it goes.

    Raises:
        OSError: it cannot be made.
    """

    def make(place: Path) -> int:
        place.mkdir(0o700)
        return os.open(place, os.O_RDONLY)

    with _made(final, kind, make) as (place, _):
        yield place


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


@contextmanager
def _made(final: Path, kind: str, make: Callable[[Path], int]) -> Iterator[tuple[Path, int]]:
    """Sweep, make and lock; once more if somebody swept it before it was locked. A signal may come at any moment."""
    _sweep(final)
    there = False
    while not there:
        place = final.with_name(f".{final.name}.{token_hex(_TOKEN_BYTES)}.{kind}")
        with ExitStack() as ending:
            ending.callback(_remove, place)
            try:
                descriptor = make(place)
            except FileNotFoundError:
                if final.parent.is_dir():
                    continue
                raise
            ending.callback(os.close, descriptor)
            with suppress(BlockingIOError):
                lock(descriptor)
                there = place.exists()
            if there:
                yield place, descriptor


def _remove(place: Path) -> None:
    if place.is_dir():
        rmtree(place, ignore_errors=True)
    else:
        place.unlink(missing_ok=True)
