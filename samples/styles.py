"""The house styles: how each insurer's system writes all of its rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from samples import notation
from samples.people import ENROLMENT_COLUMNS
from samples.slips import Row

JAPANESE_HEADERS = {
    "insurer_number": "保険者番号", "symbol": "記号", "number": "番号", "branch": "枝番", "individual_number":
    "個人番号", "name": "氏名",
    "name_kana": "氏名カナ", "birth_date": "生年月日", "sex": "性別", "postal_code": "郵便番号", "address": "住所",
    "check_basis": "本人確認判定フラグ", "relation": "本人家族区分", "qualified_from": "資格取得日", "qualified_to":
    "資格喪失日",
}  # fmt: skip
_DATES = ("birth_date", "qualified_from", "qualified_to")


@dataclass(frozen=True, slots=True)
class FileStyle:
    """How one insurer's file is written."""

    encoding: str
    newline: str
    columns: tuple[str, ...]
    headers: dict[str, str]
    write_row: Callable[[int, Row], None]
    """Changes a row in place; the first argument is its place in the file."""

    def header(self) -> list[str]:
        """Return the header row."""
        return [self.headers.get(column, column) for column in self.columns]


def as_date(text: str) -> date | None:
    """Return a compact date, or None for an empty or partly unknown one or one that is no date."""
    known = re.fullmatch(r"([0-9]{4})(?!00)([0-9]{2})(?!00)([0-9]{2})", text)
    return date(*map(int, known.groups())) if known else None


def _union_row(_place: int, row: Row) -> None:
    """健康保険組合: an old host system, 半角カナ, half-width digits, characters of CP932 only."""
    row["name_kana"] = notation.half_width_kana(row["name_kana"])
    row["address"] = notation.narrow(row["address"])
    row["name"] = "".join(
        letter if _in_cp932(letter) else notation.COMMON_FORMS.get(letter, "●") for letter in row["name"]
    )
    row["symbol"] = notation.full_width(row["symbol"])


def _association_row(_place: int, row: Row) -> None:
    """協会けんぽ: what the registry writes; only the dates of the qualification have hyphens."""
    for column in _DATES[1:]:
        day = as_date(row[column])
        row[column] = f"{day:%Y-%m-%d}" if day else row[column]


def _municipal_row(place: int, row: Row) -> None:
    """国民健康保険: wareki in every notation, large kana, the own prefecture left out."""
    for column in _DATES:
        day = as_date(row[column])
        row[column] = notation.wareki(day, (place // 3) % 5) if day else row[column]
    row["name_kana"] = notation.large_kana(row["name_kana"])
    row["address"] = row["address"].removeprefix("千葉県")


def _in_cp932(letter: str) -> bool:
    try:
        letter.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


UNION = FileStyle("cp932", "\r\n", ENROLMENT_COLUMNS, JAPANESE_HEADERS, _union_row)
ASSOCIATION = FileStyle(
    "utf-8",
    "\n",
    (
        "individual_number", "insurer_number", "symbol", "number", "branch", "relation", "qualified_from",
        "qualified_to",
        "name_kana", "name", "sex", "birth_date", "postal_code", "address", "check_basis",
    ),
    {},
    _association_row,
)  # fmt: skip
MUNICIPAL = FileStyle(
    "utf-8-sig",
    "\r\n",
    (
        "insurer_number", "symbol", "number", "branch", "name_kana", "name", "birth_date", "sex", "address",
        "postal_code",
        "individual_number", "qualified_from", "qualified_to", "relation", "check_basis",
    ),
    JAPANESE_HEADERS,
    _municipal_row,
)  # fmt: skip
