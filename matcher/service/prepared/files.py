"""Prepared files: made once, and used again as long as they are what a check would make of the file today.

A form is used again if the file is the same (nothing of its size, inode and times changed, or its bytes are the same),
so are its changes, the program reads files as it did then, the encoding is declared alike, and the day does not matter:
a birth date in the future of that day may not be in the future of a later one. Otherwise the file is prepared anew. A
form appears under its name when all of it is on the disk.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

from matcher.engines.prepared.blocks import make_blocks
from matcher.intake.raw import Identity
from matcher.intake.reports import FileReport
from matcher.service.editions import form_edition
from matcher.service.opening import sha256_of
from matcher.service.prepared.change_reports import ChangeReport
from matcher.service.prepared.folder import PreparedFolder
from matcher.service.prepared.publishing import about_whole, published
from matcher.service.prepared.reading import Kind, Preparing, read_form
from matcher.service.private import WorkRefused

_FUTURE = "birth_date.future_date"
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file and its prepared form: where that lies, what is told of the file, its SHA-256, if it was just made.

    `changes` tell of the changes that were laid over it; `report` is of the file with them.
    """

    folder: Path
    report: FileReport
    sha256: str
    new: bool
    changes: tuple[ChangeReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A file with changes that is asked for, and the SHA-256 of its bytes."""

    identity: Identity
    sha256: str

    @property
    def path(self) -> Path:
        """The file."""
        return self.identity.path


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form that is wanted: of which file, of which side, and with which changes, in order."""

    path: Path
    kind: Kind
    changes: tuple[Asked, ...] = ()

    @property
    def digests(self) -> list[str]:
        """The SHA-256 of the changes."""
        return [one.sha256 for one in self.changes]

    def place(self, folder: PreparedFolder) -> Path:
        """Return where it lies."""
        return folder.path / _name(self.kind, self.path, self.digests)

    def terms(self, how: Preparing) -> dict[str, Any]:
        """Return under what it is made."""
        made_by = {"edition": form_edition(), "secret": how.folder.mark}
        return {**made_by, "encoding": how.encoding, "as_of": how.as_of.isoformat(), "changes": self.digests}


def prepare(path: Path, kind: Kind, how: Preparing) -> PreparedFile:
    """Return a file with its prepared form, which is made if it is not there or would be another today.

    Raises:
        FileDefect: the file is refused.
        WorkRefused: the folder cannot be written.
    """
    identity, wanted = Identity.of(path), Wanted(path, kind)
    return found_again(wanted, how) or _made(wanted, identity, how)


def found_again(wanted: Wanted, how: Preparing) -> PreparedFile | None:
    """Return the form that is wanted, if it is there and is what would be made today."""
    place, terms = wanted.place(how.folder), wanted.terms(how)
    about = about_whole(place)
    if about is None or {**about["terms"], "as_of": ""} != {**terms, "as_of": ""}:
        return None
    report = FileReport.from_json(wanted.path, about["report"])
    if terms["as_of"] != about["terms"]["as_of"]:
        later = terms["as_of"] > about["terms"]["as_of"]
        if not later or report.defects.counts[_FUTURE]:
            return None
    if about["stamp"] != stamp_of(wanted.path) and sha256_of(wanted.path) != about["sha256"]:
        return None
    changes = [
        ChangeReport.from_json(asked.path, kept) for asked, kept in zip(wanted.changes, about["changes"], strict=True)
    ]
    return PreparedFile(place, report, about["sha256"], new=False, changes=tuple(changes))


def keep(wanted: Wanted, stamp: list[int], how: Preparing, make: Callable[[Path], PreparedFile]) -> PreparedFile:
    """Make a form and give it its name.

    Args:
        wanted: which one.
        stamp: of the file, before anything of it was read.
        how: it is prepared.
        make: told an empty folder, fills it, and returns what it has made.
    """

    def about(made: PreparedFile) -> dict[str, Any]:
        kept = {"path": str(wanted.path.resolve()), "stamp": stamp, "terms": wanted.terms(how)}
        changes = [
            {**change.as_json(), "path": str(change.path.resolve()), "stamp": stamp_of(change.path)}
            for change in made.changes
        ]
        return {**kept, "sha256": made.sha256, "report": made.report.as_json(), "changes": changes}

    return published(wanted.place(how.folder), make, about)


def add_blocks(file: PreparedFile, how: Preparing) -> None:
    """Let a search find residents in the form of a resident file.

    Raises:
        WorkRefused: the folder cannot be written.
    """
    with written_in(file.folder):
        make_blocks(file.folder, how.judges, how.on_tasks)


@contextmanager
def written_in(folder: Path) -> Iterator[None]:
    """Refuse where something cannot be added to a form.

    Raises:
        WorkRefused: the folder cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise WorkRefused(f"cannot write {folder}: {error.strerror or error}", hint="make room") from error


def forget_others(folder: PreparedFolder, used: Sequence[PreparedFile]) -> None:
    """Remove the forms that nobody will ask for again; those in use stay.

    They are of files that are not there any more or are other ones by now, or have other changes than the one in use:
    the next changes are laid over that. So is what was left by who was killed.
    """
    kept = {one.folder for one in used}
    changed = {str(one.report.path.resolve()) for one in used if one.changes}
    for kind in Kind:
        for place in folder.path.glob(f"{kind}-*"):
            about = about_whole(place)
            if about is None or place in kept or place.name != _name_of(kind, about):
                continue
            changes = about.get("changes", [])
            superseded = changes and about["path"] in changed
            if superseded or any(stamp_of(Path(one["path"])) != one["stamp"] for one in (about, *changes)):
                rmtree(place, ignore_errors=True)
        for left in folder.path.glob(f".{kind}-*"):
            rmtree(left, ignore_errors=True)


def stamp_of(path: Path) -> list[int]:
    """Return what changes with every change of a file, and also with some that are none; nothing if it is not there."""
    try:
        status = path.stat()
    except OSError:
        return []
    return [status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns]


def _name(kind: Kind, path: Path, changes: Sequence[str]) -> str:
    """Return the name of a form: what it is of, for a person, and where that lies and what changed, to be its own."""
    where = hashlib.sha256(b"\0".join((os.fsencode(path.resolve()), *map(str.encode, changes)))).hexdigest()[:12]
    return f"{kind}-{path.stem[:_SHOWN]}-{where}"


def _name_of(kind: Kind, about: dict[str, Any]) -> str:
    """Return the name of the form that says this of itself."""
    return _name(kind, Path(str(about["path"])), about["terms"].get("changes", []))


def _made(wanted: Wanted, identity: Identity, how: Preparing) -> PreparedFile:
    path = wanted.path

    def make(folder: Path) -> PreparedFile:
        with ThreadPoolExecutor(1, "digest") as thread:
            digest = thread.submit(sha256_of, path)
            report = read_form(path, wanted.kind, folder, how)
            found = digest.result()
        identity.verify()
        return PreparedFile(wanted.place(how.folder), report, found, new=True)

    return keep(wanted, stamp_of(path), how, make)
