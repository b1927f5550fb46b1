"""The spelling in which addresses are looked up and compared; the order of the steps is fixed.

1. Roman numeral characters become digits, then NFKC: full-width digits, half-width kana, compatibility kanji, ㈱.
2. II after a name becomes 2, 一 between two digits a dash, and kanji numerals, old ones too, digits (`numerals`).
3. One table: every dash is `-`, old and variant kanji are the ones of the dictionary, ヶ ヵ are ケ, ッ is ツ, variation
   selectors go, brackets and punctuation are spaces.
4. Hiragana becomes katakana, except a single letter before a number: in 石川県 い12 and イ12 are two places.
   が ガ between kanji is ケ, 之 is ノ.
5. `-` between katakana is ー, ー between numbers is `-`; 大字 and 字 are spaces, but for the 字
   of 6字695, whose name is a number; a space stays between two digits, and between a digit and a room such as A203.

>>> fold_address("埼玉県川口市大字芝字宮根３９３８－５")
'埼玉県川口市芝宮根3938-5'
>>> fold_address("稲村ガ﨑二丁目8") == fold_address("稲村ヶ崎２丁目８")
True
>>> fold_address("須惠町大字上須惠１１１７") == fold_address("須恵町上須恵1117")
True
>>> fold_address("メゾンⅡ 701"), fold_address("60ー5 ハイツ"), fold_address("い 12"), fold_address("宮の 沢")
('メゾン2 701', '60-5ハイツ', 'い12', '宮ノ沢')

Source: the kanji table is built by `normalizers.addresses.build`, which fails when two towns of one municipality fall
together.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

from normalizers.addresses.numerals import ANY_NUMERAL, fold_numerals, fold_old_numerals
from normalizers.addresses.persons import hide_person, show_person

TABLES = Path(__file__).parent.parent / "tables" / "addresses"

_ASCII_DIGITS = frozenset("0123456789")
_DASHES = "‐‑‒–—―⁃−─━╌╍⸺⸻﹘﹣－～〜~\u02d7⎯➖⏤"
_PUNCTUATION = "()[]{}<>「」『』【】〔〕〈〉《》“”\"'`´’‘,，、。.・･:;：；|｜/／\\＼_＿^*※★☆●○◎■□◆◇▲△▼▽†‡§¶"
_ROMAN = {chr(0x2160 + i): f" {i + 1} " for i in range(12)} | {chr(0x2170 + i): f" {i + 1} " for i in range(12)}
_ROMAN_CHARACTERS = re.compile("[Ⅰ-Ⅻⅰ-ⅻ]")
_HIRAGANA = re.compile("[ぁ-ゖ]+")
_BETWEEN_KANJI = re.compile("ガ(?=[一-鿿])|之(?=[^0-9\\- ])")
_BEFORE_NUMERAL = re.compile("[の之](?=[一二三四五六七八九十][^一二三四五六七八九十百千番丁号地の之ノ0-9 -])")
_LONG_VOWEL = re.compile("ー(?=[0-9A-Z])(?:(?<=[0-9]ー)|(?=[0-9])(?<=[目番地号]ー))")
_KANJI_DASH = re.compile("(?<=[0-9])一(?=[0-9])")
_LATIN_ROMAN = re.compile("(?<=[ァ-ヿ一-鿿々])(?:III?|IV|VII?I?|IX)(?![A-Za-z])")
_ROMAN_VALUES = {"II": 2, "III": 3, "IV": 4, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
_AZA = re.compile("字(?!(?<=[0-9]字)[0-9]++(?!丁目))")
_LAST_OF_PLANE = "\uffff"
_CROSSROADS = re.compile(f"(?<![{ANY_NUMERAL}])十字")
"""A crossroads, as in 小田原市十字四丁目, and no 字 10."""
_LETTER_ROOM = re.compile("[A-Z]-?[0-9]")
_DASH_IN_WORD = re.compile("-(?=[ァ-ヺ])(?<=[ァ-ヺー]-)")
_REWRITTEN = re.compile(f"[ぁ-ゖ之方宅I{ANY_NUMERAL}]")
"""What any part of step 2 begins with, and hiragana; most buildings and many heads have none of it."""


@cache
def _variants() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for line in (TABLES / "variants.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            target, sources = line.split("\t")
            pairs |= dict.fromkeys(sources, target)
    return pairs


def has_variant(text: str) -> bool:
    """Say whether a text has a kanji that step 3 replaces."""
    return not _replaced_kanji().isdisjoint(text)


@cache
def _replaced_kanji() -> frozenset[str]:
    return frozenset(_variants())


def written_for(characters: str) -> str:
    """Return the characters, and every kanji that step 3 replaces by one of them.

    >>> sorted(written_for("号沢"))
    ['号', '沢', '澤', '號']
    """
    return characters + "".join(source for source, target in _variants().items() if target in characters)


@cache
def _table() -> dict[str, str]:
    """Return the replacements of step 3."""
    table = dict(_variants())
    table |= dict.fromkeys(_DASHES, "-")
    table |= dict.fromkeys(f"{_PUNCTUATION}\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029", " ")
    gone = [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x200B, 0x2010), 0xFEFF, 0xAD]
    table |= dict.fromkeys(map(chr, gone), "")
    table |= {lower: lower.upper() for lower in "abcdefghijklmnopqrstuvwxyz"}
    return table | {"ヶ": "ケ", "ヵ": "ケ", "ッ": "ツ", "っ": "ツ", "　": " "}


@cache
def _replaced() -> Callable[[Callable[[re.Match[str]], str], str], str]:
    """Return the substitution of step 3, which is faster than `translate`: few characters are replaced.

    Everything beyond the first plane is asked for, because a class is fast within it only.
    """
    characters = "".join(char for char in _table() if char <= _LAST_OF_PLANE)
    return re.compile(f"[{re.escape(characters)}\U00010000-\U0010ffff]").sub


def _replacement(match: re.Match[str]) -> str:
    char = match[0]
    return _table().get(char, char)


def _to_katakana(match: re.Match[str]) -> str:
    run = match[0]
    end = match.end()
    if len(run) == 1:
        while match.string[end : end + 1] == " ":
            end += 1
        if end == len(match.string) or match.string[end] in "0123456789-":
            return run
    return "".join(chr(ord(char) + 0x60) for char in run)


def fold_width(text: str) -> str:
    """Return `text` after step 1: the width and compatibility forms gone, everything else as written."""
    if unicodedata.is_normalized("NFKC", text):
        return text
    if _ROMAN_CHARACTERS.search(text):
        text = _ROMAN_CHARACTERS.sub(lambda match: _ROMAN[match[0]], text)
    return unicodedata.normalize("NFKC", text)


def fold_spelling(wide: str) -> str:
    """Return a text after `fold_width` with the spelling folded too: steps 2 to 5."""
    hidden = False
    if _REWRITTEN.search(wide):
        if "の" in wide or "之" in wide:
            wide = _BEFORE_NUMERAL.sub("ノ", wide)
        if "十字" in wide:
            wide = _CROSSROADS.sub("十 字", wide)
        if "I" in wide:
            wide = _LATIN_ROMAN.sub(lambda match: f" {_ROMAN_VALUES[match[0]]} ", wide)
        wide = fold_old_numerals(_KANJI_DASH.sub("-", wide) if "一" in wide else wide)
        seen = hide_person(wide)
        hidden = seen is not wide
        text = _HIRAGANA.sub(_to_katakana, _replaced()(_replacement, fold_numerals(seen)))
    else:
        text = _replaced()(_replacement, wide)
    if "ガ" in text or "之" in text:
        text = _BETWEEN_KANJI.sub(_between_kanji, text)
    if "-" in text:
        text = _DASH_IN_WORD.sub("ー", text)
    if "ー" in text:
        text = _LONG_VOWEL.sub("-", text)
    if "字" in text:
        text = _AZA.sub(" ", text.replace("大字", " ", 1))
    if " " in text:
        text = _close_up(text)
    return show_person(text) if hidden else text


def fold_name(wide: str) -> str:
    """Return the fold of a name that has katakana and kanji only, no numeral and no 之.

    >>> fold_name("メゾン霞ヶ関"), fold_name("自由ガ丘澤荘")
    ('メゾン霞ケ関', '自由ケ丘沢荘')
    """
    text = _replaced()(_replacement, wide)
    return _BETWEEN_KANJI.sub(_between_kanji, text) if "ガ" in text else text


def _between_kanji(match: re.Match[str]) -> str:
    return "ケ" if match[0] == "ガ" else "ノ"


def _close_up(text: str, *, rooms: bool = True) -> str:
    """Return a text without its spaces, but for one between two digits, and with `rooms` one before A203 too."""
    first, *others = text.split() or [""]
    for part in others:
        apart = part[0] in _ASCII_DIGITS or (rooms and _LETTER_ROOM.match(part))
        first += f" {part}" if first[-1] in _ASCII_DIGITS and apart else part
    return first


def same_writing(one: str, other: str) -> bool:
    """Say whether two texts after `fold_width` differ in spaces only, as a printed form and its copy may.

    >>> same_writing("京都市 下京区1", "京都市下京区1"), same_writing("1 1", "11")
    (True, False)
    """
    return one == other or _close_up(one, rooms=False) == _close_up(other, rooms=False)


def fold_address(text: str) -> str:
    """Return the comparable spelling of an address or of a part of one."""
    return fold_spelling(fold_width(text))
