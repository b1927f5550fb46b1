r"""Kana names: full-width katakana, large kana, no separators.

Order of the steps, and of the reasons: encoding and marks (`normalizers.widths`) → hiragana to katakana (`hira_kata`)
→ ヽ and ヾ as the kana that they repeat (`kana_iteration`; after a kana with dakuten ヽ may mean either, and stays) →
the glyphs used for the prolonged sound mark, kanji 一 too, only after a kana (`long_mark`) → small to large
(`kana_small`) → ヴ row to バ row (`foreign_v`) → separators. Folding ヴ before the small kana would keep ヴォ and ヴオ
apart. Dakuten, long vowels and ッ are never dropped: コンドウ/ゴンドウ, オノ/オオノ and ハトリ/ハットリ are
different people.

>>> normalize_kana("さとう\N{IDEOGRAPHIC SPACE}シュウ")
Normalized(key='サトウシユウ', reasons=('space_width', 'hira_kata', 'kana_small'))
>>> normalize_kana("ｸﾞｴﾝ･ｳﾞｧﾝ").key, normalize_kana("グエン\N{IDEOGRAPHIC SPACE}バン").key
('グエンバン', 'グエンバン')
>>> normalize_kana("ハ\N{MINUS SIGN}パ\N{HYPHEN}").key
'ハーパー'

Source: 外来語の表記 (平成3年内閣告示第2号); 戸籍の氏名の振り仮名 (令和7年5月26日施行); JIS X 0201 half-width forms.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from normalizers.charmap import CharacterMap
from normalizers.forms import KanaKey, Normalized, Reason
from normalizers.widths import (
    ENCODING_ORDER,
    SEMI_VOICED,
    SPACE_WIDTH,
    VOICED,
    encoding_map,
    encoding_reasons,
    encoding_table,
    fold_encoding,
)

_TO_KATAKANA = {code: chr(code + 0x60) for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_SMALL = "ァィゥェォッャュョヮヵヶ"
_TO_LARGE = str.maketrans(_SMALL, "アイウエオツヤユヨワカケ")
_LONG_MARK = "\N{KATAKANA-HIRAGANA PROLONGED SOUND MARK}"
_DASHES = (
    "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}\N{MINUS SIGN}"
    "\N{BOX DRAWINGS LIGHT HORIZONTAL}\N{BOX DRAWINGS HEAVY HORIZONTAL}\N{WAVE DASH}~\N{SWUNG DASH}"
    "\N{SMALL HYPHEN-MINUS}\N{SUPERSCRIPT MINUS}\N{MODIFIER LETTER MINUS SIGN}\N{HEAVY MINUS SIGN}\\-"
)
_KANJI_ONE = "\N{CJK UNIFIED IDEOGRAPH-4E00}"
_DASH_AFTER_KANA = re.compile(f"(?<=[ァ-ヂヅ-ヲヴ-ヺー])[{_DASHES}{_KANJI_ONE}]")
_DOTS = "\N{KATAKANA MIDDLE DOT}\N{MIDDLE DOT}\N{BULLET}\N{KATAKANA-HIRAGANA DOUBLE HYPHEN}=,./'、。"
_SEPARATORS = re.compile(f"[ {_DOTS}{_DASHES}]+")
_V_ROW = re.compile("ヴ([アイエオ]?)|([ヷヸヹヺ])")
_V_BECOMES = {"": "ブ", "ア": "バ", "イ": "ビ", "エ": "ベ", "オ": "ボ", "ヷ": "バ", "ヸ": "ビ", "ヹ": "ベ", "ヺ": "ボ"}
_WITHOUT_SEPARATORS = dict.fromkeys(map(ord, " " + _DOTS))
_PLAIN = re.compile("[ァ-ヺー]+(?:[ \N{IDEOGRAPHIC SPACE}][ァ-ヺー]+)*")
_CODES = ("hira_kata", "kana_iteration", "long_mark", "kana_small", "foreign_v", "separator", "outside_kana_set")
_ORDER = {Reason(code): number for number, code in enumerate((*ENCODING_ORDER, *_CODES))}
_NEEDS_CARE = re.compile("[^ァ-ヲンー]")
_NOT_KANA = re.compile("[^ァ-ヺー]")
_REPEATED = re.compile("([アイウエオカキクケコサシスセソタチツテトナ-ノハヒフヘホマ-モヤユヨ-ロワヰヱヲン])([ヽヾ])")
_FOREIGN = re.compile("[ヴヷヸヹヺ]")


def katakana(text: str) -> str:
    """Return `text` as full-width katakana with its separators as single spaces, small kana kept.

    >>> katakana("ﾊ-ﾊﾟ-･ろーず")
    'ハーパー ローズ'
    """
    if _PLAIN.fullmatch(text):
        return text.replace("\N{IDEOGRAPHIC SPACE}", " ")
    folded = text.translate(_katakana_map())
    if VOICED in folded or SEMI_VOICED in folded:
        folded = fold_encoding(text).translate(_TO_KATAKANA)
    return _SEPARATORS.sub(" ", _DASH_AFTER_KANA.sub(_LONG_MARK, _write_out(folded))).strip()


def _write_out(kana: str) -> str:
    """Return katakana with ヽ and ヾ as the kana that they repeat: ヽ a large kana without dakuten, ヾ with them."""
    return _REPEATED.sub(_repeat, kana) if "ヽ" in kana or "ヾ" in kana else kana


def _repeat(match: re.Match[str]) -> str:
    kana, mark = match.groups()
    again = unicodedata.normalize("NFC", kana + VOICED) if mark == "ヾ" else kana
    return kana + again if len(again) == 1 else match.group()


def fold_small(text: str) -> str:
    """Return katakana with every small kana large: registries store them so."""
    return text.translate(_TO_LARGE)


def fold_v(text: str) -> str:
    """Return large katakana with the ヴ row as the バ row."""
    return _V_ROW.sub(lambda match: _V_BECOMES[match.group(2) or match.group(1)], text)


def outside_kana(text: str) -> str:
    """Return the characters that no kana name may have, in the order of their appearance."""
    return "".join(_NOT_KANA.findall(katakana(text).replace(" ", "")))


def normalize_kana(text: str) -> Normalized[KanaKey]:
    """Return the key of a kana name and why the text changed.

    Args:
        text: a name in katakana, hiragana or half-width kana; what is neither stays and is reported as
        `outside_kana_set`.
    """
    key = text.translate(_key_map())
    if _NEEDS_CARE.search(key):
        return Normalized(_careful_key(text), kana_reasons(text))
    if key == text:
        return Normalized(KanaKey(key))
    if key == text.replace("\N{IDEOGRAPHIC SPACE}", ""):
        return Normalized(KanaKey(key), (SPACE_WIDTH,))
    return Normalized(KanaKey(key), _plain_reasons(text))


def kana_key(text: str) -> KanaKey:
    """Return the key that `normalize_kana` gives, without its reasons."""
    key = text.translate(_key_map())
    return _careful_key(text) if _NEEDS_CARE.search(key) else KanaKey(key)


def _careful_key(text: str) -> KanaKey:
    return KanaKey(fold_v(fold_small(katakana(text)).replace(" ", "")))


@cache
def _katakana_map() -> CharacterMap[str]:
    encoding = encoding_map()
    return CharacterMap(lambda char: encoding[ord(char)].translate(_TO_KATAKANA))


@cache
def _key_map() -> CharacterMap[str]:
    """Compose the steps that work on one character into one map of `str.translate`."""
    kana = _katakana_map()
    return CharacterMap(lambda char: fold_small(kana[ord(char)]).translate(_WITHOUT_SEPARATORS))


def plain_characters() -> tuple[Mapping[int, str], re.Pattern[str]]:
    """Return the key of each character that changes, and what may not be left for a text to be keyed one by one.

    For whoever makes the keys of whole columns: where the pattern finds nothing in a text so translated, that text is
    the key that `normalize_kana` gives.
    """
    key = _key_map()
    codes = {*encoding_table(), *_TO_KATAKANA, *_TO_LARGE, *_WITHOUT_SEPARATORS}
    return {code: key[code] for code in codes}, _NEEDS_CARE


@cache
def _reason_map() -> CharacterMap[tuple[Reason, ...]]:
    """Return why the map changes a character."""
    return CharacterMap(lambda char: tuple(code for code in kana_reasons(char) if code != "outside_kana_set"))


def _plain_reasons(text: str) -> tuple[Reason, ...]:
    """Return the reasons of a text in which every character can be judged alone."""
    why = _reason_map()
    found = {reason for char in text for reason in why[ord(char)]}
    return tuple(found) if len(found) < 2 else tuple(sorted(found, key=_ORDER.__getitem__))  # noqa: PLR2004


def kana_reasons(text: str) -> tuple[Reason, ...]:
    """Return what `normalize_kana` folds in `text`, in the order of the steps."""
    folded = fold_encoding(text)
    kana = folded.translate(_TO_KATAKANA)
    written_out = _write_out(kana)
    long_marks = _DASH_AFTER_KANA.sub(_LONG_MARK, written_out)
    found = list(encoding_reasons(text))
    applies = (
        kana != folded,
        written_out != kana,
        long_marks != written_out,
        fold_small(kana) != kana,
        bool(_FOREIGN.search(kana)),
        bool(_SEPARATORS.search(long_marks.replace(" ", ""))),
        bool(outside_kana(text)),
    )
    if " " in folded:
        found.append(SPACE_WIDTH)
    found += [Reason(code) for code, applied in zip(_CODES, applies, strict=True) if applied]
    return tuple(sorted(set(found), key=_ORDER.__getitem__))
