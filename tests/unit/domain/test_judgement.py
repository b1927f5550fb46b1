"""Whole records in, verdict and evidence out: the cases that only the joined parts can get right."""

from dataclasses import replace
from uuid import UUID

import pytest

from matcher.domain.judgement import judge
from matcher.domain.records import Enrolment, PersonKey, Resident, ResidentStatus
from matcher.domain.verdicts import NO_LEVELS, Scope, Verdict
from rules import load_rules

RULES = load_rules()
KEY = PersonKey(UUID(int=7))
ENROLMENT = Enrolment(
    person_key=KEY,
    name="山田 太郎",
    name_kana="ヤマダ タロウ",
    birth_date="19850102",
    sex="1",
    address="東京都渋谷区渋谷三丁目5番1号",
    check_basis="2",
    qualified_to="",
)
RESIDENT = Resident(
    person_key=KEY,
    name="山田 太郎",
    name_kana="ヤマダ タロウ",
    birth_date="19850102",
    sex="1",
    address="東京都渋谷区渋谷三丁目5番1号",
    alias="",
    former_name="",
    name_roman="",
    foreign=False,
    status=ResidentStatus.LIVING,
    protected=False,
)
FOREIGN = replace(RESIDENT, name="KIM MINJUN", name_kana="", name_roman="KIM MINJUN", alias="金田 民準", foreign=True)

CASES: list[tuple[dict[str, str], Resident, Verdict, int | None, str]] = [
    ({}, RESIDENT, Verdict.MATCHED, None, "the same"),
    ({"birth_date": "昭和60年1月2日", "name_kana": "ﾔﾏﾀﾞ ﾀﾛｳ"}, RESIDENT, Verdict.MATCHED, None, "other notations"),
    ({"address": "渋谷区渋谷３－５－１"}, RESIDENT, Verdict.MATCHED, None, "the address as the insurer writes it"),
    ({"name": "山●太郎"}, RESIDENT, Verdict.MATCHED, None, "one mask, all else the same"),
    ({"name": "山●太郎", "sex": "3"}, RESIDENT, Verdict.MISMATCHED, None, "one mask, and a sex that says nothing"),
    ({"name": "●●太郎"}, RESIDENT, Verdict.MISMATCHED, None, "two masks"),
    ({"name": "山●太郎", "address": ""}, RESIDENT, Verdict.MISMATCHED, 2, "one mask, no address"),
    ({"sex": "3"}, RESIDENT, Verdict.MATCHED, None, "sex not set"),
    ({"birth_date": "19850100"}, RESIDENT, Verdict.MATCHED, None, "day unknown"),
    ({"birth_date": "19850201"}, RESIDENT, Verdict.MISMATCHED, 1, "day and month swapped"),
    ({"sex": "2"}, RESIDENT, Verdict.MISMATCHED, 1, "another sex"),
    ({"name": "山田 花子", "name_kana": "ヤマダ ハナコ"}, RESIDENT, Verdict.MISMATCHED, 2, "another given name"),
    (
        {"name": "山田 花子", "name_kana": "ヤマダ ハナコ", "check_basis": "1"},
        RESIDENT,
        Verdict.MISMATCHED,
        2,
        "three items",
    ),
    (
        {"name": "山田 花子", "address": "", "check_basis": "1"},
        RESIDENT,
        Verdict.MATCHED,
        None,
        "name is for information",
    ),
    ({"name_kana": ""}, RESIDENT, Verdict.MISMATCHED, None, "no kana"),
    ({"address": "大阪府大阪市北区梅田3-1-1"}, RESIDENT, Verdict.MISMATCHED, 3, "another address"),
    (
        {"name": "鈴木 太郎"},
        replace(RESIDENT, former_name="鈴木"),
        Verdict.MATCHED,
        None,
        "旧氏 with the registered given name",
    ),
    ({"name": "鈴木 太郎"}, RESIDENT, Verdict.MISMATCHED, None, "a former surname that nobody registered"),
    ({"name": "金田 民準", "name_kana": "カネダ ミンジュン"}, FOREIGN, Verdict.MATCHED, None, "通称"),
    ({"name": "MINJUN KIM", "name_kana": "キム ミンジュン"}, FOREIGN, Verdict.MATCHED, None, "Roman, other order"),
    (
        {"name": "MINJUN KIM", "name_kana": "キム ミンジュン", "check_basis": "1"},
        FOREIGN,
        Verdict.MATCHED,
        None,
        "three items: the name stands in for the kana",
    ),
    (
        {"name": "PARK JIHO", "name_kana": "パク ジホ", "check_basis": "1"},
        FOREIGN,
        Verdict.MISMATCHED,
        2,
        "three items: the name that stands in differs",
    ),
    ({}, replace(RESIDENT, status=ResidentStatus.DEAD), Verdict.INACTIVE, None, "dead"),
    (
        {"qualified_to": "20240331"},
        replace(RESIDENT, status=ResidentStatus.DEAD),
        Verdict.MATCHED,
        None,
        "a past enrolment",
    ),
]


@pytest.mark.parametrize(
    ("changes", "resident", "verdict", "class_"), [case[:4] for case in CASES], ids=[case[4] for case in CASES]
)
def test_judge(changes: dict[str, str], resident: Resident, verdict: Verdict, class_: int | None) -> None:
    judgement = judge(replace(ENROLMENT, **changes), resident, RULES)  # type: ignore[arg-type]
    assert (judgement.verdict, judgement.class_) == (verdict, class_), judgement
    assert judgement.scope is (Scope.NONE if verdict is Verdict.MATCHED else Scope.BOTH)


def test_without_a_number_nothing_else_is_read() -> None:
    judgement = judge(replace(ENROLMENT, person_key=None), RESIDENT, RULES)
    assert (judgement.verdict, judgement.levels) == (Verdict.NO_NUMBER, NO_LEVELS)


def test_without_a_resident_there_is_nothing_to_compare() -> None:
    judgement = judge(ENROLMENT, None, RULES)
    assert (judgement.verdict, judgement.levels, judgement.evidence) == (Verdict.NOT_FOUND, NO_LEVELS, "")


def test_twins_are_on_top_of_the_queue() -> None:
    twin = judge(replace(ENROLMENT, name="山田 次郎", name_kana="ヤマダ ジロウ"), RESIDENT, RULES)
    moved = judge(replace(ENROLMENT, address="大阪府大阪市北区梅田3-1-1"), RESIDENT, RULES)
    assert (twin.signature, twin.cause) == ("twin", "name_differs")
    assert twin.score is not None
    assert moved.score is not None
    assert twin.score > moved.score


def test_evidence_carries_no_character_of_a_value() -> None:
    judgement = judge(replace(ENROLMENT, name="山田 太朗", address="渋谷区渋谷３－５－２"), RESIDENT, RULES)
    assert judgement.evidence.isascii()
