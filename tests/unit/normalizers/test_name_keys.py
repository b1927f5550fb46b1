"""Keys of names: what each step folds, in which order it says so, and that the quick path is the slow one."""

import pytest

from normalizers.charmap import CharacterMap
from normalizers.kana import normalize_kana, plain_characters
from normalizers.names import normalize_name
from normalizers.names import plain_characters as plain_name_characters
from normalizers.romaji import ascii_forms, is_latin, normalize_roman, roman_tokens
from normalizers.spelling import spell
from normalizers.widths import encoding_reasons, fold_encoding

NAMES = [
    ("佐藤太郎", "佐藤太郎", (), "already a key"),
    ("佐藤 太郎", "佐藤太郎", ("space_width",), "space"),
    ("佐藤\u3000太郎", "佐藤太郎", ("space_width",), "full-width space"),
    ("髙橋", "高橋", ("gaiji_shrink",), "variant"),
    ("\ufa19", "神", ("compat_ideograph",), "compatibility ideograph"),
    ("⼭田", "山田", ("radical",), "Kangxi radical"),
    ("⻑田", "長田", ("radical",), "radical of the supplement"),
    ("邉\U000e0101", "辺", ("ivs", "koseki_seiji"), "variation sequence of a variant"),
    ("山\u200b田", "山田", ("invisible",), "zero-width space"),
    ("ｽﾐｽ・学", "スミス学", ("width", "separator"), "half-width kana and a middle dot"),
    ("ｼﾞﾛｳ", "ジロウ", ("width",), "half-width voiced mark"),
    ("Ａbe山", "ABE山", ("width", "case"), "letters among kanji"),
    ("Abe ken", "ABEKEN", ("case",), "Latin in key order"),
    ("", "", (), "empty"),
]
KANA = [
    ("サトウ", "サトウ", (), "already a key"),
    ("サトウ シュン", "サトウシユン", ("space_width", "kana_small"), "space and small kana"),
    ("サトウ\u3000ケン", "サトウケン", ("space_width",), "full-width space in kana"),
    ("さとう", "サトウ", ("hira_kata",), "hiragana"),
    ("ｻﾄｳ", "サトウ", ("width",), "half width"),
    ("タ゛イ", "ダイ", ("dakuten_encoding",), "spacing mark"),
    ("た\u3099い", "ダイ", ("dakuten_encoding", "hira_kata"), "combining mark"),
    ("いすゞ", "イスズ", ("hira_kata", "kana_iteration"), "voiced iteration mark"),
    ("ム\u2011ア", "ムーア", ("long_mark",), "U+2011"),
    ("ハ\u2500パ", "ハーパ", ("long_mark",), "U+2500"),
    ("キムーミン", "キムーミン", (), "a long mark stays"),
    ("ジョン-リー", "ジヨンリー", ("kana_small", "separator"), "no long mark after ン"),
    ("ヴォ", "ボ", ("kana_small", "foreign_v"), "ヴ before a small vowel"),
    ("ヴオ", "ボ", ("foreign_v",), "ヴ before a large vowel"),
    ("ヷ", "バ", ("foreign_v",), "ヷ"),
    ("チャン＝ホン", "チヤンホン", ("width", "kana_small", "separator"), "full-width equals sign"),
    ("サ1ト", "サ1ト", ("outside_kana_set",), "a digit"),
    ("ヅヂヲ", "ヅヂヲ", (), "yotsugana stay"),
    ("", "", (), "empty"),
]


@pytest.mark.parametrize(("text", "key", "reasons", "why"), NAMES, ids=[case[3] for case in NAMES])
def test_name_key(text: str, key: str, reasons: tuple[str, ...], why: str) -> None:
    assert (normalize_name(text).key, normalize_name(text).reasons) == (key, reasons), why


