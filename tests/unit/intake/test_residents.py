"""Resident files as a whole: only rows that can be relied on come out, the others are reported."""

from pathlib import Path

import pytest

from matcher.intake.defects import CountMismatch, FileDefect
from matcher.intake.schemas import RESIDENT, RESIDENT_SCHEMA
from tests.intake_files import BAD_CANARIES, CANARIES, VAULT, csv_text, read, resident, residents, write_csv

TWICE = "individual_number.duplicate_individual_number"
BAD, NONE = "individual_number.wrong_check_digit", "individual_number.missing_required"

CASES: list[tuple[list[dict[str, str]], list[int], dict[str, int], str]] = [
    ([resident(0), resident(1)], [1, 2], {}, "two clean rows"),
    ([resident(0), resident(1), resident(0, name="別")], [2], {TWICE: 2}, "a number on two rows"),
    ([resident(0)] * 3 + [resident(1)], [4], {TWICE: 3}, "a number on three rows"),
    ([resident(0), resident(0, sex="9")], [], {TWICE: 1, "sex.unknown_code": 1}, "the second of them faulty"),
    ([resident(0), resident(0, individual_number=f" {CANARIES[0]} ")], [], {TWICE: 2}, "the second with spaces"),
    ([resident(0), resident(1, individual_number=BAD_CANARIES[0])], [1], {BAD: 1}, "a bad number"),
    ([resident(0, individual_number=""), resident(1)], [2], {NONE: 1}, "no number"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "usable", "counts"), [case[:3] for case in CASES], ids=[case[3] for case in CASES])
def test_usable_rows(tmp_path: Path, rows: list[dict[str, str]], usable: list[int], counts: dict[str, int]) -> None:
    file = residents(write_csv(tmp_path / "r.csv", rows, RESIDENT))
    assert [row["row"] for row in read(file)] == usable
    assert (file.rows, file.usable, file.defects.counts) == (len(rows), len(usable), counts)


def test_what_leaves_intake(tmp_path: Path) -> None:
    written = resident(0, foreign="１", protected="1", status="３", name_roman="NGUYEN VAN A", alias="山田")
    row = read(residents(write_csv(tmp_path / "r.csv", [written], RESIDENT)))[0]
    assert list(row) == RESIDENT_SCHEMA.names
    assert row["person_key"] == VAULT.person_key(CANARIES[0]).bytes
    assert (row["foreign"], row["protected"], row["status"]) == (True, True, "3")
    assert (row["name_roman"], row["alias"], row["former_name"]) == ("NGUYEN VAN A", "山田", "")
    assert CANARIES[0] not in str(row)


def test_a_broken_row_is_reported_and_left_out(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(csv_text([resident(0)], RESIDENT) + "x,y\r\n\r\n", encoding="utf-8", newline="")
    file = residents(path)
    assert len(read(file)) == 1
    assert file.defects.counts == {"row.ragged_row": 1}
    assert file.blank_lines == 1
    assert file.digest == VAULT.digest(path)


def test_a_file_without_the_column_of_protection_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(csv_text([resident(0)], RESIDENT).replace("protected", "x"), encoding="utf-8")
    with pytest.raises(FileDefect) as caught:
        residents(path)
    assert caught.value.code == "missing_column"


def test_no_rows(tmp_path: Path) -> None:
    with pytest.raises(FileDefect) as caught:
        residents(write_csv(tmp_path / "r.csv", [], RESIDENT))
    assert caught.value.code == "header_only"


def test_the_two_readings_must_agree(tmp_path: Path) -> None:
    file = residents(write_csv(tmp_path / "r.csv", [resident(0)], RESIDENT))
    file.rows = 3
    with pytest.raises(CountMismatch, match="3 rows at the first reading, 1 at the second"):
        read(file)
