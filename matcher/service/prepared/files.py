"""Prepared files: made once, and used again as long as they are what a check would make of the file today.

A form is used again if the file is the same (nothing of its size, inode and times changed, or its bytes are the same),
the program reads files as it did then, the encoding is declared alike, and the day does not matter: a birth
date in the future of that day may not be in the future of a later one. Otherwise the file is prepared anew. A form
appears under its name when all of it is on the disk.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from shutil import rmtree
from typing import Any

from matcher.engines.judges import Judges
from matcher.engines.portioned.portions import Notes, Portion
from matcher.engines.portioned.progress import OnTasks
from matcher.engines.prepared.blocks import make_blocks
from matcher.engines.prepared.making import make_enrolments, make_residents
from matcher.intake.defects import FileDefect
from matcher.intake.enrolments import read_enrolments
from matcher.intake.ephemeral import EphemeralVault
from matcher.intake.parts import parts_of_enrolments, parts_of_residents, take_notes
from matcher.intake.pipeline import Progress
from matcher.intake.raw import Identity
from matcher.intake.reports import FileReport
from matcher.intake.residents import read_residents
from matcher.intake.schemas import ENROLMENT, RESIDENT
from matcher.intake.sources import open_source
from matcher.service.editions import form_edition
from matcher.service.opening import sha256_of
from matcher.service.prepared.folder import PreparedFolder
from matcher.service.prepared.publishing import about_whole, published
from matcher.service.private import WorkRefused

_FUTURE = "birth_date.future_date"
_SHOWN = 40


class Kind(StrEnum):
    """Which side a file is of."""

    ENROLMENTS = "enrolments"
    RESIDENTS = "residents"


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file and its prepared form: where that lies, what is told of the file, its SHA-256, if it was just made."""

    folder: Path
    report: FileReport
    sha256: str
    new: bool


@dataclass(frozen=True, slots=True)
class Preparing:
    """How files are prepared.

    Attributes:
        folder: where the forms are kept.
        judges: whose workers read.
        as_of: the day that counts as today.
        encoding: of CSV files, if declared.
        progress: gives what is told how far the opening of a file is.
        on_tasks: told how many parts of a file are read.
    """

    folder: PreparedFolder
    judges: Judges
    as_of: date
    encoding: str | None
    progress: Callable[[Path], Progress]
    on_tasks: OnTasks | None = None


def kind_of(path: Path, encoding: str | None = None) -> Kind:
    """Return which side a file is of, by the columns of its header.

    Raises:
        FileDefect: it is of neither, or cannot be read.
    """
    refused = []
    for kind, contract in ((Kind.ENROLMENTS, ENROLMENT), (Kind.RESIDENTS, RESIDENT)):
        try:
            open_source(path, contract, encoding)
        except FileDefect as defect:
            refused.append(defect)
        else:
            return kind
    other = next((defect for defect in refused if defect.code != "missing_column"), None)
    raise other or min(refused, key=lambda defect: defect.message.count(","))  # the side that it is nearly of


def prepare(path: Path, kind: Kind, how: Preparing) -> PreparedFile:
    """Return a file with its prepared form, which is made if it is not there or would be another today.

    Raises:
        FileDefect: the file is refused.
        WorkRefused: the folder cannot be written.
    """
    identity = Identity.of(path)
    place = how.folder.path / _name(kind, path)
    made_by = {"edition": form_edition(), "secret": how.folder.mark}
    terms = {**made_by, "encoding": how.encoding, "as_of": how.as_of.isoformat()}
    if found := _used_again(place, identity, terms):
        return found
    return _made(place, kind, identity, terms, how)


def add_blocks(file: PreparedFile, how: Preparing) -> None:
    """Let a search find residents in the form of a resident file.

    Raises:
        WorkRefused: the folder cannot be written.
    """
    try:
        make_blocks(file.folder, how.judges, how.on_tasks)
    except OSError as error:
        raise WorkRefused(f"cannot write {file.folder}: {error.strerror or error}", hint="make room") from error