@pytest.mark.parametrize(("text", "key", "reasons", "why"), KANA, ids=[case[3] for case in KANA])
def test_kana_key(text: str, key: str, reasons: tuple[str, ...], why: str) -> None:
    assert (normalize_kana(text).key, normalize_kana(text).reasons) == (key, reasons), why


ROMAN = [
    ("NGUYEN VAN ANH", "ANH NGUYEN VAN", ("token_order",), "sorted tokens"),
    ("O\u2019Brien", "OBRIEN", ("case", "separator"), "typographic apostrophe"),
    ("ĐẶNG", "DANG", ("diacritic",), "Vietnamese, composed"),
    ("D\u0323ANG", "DANG", ("diacritic",), "decomposed"),
    ("ＫＩＭ", "KIM", ("width",), "full width"),
    ("straße", "STRASSE", ("case", "diacritic"), "sharp s stays one letter until it is spelled"),
    ("", "", (), "empty"),
]


@pytest.mark.parametrize(("text", "key", "reasons", "why"), ROMAN, ids=[case[3] for case in ROMAN])
def test_roman_key(text: str, key: str, reasons: tuple[str, ...], why: str) -> None:
    assert (normalize_roman(text).key, normalize_roman(text).reasons) == (key, reasons), why


def test_ascii_forms_are_bounded() -> None:
    assert len(ascii_forms("ÄÖÜØÅÆŒÞ")) <= 64
    assert ascii_forms("Ü") == {"UE", "U"}
    assert roman_tokens("Å-Ø") == ("A", "O")


@pytest.mark.parametrize(
    ("text", "latin"), [("Kim", True), ("キム", False), ("金Kim", False), ("123", False), ("Иван A", False)]
)
def test_is_latin(text: str, latin: bool) -> None:  # noqa: FBT001
    assert is_latin(text) is latin


def test_what_is_known_of_characters_is_bounded() -> None:
    same = CharacterMap(str)
    for code in range(0x10001):
        assert same[code] == chr(code)
    assert len(same) == 1


@pytest.mark.parametrize(("text", "key"), [("ｻとｩ ッ", "サトウツ"), ("ア・イ", "アイ")])
def test_plain_kana_characters_make_the_key(text: str, key: str) -> None:
    characters, needs_care = plain_characters()
    assert text.translate(characters) == normalize_kana(text).key == key
    assert not needs_care.search(key)


def test_plain_name_characters_make_the_key() -> None:
    characters, _ = plain_name_characters()
    assert "髙橋\u3000﨑子".translate(characters) == normalize_name("髙橋\u3000﨑子").key == "高橋崎子"


SPELLINGS = [
    ("林 田中", "林田中", {1}, {"space_width"}, "one cut"),
    (" 林 ", "林", set(), {"space_width"}, "outer spaces cut nothing"),
    ("\U000e0100林", "林", set(), {"invisible"}, "a selector with nothing before it"),
    ("林\U000e0100", "林", set(), set(), "a selector belongs to its character"),
    ("林\ufeff", "林", set(), {"invisible"}, "byte order mark"),
    ("\u3099林", "\u3099林", set(), set(), "a mark with nothing before it"),
    ("林\u3099", "林\u3099", set(), set(), "a mark that does not combine"),
    ("ﾊﾟ\u30fbん", "パん", {1}, {"separator"}, "half-width kana and a middle dot"),
]


@pytest.mark.parametrize(("text", "chars", "cuts", "dropped", "why"), SPELLINGS, ids=[case[4] for case in SPELLINGS])
def test_spelling(text: str, chars: str, cuts: set[int], dropped: set[str], why: str) -> None:
    spelling = spell(text)
    assert (spelling.text, set(spelling.cuts), set(map(str, spelling.dropped))) == (chars, cuts, dropped), why


def test_encoding_reasons_name_the_marks() -> None:
    assert fold_encoding("か\u3099") == "が"
    assert encoding_reasons("か\u3099") == ("dakuten_encoding",)
    assert encoding_reasons("が") == ()
