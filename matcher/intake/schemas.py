"""The file contract as data: which columns a file has, under which names, and what may be empty.

What leaves intake are Arrow record batches of `ENROLMENT_SCHEMA` or `RESIDENT_SCHEMA`. Both carry
the text of every column as it was written, because EXACT means the same code points, with these
exceptions: the 個人番号 is replaced by `person_key`, and codes (`check_basis`, `relation`,
`status`, ...) and `qualified_to` have their full-width digits and surrounding spaces folded, so
that `qualified_to = ""` is the one spelling of "current".

A header may be Japanese or English, in any width, with spaces, in any order.

>>> ENROLMENT.column_for("被保険者証記号").name, ENROLMENT.column_for(" Birth_Date ").name
('symbol', 'birth_date')
>>> ENROLMENT.column_for("備考") is None
True
>>> [column.name for column in ENROLMENT.columns if not column.in_header]
['symbol', 'branch', 'postal_code', 'qualified_to']

Source: the file contract of this project (README, "Files"), edition 1. The lengths are this
project's own bounds: about four times the longest legal value, so that they stop a broken file
and never a long name.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

import pyarrow as pa


class Kind(StrEnum):
    """What the values of a column are, and so which check reads them."""

    INSURER_NUMBER = "insurer_number"
    INDIVIDUAL_NUMBER = "individual_number"
    POSTAL_CODE = "postal_code"
    BRANCH = "branch"
    TEXT = "text"
    BIRTH_DATE = "birth_date"
    DATE = "date"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the contract.

    `in_header`: the header must have it. `may_be_empty`: a row may leave it empty.
    `max_length`: code points of the value as written. `codes`: the code table of a CODE column.
    """

    name: str
    kind: Kind
    japanese: tuple[str, ...]
    max_length: int
    in_header: bool = True
    may_be_empty: bool = False
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileContract:
    """The columns of one kind of file, in the order of the contract."""

    name: str
    columns: tuple[Column, ...]

    def column_for(self, header: str) -> Column | None:
        """Return the column that a header names, or None when it names none of the contract."""
        return _SPELLINGS[self.name].get(fold_header(header))

    def column(self, name: str) -> Column:
        """Return the column with this English name."""
        return next(column for column in self.columns if column.name == name)


