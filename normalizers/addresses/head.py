"""The head of an address, which is all before its first number: folded and located once, then remembered.

Most addresses of a register share their head with others. A head may be kept only where nothing that follows can change
what it says. What follows begins with a digit, or with kanji numerals and 丁目 that no other numeral precedes; no step
of the fold sees further than such a beginning, so one digit stands for all of them. Whether the town's name could go on
with a digit is asked of the dictionary; a name that several municipalities have, a former one and Kyoto's streets are
left to `locate`.

>>> split_head("東京都渋谷区渋谷三丁目5-1"), split_head("北海道羅臼町岬町１２４４番地"), split_head("無番地")
(8, 8, 0)
>>> head = read_head("東京都渋谷区渋谷")
>>> head.place.town.name, head.rest
('渋谷', '')
>>> read_head("北海道岩見沢市北") is None
True
"""

import re
from functools import lru_cache
from typing import NamedTuple

from normalizers.addresses.fold import fold_spelling, fold_width
from normalizers.addresses.place import Place, locate_surely

_NUMERALS = "〇一二三四五六七八九十百千壱壹弌弐貳貮弍参參拾廿卅○"
_FIRST_NUMBER = re.compile(f"[0-9０-９]|(?<![{_NUMERALS}])[一二三四五六七八九十]{{1,3}}丁目")
_NO_HEAD = frozenset(" \t\n\r\v\f〒〠T郵([【〔")
"""What a postal code may begin with: it is no part of a head."""
_PLAIN = re.compile("[0-9][0-9丁目番地号-]*")
_NO_TAIL = re.compile("[方宅字〒〠\ufdd0-\ufddf]")
"""What the fold or the parse sees in relation to the whole text: a householder, a 大字, a postal code at the end."""
_REMEMBERED = 1 << 15


class Head(NamedTuple):
    """What is known of every address with this head.

    `wide` is the head in one width, `rest` what of it follows the town, `oaza` whether it has a 大字.
    """

    wide: str
    place: Place
    rest: str
    oaza: bool


def split_head(text: str) -> int:
    """Return where the first number begins, 0 where there is none."""
    first = _FIRST_NUMBER.search(text)
    return first.start() if first else 0


@lru_cache(_REMEMBERED)
def read_head(head: str) -> Head | None:
    """Return what an address says by its head, or None where what follows could matter."""
    wide = fold_width(head)
    if wide[:1] in _NO_HEAD or "〒" in wide or "〠" in wide:
        return None
    place = locate_surely(fold_spelling(f"{wide}1"))
    return None if place is None else Head(wide, place, place.rest[:-1], "大字" in wide)


def fold_tail(wide: str) -> str:
    """Return the fold of what follows a head, "" where it is not the same by itself as in its address.

    >>> fold_tail("五丁目20番"), fold_tail("5-1 鈴木様方"), fold_tail("十十丁目")
    ('5丁目20番', '', '')
    """
    if _PLAIN.fullmatch(wide):
        return wide
    folded = "" if _NO_TAIL.search(wide) else fold_spelling(wide)
    return folded if folded[:1].isdecimal() else ""
