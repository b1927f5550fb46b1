"""What the fold of an address joins, and what it keeps apart."""

import pytest

from normalizers.addresses.fold import fold_address, fold_width, has_variant, same_writing
from normalizers.addresses.numerals import fold_numerals, numeral_value

FOLDED = [
    ("東京都港区芝５－１", "東京都港区芝5-1", "full width"),
    ("メゾンⅡ 701", "メゾン2 701", "Roman numeral character"),
    ("ﾊﾟｰｸﾊｲﾂ ２０７", "パークハイツ207", "half-width kana"),
    ("二丁目十一番", "2丁目11番", "kanji numerals"),
    ("2\N{EN DASH}1\N{MINUS SIGN}3", "2-1-3", "dashes"),
    ("60ー5", "60-5", "long vowel mark between digits"),
    ("パークー", "パークー", "long vowel mark in a word"),
    ("3丁目ー5", "3丁目-5", "long vowel mark after a unit"),
    ("神\N{VARIATION SELECTOR-17}田", "神田", "variation selector"),
    ("\N{CJK COMPATIBILITY IDEOGRAPH-FA19}田", "神田", "compatibility ideograph"),
    ("須惠町", "須恵町", "old form"),
    ("霞ヶ関 霞が関 霞ガ関", "霞ケ関霞ケ関霞ケ関", "ケ"),
    ("ガーデン", "ガーデン", "ガ in a word"),
    ("中之島 中の島", "中ノ島中ノ島", "ノ"),
    ("西之 33", "西之33", "之 before a number"),
    ("下之一色町", "下ノ1色町", "之 before a numeral of a name"),
    ("番地之8", "番地之8", "之 as separator"),
    ("ひばり", "ヒバリ", "hiragana"),
    ("い12", "い12", "a single hiragana letter before a number"),
    ("宮の 沢", "宮ノ沢", "a space after a single letter that stands in a name"),
    ("い 12", "い12", "a space between a single letter and its number"),
    ("ダイハッ", "ダイハツ", "small ツ"),
    ("大字芝字宮根", "芝宮根", "大字 and 字"),
    ("十字四丁目", "10 4丁目", "字 between digits keeps them apart"),
    ("1(2)", "1 2", "brackets between digits keep them apart"),
    ("1\n2", "1 2", "line break"),
    ("1-2-3三田", "1-2-3 3田", "numerals of two scripts keep apart"),
    ("abc", "ABC", "small letters"),
    ("", "", "empty"),
]

NUMERALS = [
    ("二十三", "23", "value"),
    ("千四百五十四", "1454", "value with thousands"),
    ("一六五七", "1657", "positional"),
    ("十", "10", "ten"),
    ("〇八", "08", "leading zero"),
    ("千", None, "lone 千"),
    ("八五十", None, "no number"),
    ("一二三四五六七八九〇", None, "too long"),
]


@pytest.mark.parametrize(("text", "expected"), [case[:2] for case in FOLDED], ids=[case[2] for case in FOLDED])
def test_fold_address(text: str, expected: str) -> None:
    assert fold_address(text) == expected


@pytest.mark.parametrize(("run", "expected"), [case[:2] for case in NUMERALS], ids=[case[2] for case in NUMERALS])
def test_numeral_value(run: str, expected: str | None) -> None:
    assert numeral_value(run) == expected


def test_fold_numerals_after_a_digit_and_before_one() -> None:
    assert fold_numerals("5三8") == "5 3 8"


def test_width_keeps_the_spelling() -> None:
    assert fold_width("大字 ﾒｿﾞﾝⅠ") == "大字 メゾン 1 "


def test_variant_is_recognised() -> None:
    assert has_variant("須惠町")
    assert not has_variant("須恵町")


def test_same_writing_is_about_width_and_spaces() -> None:
    assert same_writing(fold_width("港区　芝５"), "港区芝5")
    assert not same_writing("港区芝五", "港区芝5")
