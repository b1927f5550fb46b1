"""A glance at a registry batch: whoever shares a block is worth a look, and nearly all others are passed over."""

from typing import Any

import pyarrow as pa
import pytest

from matcher.domain.records import Enrolment
from matcher.engines.candidates import Asked
from matcher.engines.column_traits import description_traits
from matcher.engines.records import RESIDENT_COLUMNS

DESCRIBED = Enrolment(None, "山田太郎", "ﾔﾏﾀﾞ ﾀﾛｳ", "S60.1.2", "1", "", "", "")
NOBODY = {"name": "鈴木　花子", "name_kana": "スズキ　ハナコ", "birth_date": "19700304", "sex": "2"}

CASES: list[tuple[dict[str, Any], bool, str]] = [
    ({}, False, "nothing in common"),
    ({"name_kana": "ヤマダ　タロウ"}, False, "the kana, and no part of the date"),
    ({"name_kana": "ヤマダ　タロウ", "birth_date": "19850304"}, True, "the kana and the year"),
    ({"name_kana": "ﾔﾏﾀﾞ･ﾀﾛｳ", "birth_date": "19990102"}, True, "the kana in half width, month and day"),
    ({"name_kana": "ヤマダ　タロウ", "name": "山田　太郎", "birth_date": "19990109"}, True, "kana, name and month"),
    ({"name": "山田　太郎"}, False, "the name, and no part of the date"),
    ({"name": "山田　太郎", "birth_date": "19990102"}, True, "the name, month and day"),
    ({"alias": "山田　太郎", "birth_date": "19850304"}, True, "an alias and the year"),
    ({"birth_date": "19850102"}, False, "the birth date and another sex"),
    ({"birth_date": "19850102", "sex": "1"}, False, "birth date and sex, and other kana"),
    ({"birth_date": "19850102", "sex": "1", "foreign": True}, True, "birth date and sex of a foreign resident"),
    ({"birth_date": "19850102", "sex": "1", "name_kana": "スズキ　サブロウ"}, True, "birth date, sex, last two kana"),
    ({"birth_date": "19850102", "sex": "1", "name_kana": "ヤ　マグチ"}, True, "a space among the first two kana"),
]

HOUSED = Enrolment(None, "鈴木太郎", "ｽｽﾞｷ ﾀﾛｳ", "", "1", "渋谷区渋谷3-5-1", "", "")
AT_HOME = {"name_kana": "ヤマダ　タロウ", "sex": "1", "address": "東京都渋谷区渋谷三丁目5番1号"}
HOUSES: list[tuple[dict[str, Any], bool, str]] = [
    (AT_HOME, True, "house, sex and the last two kana"),
    (AT_HOME | {"name_kana": "ヤマダ　タケシ"}, False, "house and sex, and other kana"),
    (AT_HOME | {"sex": "2"}, False, "the house and another sex"),
    (AT_HOME | {"address": "東京都渋谷区渋谷三丁目5番2号"}, False, "another house"),
    (AT_HOME | {"address": "所在不明"}, False, "no house"),
    (AT_HOME | {"name_kana": "Ａ"}, True, "kana that must be read with care"),
]


def batch_of(row: dict[str, Any]) -> pa.RecordBatch:
    """Return a batch of one resident."""
    kinds = {"person_key": pa.binary(16), "foreign": pa.bool_(), "protected": pa.bool_()}
    blank = dict.fromkeys(RESIDENT_COLUMNS, "") | {"person_key": bytes(16), "foreign": False, "protected": False}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in RESIDENT_COLUMNS])
    return pa.RecordBatch.from_pylist([{**blank, **NOBODY, **row}], schema)


@pytest.mark.parametrize(("row", "worth"), [case[:2] for case in CASES], ids=[case[2] for case in CASES])
def test_who_is_worth_a_look(row: dict[str, Any], worth: bool) -> None:  # noqa: FBT001  a column of the table
    asked = Asked(description_traits([DESCRIBED]))
    assert (len(asked.glance.worth(batch_of(row))) == 1) is worth


@pytest.mark.parametrize(("row", "worth"), [case[:2] for case in HOUSES], ids=[case[2] for case in HOUSES])
def test_who_may_live_in_a_house_without_a_birth_date(row: dict[str, Any], worth: bool) -> None:  # noqa: FBT001
    asked = Asked(description_traits([HOUSED]))
    assert (len(asked.glance.worth(batch_of(row))) == 1) is worth
