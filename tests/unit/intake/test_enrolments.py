"""Enrolment files as a whole: rows that stand twice, what leaves intake, counts and progress."""

from pathlib import Path
from uuid import UUID

import pytest

from matcher.intake.defects import CountMismatch
from matcher.intake.enrolments import read_enrolments
from matcher.intake.schemas import BATCH_ROWS, ENROLMENT_SCHEMA
from tests.intake_files import (
    AS_OF,
    BAD_CANARIES,
    CANARIES,
    VAULT,
    defects,
    enrolment,
    enrolments,
    read,
    write_csv,
    write_parquet,
)

SAME = {"individual_number": CANARIES[0], "number": "1"}
OTHER = {"individual_number": CANARIES[1], "number": "1"}
DUPLICATE, CONFLICT = "row.duplicate_row_key", "row.conflicting_row_key"

DOUBLES: list[tuple[list[dict[str, str]], list[str | None], str]] = [
    ([SAME, SAME, SAME], [None, DUPLICATE, DUPLICATE], "the first of equal rows stays"),
    ([SAME, OTHER], [CONFLICT, CONFLICT], "two numbers contradict each other"),
    ([SAME, SAME, OTHER], [CONFLICT] * 3, "a third row contradicts two equal ones"),
    ([SAME, SAME | {"name": "別人"}], [None, DUPLICATE], "other items do not matter"),
    ([SAME, SAME | {"individual_number": ""}], [CONFLICT, CONFLICT], "a number and none"),
    ([SAME | {"individual_number": ""}] * 2, [None, DUPLICATE], "no number twice"),
    ([SAME, SAME | {"individual_number": f" {CANARIES[0]}　"}], [None, DUPLICATE], "spaces around the number"),
    ([SAME | {"number": "12-3"}, SAME | {"number": " １２－３"}], [None, DUPLICATE], "widths of the number"),
    ([SAME | {"symbol": "ｱ"}, SAME | {"symbol": "ア"}], [None, DUPLICATE], "widths of the symbol"),
    (
        [SAME | {"insurer_number": "138016"}, SAME | {"insurer_number": "００１３８０１６"}],
        [None, DUPLICATE],
        "6 and 8 digits",
    ),
    ([SAME | {"branch": "01"}, SAME | {"branch": "０１"}], [None, DUPLICATE], "widths of the branch"),
    ([SAME, SAME | {"qualified_from": "令和2年4月1日"}], [None, DUPLICATE], "the same day in wareki"),
    ([SAME, SAME | {"qualified_from": "2020-04-01"}], [None, DUPLICATE], "the same day in ISO"),
    ([SAME, OTHER | {"qualified_from": "20200402"}], [None, None], "another day"),
    ([SAME, OTHER | {"branch": "02"}], [None, None], "another branch"),
    ([SAME, OTHER | {"branch": ""}], [None, None], "a branch and none"),
    ([SAME, OTHER | {"number": "01"}], [None, None], "a leading zero is another number"),
    ([SAME | {"number": "a"}, OTHER | {"number": "A"}], [None, None], "a capital is another number"),
    ([SAME | {"sex": "9"}, SAME], ["sex.unknown_code", None], "a rejected row is no first one"),
    (
        [SAME | {"individual_number": BAD_CANARIES[0]}, SAME],
        ["individual_number.wrong_check_digit", None],
        "nor does it contradict",
    ),
    ([SAME, {"number": "2"}, SAME], [None, None, DUPLICATE], "other rows between"),
]


@pytest.mark.parametrize(("rows", "expected"), [case[:2] for case in DOUBLES], ids=[case[2] for case in DOUBLES])
def test_rows_that_stand_twice(tmp_path: Path, rows: list[dict[str, str]], expected: list[str | None]) -> None:
    written = [enrolment(50 + place, **values) for place, values in enumerate(rows)]
    assert defects(enrolments(write_csv(tmp_path / "e.csv", written))) == expected
    assert defects(enrolments(write_parquet(tmp_path / "e.parquet", written))) == expected


def test_what_leaves_intake(tmp_path: Path) -> None:
    written = enrolment(
        0, sex="２", check_basis="２", relation=" 1 ", qualified_to="　", symbol=" １２ ", name=" 髙﨑 "
    )
    file = enrolments(write_csv(tmp_path / "e.csv", [written]))
    assert (file.rows, file.encoding, file.warnings) == (1, "utf-8", [])
    row = read(file)[0]
    assert list(row) == ENROLMENT_SCHEMA.names
    assert UUID(bytes=row["person_key"]) == VAULT.person_key(CANARIES[0])
    assert (row["check_basis"], row["relation"], row["qualified_to"]) == ("2", "1", "")
    assert (row["sex"], row["symbol"], row["name"]) == ("２", " １２ ", " 髙﨑 ")
    assert CANARIES[0] not in str(row)


