"""What the sender does about a kind of defect: the advice of the catalogue, and what the column takes instead.

It is told once per kind, beside the count, and says what a column may hold, never what it held.

>>> remedy("sex.unknown_code")
'use one of the codes of the file contract (1, 2, 3)'
>>> remedy("branch.wrong_length")
'check whether leading zeros were lost (2 digits)'
>>> remedy("row.ragged_row")
'check the commas and quotes of the row'

Source: the file contract (`matcher.intake.schemas`) and `rules/defects.yaml`.
"""

from matcher.intake.defects import defect_todo
from matcher.intake.schemas import ENROLMENT, RESIDENT, Kind

_DIGITS = {
    Kind.INSURER_NUMBER: "8 or 6 digits",
    Kind.INDIVIDUAL_NUMBER: "12 digits",
    Kind.POSTAL_CODE: "7 digits",
    Kind.BRANCH: "2 digits",
}
_COLUMNS = {column.name: column for contract in (RESIDENT, ENROLMENT) for column in contract.columns}


def remedy(key: str) -> str:
    """Return what to do about the defects of one kind.

    Args:
        key: `COLUMN.CODE`, as in the results file.
    """
    name, code = key.split(".")
    column, takes = _COLUMNS.get(name), ""
    if column and code == "unknown_code":
        takes = ", ".join(column.codes)
    elif column and code == "wrong_length":
        takes = _DIGITS.get(column.kind, "")
    return f"{defect_todo(code)} ({takes})" if takes else defect_todo(code)