def forget_others(folder: PreparedFolder, used: Sequence[PreparedFile]) -> None:
    """Remove the forms of files that are not there any more, or are other ones by now; those in use stay."""
    kept = {one.folder for one in used}
    for kind in Kind:
        for place in folder.path.glob(f"{kind}-*"):
            about = about_whole(place)
            ours = about is not None and place.name == _name(kind, Path(str(about["path"])))
            if ours and about and place not in kept and _stamp(Path(about["path"])) != about["stamp"]:
                rmtree(place, ignore_errors=True)


def _name(kind: Kind, path: Path) -> str:
    """Return the name of the form of a file: what it is of, for a person, and where that lies, to be its own."""
    where = hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]
    return f"{kind}-{path.stem[:_SHOWN]}-{where}"


def _used_again(place: Path, identity: Identity, terms: dict[str, Any]) -> PreparedFile | None:
    """Return the form that lies at a place, if it is what would be made there today."""
    about = about_whole(place)
    if about is None or {**about["terms"], "as_of": ""} != {**terms, "as_of": ""}:
        return None
    report = FileReport.from_json(identity.path, about["report"])
    if terms["as_of"] != about["terms"]["as_of"]:
        later = terms["as_of"] > about["terms"]["as_of"]
        if not later or report.defects.counts[_FUTURE]:
            return None
    if about["stamp"] != _stamp(identity.path) and sha256_of(identity.path) != about["sha256"]:
        return None
    return PreparedFile(place, report, about["sha256"], new=False)


def _stamp(path: Path) -> list[int]:
    """Return what changes with every change of a file, and also with some that are none; nothing if it is not there."""
    try:
        status = path.stat()
    except OSError:
        return []
    return [status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns]


def _made(place: Path, kind: Kind, identity: Identity, terms: dict[str, Any], how: Preparing) -> PreparedFile:
    path = identity.path
    stamp = _stamp(path)
    read = _enrolments if kind is Kind.ENROLMENTS else _residents

    def make(folder: Path) -> tuple[FileReport, str]:
        with ThreadPoolExecutor(1, "digest") as thread:
            digest = thread.submit(sha256_of, path)
            report = read(path, folder, how)
            found = digest.result()
        identity.verify()
        return report, found

    def about(made: tuple[FileReport, str]) -> dict[str, Any]:
        kept = {"path": str(path.resolve()), "stamp": stamp, "terms": terms}
        return {**kept, "sha256": made[1], "report": made[0].as_json()}

    report, sha256 = published(place, make, about)
    return PreparedFile(place, report, sha256, new=True)


def _enrolments(path: Path, folder: Path, how: Preparing) -> FileReport:
    vault = EphemeralVault(how.folder.secret)
    file = read_enrolments(path, vault=vault, as_of=how.as_of, encoding=how.encoding, progress=how.progress(path))
    parts = parts_of_enrolments(file, 0, how.folder.secret, how.encoding)
    take_notes(file, _read(make_enrolments, folder, parts, path, how))
    return FileReport.of(file)


def _residents(path: Path, folder: Path, how: Preparing) -> FileReport:
    vault = EphemeralVault(how.folder.secret)
    file = read_residents(path, vault=vault, as_of=how.as_of, encoding=how.encoding, progress=how.progress(path))
    parts = parts_of_residents(file, how.folder.secret, how.encoding)
    take_notes(file, _read(make_residents, folder, parts, path, how))
    return FileReport.of(file, file.usable)


def _read(
    make: Callable[[Path, Sequence[Portion], Judges, OnTasks | None], list[Notes]],
    folder: Path,
    parts: Sequence[Portion],
    path: Path,
    how: Preparing,
) -> list[Notes]:
    def told(stage: str, done: int, total: int) -> None:
        if how.on_tasks:
            how.on_tasks(f"{path.name}: {stage}", done, total)

    return make(folder, parts, how.judges, told)
