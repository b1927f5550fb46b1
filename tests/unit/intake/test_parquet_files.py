"""Parquet files: the same rows and defects as the CSV of the same text, and types whose text is not certain refused."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matcher.intake.defects import FileDefect
from matcher.intake.schemas import RESIDENT as CONTRACT
from tests.intake_files import (
    CANARIES,
    defects,
    enrolment,
    enrolments,
    read,
    resident,
    residents,
    write_csv,
    write_parquet,
)

ROWS = [
    enrolment(0),
    enrolment(1, sex="9"),
    enrolment(2, birth_date="昭和65年1月1日"),
    enrolment(3, name="髙\0﨑"),
    enrolment(4, individual_number=""),
    enrolment(5, individual_number=f"　{CANARIES[5]} "),
    enrolment(0),
]


def table(**columns: pa.Array | list[Any]) -> pa.Table:
    """Return three clean rows with some columns replaced."""
    rows = [enrolment(place) for place in range(3)]
    return pa.table({name: columns.get(name, [row[name] for row in rows]) for name in rows[0]})


def test_the_same_rows_as_csv(tmp_path: Path) -> None:
    from_csv = read(enrolments(write_csv(tmp_path / "e.csv", ROWS)))
    from_parquet = read(enrolments(write_parquet(tmp_path / "e.parquet", ROWS)))
    for row in (*from_csv, *from_parquet):
        del row["line"]
    assert from_parquet == from_csv


def test_the_same_residents_as_csv(tmp_path: Path) -> None:
    rows = [
        resident(0),
        resident(1, foreign="１", status=" 2"),
        resident(2),
        resident(2, name="x"),
        resident(3, sex=""),
    ]
    from_csv = read(residents(write_csv(tmp_path / "r.csv", rows, CONTRACT)))
    from_parquet = read(residents(write_parquet(tmp_path / "r.parquet", rows, CONTRACT)))
    for row in (*from_csv, *from_parquet):
        del row["line"]
    assert from_parquet == from_csv
    assert [row["row"] for row in from_csv] == [1, 2]


CERTAIN: list[tuple[str, Any, list[str], str]] = [
    ("sex", pa.array([1, 2, 3], pa.int8()), ["1", "2", "3"], "codes as integers"),
    ("birth_date", pa.array([date(1985, 1, 2)] * 3), ["1985-01-02"] * 3, "dates"),
    ("birth_date", pa.array([date(1985, 1, 2)] * 3, pa.date64()), ["1985-01-02"] * 3, "dates in milliseconds"),
    ("birth_date", pa.array([datetime(1985, 1, 2)] * 3), ["1985-01-02"] * 3, "midnights"),  # noqa: DTZ001  as in files
    ("qualified_from", pa.array([20200401] * 3), ["20200401"] * 3, "dates as integers"),
    ("qualified_to", pa.nulls(3), [""] * 3, "nothing at all"),
    ("address", pa.array(["あ", None, ""]), ["あ", "", ""], "nulls"),
    ("name", pa.array(["髙"] * 3).dictionary_encode(), ["髙"] * 3, "a dictionary"),
    ("name", pa.array(["髙"] * 3, pa.large_string()), ["髙"] * 3, "large strings"),
    ("name", pa.array(["髙"] * 3, pa.string_view()), ["髙"] * 3, "string views"),
]


@pytest.mark.parametrize(
    ("name", "values", "expected"), [case[:3] for case in CERTAIN], ids=[case[3] for case in CERTAIN]
)
def test_a_type_whose_text_is_certain(tmp_path: Path, name: str, values: Any, expected: list[str]) -> None:  # noqa: ANN401
    path = tmp_path / "e.parquet"
    pq.write_table(table(**{name: values}), path)
    rows = read(enrolments(path))
    assert [row[name] for row in rows] == expected
    assert [row["defect"] for row in rows] == [None] * 3


REFUSED: list[tuple[str, Any, str]] = [
    ("individual_number", pa.array([1, 2, 3]), "a number that lost its zeros"),
    ("insurer_number", pa.array([6130488] * 3), "an insurer that lost its zero"),
    ("branch", pa.array([1, 2, 3]), "branches as integers"),
    ("sex", pa.array([1.0, 2.0, 3.0]), "codes as floats"),
    ("sex", pa.array([True, False, True]), "sex as a boolean"),
    ("name", pa.array([b"x"] * 3), "bytes"),
    ("name", pa.array([["x"]] * 3), "lists"),
]


@pytest.mark.parametrize(("name", "values"), [case[:2] for case in REFUSED], ids=[case[2] for case in REFUSED])
def test_a_type_whose_text_is_not_certain_is_refused(tmp_path: Path, name: str, values: Any) -> None:  # noqa: ANN401
    path = tmp_path / "e.parquet"
    pq.write_table(table(**{name: values}), path)
    with pytest.raises(FileDefect, match=f"{name} is .*, it should be string") as caught:
        enrolments(path)
    assert caught.value.code == "wrong_type"


def test_flags_may_be_booleans(tmp_path: Path) -> None:
    rows = [resident(place) for place in range(2)]
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in rows[0]}
    path = tmp_path / "r.parquet"
    pq.write_table(pa.table(columns | {"foreign": [True, False], "protected": [False, True]}), path)
    assert [(row["foreign"], row["protected"]) for row in read(residents(path))] == [(True, False), (False, True)]


def test_a_time_of_day_is_no_date(tmp_path: Path) -> None:
    path = tmp_path / "e.parquet"
    pq.write_table(table(birth_date=pa.array([datetime(1985, 1, 2, 3)] * 3)), path)  # noqa: DTZ001  as in files
    assert defects(enrolments(path)) == ["birth_date.unreadable"] * 3


def test_text_that_is_not_utf8_is_a_row_defect(tmp_path: Path) -> None:
    path = tmp_path / "e.parquet"
    bad = pa.array(["髙".encode(), b"\xff", b"ok"]).view(pa.string())
    pq.write_table(table(name=bad), path)
    rows = read(enrolments(path))
    assert [row["defect"] for row in rows] == [None, "name.bad_encoding", None]
    assert [row["name"] for row in rows] == ["髙", "", "ok"]


def test_unknown_columns_are_warned_of(tmp_path: Path) -> None:
    path = tmp_path / "e.parquet"
    pq.write_table(table().append_column("memo", pa.array([1, 2, 3])), path)
    assert enrolments(path).warnings == [f"{path}: unknown_column memo"]


def test_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "e.parquet"
    pq.write_table(table().slice(0, 0), path)
    with pytest.raises(FileDefect) as caught:
        enrolments(path)
    assert caught.value.code == "header_only"


def test_a_column_twice(tmp_path: Path) -> None:
    path = tmp_path / "e.parquet"
    pq.write_table(table().append_column("name", pa.array(["x"] * 3)), path)
    with pytest.raises(FileDefect) as caught:
        enrolments(path)
    assert caught.value.code == "duplicate_column"


def test_damaged_in_the_middle(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "e.parquet", [enrolment(place) for place in range(200)])
    data = bytearray(path.read_bytes())
    data[200:400] = bytes(200)
    path.write_bytes(data)
    with pytest.raises(FileDefect, match="damaged Parquet"):
        read(enrolments(path))


def test_named_as_something_else(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "e.parquet", ROWS)
    with pytest.raises(FileDefect, match=r"it is named \.parquet and is something else"):
        enrolments(path)


def test_declared_as_something_else(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "e.parquet", ROWS)
    with pytest.raises(FileDefect, match="Parquet is always UTF-8"):
        enrolments(path, "cp932")
    assert enrolments(path, "utf-8").rows == len(ROWS)


def test_rows_that_are_not_accounted_for_stop_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_parquet(tmp_path / "e.parquet", ROWS)
    monkeypatch.setattr("matcher.intake.parquet_files.BATCH_ROWS", 3)
    real = pq.ParquetFile.iter_batches
    monkeypatch.setattr(pq.ParquetFile, "iter_batches", lambda *args, **options: list(real(*args, **options))[:-1])
    with pytest.raises(FileDefect, match="it says that it has 7 rows and has 6"):
        enrolments(path)