def test_a_row_without_a_number_and_a_rejected_row_have_no_person_key(tmp_path: Path) -> None:
    rows = read(enrolments(write_csv(tmp_path / "e.csv", [enrolment(0, individual_number=""), enrolment(1, sex="9")])))
    assert [row["person_key"] for row in rows] == [None, None]


def test_a_number_has_one_person_key_in_every_width(tmp_path: Path) -> None:
    wide = CANARIES[0].translate({ord("0") + digit: 0xFF10 + digit for digit in range(10)})
    rows = [
        enrolment(0),
        enrolment(1, individual_number=wide),
        enrolment(2, individual_number=BAD_CANARIES[1]),
        enrolment(3),
    ]
    keys = [row["person_key"] for row in read(enrolments(write_csv(tmp_path / "e.csv", rows)))]
    assert keys == [VAULT.person_key(CANARIES[0]).bytes] * 2 + [None, VAULT.person_key(CANARIES[3]).bytes]


SWAPPED: list[tuple[dict[str, str], str]] = [
    ({"individual_number": "1", "number": CANARIES[0]}, "two columns swapped"),
    ({"insurer_number": CANARIES[0]}, "the number of a person for that of an insurer"),
    ({"branch": CANARIES[0]}, "the number for the branch"),
    ({"sex": "9", "symbol": f"No. {CANARIES[0]}"}, "inside another text"),
    ({"sex": "9", "name": CANARIES[0]}, "for the name"),
]


@pytest.mark.parametrize("values", [case[0] for case in SWAPPED], ids=[case[1] for case in SWAPPED])
def test_a_rejected_row_echoes_no_number_from_a_wrong_column(tmp_path: Path, values: dict[str, str]) -> None:
    file = enrolments(write_csv(tmp_path / "e.csv", [enrolment(0, **values), enrolment(1)]))
    row, clean = read(file)
    assert row["defect"] is not None
    assert CANARIES[0] not in f"{row}{file.defects.report()}"
    assert clean["number"] == "1001"


def test_more_rows_than_a_batch(tmp_path: Path) -> None:
    count = BATCH_ROWS + 10
    rows = [enrolment(place, individual_number=CANARIES[0]) for place in range(count)]
    progress: list[tuple[int, int, int]] = []
    path = write_csv(tmp_path / "e.csv", rows)
    file = read_enrolments(path, vault=VAULT, as_of=AS_OF, progress=lambda *at: progress.append(at))
    batches = list(file)
    assert max(map(len, batches)) <= BATCH_ROWS
    assert [row for batch in batches for row in batch["row"].to_pylist()] == list(range(1, count + 1))
    assert {key for batch in batches for key in batch["person_key"].to_pylist()} == {
        VAULT.person_key(CANARIES[0]).bytes
    }
    assert progress[-1] == (count, 2 * path.stat().st_size, 2 * path.stat().st_size)
    assert progress == sorted(progress, key=lambda at: at[1])


def test_the_report_shows_the_first_defects_and_counts_all(tmp_path: Path) -> None:
    rows = [enrolment(place, sex="9" if place % 2 else "1", relation="9") for place in range(30)]
    file = enrolments(write_csv(tmp_path / "e.csv", rows))
    read(file)
    report = file.defects.report()
    assert len(report) == 22
    assert report[0] == f"{file.path}:2: relation: unknown_code a code that is not in the list of this column"
    assert report[20:] == [f"{file.path}: 15 × relation.unknown_code", f"{file.path}: 15 × sex.unknown_code"]


def test_blank_lines_are_counted_apart(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "e.csv", [enrolment(0)])
    path.write_bytes(path.read_bytes() + b"\n\n  \n")
    file = enrolments(path)
    assert (file.rows, len(read(file)), file.blank_lines) == (1, 1, 3)


def test_the_digest_is_of_the_bytes_and_keyed(tmp_path: Path) -> None:
    first, second = (write_csv(tmp_path / name, [enrolment(0)]) for name in ("a.csv", "b.csv"))
    assert enrolments(first).digest == enrolments(second).digest == VAULT.digest(first)
    second.write_bytes(second.read_bytes() + b"\n")
    assert enrolments(first).digest != enrolments(second).digest


def test_the_two_readings_must_agree(tmp_path: Path) -> None:
    file = enrolments(write_csv(tmp_path / "e.csv", [enrolment(0), enrolment(1)]))
    file.rows = 3
    with pytest.raises(CountMismatch, match="3 rows at the first reading, 2 at the second"):
        read(file)
