"""Parts of a file give, one after the other, what the file gives; with the notes of a reading the next does, too."""

import os
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matcher.intake import csv_files, parts
from matcher.intake.defects import FileDefect
from matcher.intake.enrolments import EnrolmentFile, read_enrolments
from matcher.intake.ephemeral import EphemeralVault, new_secret
from matcher.intake.residents import ResidentFile, read_residents
from matcher.intake.schemas import RESIDENT
from tests.intake_files import AS_OF, CANARIES, enrolment, resident, write_csv, write_parquet

SECRET = new_secret()
ROWS = [
    enrolment(0),
    enrolment(1, sex="9"),
    enrolment(2, number="1000", individual_number=CANARIES[0]),
    enrolment(3, name=CANARIES[3], birth_date="x"),
    enrolment(4, individual_number=""),
    enrolment(5),
    enrolment(6, number="1005", individual_number=CANARIES[5]),
]
RESIDENTS = [resident(0), resident(1, status="9"), resident(2), resident(2), resident(3), resident(4)]


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART_ROWS", 3)


def enrolments(folder: Path, form: str) -> EnrolmentFile:
    path = folder / f"e.{form}"
    if form == "csv":
        write_csv(path, ROWS)
    else:
        write_parquet(path, ROWS)
        pq.write_table(pq.read_table(path), path, row_group_size=2)
    return read_enrolments(path, vault=EphemeralVault(SECRET), as_of=AS_OF)


def residents(folder: Path) -> ResidentFile:
    path = write_parquet(folder / "r.parquet", RESIDENTS, RESIDENT)
    pq.write_table(pq.read_table(path), path, row_group_size=1)
    return read_residents(path, vault=EphemeralVault(SECRET), as_of=AS_OF)


def rows_of(batches: object) -> list[dict[str, object]]:
    return [row for batch in batches for row in batch.to_pylist()]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("form", "count"), [("csv", 1), ("parquet", 3)])
def test_enrolments(tmp_path: Path, form: str, count: int) -> None:
    file = enrolments(tmp_path, form)
    own = parts.parts_of_enrolments(file, 100, SECRET, None)
    assert len(own) == count
    assert [part.start for part in own] == [100, 102, 104][:count]
    expected = rows_of(file)
    readings = [part.read() for part in own]
    assert [row for reading in readings for row in rows_of(reading)] == expected
    notes = [reading.notes() for reading in readings]
    assert [row for part, known in zip(own, notes, strict=True) for row in rows_of(part.read(known))] == expected
    again = enrolments(tmp_path, form)
    parts.take_notes(again, notes)
    assert (again.defects.counts, again.defects.first) == (file.defects.counts, file.defects.first)
    names = ("insurer_number", "symbol", "number", "branch", "name")
    echoed = rows_of(parts.echoes(again, notes, names))
    assert echoed == [{name: row[name] for name in ("row", *names, "defect")} for row in expected]


def test_residents(tmp_path: Path) -> None:
    file = residents(tmp_path)
    own = parts.parts_of_residents(file, SECRET, None)
    assert [part.rows for part in own] == [3, 3]
    expected = rows_of(file)
    readings = [part.read() for part in own]
    assert [row for reading in readings for row in rows_of(reading)] == expected
    notes = [reading.notes() for reading in readings]
    assert [row for part, known in zip(own, notes, strict=True) for row in rows_of(part.read(known))] == expected
    again = residents(tmp_path)
    parts.take_notes(again, notes)
    assert (again.usable, again.defects.counts) == (file.usable, file.defects.counts) == (3, file.defects.counts)


def subsets(count: int) -> Iterator[list[int]]:
    """Yield all ascending choices of so many rows."""
    for size in range(count + 1):
        yield from map(list, combinations(range(count), size))


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_some_rows_come_out_as_they_do_among_all(tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "BLOCK", 400)  # two rows or so
    own: list[parts.EnrolmentPart | parts.ResidentPart] = []
    own += parts.parts_of_enrolments(enrolments(tmp_path, form), 100, SECRET, None)
    own += parts.parts_of_residents(residents(tmp_path), SECRET, None)
    for part in own:
        reading = part.read()
        every = rows_of(reading)
        for only in subsets(len(every)):
            some = part.read(reading.notes(), np.array(only, np.int64))
            assert rows_of(some) == [every[place] for place in only]


def test_without_notes_nobody_knows_which_rows_come_out(tmp_path: Path) -> None:
    (part, *_) = parts.parts_of_residents(residents(tmp_path), SECRET, None)
    with pytest.raises(ValueError, match="after a first reading"):
        part.read(only=np.array([0]))


def test_a_file_that_changed_is_refused(tmp_path: Path) -> None:
    (part, *_) = parts.parts_of_enrolments(enrolments(tmp_path, "parquet"), 0, SECRET, None)
    os.utime(tmp_path / "e.parquet", (1, 1))
    with pytest.raises(FileDefect, match="changed while it was read"):
        part.read()


def test_the_secret_is_never_shown(tmp_path: Path) -> None:
    (part, *_) = parts.parts_of_enrolments(enrolments(tmp_path, "csv"), 0, SECRET, None)
    assert str(SECRET) not in repr(part)


def test_other_secrets_make_other_keys(tmp_path: Path) -> None:
    file = enrolments(tmp_path, "csv")
    (part,) = parts.parts_of_enrolments(file, 0, new_secret(), None)
    keys = [row["person_key"] for row in rows_of(part.read())]
    assert pa.array(keys) != pa.array([row["person_key"] for row in rows_of(file)])
