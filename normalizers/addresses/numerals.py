"""Kanji numerals to ASCII digits, so that 二丁目 and 2丁目, 六本木 and 6本木 are spelled alike.

Written with 十 百 千 a numeral has a value, without them its digits stand one after the other. What is neither
(八五十, a 字 name) stays as it is, and so does a lone 千 (千代田). A space keeps two numerals apart that meet in
different scripts: the house number 3 and the office of 三田市 never become 33.

>>> fold_numerals("二丁目三十一番十四号"), fold_numerals("一六五七番地ノ五")
('2丁目31番14号', '1657番地ノ5')
>>> fold_numerals("千四百五十四番地"), fold_numerals("千代田"), fold_numerals("字八五十2459")
('1454番地', '千代田', '字八五十2459')
>>> fold_numerals("1-2-3三田市役所")
'1-2-3 3田市役所'
"""

import re

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")}
_KANJI = ("", *"一二三四五六七八九")
_UNITS = {"十": 10, "百": 100, "千": 1000}
_RUN = re.compile("[〇一二三四五六七八九十百千]+")
_WELL_FORMED = re.compile(
    "(?:[一二三四五六七八九]?千)?(?:[一二三四五六七八九]?百)?(?:[一二三四五六七八九]?十)?[一二三四五六七八九]?"
)
_OLD = str.maketrans("壱壹弌弐貳貮弍参參拾○", "一一一二二二二三三十〇") | {ord("廿"): "二十", ord("卅"): "三十"}
_OLD_CHARACTERS = re.compile("[壱壹弌弐貳貮弍参參拾廿卅○]")
ANY_NUMERAL = "〇一二三四五六七八九十百千壱壹弌弐貳貮弍参參拾廿卅○"
_ANY = f"[{ANY_NUMERAL}]"
_OLD_RUN = re.compile(f"(?<!{_ANY}){_ANY}{{1,9}}(?=番(?![町丁街耕])|号)|(?<=番地){_ANY}{{1,4}}(?![一-鿿々])")
_LONGEST = 9
"""More digits than this are no house number; the run is left alone."""


def numeral_value(run: str) -> str | None:
    """Return the digits that a run of kanji numerals stands for, or None where it is no number."""
    if run == "千" or len(run) > _LONGEST:
        return None
    if not any(char in _UNITS for char in run):
        return "".join(str(_DIGITS[char]) for char in run)
    if _WELL_FORMED.fullmatch(run) is None:
        return None
    total = pending = 0
    for char in run:
        if char in _UNITS:
            total += (pending or 1) * _UNITS[char]
            pending = 0
        else:
            pending = _DIGITS[char]
    return str(total + pending)


def _replace(match: re.Match[str]) -> str:
    digits = numeral_value(match[0])
    if digits is None:
        return match[0]
    start, end = match.span()
    text = match.string
    before = " " if start and text[start - 1].isdecimal() else ""
    after = " " if end < len(text) and text[end].isdecimal() else ""
    return f"{before}{digits}{after}"


def fold_old_numerals(text: str) -> str:
    """Return `text` with 壱 弐 参 拾 廿 and the circle as today's numerals, in numbers before or after 番地 only.

    >>> fold_old_numerals("弐拾参番地"), fold_old_numerals("廿日市廿三番地"), fold_old_numerals("壱番町一○三番地")
    ('二十三番地', '廿日市二十三番地', '壱番町一〇三番地')
    """
    return _OLD_RUN.sub(lambda run: run[0].translate(_OLD), text) if _OLD_CHARACTERS.search(text) else text


def kanji_numeral(number: int) -> str:
    """Return a number below one hundred in kanji.

    >>> kanji_numeral(4), kanji_numeral(10), kanji_numeral(23)
    ('四', '十', '二十三')
    """
    tens, ones = divmod(number, 10)
    return f"{_KANJI[tens] if tens > 1 else ''}{'十' if tens else ''}{_KANJI[ones]}"


def fold_numerals(text: str) -> str:
    """Return `text` with every kanji numeral in ASCII digits."""
    return _RUN.sub(_replace, text)
