"""Blocks: one error, whichever item it is in, leaves a block in which description and resident meet."""

from dataclasses import replace

import pytest

from matcher.domain.blocks import Block, description_keys, resident_keys
from matcher.domain.records import Enrolment
from matcher.domain.traits import Traits, traits_of

RESIDENT = Traits("ヤマダハナコ", ("山田花子",), "19850412", "2", foreign=False, address="")
HOUSED = replace(RESIDENT, address="東京都渋谷区渋谷三丁目5番1号")

YEARLESS = "kana_month_day kana_name_day kana_name_month"
EVERY = f"birth_given birth_kana birth_surname {YEARLESS} kana_year name_month_day name_year"

CASES = [
    ({}, EVERY, "the same"),
    ({"kana": "タナカハナコ", "names": ("田中花子",)}, "birth_given", "another surname"),
    ({"kana": "ヤマダカコ", "names": ("山田華子",)}, "birth_surname", "another given name"),
    ({"kana": ""}, "name_month_day name_year", "no kana"),
    ({"names": ("山田華子",)}, "birth_given birth_kana birth_surname kana_month_day kana_year", "another name"),
    ({"birth": "19851204"}, "kana_year name_year", "month and day swapped"),
    ({"birth": "19600412"}, f"{YEARLESS} name_month_day", "another era"),
    ({"birth": "19850411"}, "birth_kana kana_name_month kana_year name_year", "the day before"),
    ({"birth": "19850000"}, "kana_year name_year", "month and day unknown"),
    ({"birth": "20010203"}, "", "another date in all its parts"),
    ({"birth": "20010403"}, "kana_name_month", "another year and day"),
    ({"birth": "20010212"}, "kana_name_day", "another year and month"),
    ({"birth": ""}, "kana_name", "no date"),
    ({"birth": "99990412"}, f"{YEARLESS} name_month_day", "a year without a day after it"),
    ({"sex": ""}, EVERY, "no sex"),
    ({"sex": "1"}, EVERY.replace("birth_given ", "").replace("birth_surname ", ""), "another sex"),
    ({"kana": "", "names": (), "birth": ""}, "", "nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "blocks"), [case[:2] for case in CASES], ids=[case[2] for case in CASES])
def test_shared_blocks(changes: dict[str, str], blocks: str) -> None:
    described = replace(RESIDENT, **changes)  # type: ignore[arg-type]
    shared = set(description_keys(described)) & set(resident_keys(RESIDENT))
    assert " ".join(sorted(block for block, _, _ in shared)) == blocks


MARRIED = {"kana": "スズキハナコ", "names": ("鈴木花子",), "address": "渋谷区渋谷3-5-1"}
AT_HOME = [
    ({"birth": ""}, "address_given", "no date"),
    ({"birth": "", "sex": ""}, "address_given", "no date and no sex"),
    ({"birth": "", "address": "渋谷区渋谷3-5-2"}, "", "no date and another house"),
    ({"birth": "", "address": "渋谷区"}, "", "no date and no house"),
    ({"birth": "", "kana": ""}, "", "no date and no kana"),
    ({"birth": "20010203"}, "", "another date: whoever has one on both sides is not met by the house"),
]


@pytest.mark.parametrize(("changes", "blocks"), [case[:2] for case in AT_HOME], ids=[case[2] for case in AT_HOME])
def test_another_surname_and_no_date_are_found_by_the_house(changes: dict[str, str], blocks: str) -> None:
    described = replace(HOUSED, **(MARRIED | changes))  # type: ignore[arg-type]
    shared = set(description_keys(described)) & set(resident_keys(HOUSED))
    assert " ".join(sorted(block for block, _, _ in shared)) == blocks


def test_a_resident_without_a_birth_date_is_found_by_the_house() -> None:
    described = replace(HOUSED, **MARRIED)  # type: ignore[arg-type]
    shared = set(description_keys(described)) & set(resident_keys(replace(HOUSED, birth="")))
    assert [key[0] for key in shared] == [Block.ADDRESS_GIVEN]


def test_a_foreign_resident_is_found_by_birth_date_and_sex_alone() -> None:
    resident = Traits("", ("NGUYENVANANH",), "19950101", "1", foreign=True, address="")
    described = Traits("グエンバンアン", ("青木安",), "19950101", "1", foreign=False, address="")
    assert [key[0] for key in set(description_keys(described)) & set(resident_keys(resident))] == [Block.BIRTH_FOREIGN]


def test_a_resident_without_a_birth_date_is_found_by_name() -> None:
    shared = set(description_keys(RESIDENT)) & set(resident_keys(replace(RESIDENT, birth="")))
    assert [key[0] for key in shared] == [Block.KANA_NAME]


def test_a_resident_without_a_stated_sex_is_found() -> None:
    resident, described = replace(RESIDENT, sex=""), replace(RESIDENT, names=(), birth="19850412")
    assert Block.BIRTH_GIVEN in {key[0] for key in set(description_keys(described)) & set(resident_keys(resident))}


NOTHING = Traits("", (), "", "", foreign=False, address="")
TRAITS = [
    (("", "", "", "", ""), NOTHING, "nothing at all"),
    (("ヤマダ タロウ", "", "", "3", ""), replace(NOTHING, kana="ヤマダタロウ", names=("ヤマダタロウ",)),
     "kana in the name stand for the kana"),
    (("山田", "ﾔﾏﾀﾞ", "19850230", "１", ""), replace(NOTHING, kana="ヤマダ", names=("山田",), sex="1"), "no such day"),
    (("Ｏ’Brien, Ann", "", "S60.1.2", "2", ""), replace(NOTHING, names=("ANNOBRIEN",), birth="19850102", sex="2"),
     "Latin letters in two widths"),
    (("o'brien ANN", "", "", "", ""), replace(NOTHING, names=("ANNOBRIEN",)), "plain Latin letters"),
]  # fmt: skip


@pytest.mark.parametrize(("items", "traits"), [case[:2] for case in TRAITS], ids=[case[2] for case in TRAITS])
def test_traits(items: tuple[str, str, str, str, str], traits: Traits) -> None:
    assert traits_of(Enrolment(None, *items, "", "")) == traits
