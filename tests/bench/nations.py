"""The files that a benchmark reads: made when they are needed, removed when they are done with or it is interrupted."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.contestants import Data
from tests.bench.measure import measure

# The files take 80 bytes a row; beside them lies one result file (80 as CSV) or what the bare join spills (330).
BYTES_A_ROW = 420
# Prepared files of both sides (500) with the index of blocks (270), and the same of last night until tonight's check.
PREPARED_BYTES_A_ROW, PREPARED_ROWS = 1_600, 10_000_000


class NoRoom(RuntimeError):
    """The disk has not enough room for a size."""


@dataclass(frozen=True, slots=True)
class Files:
    """The two Parquet files of a nation."""

    enrolments: Path
    residents: Path


def demand_room(rows: int, folder: Path) -> None:
    """Check that a size fits on the disk before anything is made.

    Raises:
        NoRoom: it does not.
    """
    a_row = BYTES_A_ROW + (PREPARED_BYTES_A_ROW if rows <= PREPARED_ROWS else 0)
    needed, free = rows * a_row, shutil.disk_usage(folder).free
    if free < needed:
        raise NoRoom(f"{rows:,} rows need {needed / 1e9:.1f} GB in {folder}, where {free / 1e9:.1f} GB are free")


@contextmanager
def nation(data: Data, rows: int, folder: Path) -> Iterator[Files]:
    """Make a nation in a folder of its own below `folder`, and remove it at the end; what is there is used and kept.

    Raises:
        NoRoom: the disk has no room for it.
    """
    place = folder / f"{data.name}-{rows}"
    kept = place.exists()
    if not kept:
        demand_room(rows, folder)
    try:
        yield make(data, rows, place)
    finally:
        for left in place.glob("kept*"):
            shutil.rmtree(left, ignore_errors=True)
        if not kept:
            shutil.rmtree(place, ignore_errors=True)


def make(data: Data, rows: int, place: Path) -> Files:
    """Make a nation in a folder, unless it is there."""
    files = Files(place / "enrolments.parquet", place / "residents.parquet")
    if not (files.enrolments.exists() and files.residents.exists()):
        measure([part.format(rows=rows, out=place) for part in data.command])
    return files
