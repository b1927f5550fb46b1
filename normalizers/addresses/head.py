"""The head of an address, which is all before its first number: folded and located once, then remembered.

Most addresses of a register share their head with others. A head may be kept only where nothing that follows can change
what it says. What follows begins with a digit, or with kanji numerals before 丁目 or 番地 that no other
numeral precedes; no step of the fold sees further than such a beginning, so one digit stands for all of them. Whether a
name could go on with a digit is asked of the dictionary (`locate_surely`); in Kyoto a street may follow the number,
which `parse` asks. Nothing unprintable is kept: the fold hides a householder's numerals behind such characters.
A head with its prefecture is read as the one without, where that names one municipality.

>>> split_head("東京都渋谷区渋谷三丁目5-1"), split_head("北海道羅臼町岬町1244番地"), split_head("無番地")
(8, 8, 0)
>>> head = read_head("東京都渋谷区渋谷")
>>> head.place.town.name, head.rest
('渋谷', '')
>>> read_head("北海道岩見沢市北") is None
True
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from normalizers.addresses.dictionary import load_dictionary
from normalizers.addresses.fold import fold_spelling
from normalizers.addresses.identity import identify_surely
from normalizers.addresses.numerals import ANY_NUMERAL
from normalizers.addresses.place import Place, locate_surely

_KANJI = "〇一二三四五六七八九十百千"
FIRST_NUMBER = f"[0-9{_KANJI}](?:(?<=[0-9])|(?<![{ANY_NUMERAL}].)[{_KANJI}]{{0,6}}+(?:丁目|番地))"
"""The pattern of the first number of a text in one width."""
_FIRST_NUMBER = re.compile(FIRST_NUMBER)
_DIGIT = re.compile("[0-9]")
_REMEMBERED = 1 << 15


class Head(NamedTuple):
    """What is known of every address with this head.

    `rest` is what of it follows the town, folded, `oaza` says whether it has a 大字, `in_kyoto` whether a street could
    follow. `town_key` names the town beyond doubt where a usual end follows, "" where the whole address must be asked.
    `alone` says that it is the same with the prefecture of the municipality before it.
    """

    place: Place
    rest: str
    oaza: bool
    in_kyoto: bool
    town_key: str
    alone: bool


def split_head(wide: str) -> int:
    """Return where the first number of a text in one width begins, 0 where there is none."""
    first = _FIRST_NUMBER.search(wide)
    return first.start() if first else 0


@lru_cache(_REMEMBERED)
def read_head(head: str) -> Head | None:
    """Return what an address says by its head, or None where what follows could matter."""
    bare = without_prefecture(head)
    if bare and not without_prefecture(bare):
        known = read_head(bare)
        if known and known.alone and head.startswith(known.place.prefecture):
            return known
    sure = locate_surely(fold_spelling(f"{head}1")) if head.isprintable() and head[-1] != "字" else None
    if sure is None:
        return None
    place, kyoto, alone = sure
    rest, town = place.rest[:-1], place.town
    plain = town is not None and not (town.azas or place.chome or (rest and _DIGIT.search(rest)))
    return Head(place, rest, "大字" in head, kyoto, identify_surely(place, head) if plain else "", alone)


def without_prefecture(head: str) -> str:
    """Return what follows the prefecture as its law has it, "" where none is written.

    >>> without_prefecture("三重県津市丸之内"), without_prefecture("津市丸之内"), without_prefecture("和歌山県和歌山市")
    ('津市丸之内', '', '和歌山市')
    """
    written = prefectures()
    if head[:3] in written:
        return head[3:]
    return head[4:] if head[:4] in written else ""


@cache
def prefectures() -> frozenset[str]:
    """Return every prefecture as its law has it."""
    present = (entry for entries in load_dictionary().by_prefecture[""].values() for entry in entries)
    return frozenset(entry.prefecture for entry in present)
