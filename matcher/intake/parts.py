"""Parts of a file that can be read apart, by several processes or machines that all see the file under its path.

A Parquet file is read by its row groups; a CSV file is one part, because where a quoted value ends is known only to who
has read what comes before it. What one row means for another was found when the file was opened as a whole, and
comes along: so the parts give, one after the other, exactly the batches of the file.

The person keys of all parts are made with one secret, which whoever reads a part must be given; it ends with the run.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from matcher.intake.columns import mask_of
from matcher.intake.defects import DefectLog, Fault, FileDefect
from matcher.intake.digits import Mask, Octets
from matcher.intake.enrolments import EnrolmentFile
from matcher.intake.ephemeral import EphemeralVault
from matcher.intake.key_words import readable, row_key_words
from matcher.intake.keyworker import KEY_BYTES
from matcher.intake.opened import OpenFile
from matcher.intake.parquet_files import ParquetSource
from matcher.intake.pipeline import silent
from matcher.intake.raw import FaultyRows, Identity, RawBatch, Rows, Source
from matcher.intake.residents import ResidentFile
from matcher.intake.schemas import ENROLMENT, RESIDENT, FileContract
from matcher.intake.sources import open_source

PART_ROWS = 1 << 18
"""Row groups are put together up to so many rows."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a file, one after the other.

    `groups`: the row groups of a Parquet file; empty for a file that is read as a whole. `before`: how many rows of the
    file come before it. `start`: the place of its first row among all files. `size`, `changed`: of the file when it was
    opened.
    """

    path: Path
    encoding: str | None
    groups: tuple[int, ...]
    before: int
    rows: int
    start: int
    size: int
    changed: int

    def open(self, contract: FileContract) -> Source:
        """Open the part.

        Raises:
            FileDefect: the file is not the one that was opened first, or is not to be seen from here.
        """
        identity = Identity.of(self.path)
        if (identity.size, identity.changed) != (self.size, self.changed):
            raise FileDefect("unreadable_file", str(self.path), "it changed while it was read")
        if self.groups:
            return ParquetSource(self.path, contract, self.groups)
        return open_source(self.path, contract, self.encoding)


@dataclass(frozen=True, slots=True)
class Known:
    """What the reading of a part found out: its faults by row (0-based, of the file), and its part of the report.

    `aside`: by row, of each faulty row whose key can be read the words of that: of a resident the person key; of an
    enrolment the person key, or zeros, and the row key.
    """

    faults: dict[int, Fault]
    defects: DefectLog
    usable: int
    aside: dict[int, bytes]


@dataclass(frozen=True, slots=True)
class FilePart:
    """A part of a file with what it takes to read it.

    `duplicates`: rows of the file, 0-based, that stand twice. `aside`: whether the keys of faulty rows are noted.
    """

    part: Part
    as_of: date
    secret: bytes = field(repr=False)
    aside: bool
    duplicates: Rows

    @property
    def start(self) -> int:
        """The place of its first row."""
        return self.part.start

    @property
    def rows(self) -> int:
        """How many rows it has, usable or not."""
        return self.part.rows

    def coming_out(self, _: Known) -> Rows:
        """Return which rows of the file come out of a reading, 0-based."""
        return np.arange(self.part.before, self.part.before + self.rows)


@dataclass(frozen=True, slots=True)
class EnrolmentPart(FilePart):
    """A part of an enrolment file; `conflicts`: rows that contradict each other."""

    conflicts: Rows

    def read(self, notes: bytes | None = None, only: Rows | None = None) -> EnrolmentReading:
        """Begin to read it; see `ResidentPart.read`."""
        return EnrolmentReading(self, notes, only)


@dataclass(frozen=True, slots=True)
class ResidentPart(FilePart):
    """A part of a resident file."""

    def coming_out(self, known: Known) -> Rows:
        """Return which rows of the file are usable, 0-based."""
        return np.delete(FilePart.coming_out(self, known), [row - self.part.before for row in known.faults])

    def read(self, notes: bytes | None = None, only: Rows | None = None) -> ResidentReading:
        """Begin to read it.

        Args:
            notes: those of an earlier reading, which need not be found out again.
            only: which of the rows that come out to read, 0-based among those and ascending; all if not said. It takes
                the notes to tell which rows they are.
        """
        return ResidentReading(self, notes, only)


class _Reading(OpenFile[Any]):
    """One reading of a part: it finds out the faults of the rows, or is told those of an earlier reading."""

    usable = 0

    def _begin(self, part: FilePart, notes: bytes | None, only: Rows | None) -> None:
        known = _known(notes)
        if only is not None:
            if known is None:
                raise ValueError("which rows come out is known after a first reading only")
            self._only = part.coming_out(known)[only]
        self._part = part
        self._part_rows = part.rows
        self._before = FaultyRows(known.faults) if known else None
        self._found: dict[int, Fault] = {}
        self._aside: dict[int, bytes] = {}

    def notes(self) -> bytes:
        """Return what was found out, when all was read."""
        return pickle.dumps(Known(self._found, self.defects, self.usable, self._aside))

    def _get_ready(self) -> int:
        return self._part_rows

    def _faults(self, raw: RawBatch, valid: Mask) -> dict[int, Fault]:
        if self._before is not None:
            return self._before.of(raw)
        faults = super()._faults(raw, valid)
        self._found |= {raw.before + row: fault for row, fault in faults.items()}
        return faults

    def _keep_aside(self, raw: RawBatch, rows: Sequence[int], valid: Mask, numbers: Octets, words: bytes = b"") -> None:
        """Note these rows of a batch, ascending: the person key of each, or zeros, and its share of the words."""
        kept = mask_of(rows, len(raw))
        keys = np.zeros((len(rows), KEY_BYTES), np.uint8)
        made = self._vault.person_keys(numbers[kept[valid]].tobytes())
        keys[valid[list(rows)]] = np.frombuffer(made, np.uint8).reshape(-1, KEY_BYTES)
        more = np.frombuffer(words, np.uint8).reshape(len(rows), -1)
        noted = np.concatenate((keys, more), axis=1)
        self._aside |= {raw.before + row: own.tobytes() for row, own in zip(rows, noted, strict=True)}


class EnrolmentReading(_Reading, EnrolmentFile):
    """One reading of a part of an enrolment file."""

    def __init__(self, part: EnrolmentPart, notes: bytes | None, only: Rows | None) -> None:
        self._begin(part, notes, only)
        self._duplicates, self._conflicts = part.duplicates, part.conflicts
        EnrolmentFile.__init__(self, part.part.open(ENROLMENT), EphemeralVault(part.secret), part.as_of, silent)

    def _put_aside(self, raw: RawBatch, faults: Mapping[int, Fault], valid: Mask, numbers: Octets) -> None:
        """Keep the row keys that can be read, with the numbers: what a row with such a key is depends on them."""
        rows, columns = readable(raw, faults) if self._part.aside else ([], {})
        if rows:
            words = row_key_words(columns, len(rows), self._part.secret)
            self._keep_aside(raw, rows, valid, numbers, words.T.tobytes())


class ResidentReading(_Reading, ResidentFile):
    """One reading of a part of a resident file."""

    def __init__(self, part: ResidentPart, notes: bytes | None, only: Rows | None) -> None:
        self._begin(part, notes, only)
        self._duplicates = part.duplicates
        ResidentFile.__init__(self, part.part.open(RESIDENT), EphemeralVault(part.secret), part.as_of, silent)

    def _put_aside(self, raw: RawBatch, faults: Mapping[int, Fault], valid: Mask, numbers: Octets) -> None:
        """Keep the numbers that are unusable."""
        rows = [row for row in sorted(faults) if valid[row]] if self._part.aside else []
        if rows:
            self._keep_aside(raw, rows, valid, numbers)


def parts_of_enrolments(
    file: EnrolmentFile, start: int, secret: bytes, encoding: str | None, *, aside: bool = False
) -> list[EnrolmentPart]:
    """Return the parts of an open file.

    Args:
        file: opened with a vault of this secret.
        start: the place of its first row among all files.
        secret: of the run.
        encoding: of a CSV file, if it was declared.
        aside: whether the keys of faulty rows are noted (`put_aside`).
    """
    duplicates, conflicts = file.repeats
    return [
        EnrolmentPart(part, file.as_of, secret, aside, _within(duplicates, part), _within(conflicts, part))
        for part in _parts(file.path, file.rows, start, encoding)
    ]


def parts_of_residents(
    file: ResidentFile, secret: bytes, encoding: str | None, *, aside: bool = False
) -> list[ResidentPart]:
    """Return the parts of an open file; see `parts_of_enrolments`."""
    return [
        ResidentPart(part, file.as_of, secret, aside, _within(file.repeats, part))
        for part in _parts(file.path, file.rows, 0, encoding)
    ]


def take_notes(file: EnrolmentFile | ResidentFile, notes: Sequence[bytes]) -> None:
    """Let an open file tell of its defects what its parts found out, which are given in their order."""
    for known in map(_known, notes):
        if known is not None:
            file.defects.include(known.defects)
            if isinstance(file, ResidentFile):
                file.usable += known.usable


def put_aside(notes: Sequence[bytes]) -> list[tuple[int, bytes, Fault]]:
    """Return the faulty rows whose key can be read: each 0-based, with the words of its key, and its fault."""
    known = [one for one in map(_known, notes) if one is not None]
    return [(row, words, one.faults[row]) for one in known for row, words in one.aside.items()]


def _parts(path: Path, rows: int, start: int, encoding: str | None) -> list[Part]:
    identity = Identity.of(path)
    whole = Part(path, encoding, (), 0, rows, start, identity.size, identity.changed)
    groups = _row_groups(path)
    if len(groups) <= 1:
        return [whole]
    parts: list[Part] = []
    for number, size in enumerate(groups):
        last = parts[-1] if parts else None
        if last is not None and last.rows + size <= PART_ROWS:
            parts[-1] = replace(last, groups=(*last.groups, number), rows=last.rows + size)
        else:
            before = last.before + last.rows if last else 0
            parts.append(replace(whole, groups=(number,), before=before, rows=size, start=start + before))
    return parts


def _row_groups(path: Path) -> list[int]:
    """Return how many rows each row group of a Parquet file has; nothing of any other file."""
    try:
        with pq.ParquetFile(path) as file:
            return [file.metadata.row_group(number).num_rows for number in range(file.metadata.num_row_groups)]
    except pa.ArrowException:
        return []


def _within(rows: Rows, part: Part) -> Rows:
    low, high = np.searchsorted(rows, (part.before, part.before + part.rows))
    return rows[low:high]


def _known(notes: bytes | None) -> Known | None:
    if not notes:
        return None
    known: Known = pickle.loads(notes)  # noqa: S301  made by this module, in this run
    return known


def echoes(file: EnrolmentFile, notes: Sequence[bytes], names: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    """Yield what of each row of a file is repeated in its result, and its defect, without checking it again."""
    faults: dict[int, Fault] = {}
    for known in map(_known, notes):
        faults |= known.faults if known else {}
    yield from file.echoed(faults, names)
