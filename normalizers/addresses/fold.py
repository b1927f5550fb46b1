"""The spelling in which addresses are looked up and compared; the order of the steps is fixed.

1. Roman numeral characters become digits, then NFKC: full-width digits, half-width kana, compatibility kanji, ㈱.
2. II after a name becomes 2, 一 between two digits a dash, and kanji numerals, old ones too, digits (`numerals`).
3. One table: every dash is `-`, old and variant kanji are the ones of the dictionary, ヶ ヵ are ケ, ッ is ツ, variation
   selectors go, brackets and punctuation are spaces.
4. Hiragana becomes katakana, except a single letter before a number: in 石川県 い12 and イ12 are two places.
   が ガ between kanji is ケ, 之 is ノ.
5. `-` between katakana is ー, ー between numbers is `-`; 大字 and 字 are spaces; a space stays between two digits only.

>>> fold_address("埼玉県川口市大字芝字宮根３９３８－５")
'埼玉県川口市芝宮根3938-5'
>>> fold_address("稲村ガ﨑二丁目8") == fold_address("稲村ヶ崎２丁目８")
True
>>> fold_address("須惠町大字上須惠１１１７") == fold_address("須恵町上須恵1117")
True
>>> fold_address("メゾンⅡ 701"), fold_address("60ー5 ハイツ"), fold_address("い12")
('メゾン2 701', '60-5ハイツ', 'い12')

Source: the kanji table is built by `normalizers.addresses.build`, which fails when two towns of one municipality fall
together.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path

from normalizers.addresses.numerals import fold_numerals, fold_old_numerals
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
_DASH_IN_WORD = re.compile("-(?=[ァ-ヺ])(?<=[ァ-ヺー]-)")
_LAST_OF_PLANE = 0xFFFF
_REWRITTEN = re.compile("[ぁ-ゖ〇一二三四五六七八九十百千壱壹弌弐貳貮弍参參拾廿卅○之方宅I]")
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
    return not _variants().keys().isdisjoint(text)


class _Table(dict[int, int | str | None]):
    """A translation that learns what stays as it is: a miss would cost an exception every time."""

    def __missing__(self, code: int) -> int:
        if code <= _LAST_OF_PLANE:
            self[code] = code
        return code


@cache
def _table() -> _Table:
    """Return the translation of step 3."""
    table: dict[int, int | str | None] = {ord(source): target for source, target in _variants().items()}
    table |= dict.fromkeys(map(ord, _DASHES), "-")
    table |= dict.fromkeys(map(ord, f"{_PUNCTUATION}\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"), " ")
    table |= dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x200B, 0x2010), 0xFEFF, 0xAD])
    table |= {ord(lower): lower.upper() for lower in "abcdefghijklmnopqrstuvwxyz"}
    return _Table(table | {ord("ヶ"): "ケ", ord("ヵ"): "ケ", ord("ッ"): "ツ", ord("っ"): "ツ", ord("　"): " "})


def _to_katakana(match: re.Match[str]) -> str:
    run = match[0]
    end = match.end()
    if len(run) == 1 and (end == len(match.string) or match.string[end] in "0123456789- "):
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
        if "I" in wide:
            wide = _LATIN_ROMAN.sub(lambda match: f" {_ROMAN_VALUES[match[0]]} ", wide)
        wide = fold_old_numerals(_KANJI_DASH.sub("-", wide) if "一" in wide else wide)
        seen = hide_person(wide)
        hidden = seen is not wide
        text = _HIRAGANA.sub(_to_katakana, fold_numerals(seen).translate(_table()))
    else:
        text = wide.translate(_table())
    if "ガ" in text or "之" in text:
        text = _BETWEEN_KANJI.sub(lambda match: "ケ" if match[0] == "ガ" else "ノ", text)
    if "-" in text:
        text = _DASH_IN_WORD.sub("ー", text)
    if "ー" in text:
        text = _LONG_VOWEL.sub("-", text)
    if "字" in text:
        text = text.replace("大字", " ", 1).replace("字", " ")
    if " " in text:
        text = _close_up(text)
    return show_person(text) if hidden else text


def _close_up(text: str) -> str:
    """Return a text without its spaces, but for one between two digits."""
    first, *others = text.split() or [""]
    for part in others:
        first += f" {part}" if first[-1] in _ASCII_DIGITS and part[0] in _ASCII_DIGITS else part
    return first


def same_writing(one: str, other: str) -> bool:
    """Say whether two texts after `fold_width` differ in spaces only, as a printed form and its copy may.

    >>> same_writing("京都市 下京区1", "京都市下京区1"), same_writing("1 1", "11")
    (True, False)
    """
    return one == other or _close_up(one) == _close_up(other)


def fold_address(text: str) -> str:
    """Return the comparable spelling of an address or of a part of one."""
    return fold_spelling(fold_width(text))
