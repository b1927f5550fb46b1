"""Folders that appear under their name when all of them is on the disk, and are believed only while they are whole.

The last file of a folder says what it is, and how large every other file of it is: what was cut off, or cannot be
read, is as if it were not there, and is made anew.
"""

import json
import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree
from typing import Any, TypeVar

from matcher.service.leavings import temporary_folder
from matcher.service.private import WorkRefused

T = TypeVar("T")

_ABOUT, _FILES = "about.json", "files"


def published(place: Path, make: Callable[[Path], T], about: Callable[[T], dict[str, Any]]) -> T:
    """Make a folder, and give it its name when it is whole; what had the name before is removed.

    Args:
        place: its name.
        make: told an empty folder, fills it.
        about: told what `make` returned, says what is kept of it, as JSON takes it.

    Raises:
        WorkRefused: it cannot be written.
    """
    with ExitStack() as held:
        try:
            folder = held.enter_context(temporary_folder(place, "form"))
        except OSError as error:
            raise WorkRefused(f"cannot write in {place.parent}: {error.strerror}", hint="name another place") from error
        try:
            made = make(folder)
            sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
            kept = json.dumps({**about(made), _FILES: sizes}, ensure_ascii=False, indent=1)
            (folder / _ABOUT).write_text(kept, encoding="utf-8")
            _publish(folder, place)
        except OSError as error:
            raise WorkRefused(
                f"cannot make {place}: {error.strerror or error}", hint="make room if it is full"
            ) from error
    return made


def about_whole(place: Path) -> dict[str, Any] | None:
    """Return what a folder says that it is; None if it is not there, or not whole."""
    try:
        about: dict[str, Any] = json.loads((place / _ABOUT).read_bytes())
        whole = all((place / name).stat().st_size == size for name, size in about[_FILES].items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return about if whole else None


def _publish(folder: Path, place: Path) -> None:
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    before = folder.with_suffix(".before")
    if place.exists():
        place.rename(before)
    folder.rename(place)
    rmtree(before, ignore_errors=True)