def fold_header(text: str) -> str:
    """Fold width, case, spaces, hyphens, underscores and the brackets around notes of a header.

    >>> fold_header("氏名（カナ）"), fold_header(" Insurer-Number")
    ('氏名カナ', 'insurernumber')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character not in _HEADER_NOISE and not character.isspace())


_HEADER_NOISE = frozenset("_-()[]・:*\"'\N{ZERO WIDTH NO-BREAK SPACE}")

_NAME, _KANA, _ADDRESS, _NUMBER = 200, 200, 400, 64

_PERSON_NAME = Column("name", Kind.TEXT, ("氏名", "漢字氏名", "氏名漢字", "氏名（漢字）"), _NAME)
_NAME_KANA = Column(
    "name_kana",
    Kind.TEXT,
    ("氏名カナ", "カナ氏名", "氏名（カナ）", "フリガナ", "氏名フリガナ", "ふりがな"),
    _KANA,
    may_be_empty=True,
)
_BIRTH_DATE = Column("birth_date", Kind.BIRTH_DATE, ("生年月日", "誕生日"), _NUMBER)
_SEX = Column("sex", Kind.CODE, ("性別", "性別コード"), _NUMBER, codes=("1", "2", "3"))
_POSTAL_CODE = Column("postal_code", Kind.POSTAL_CODE, ("郵便番号",), _NUMBER, in_header=False, may_be_empty=True)
_HOME = Column("address", Kind.TEXT, ("住所", "現住所"), _ADDRESS, may_be_empty=True)
_INDIVIDUAL_NUMBER = Column("individual_number", Kind.INDIVIDUAL_NUMBER, ("個人番号", "マイナンバー"), _NUMBER)

ENROLMENT = FileContract(
    "enrolment",
    (
        Column("insurer_number", Kind.INSURER_NUMBER, ("保険者番号", "保険者等番号"), _NUMBER),
        Column(
            "symbol",
            Kind.TEXT,
            ("記号", "被保険者証記号", "被保険者証等記号", "保険証記号", "被保険者記号"),
            _NUMBER,
            in_header=False,
            may_be_empty=True,
        ),
        Column(
            "number",
            Kind.TEXT,
            ("番号", "被保険者証番号", "被保険者証等番号", "保険証番号", "被保険者番号"),
            _NUMBER,
        ),
        Column(
            "branch",
            Kind.BRANCH,
            ("枝番", "枝番号", "被保険者証枝番", "被保険者証等枝番"),
            _NUMBER,
            in_header=False,
            may_be_empty=True,
        ),
        replace(_INDIVIDUAL_NUMBER, may_be_empty=True),
        _PERSON_NAME,
        _NAME_KANA,
        _BIRTH_DATE,
        _SEX,
        _POSTAL_CODE,
        _HOME,
        Column(
            "check_basis",
            Kind.CODE,
            ("本人確認判定フラグ", "本人確認フラグ"),
            _NUMBER,
            may_be_empty=True,
            codes=("1", "2"),
        ),
        Column(
            "relation",
            Kind.CODE,
            ("本人家族区分", "本人・家族区分", "本人・家族の別", "本人家族"),
            _NUMBER,
            codes=("1", "2"),
        ),
        Column("qualified_from", Kind.DATE, ("資格取得日", "資格取得年月日", "取得年月日"), _NUMBER),
        Column(
            "qualified_to",
            Kind.DATE,
            ("資格喪失日", "資格喪失年月日", "喪失年月日"),
            _NUMBER,
            in_header=False,
            may_be_empty=True,
        ),
    ),
)
"""加入者情報."""

RESIDENT = FileContract(
    "resident",
    (
        _INDIVIDUAL_NUMBER,
        _PERSON_NAME,
        _NAME_KANA,
        replace(_BIRTH_DATE, may_be_empty=True),
        _SEX,
        _POSTAL_CODE,
        _HOME,
        Column("alias", Kind.TEXT, ("通称", "通称名"), _NAME, in_header=False, may_be_empty=True),
        Column("former_name", Kind.TEXT, ("旧氏", "旧姓"), _NAME, in_header=False, may_be_empty=True),
        Column(
            "name_roman",
            Kind.TEXT,
            ("ローマ字氏名", "氏名ローマ字", "氏名（ローマ字）", "氏名英字"),
            _NAME,
            in_header=False,
            may_be_empty=True,
        ),
        Column(
            "foreign",
            Kind.CODE,
            ("外国人住民", "外国人", "外国人区分", "外国人住民区分"),
            _NUMBER,
            codes=("0", "1"),
        ),
        Column("status", Kind.CODE, ("住民状態", "状態", "異動区分", "住民区分"), _NUMBER, codes=("1", "2", "3")),
        Column(
            "protected",
            Kind.CODE,
            ("支援措置", "支援措置区分", "支援措置対象"),
            _NUMBER,
            codes=("0", "1"),
        ),
    ),
)
"""住民基本台帳. `foreign` and `protected` are required: a missing 支援措置 must never read as none.
An empty birth date is 不詳 as a whole."""

DESCRIPTION = FileContract(
    "description",
    tuple(
        replace(column, in_header=False, may_be_empty=True)
        for column in (_PERSON_NAME, _NAME_KANA, _BIRTH_DATE, _SEX, _HOME)
    ),
)
"""Whom to look for: any of the five items, under the same headers; a file of enrolments is one, too."""

_SPELLINGS = {
    contract.name: {
        fold_header(spelling): column for column in contract.columns for spelling in (column.name, *column.japanese)
    }
    for contract in (ENROLMENT, RESIDENT, DESCRIPTION)
}

BATCH_ROWS = 65_536
"""The most rows of one batch."""

PERSON_KEY = pa.binary(16)
"""Arrow type of a person key."""

_PLACE = [pa.field("row", pa.int64(), nullable=False), pa.field("line", pa.int64(), nullable=False)]

ENROLMENT_SCHEMA = pa.schema(
    [
        *_PLACE,
        *(
            pa.field(column.name, pa.string(), nullable=False)
            for column in ENROLMENT.columns
            if column.kind is not Kind.INDIVIDUAL_NUMBER
        ),
        pa.field("person_key", PERSON_KEY),
        pa.field("defect", pa.string()),
    ],
)
"""One row per physical row, in order. `row`: 1-based data row. `line`: 1-based line on which it
begins (for Parquet the row). `person_key`: null = the row carries none. `defect`: `COLUMN.CODE`
of a REJECTED row, null = clean. Absent columns are empty text."""

RESIDENT_SCHEMA = pa.schema(
    [
        *_PLACE,
        pa.field("person_key", PERSON_KEY, nullable=False),
        *(
            pa.field(name, pa.string(), nullable=False)
            for name in ("name", "name_kana", "birth_date", "sex", "postal_code", "address")
        ),
        *(pa.field(name, pa.string(), nullable=False) for name in ("alias", "former_name", "name_roman")),
        pa.field("foreign", pa.bool_(), nullable=False),
        pa.field("status", pa.string(), nullable=False),
        pa.field("protected", pa.bool_(), nullable=False),
    ],
)
"""Usable rows only, in order: no defect, and a number that no other row of the file has."""
