"""What the sender is told to do about each kind of defect."""

import pytest

from matcher.intake.remedies import remedy
from matcher.intake.schemas import ENROLMENT, RESIDENT
from rules import load_rules

CASES = [
    ("sex.unknown_code", "use one of the codes of the file contract (1, 2, 3)", "the codes of the column"),
    ("foreign.unknown_code", "use one of the codes of the file contract (0, 1)", "a column of residents"),
    (
        "insurer_number.wrong_length",
        "check whether leading zeros were lost (8 or 6 digits)",
        "the digits of the column",
    ),
    ("birth_date.unreadable", "write YYYYMMDD, YYYY-MM-DD or wareki", "the catalogue alone"),
    ("row.unclosed_quote", "close the quote, or double a quote inside a value", "a fault of the row as a whole"),
]


@pytest.mark.parametrize(("key", "expected"), [case[:2] for case in CASES], ids=[case[2] for case in CASES])
def test_remedy(key: str, expected: str) -> None:
    assert remedy(key) == expected


def test_every_kind_of_defect_has_a_remedy() -> None:
    columns = [column.name for contract in (ENROLMENT, RESIDENT) for column in contract.columns]
    for code in load_rules().defects:
        assert all(remedy(f"{column}.{code}") for column in (*columns, "row"))
