"""Reads a file into an empty folder: its form, and beside that whose key its faulty rows have, where it can be read.

| file | what it has |
|---|---|
| `unusable.npy` | index of a resident file by person key: the rows whose number answers nothing, with their faults |
| `claims.npy` | of an enrolment file the places of faulty rows, ascending, with both keys; no person key is zeros |

A check needs neither; what a change of such a row means follows from them.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matcher.engines.judges import Judges
from matcher.engines.portioned.portions import Notes
from matcher.engines.portioned.progress import OnTasks
from matcher.engines.prepared.index import in_order
from matcher.engines.prepared.making import make_enrolments, make_residents
from matcher.intake.defects import FileDefect
from matcher.intake.enrolments import read_enrolments
from matcher.intake.ephemeral import EphemeralVault
from matcher.intake.parts import parts_of_enrolments, parts_of_residents, put_aside, take_notes
from matcher.intake.pipeline import Progress
from matcher.intake.reports import FileReport
from matcher.intake.residents import read_residents
from matcher.intake.schemas import ENROLMENT, RESIDENT
from matcher.intake.sources import open_source
from matcher.service.prepared.folder import PreparedFolder

Longs = npt.NDArray[np.int64]

UNUSABLE, CLAIMS = "unusable.npy", "claims.npy"


class Kind(StrEnum):
    """Which side a file is of."""

    ENROLMENTS = "enrolments"
    RESIDENTS = "residents"


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

    def told_of(self, path: Path) -> OnTasks:
        """Return what is told how far the work on a file is."""

        def told(stage: str, done: int, total: int) -> None:
            if self.on_tasks:
                self.on_tasks(f"{path.name}: {stage}", done, total)

        return told


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


def read_form(path: Path, kind: Kind, folder: Path, how: Preparing) -> FileReport:
    """Make the form of a file, and return what is told of the file.

    Raises:
        FileDefect: the file is refused.
    """
    return (_enrolments if kind is Kind.ENROLMENTS else _residents)(path, folder, how)


@cache
def fault_word(key: str) -> int:
    """Return the number that stands for a fault, `COLUMN.CODE`."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little", signed=True)


def _enrolments(path: Path, folder: Path, how: Preparing) -> FileReport:
    vault = EphemeralVault(how.folder.secret)
    file = read_enrolments(path, vault=vault, as_of=how.as_of, encoding=how.encoding, progress=how.progress(path))
    parts = parts_of_enrolments(file, 0, how.folder.secret, how.encoding, aside=True)
    notes = make_enrolments(folder, parts, how.judges, how.told_of(path))
    take_notes(file, notes)
    rows, words, _ = _aside(notes, 4)
    np.save(folder / CLAIMS, np.stack((rows, *words)))
    return FileReport.of(file)


def _residents(path: Path, folder: Path, how: Preparing) -> FileReport:
    vault = EphemeralVault(how.folder.secret)
    file = read_residents(path, vault=vault, as_of=how.as_of, encoding=how.encoding, progress=how.progress(path))
    parts = parts_of_residents(file, how.folder.secret, how.encoding, aside=True)
    notes = make_residents(folder, parts, how.judges, how.told_of(path))
    take_notes(file, notes)
    rows, words, faults = _aside(notes, 2)
    np.save(folder / UNUSABLE, in_order(np.stack((*words, faults, rows + 1 << 1))))
    return FileReport.of(file, file.usable)


def _aside(notes: list[Notes], size: int) -> tuple[Longs, Longs, Longs]:
    """Return the rows that were put aside, 0-based, so many words of the key of each, and the words of their faults."""
    aside = put_aside(notes)
    words = np.frombuffer(b"".join(words for _, words, _ in aside), np.int64).reshape(-1, size)
    faults = [fault_word(fault.key) for _, _, fault in aside]
    return np.array([row for row, _, _ in aside], np.int64), words.T, np.array(faults, np.int64)
