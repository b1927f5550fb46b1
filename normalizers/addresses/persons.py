"""The name before 様方: its kanji numerals are part of a name (五十嵐, 鈴木一郎) and no house number.

>>> hidden = hide_person("渋谷3-5-1 五十嵐様方")
>>> hidden == "渋谷3-5-1 五十嵐様方", show_person(hidden)
(False, '渋谷3-5-1 五十嵐様方')
>>> hide_person("渋谷三の五の一三浦様方")
'渋谷三の五の一三浦様方'
>>> show_person(hide_person("渋谷ハイツ (鈴木方)"))
'渋谷ハイツ-鈴木方)'
"""

import re

_NUMERALS = "〇一二三四五六七八九十百千"
_HIDDEN = {ord(char): 0xFDD0 + place for place, char in enumerate(_NUMERALS)}
_SHOWN = {code: chr(char) for char, code in _HIDDEN.items()}
_NAME = "[^0-9０-９ \\t\\n()丁目番地号室階棟館のノ之、。,-]"
_END = "(?=様方|さま方|サマ方|様宅|方[)\\s]{0,2}$)"
_PERSON = re.compile(f"(?<=[0-9０-９ (号室階]){_NAME}{{1,12}}{_END}|(?<=[番地])(?![{_NUMERALS}]){_NAME}{{1,12}}{_END}")
_AFTER_BUILDING = re.compile(f"(?<=[ァ-ヿA-Za-z荘寮棟館苑園]) ?[ (](?={_NAME}{{1,12}}{_END})")


def hide_person(text: str) -> str:
    """Return an address in which the fold of the numerals does not see the householder; a dash sets off the building.

    A numeral that could still be a number (一三浦 after の) is left as it is.
    """
    if "方" not in text and "様宅" not in text:
        return text
    text = _PERSON.sub(lambda match: match[0].translate(_HIDDEN), text)
    return _AFTER_BUILDING.sub("-", text)


def show_person(text: str) -> str:
    """Return the text with the householder's numerals back."""
    return text.translate(_SHOWN)
