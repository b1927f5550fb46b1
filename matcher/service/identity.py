"""The canonical form of what a record is known by: `１２３` and `123`, `S60.1.2` and `19850102` are the same.

Folded as intake folds row keys: width and compatibility forms (NFKC), surrounding spaces, 6-digit 保険者番号 to 8
places, dates to YYYYMMDD. An unknown month or day (00) stays unknown in the key; where a day is needed it is read
to the disadvantage of the answer: a qualification begins on the latest possible day and ends on the earliest.

>>> canonical_text(" Ａ１２ "), canonical_insurer_number("１３８０１６"), canonical_date("昭和60年1月2日")
('A12', '00138016', '19850102')
>>> first_valid_day("20200400").isoformat(), first_invalid_day("20200400").isoformat()
('2020-04-30', '2020-04-01')
>>> first_invalid_day("") is None
True
"""

import unicodedata
from collections.abc import Callable
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from matcher.engines.fast_path import eligible
from matcher.store.receiving import INCOMING
from normalizers.dates import parse_date
from normalizers.identifiers import fold_digits, insurer_number

_OF_ROW = frozenset({"row", "line", "defect"})


def canonical_text(text: str) -> str:
    """Fold width, compatibility forms and surrounding spaces."""
    return unicodedata.normalize("NFKC", text).strip()


def canonical_insurer_number(text: str) -> str:
    """Return the 8 digits of a 保険者番号 of 8 or 6.

    Raises:
        ValueError: it is none.
    """
    return insurer_number.canonical(text)


def canonical_branch(text: str) -> str:
    """Fold the digits of a 枝番."""
    return fold_digits(text)


def canonical_date(text: str) -> str:
    """Return YYYYMMDD, with 00 where the month or day is unknown.

    Raises:
        ValueError: intake would reject it.
    """
    return parse_date(text).compact


def first_valid_day(text: str) -> date:
    """Return the latest day that a 資格取得日 may be."""
    return parse_date(text).latest()


def first_invalid_day(text: str) -> date | None:
    """Return the earliest day that a 資格喪失日 may be, None when there is none: the first day without cover."""
    return parse_date(text).earliest() if canonical_text(text) else None


def incoming(batch: pa.RecordBatch) -> pa.Table:
    """Return rows of the intake as rows of `INCOMING`; of a row with a defect only the echo is kept.

    Args:
        batch: rows of `ENROLMENT_SCHEMA`.
    """
    clean = batch.column("defect").is_null()
    kept = {name: pc.if_else(clean, batch.column(name), None) for name in batch.schema.names if name not in _OF_ROW}
    columns = {
        "row": batch.column("row"),
        "defect": batch.column("defect"),
        **{f"written_{name}": batch.column(name) for name in ("insurer_number", "symbol", "number", "branch")},
        **kept,
        "insurer_number": _each(kept["insurer_number"], canonical_insurer_number),
        **{name: _each(kept[name], canonical_text) for name in ("symbol", "number")},
        "branch": _each(kept["branch"], canonical_branch),
        "qualified_from": _each(kept["qualified_from"], canonical_date),
        "birth_key": _each(kept["birth_date"], canonical_date),
        "valid_from": _each(kept["qualified_from"], first_valid_day, pa.date32()),
        "valid_to": _each(kept["qualified_to"], first_invalid_day, pa.date32()),
        "plain": pa.array(eligible(batch)),
    }
    return pa.table([columns[field.name].cast(field.type) for field in INCOMING], schema=INCOMING)


def _each(column: pa.Array, change: Callable[[str], object], kind: pa.DataType | None = None) -> pa.Array:
    """Apply `change` once per distinct value."""
    encoded = column.dictionary_encode()
    changed = [change(value) for value in encoded.dictionary.to_pylist()]
    return pa.array(changed, kind or pa.string()).take(encoded.indices)
