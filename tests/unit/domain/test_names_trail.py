"""The trail in words: side, position, characters with code points, the rule and its table, in both languages."""

import pytest

from matcher.domain.names import RegisteredNames
from matcher.domain.names_trail import code_points, explain_kana, explain_name
from rules import load_rules

REASONS = load_rules().reasons

CASES = [
    ("髙橋", "高橋", "加入者情報の1文字目: 髙 U+9AD9 → 高 U+9AD8。", "MJ縮退マップ 1.2.0", "tier A"),
    ("高橋", "髙橋", "住民基本台帳の1文字目: 髙 U+9AD9 → 高 U+9AD8。", "MJ028902", "variant in the registry"),
    ("浜田", "濱田", "住民基本台帳の1文字目: 濱 U+6FF1 → 浜 U+6D5C。", "康熙字典体", "a statute"),
    ("\ufa19", "神", "加入者情報の1文字目: \ufa19 U+FA19 → 神 U+795E。", "kCompatibilityVariant", "an encoding"),
    ("山●", "山田", "加入者情報の2文字目: ● U+25CF。", "", "mask"),
    ("", "山田", "加入者情報: この側に値がない", "", "a side without a position"),
    ("佐藤太郎", "佐藤 太郎", "空白の有無・種類", "", "the item as a whole"),
]


@pytest.mark.parametrize(("enrolment", "resident", "start", "table", "why"), CASES, ids=[case[4] for case in CASES])
def test_line(enrolment: str, resident: str, start: str, table: str, why: str) -> None:
    (line,) = explain_name(enrolment, RegisteredNames(resident), REASONS)
    assert line.ja.startswith(start), why
    assert table in line.ja
    assert table in line.en


def test_both_languages_say_the_same() -> None:
    (line,) = explain_name("髙橋", RegisteredNames("高橋"), REASONS)
    assert line.en.startswith("enrolment, character 1: 髙 U+9AD9 → 高 U+9AD8; one abstract character")


def test_equal_values_need_no_words() -> None:
    assert explain_name("高橋", RegisteredNames("高橋"), REASONS) == ()
    assert explain_kana("タカ", RegisteredNames("高橋", "タカ"), None, REASONS) == ()


def test_kana() -> None:
    (line,) = explain_kana("カヅミ", RegisteredNames("", "カズミ"), None, REASONS)
    assert (line.code, line.ja) == ("yotsugana_wo", "ヂ/ジ・ヅ/ズ・ヲ/オ")


def test_long_values_are_shown_in_part() -> None:
    assert code_points("山" * 50).count("U+5C71") == 12
