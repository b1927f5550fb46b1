"""The files of a check, opened all at once, and the digests of their bytes; both end when nobody wants them."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Event

from matcher.intake.enrolments import EnrolmentFile, read_enrolments
from matcher.intake.pipeline import Progress
from matcher.intake.residents import ResidentFile, read_residents
from matcher.intake.vault import Vault

_BLOCK = 1 << 20

OnProgress = Callable[[Path, int, int, int], None]
"""Told the file that is read, its rows done, its bytes done and its bytes in all."""


class Unwanted(Exception):
    """Nobody wants any more what a thread is making of the files."""


def progress_of(path: Path, on_progress: OnProgress | None, unwanted: Event) -> Progress:
    """Return what the reading of a file tells of its progress to; it ends a reading that nobody wants."""

    def told(rows: int, done: int, total: int) -> None:
        if unwanted.is_set():
            raise Unwanted
        if on_progress:
            on_progress(path, rows, done, total)

    return told


def open_files(
    enrolments: Sequence[Path],
    registry: Path | None,
    vault: Vault,
    as_of: date,
    encoding: str | None,
    progress: Callable[[Path], Progress],
) -> tuple[ResidentFile | None, tuple[EnrolmentFile, ...]]:
    """Open every file before a row of any is judged: a file that is refused is refused at once.

    Raises:
        FileDefect: a file is refused; if several are, it is the registry that is told.
    """

    def open_registry(path: Path) -> ResidentFile:
        return read_residents(path, vault=vault, as_of=as_of, encoding=encoding, progress=progress(path))

    with ThreadPoolExecutor(1, "open") as thread:
        opening = thread.submit(open_registry, registry) if registry else None
        try:
            files = tuple(
                read_enrolments(path, vault=vault, as_of=as_of, encoding=encoding, progress=progress(path))
                for path in enrolments
            )
        finally:
            opened = opening.result() if opening else None
    return opened, files


def sha256_of(path: Path, unwanted: Event | None = None) -> str:
    """Return the digest of a file's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if unwanted is not None and unwanted.is_set():
                raise Unwanted
            digest.update(block)
    return digest.hexdigest()
