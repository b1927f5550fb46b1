"""Layer 1 for one value and one row: the plain definition that the bulk path must equal on every file.

Order of the checks of a value: NUL, length, emptiness, kind. Order within a row: the columns of the contract, then the
period. The first that fails is the defect of the row, so that a row has one defect on every path.

>>> from matcher.intake.schemas import ENROLMENT
>>> today = date(2026, 4, 1)
>>> [check_value(ENROLMENT.column("sex"), text, today) for text in ("1", " ２", "4", "")]
[None, None, 'unknown_code', 'missing_required']
>>> check_value(ENROLMENT.column("birth_date"), "20260402", today)
'future_date'
>>> check_period("昭和60年1月2日", "19850101")
'period_reversed'

Source: the file contract (README, "Files").
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from matcher.intake.defects import Fault
from matcher.intake.schemas import Column, FileContract, Kind
from normalizers.dates import DateError, parse_date
from normalizers.identifiers import IdentifierError, fold_digits, individual_number, insurer_number, postal_code
from normalizers.identifiers.digits import digits_of

BRANCH_LENGTH = 2


def check_value(column: Column, text: str, as_of: date) -> str | None:
    """Return the code of what is wrong with one value, or None.

    Args:
        column: the column that it stands in.
        text: the value as it was written.
        as_of: the day of the check; only a birth date may not lie after it.
    """
    if "\0" in text:
        return "nul"
    if len(text) > column.max_length:
        return "over_long"
    if not text.strip():
        return None if column.may_be_empty else "missing_required"
    try:
        return _check_kind(column, text, as_of)
    except (IdentifierError, DateError) as error:
        return error.code


def check_period(qualified_from: str, qualified_to: str) -> str | None:
    """Return `period_reversed` if a qualification certainly ends before it begins; both are readable dates."""
    if not qualified_to.strip():
        return None
    reversed_ = parse_date(qualified_to).latest() < parse_date(qualified_from).earliest()
    return "period_reversed" if reversed_ else None


def check_row(contract: FileContract, values: Mapping[str, str], as_of: date) -> Fault | None:
    """Return the first fault of a row, or None. A column that the file does not have reads as empty."""
    for column in contract.columns:
        if code := check_value(column, values.get(column.name, ""), as_of):
            return Fault(column.name, code)
    if "qualified_to" in values and (code := check_period(values["qualified_from"], values["qualified_to"])):
        return Fault("qualified_to", code)
    return None


def _check_kind(column: Column, text: str, as_of: date) -> str | None:
    match column.kind:
        case Kind.INDIVIDUAL_NUMBER:
            individual_number.validate(text)
        case Kind.INSURER_NUMBER:
            insurer_number.validate(text)
        case Kind.POSTAL_CODE:
            postal_code.validate(text)
        case Kind.BRANCH:
            digits_of(text, BRANCH_LENGTH, zeros_allowed=True)
        case Kind.CODE if fold_digits(text) not in column.codes:
            return "unknown_code"
        case Kind.DATE:
            parse_date(text)
        case Kind.BIRTH_DATE if parse_date(text).earliest() > as_of:
            return "future_date"
    return None
