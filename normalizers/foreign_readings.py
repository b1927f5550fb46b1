"""Kanji against a Latin name: Mandarin syllables, Korean syllables with their many romanisations, Japanese readings.

Every token must be spelled by whole characters, in family-given or given-family order.

>>> (
...     pinyin_supports(("DENG", "XIAOPING"), "鄧小平"),
...     pinyin_supports(("LYU",), "呂"),
...     pinyin_supports(("MA", "YUN"), "林志玲"),
... )
(True, True, False)
>>> hangul_supports(("PARK", "JIYOUNG"), "朴智英"), romaji_supports(("SATO", "TARO"), "佐藤太郎")
(True, True)

Source: Unihan 16 (kMandarin, kHanyuPinyin, kXHC1983, kHangul); 국어의 로마자 표기법 (2000) and usual passport
spellings.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from normalizers.lattice import fits
from normalizers.readings import hangul, japanese_readings, pinyin
from normalizers.relations import active_relations

_MAX_KANJI, _MAX_LETTERS = 8, 12
_ONSETS = (
    "G K",
    "KK GG K",
    "N",
    "D T",
    "TT DD",
    "R L N",
    "M",
    "B P",
    "PP BB",
    "S SH",
    "SS S",
    "",
    "J CH Z",
    "JJ",
    "CH",
    "K",
    "T",
    "P",
    "H",
)
_NUCLEI = (
    "A AH", "AE AI E AY", "YA", "YAE", "EO U UH O OU E", "E EH AE", "YEO YOU YU YO YEU", "YE", "O OH", "WA",
    "WAE", "OE OI WE OE", "YO",
    "U OO WOO OU WU", "WO WEO O WOU", "WE", "WI WEE UI", "YU YOO YOU", "EU U E", "UI EUI EE I YI", "I EE YI EY Y",
)  # fmt: skip
_CODAS = (
    "", "K G CK RK", "K", "K", "N", "N", "N", "T D", "L R LL", "K", "M", "L", "L", "L", "P", "L", "M", "P B",
    "P", "T S", "T", "NG",
    "T", "T", "K", "T", "P", "T",
)  # fmt: skip
_HANGUL_FIRST, _NUCLEUS_COUNT, _CODA_COUNT = 0xAC00, 21, 28
_SURNAMES = {"박": "PARK PAK BAK", "이": "LEE YI RHEE LI RHIE REE", "김": "KIM GIM", "노": "ROH NOH NO",
    "유": "YOO YU RYU", "임": "LIM IM YIM",
             "정": "JUNG CHUNG JEONG", "최": "CHOI CHOE", "여": "YEO LYEO", "양": "YANG", "오": "OH O",
             "안": "AHN AN", "허": "HUR HEO HUH"}  # fmt: skip
_ROMAJI = {
    "ア": "A", "イ": "I", "ウ": "U", "エ": "E", "オ": "O", "カ": "KA", "キ": "KI", "ク": "KU", "ケ": "KE",
    "コ": "KO", "サ": "SA", "シ": "SHI",
    "ス": "SU", "セ": "SE", "ソ": "SO", "タ": "TA", "チ": "CHI", "ツ": "TSU", "テ": "TE", "ト": "TO",
    "ナ": "NA", "ニ": "NI", "ヌ": "NU",
    "ネ": "NE", "ノ": "NO", "ハ": "HA", "ヒ": "HI", "フ": "FU", "ヘ": "HE", "ホ": "HO", "マ": "MA", "ミ": "MI",
    "ム": "MU", "メ": "ME",
    "モ": "MO", "ヤ": "YA", "ユ": "YU", "ヨ": "YO", "ラ": "RA", "リ": "RI", "ル": "RU", "レ": "RE", "ロ": "RO",
    "ワ": "WA", "ン": "N",
    "ガ": "GA", "ギ": "GI", "グ": "GU", "ゲ": "GE", "ゴ": "GO", "ザ": "ZA", "ジ": "JI", "ズ": "ZU", "ゼ": "ZE",
    "ゾ": "ZO", "ダ": "DA",
    "デ": "DE", "ド": "DO", "バ": "BA", "ビ": "BI", "ブ": "BU", "ベ": "BE", "ボ": "BO", "パ": "PA", "ピ": "PI",
    "プ": "PU", "ペ": "PE",
    "ポ": "PO", "ー": "",
}  # fmt: skip
_OH = re.compile("OH(?![AEIOUY])")
Spellings = Callable[[str], frozenset[str]]


def pinyin_supports(tokens: tuple[str, ...], kanji: str) -> bool:
    """Return whether the tokens are the pinyin of the characters."""
    return _supports(tokens, kanji, _pinyin_spellings)


def hangul_supports(tokens: tuple[str, ...], kanji: str) -> bool:
    """Return whether the tokens may romanise the Korean reading of the characters."""
    return _supports(tokens, kanji, _korean_spellings)


def romaji_supports(tokens: tuple[str, ...], kanji: str) -> bool:
    """Return whether the tokens may be the romaji of a Japanese reading, long vowels written or not."""
    return _supports(tuple(map(_short, tokens)), kanji, _romaji_spellings)


def _supports(tokens: tuple[str, ...], kanji: str, spellings: Spellings) -> bool:
    if not (tokens and len(tokens) <= len(kanji) <= _MAX_KANJI):
        return False
    orders = {tokens[cut:] + tokens[:cut] for cut in range(len(tokens))} | {tokens[::-1]}
    return any(_tokens_fit(order, kanji, spellings) for order in orders)


def _tokens_fit(tokens: tuple[str, ...], kanji: str, spellings: Spellings) -> bool:
    if len(tokens) == 1:
        return fits(kanji, tokens[0], spellings, _MAX_LETTERS)
    return any(
        fits(kanji[:cut], tokens[0], spellings, _MAX_LETTERS) and _tokens_fit(tokens[1:], kanji[cut:], spellings)
        for cut in range(1, len(kanji) - len(tokens) + 2)
    )


@lru_cache(maxsize=4096)
def _pinyin_spellings(char: str) -> frozenset[str]:
    found: set[str] = set()
    for form in (char, *active_relations().neighbours(char)):
        for syllable in pinyin(form):
            found |= {syllable, syllable.replace("V", "U"), syllable.replace("V", "YU"), syllable.replace("V", "UE")}
    return frozenset(found - {""})


@lru_cache(maxsize=4096)
def _korean_spellings(char: str) -> frozenset[str]:
    found: set[str] = set()
    for form in (char, *active_relations().neighbours(char)):
        for syllable in hangul(form):
            found |= romanise(syllable)
    return frozenset(found)


def romanise(syllable: str) -> frozenset[str]:
    """Return the spellings of one Korean syllable.

    >>> sorted(romanise("김"))[:4]
    ['GEEM', 'GEYM', 'GIM', 'GYIM']
    """
    code = ord(syllable) - _HANGUL_FIRST
    onset, nucleus, coda = (
        code // (_NUCLEUS_COUNT * _CODA_COUNT),
        code // _CODA_COUNT % _NUCLEUS_COUNT,
        code % _CODA_COUNT,
    )
    parts = [part[index].split() or [""] for part, index in ((_ONSETS, onset), (_NUCLEI, nucleus), (_CODAS, coda))]
    spelled = {first + middle + last for first in parts[0] for middle in parts[1] for last in parts[2]}
    return frozenset(spelled | set(_SURNAMES.get(syllable, "").split()))


@lru_cache(maxsize=4096)
def _romaji_spellings(char: str) -> frozenset[str]:
    return frozenset(_short(_hepburn(reading)) for reading in japanese_readings(char)) - {""}


def _hepburn(kana: str) -> str:
    letters = "".join(_ROMAJI.get(char, "") for char in kana)
    for written, becomes in (
        ("SHIY", "SH"),
        ("CHIY", "CH"),
        ("JIY", "J"),
        ("TSUT", "TT"),
        ("TSUK", "KK"),
        ("TSUS", "SS"),
        ("TSUP", "PP"),
    ):
        letters = letters.replace(written, becomes)
    for initial in "KGNHBPMR":
        for vowel in "AUO":
            letters = letters.replace(f"{initial}IY{vowel}", f"{initial}Y{vowel}")
    return letters


def _short(letters: str) -> str:
    """Return letters without written long vowels: SATOU, SATOH and SATO are one."""
    for long, short in (("OU", "O"), ("OO", "O"), ("UU", "U"), ("MB", "NB"), ("MP", "NP"), ("MM", "NM")):
        letters = letters.replace(long, short)
    return _OH.sub("O", letters)
