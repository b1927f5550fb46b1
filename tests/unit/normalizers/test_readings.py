"""Readings support a pair and never prove one: lattice, Mandarin, Korean, romaji, the sound of kana, a suggestion."""

import csv
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from normalizers import suggestion
from normalizers.foreign_readings import hangul_supports, pinyin_supports, romaji_supports
from normalizers.kana import katakana
from normalizers.lattice import segment
from normalizers.readings import colliding_kana, japanese_readings, may_read
from normalizers.romaji import roman_tokens
from normalizers.sounds import morae, sound_supports, token_cost
from normalizers.suggestion import SuggestedReading, suggest_reading

RENDERINGS = Path(__file__).parents[2] / "data" / "names" / "renderings.csv"

LATTICE = [
    ("田中太郎", "タナカ タロウ", True, "plain"),
    ("髙橋", "たかはし", True, "a variant has the readings of its parent"),
    ("\U00020bb7田", "ヨシダ", True, "also where the tables have other readings for the variant itself"),
    ("佐々木", "ササキ", True, "iteration mark"),
    ("竹ヶ原", "タケガハラ", True, "ヶ as ガ"),
    ("東海林", "ショウジ", True, "a surname read as one word"),
    ("井上花子", "イノウエ ハナコ", True, "ノ that is not written"),
    ("北海", "ホッカイ", True, "促音便"),
    ("田中", "サトウ", False, "other kana"),
    ("田中", "", False, "no kana"),
    ("", "タ", False, "no kanji"),
    ("田" * 30, "タ" * 30, False, "too long for a name"),
    ("々", "サ", True, "an iteration mark with nothing before it reads as names read it"),
    ("\U0003106c", "タ", False, "a character without readings"),
]


@pytest.mark.parametrize(("kanji", "kana", "fits", "why"), LATTICE, ids=[case[3] for case in LATTICE])
def test_lattice(kanji: str, kana: str, fits: bool, why: str) -> None:  # noqa: FBT001
    assert may_read(kanji, kana) is fits, why


def test_a_variant_borrows_the_readings_of_its_parent() -> None:
    assert "タカ" in japanese_readings("髙")


def test_segment_says_nothing_where_the_kana_fits() -> None:
    readings = {"子": frozenset({"コ"})}
    assert segment("子", "コ", lambda char: readings[char]) == []


def test_two_real_readings_may_hide_under_large_kana() -> None:
    assert "ジユウ" in colliding_kana()
    assert "リユウ" not in colliding_kana()


KANJI_LATIN = [
    (pinyin_supports, "DENG XIAOPING", "鄧小平", True, "Mandarin"),
    (pinyin_supports, "XIAOPING DENG", "鄧小平", True, "given name first"),
    (pinyin_supports, "LYU YAN", "呂燕", True, "ü as YU"),
    (pinyin_supports, "LE JIA", "楽嘉", True, "by its traditional form"),
    (pinyin_supports, "LI NA", "鄧小平", False, "another name"),
    (pinyin_supports, "DENG XIAO PING WU", "鄧小平", False, "more tokens than characters"),
    (hangul_supports, "KIM MINJUN", "金民俊", True, "Korean"),
    (hangul_supports, "PARK JIYOUNG", "朴智英", True, "a surname by custom"),
    (hangul_supports, "LEE YOUNGAE", "李英愛", True, "LEE"),
    (hangul_supports, "PARK CHANHO", "朴智英", False, "another given name"),
    (romaji_supports, "SATO TARO", "佐藤太郎", True, "romaji without long vowels"),
    (romaji_supports, "KENICHI OHNO", "大野健一", True, "OH and given name first"),
    (romaji_supports, "KYOKO ABE", "阿部京子", True, "contracted syllable"),
    (romaji_supports, "SATO JIRO", "佐藤太郎", False, "another given name"),
]


@pytest.mark.parametrize(
    ("supports", "latin", "kanji", "expected", "why"), KANJI_LATIN, ids=[case[4] for case in KANJI_LATIN]
)
def test_latin_against_kanji(supports: object, latin: str, kanji: str, expected: bool, why: str) -> None:  # noqa: FBT001
    assert callable(supports)
    assert supports(tuple(latin.split()), kanji) is expected, why


def test_every_kanji_name_is_supported_by_its_own_latin_name_and_by_no_other() -> None:
    with (RENDERINGS.parent / "kanji_latin.csv").open(encoding="utf-8", newline="") as file:
        names = [(row["kanji"], tuple(row["latin"].split(" "))) for row in csv.DictReader(file)]
    found = [
        (kanji, latin)
        for kanji, _ in names
        for _, latin in names
        if any(supports(latin, kanji) for supports in (pinyin_supports, hangul_supports, romaji_supports))
    ]
    assert found == names


def renderings() -> list[tuple[tuple[str, ...], list[str]]]:
    with RENDERINGS.open(encoding="utf-8", newline="") as file:
        return [(roman_tokens(row["latin"]), katakana(row["kana"]).split(" ")) for row in csv.DictReader(file)]


def test_sounds_support_the_usual_renderings_and_little_else() -> None:
    pairs = renderings()
    supported = sum(sound_supports(latin, kana) for latin, kana in pairs)
    unrelated = [(one[0], other[1]) for one, other in pairwise([*pairs, pairs[0]])]
    assert supported / len(pairs) >= 0.97
    assert sum(sound_supports(latin, kana) for latin, kana in unrelated) / len(unrelated) <= 1 / 80


SOUNDS = [
    ("DELA CRUZ MARIA", "デラクルス マリア", True, "neighbours written together"),
    ("MARIA SANTOS", "サントス マリア", True, "other order"),
    ("LEE SOYEON", "イ ソヨン", True, "a Korean surname that drops its initial"),
    ("NGUYEN THI LAN", "グエン ティ ラン", True, "Vietnamese"),
    ("WANG XIAOLI", "ワン シャオミン", False, "same family name"),
    ("A B C D E F G", "ア", False, "too many tokens"),
    ("", "ア", False, "no Latin token"),
]


@pytest.mark.parametrize(("latin", "kana", "expected", "why"), SOUNDS, ids=[case[3] for case in SOUNDS])
def test_sounds(latin: str, kana: str, expected: bool, why: str) -> None:  # noqa: FBT001
    assert sound_supports(tuple(latin.split()), kana.split(" ")) is expected, why


def test_token_cost_is_bounded() -> None:
    assert token_cost("A" * 50, "ア") == 1.0
    assert token_cost("", "ア") == 1.0
    assert token_cost("ANNA", "アンナ") == 0.0


def test_morae() -> None:
    assert morae("ウィッキー") == [("W", "I"), ("Q", ""), ("K", "I"), ("-", "")]
    assert morae("イェョ") == [("Y", "O")]
    assert morae("ャ1") == [("", ""), ("", "")]
    assert morae("スィティツァ") == [("S", "I"), ("T", "I"), ("TS", "A")]


def test_a_suggestion_is_marked_plausible_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert suggest_reading("髙橋 太郎") == SuggestedReading("タカハシ タロウ", plausible=True)
    assert suggest_reading("SMITH") is None
    assert suggest_reading("　") is None
    suggestion.reader.cache_clear()
    monkeypatch.setitem(sys.modules, "pykakasi", None)
    assert suggest_reading("髙橋 太郎") is None
    suggestion.reader.cache_clear()
