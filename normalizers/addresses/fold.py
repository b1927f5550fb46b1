"""The spelling in which addresses are looked up and compared; the order of the steps is fixed.

1. Roman numeral characters become digits, then NFKC: full-width digits, half-width kana, compatibility kanji, ㈱.
2. Kanji numerals become digits (`numerals`).
3. One table: every dash is `-`, old and variant kanji are the ones of the dictionary, ヶ ヵ are ケ, ッ is ツ, variation
   selectors go, brackets and punctuation are spaces.
4. Hiragana becomes katakana, except a single letter before a number: in 石川県 い12 and イ12 are two places.
   が ガ between kanji is ケ, 之 is ノ.
5. ー between numbers is `-`; a space stays only between two digits; 大字 and 字 go.

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

from normalizers.addresses.numerals import fold_numerals

TABLES = Path(__file__).parent.parent / "tables" / "addresses"

_DASHES = "‐‑‒–—―⁃−─━╌╍⸺⸻﹘﹣－～〜~"
_PUNCTUATION = "()[]{}<>「」『』【】〔〕〈〉《》“”\"'`´’‘,，、。.・･:;：；|｜/／\\＼_＿^*※★☆●○◎■□◆◇▲△▼▽†‡§¶"
_ROMAN = {chr(0x2160 + i): f" {i + 1} " for i in range(12)} | {chr(0x2170 + i): f" {i + 1} " for i in range(12)}
_ROMAN_CHARACTERS = re.compile("[Ⅰ-Ⅻⅰ-ⅻ]")
_HIRAGANA = re.compile("[ぁ-ゖ]+")
_BETWEEN_KANJI = re.compile("ガ(?=[一-鿿])|之(?=[^0-9\\-])")
_LONG_VOWEL = re.compile("(?<=[0-9])ー(?=[0-9A-Z])|(?<=[目番地号])ー(?=[0-9])")
_SPACE = re.compile("(?<![0-9])\\s+|\\s+(?![0-9\\s])")
_AZA = re.compile("大字|字")


def _read_variants() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for line in (TABLES / "variants.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            target, sources = line.split("\t")
            pairs |= dict.fromkeys(sources, target)
    return pairs


@cache
def _table() -> dict[int, str | None]:
    """Return the translation of step 3."""
    table: dict[int, str | None] = {ord(source): target for source, target in _read_variants().items()}
    table |= dict.fromkeys(map(ord, _DASHES), "-")
    table |= dict.fromkeys(map(ord, _PUNCTUATION), " ")
    table |= dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0x200B, 0x2010), 0xFEFF, 0xAD])
    table |= {ord(lower): lower.upper() for lower in "abcdefghijklmnopqrstuvwxyz"}
    table |= {ord("ヶ"): "ケ", ord("ヵ"): "ケ", ord("ッ"): "ツ", ord("っ"): "ツ", ord("　"): " "}
    return table


def _to_katakana(match: re.Match[str]) -> str:
    run = match[0]
    end = match.end()
    if len(run) == 1 and (end == len(match.string) or match.string[end] in "0123456789- "):
        return run
    return "".join(chr(ord(char) + 0x60) for char in run)


def fold_width(text: str) -> str:
    """Return `text` after step 1: the width and compatibility forms gone, everything else as written."""
    if _ROMAN_CHARACTERS.search(text):
        text = _ROMAN_CHARACTERS.sub(lambda match: _ROMAN[match[0]], text)
    return unicodedata.normalize("NFKC", text)


def fold_address(text: str) -> str:
    """Return the comparable spelling of an address or of a part of one."""
    text = fold_numerals(fold_width(text)).translate(_table())
    text = _HIRAGANA.sub(_to_katakana, text)
    text = _BETWEEN_KANJI.sub(lambda match: "ケ" if match[0] == "ガ" else "ノ", text)
    text = _LONG_VOWEL.sub("-", text)
    return _AZA.sub("", _SPACE.sub("", text))
