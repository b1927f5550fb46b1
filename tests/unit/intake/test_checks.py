"""Layer 1 of one value and one row: each fault has one code, and the first one counts."""

from datetime import date

import pytest

from matcher.intake.checks import check_period, check_row, check_value
from matcher.intake.schemas import ENROLMENT, RESIDENT
from tests.intake_files import AS_OF, BAD_CANARIES, CANARIES, enrolment, resident

LONG = "あ" * 401

CASES = [
    ("insurer_number", "06130488", None, "8 digits"),
    ("insurer_number", "138016", None, "6 digits of 国保"),
    ("insurer_number", "　０６１３０４８８ ", None, "full-width digits and surrounding spaces"),
    ("insurer_number", "0613048", "wrong_length", "a lost leading zero"),
    ("insurer_number", "06130489", "wrong_check_digit", "a typing error"),
    ("insurer_number", "0613-0488", "hyphen", "a hyphen"),
    ("insurer_number", "00000000", "all_zeros", "zeros for nothing"),
    ("insurer_number", "0613048X", "not_digits", "a letter"),
    ("insurer_number", "", "missing_required", "empty"),
    ("insurer_number", "　 ", "missing_required", "only spaces"),
    ("symbol", "", None, "symbol may be empty"),
    ("symbol", "１２－３４", None, "symbol is free text"),
    ("symbol", "あ" * 65, "over_long", "a symbol of 65 characters"),
    ("number", "", "missing_required", "number may not be empty"),
    ("branch", "00", None, "branch 00 is a branch"),
    ("branch", "1", "wrong_length", "branch of one digit"),
    ("branch", "A1", "not_digits", "branch with a letter"),
    ("individual_number", CANARIES[0], None, "valid"),
    ("individual_number", "", None, "no number given"),
    ("individual_number", BAD_CANARIES[0], "wrong_check_digit", "wrong check digit"),
    ("individual_number", CANARIES[0][:11], "wrong_length", "11 digits"),
    ("individual_number", f"{CANARIES[0][:4]}-{CANARIES[0][4:8]}-{CANARIES[0][8:]}", "hyphen", "hyphens"),
    ("individual_number", "0" * 12, "all_zeros", "zeros"),
    ("individual_number", CANARIES[0] + " " * 60, "over_long", "a valid number in a long field"),
    ("name", "髙﨑　花子", None, "IBM extension kanji"),
    ("name", "", "missing_required", "no name"),
    ("name", "あ" * 200, None, "200 characters"),
    ("name", "あ" * 201, "over_long", "201 characters"),
    ("name", "山田\0太郎", "nul", "NUL inside"),
    ("name_kana", "", None, "kana may be empty"),
    ("birth_date", "19850102", None, "compact"),
    ("birth_date", "1985-01-02", None, "ISO"),
    ("birth_date", "昭和60年1月2日", None, "wareki"),
    ("birth_date", "3600102", None, "era digit"),
    ("birth_date", "19850000", None, "unknown month and day"),
    ("birth_date", "20260401", None, "born on the day of the check"),
    ("birth_date", "20260402", "future_date", "born tomorrow"),
    ("birth_date", "令和9年1月1日", "future_date", "born next year in wareki"),
    ("birth_date", "20270000", "future_date", "born in an unknown month of next year"),
    ("birth_date", "19850230", "impossible_date", "30 February"),
    ("birth_date", "昭和65年1月2日", "out_of_era", "昭和65年"),
    ("birth_date", "00000101", "year_zero", "year 0000"),
    ("birth_date", "1985/1/2", "unreadable", "slashes"),
    ("birth_date", "", "missing_required", "no birth date"),
    ("sex", "3", None, "未設定"),
    ("sex", "２", None, "full-width code"),
    ("sex", "0", "unknown_code", "0"),
    ("sex", "男", "unknown_code", "a word"),
    ("postal_code", "1000001", None, "7 digits"),
    ("postal_code", "100-0001", "hyphen", "as on letters"),
    ("address", "", None, "address may be empty"),
    ("address", LONG, "over_long", "401 characters"),
    ("check_basis", "", None, "empty means five items"),
    ("check_basis", "3", "unknown_code", "3"),
    ("relation", "", "missing_required", "relation may not be empty"),
    ("qualified_from", "20300101", None, "a qualification may begin in the future"),
    ("qualified_to", "20990101", None, "and end there"),
    ("qualified_to", "", None, "current"),
]


@pytest.mark.parametrize(("column", "text", "expected"), [case[:3] for case in CASES], ids=[case[3] for case in CASES])
def test_value(column: str, text: str, expected: str | None) -> None:
    assert check_value(ENROLMENT.column(column), text, AS_OF) == expected


PERIODS = [
    ("20200401", "", None, "current"),
    ("20200401", "　", None, "spaces are current"),
    ("20200401", "20200401", None, "one day"),
    ("20200401", "20200331", "period_reversed", "ends before it begins"),
    ("20200401", "R2.3.31", "period_reversed", "the same in wareki"),
    ("20200401", "20200000", None, "an unknown month may be later"),
    ("20200401", "20190000", "period_reversed", "a year that is certainly earlier"),
]


@pytest.mark.parametrize(
    ("begin", "end", "expected"), [case[:3] for case in PERIODS], ids=[case[3] for case in PERIODS]
)
def test_period(begin: str, end: str, expected: str | None) -> None:
    assert check_period(begin, end) == expected


def test_the_first_fault_in_the_order_of_the_contract_counts() -> None:
    fault = check_row(ENROLMENT, enrolment(sex="9", relation="9"), AS_OF)
    assert fault is not None
    assert fault.key == "sex.unknown_code"


def test_a_column_that_the_file_does_not_have_is_empty() -> None:
    row = enrolment()
    for name in ("symbol", "branch", "postal_code", "qualified_to"):
        del row[name]
    assert check_row(ENROLMENT, row, AS_OF) is None


def test_a_reversed_period_is_a_fault_of_the_end() -> None:
    fault = check_row(ENROLMENT, enrolment(qualified_to="20190101"), AS_OF)
    assert fault is not None
    assert fault.key == "qualified_to.period_reversed"


RESIDENTS = [
    ({"birth_date": ""}, None, "a birth date that is wholly unknown"),
    ({"individual_number": ""}, "individual_number.missing_required", "a resident has a number"),
    ({"foreign": ""}, "foreign.missing_required", "foreign is never guessed"),
    ({"protected": ""}, "protected.missing_required", "支援措置 is never guessed"),
    ({"status": "4"}, "status.unknown_code", "status 4"),
    ({"protected": "2"}, "protected.unknown_code", "protected 2"),
]


@pytest.mark.parametrize(("values", "expected"), [case[:2] for case in RESIDENTS], ids=[case[2] for case in RESIDENTS])
def test_resident(values: dict[str, str], expected: str | None) -> None:
    fault = check_row(RESIDENT, resident(0, **values), date(2026, 4, 1))
    assert (fault and fault.key) == expected
