r"""Latin names: upper-case ASCII tokens, so that order, separators and diacritics do not matter.

Order of the steps: width → case → separators (comma, hyphen, apostrophe, `<`, dot, spaces) → diacritics. A letter
with a mark has two ASCII forms: the bare letter (在留カード uses the 26 letters) and the transliteration of ICAO Doc
9303-3 (Ü → UE or UXX, here UE; Å → AA; Ø → OE; ß → SS; Đ → D). The key takes the bare letters; `ascii_forms` gives
both.

>>> normalize_roman("Nguyễn, Văn-Anh")
Normalized(key='ANH NGUYEN VAN', reasons=('case', 'separator', 'token_order', 'diacritic'))
>>> sorted(ascii_forms("JÄGER"))
['JAEGER', 'JAGER']
>>> is_latin("ＫＩＭ\N{IDEOGRAPHIC SPACE}Min-jun"), is_latin("キム")
(True, False)

Source: ICAO Doc 9303 part 3 section 6 (8th edition, 2021); 在留カード氏名の表記 (出入国在留管理庁).
"""

import re
import unicodedata
from functools import lru_cache

from normalizers.forms import Normalized, Reason, RomanKey
from normalizers.widths import encoding_reasons, fold_encoding

_ICAO = {
    "Ä": "AE", "Å": "AA", "Æ": "AE", "Ö": "OE", "Ø": "OE", "Ü": "UE", "ß": "SS", "ẞ": "SS", "Þ": "TH",
    "Œ": "OE", "Ĳ": "IJ",
    "Ð": "D", "Đ": "D", "Ł": "L", "Ħ": "H", "Ŧ": "T", "Ŋ": "N", "ı": "I", "İ": "I",
}  # fmt: skip
_BARE = {**{key: value for key, value in _ICAO.items() if key not in "ÄÅÖÜ"}, "Ø": "O"}
_MAX_FORMS = 16
_JOINERS = re.compile(
    "['\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}`\N{ACUTE ACCENT}]"
)
_SPLIT = re.compile("[^0-9A-Z]+")
_MARKS = re.compile("[\u0300-\u036f]")
_MAYBE_LATIN = re.compile("[A-Za-z\uff21-\uff3a\uff41-\uff5a\u00c0-\u024f\u1e00-\u1eff]")
_OTHER_LETTER = re.compile("[^\\W\\d_A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f]")


def is_latin(text: str) -> bool:
    """Return whether every letter of `text` is a Latin one, and there is at least one."""
    if not _MAYBE_LATIN.search(text):
        return False
    return text.isascii() or not _OTHER_LETTER.search(fold_encoding(text))


@lru_cache(maxsize=4096)
def _upper(text: str) -> str:
    """Return `text` in one width, composed and upper case, apostrophes dropped; ß stays one letter."""
    if text.isascii():
        return _JOINERS.sub("", text.upper())
    folded = unicodedata.normalize("NFC", fold_encoding(text))
    return _JOINERS.sub("", "".join(char if char in "ßı" else char.upper() for char in folded))


def _bare(text: str) -> str:
    if text.isascii():
        return text
    for letter, ascii_form in _BARE.items():
        text = text.replace(letter, ascii_form)
    return _MARKS.sub("", unicodedata.normalize("NFD", text))


@lru_cache(maxsize=4096)
def roman_tokens(text: str) -> tuple[str, ...]:
    """Return the tokens of a Latin name in their order, as bare upper-case ASCII."""
    return tuple(token for token in _SPLIT.split(_bare(_upper(text))) if token)


def ascii_forms(text: str) -> frozenset[str]:
    """Return every ASCII spelling of a Latin name: bare letters, ICAO 9303, and mixtures, up to a bound."""
    if text.isascii():
        return frozenset((" ".join(roman_tokens(text)),))
    forms = {_upper(text)}
    for letter, ascii_form in _ICAO.items():
        if len(forms) < _MAX_FORMS and any(letter in form for form in forms):
            bare = _BARE.get(letter, letter)
            forms = {form.replace(letter, choice) for form in forms for choice in (ascii_form, bare)}
    return frozenset(" ".join(token for token in _SPLIT.split(_bare(form)) if token) for form in forms)


@lru_cache(maxsize=4096)
def roman_reasons(text: str) -> tuple[Reason, ...]:
    """Return what `roman_tokens` folds in `text`, in the order of the steps."""
    folded = fold_encoding(text)
    found = [Reason(reason) for reason in encoding_reasons(text)]
    if any(char.islower() and char not in "ßı" for char in folded):
        found.append(Reason("case"))
    if re.search("[^\\w\\s\u0300-\u036f]", folded):
        found.append(Reason("separator"))
    return tuple(found)


def normalize_roman(text: str) -> Normalized[RomanKey]:
    """Return the tokens in sorted order, joined by one space, and why the text changed.

    Args:
        text: a name in Latin letters, in any width, case and order.
    """
    tokens = roman_tokens(text)
    found = list(roman_reasons(text))
    if list(tokens) != sorted(tokens):
        found.append(Reason("token_order"))
    if _bare(_upper(text)) != _upper(text):
        found.append(Reason("diacritic"))
    return Normalized(RomanKey(" ".join(sorted(tokens))), tuple(found))
