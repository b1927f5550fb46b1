"""Residents read for a search: the same rows in the same order, however the file is cut."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matcher.intake import unnumbered
from matcher.intake.defects import FileDefect
from matcher.intake.parquet_files import ParquetSource
from matcher.intake.schemas import RESIDENT
from matcher.intake.unnumbered import UnnumberedResidents
from tests.intake_files import resident, write_csv

ROWS = [
    *(resident(place) for place in range(9)),
    resident(9, foreign="１", protected="1"),
    resident(10, status="7"),
    resident(11, status=" 2", alias="通称"),
]


def people(path: Path) -> list[dict[str, object]]:
    """Return every resident of a file, in order."""
    return [row for batch in UnnumberedResidents(path) for row in batch.to_pylist()]


@pytest.fixture
def grouped(tmp_path: Path) -> Path:
    """Write the rows to a Parquet file in row groups of two."""
    path = tmp_path / "r.parquet"
    pq.write_table(pa.Table.from_pylist(ROWS), path, row_group_size=2)
    return path


CUTS = [(1, "a row group is more than a piece"), (2, "a piece each"), (5, "two in a piece"), (99, "one piece")]


@pytest.mark.parametrize("most", [case[0] for case in CUTS], ids=[case[1] for case in CUTS])
def test_pieces_give_the_rows_of_the_file_in_order(
    grouped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(unnumbered, "_PIECE_ROWS", most)
    monkeypatch.setattr(unnumbered, "_AHEAD", 2)
    found = people(grouped)
    assert found == people(write_csv(tmp_path / "r.csv", ROWS, RESIDENT))
    assert [row["name"] for row in found] == [row["name"] if row["status"] != "7" else "" for row in ROWS]


def test_pieces_are_row_groups_that_follow_each_other(grouped: Path) -> None:
    source = ParquetSource(grouped, RESIDENT)
    assert [source.pieces(most) for most in (1, 2, 5)] == [
        [],
        [[0], [1], [2], [3], [4], [5]],
        [[0, 1], [2, 3], [4, 5]],
    ]
    assert [row for piece in source.pieces(5) for raw in source.read_groups(piece, ["name"]) for row in raw.lines] == [
        *range(1, 13)
    ]


def test_progress_is_told_in_order(grouped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unnumbered, "_PIECE_ROWS", 4)
    told: list[tuple[int, int, int]] = []
    size = grouped.stat().st_size
    list(UnnumberedResidents(grouped, progress=lambda *now: told.append(now)))
    assert told == [(rows, size * rows // 12, size) for rows in range(2, 13, 2)]


def test_damage_in_a_later_piece_refuses_the_file(grouped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unnumbered, "_PIECE_ROWS", 2)
    chunk = pq.ParquetFile(grouped).metadata.row_group(4).column(1)
    data = bytearray(grouped.read_bytes())
    data[chunk.data_page_offset : chunk.data_page_offset + 12] = b"\xff" * 12
    grouped.write_bytes(data)
    with pytest.raises(FileDefect, match="damaged Parquet"):
        people(grouped)
