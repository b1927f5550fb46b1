"""The usual end of an address: up to three numbers, a building of kana and kanji, a room; one match reads it all.

It reads the text in one width, before the fold: nothing that it takes is changed by the fold but 丁目 in kanji and the
characters of the building. Any other end gives None and is left to `fold_spelling`, `read_numbers` and `read_detail`,
which say the same of a usual one.

>>> read_usual("三丁目5-1 渋谷ハイツ 203号室")
Tail(text='3丁目5-1渋谷ハイツ203号室', numbers=(('3', '丁目'), ('5', ''), ('1', '')), building='渋谷ハイツ', room='203')
>>> read_usual("13番地の10 5号室")
Tail(text='13番地の10 5号室', numbers=(('13', '番地'), ('10', '')), building='', room='5')
>>> read_usual("5-1 2号棟504") is read_usual("十十丁目") is None
True
"""

import re
from typing import NamedTuple

from normalizers.addresses.characters import kanji_but
from normalizers.addresses.detail import read_detail
from normalizers.addresses.fold import fold_name, fold_spelling, written_for
from normalizers.addresses.numbers import Number, read_numbers
from normalizers.addresses.numerals import ANY_NUMERAL, kanji_numeral

_JOINT = "(?:(丁目|番地|番)[-ノの]?|[-ノの])"
_NUMBER = "([1-9][0-9]{0,5})"
_MARKS = written_for(f"丁目番地号割部階棟室館方宅気会字之{ANY_NUMERAL}")
FIRST_LETTER = f"[ァ-ネハ-ヺ々{kanji_but(_MARKS + written_for('街町甲乙丙戊己庚辛壬癸'))}]"
LETTER = f"[ァ-ヺー々{kanji_but(_MARKS)}]"
"""Patterns of what the name of a building in a usual end begins with, and of what it has."""
_BUILDING = f"{FIRST_LETTER}{LETTER}*+"
_USUAL = re.compile(
    f"(?>(?:{_NUMBER}|([一二三四五六七八九十]{{1,3}})(?=丁目))(?:{_JOINT}{_NUMBER}(?:{_JOINT}{_NUMBER})?)?"
    "(丁目|番地|番|号)?"
    f"(?=\\Z|(?:(?= )|(?<=[番地号])) ?[0-9]{{1,5}}(?:号室|室)|(?(4) ?{FIRST_LETTER}|(?!))))"
    f"( ?)((?:{_BUILDING})?)(?: ?([0-9]{{1,5}})(号室|号|室)?)?"
)
"""The numbers end for good where nothing, a room or, after two of them, a building follows."""
_PLAIN = re.compile("[0-9][0-9丁目番地号-]*")
LOT_JOINTS = frozenset("、,・〜~～及並")
"""What may stand between two lots."""
_USUAL_MARKS = frozenset({"", "丁目", "番地", "番", "号"})
_PLAIN_NUMBER = re.compile("[1-9][0-9]{0,5}")
_CHOME = {kanji_numeral(number): str(number) for number in range(1, 100)}


class Tail(NamedTuple):
    """What follows a town: the text folded, its numbers, building and room."""

    text: str
    numbers: tuple[Number, ...]
    building: str
    room: str


def read_usual(wide: str) -> Tail | None:
    """Return the parts of a usual end, None for any other.

    Args:
        wide: What follows the town, in one width (`fold_width`), or folded.
    """
    usual = _USUAL.fullmatch(wide)
    if usual is None:
        return None
    one, kanji, first, two, second, three, last, gap, building, room, mark = usual.groups("")
    if (first, second, last).count("番地") > 1:
        return None
    land = wide[: usual.start(8)]
    if kanji:
        one = _CHOME.get(kanji, "")
        if not one:
            return None
        land = one + land[len(kanji) :]
    if three:
        numbers: tuple[Number, ...] = (one, first), (two, second), (three, last)
    else:
        numbers = ((one, first), (two, last)) if two else ((one, last),)
    if building:
        building = fold_name(building)
    elif not room:
        return Tail(land, numbers, "", "")
    joint = gap if land[-1].isdecimal() and not building else ""
    return Tail(f"{land}{joint}{building}{room}{mark}", numbers, building, room.lstrip("0") or (room and "0"))


def read_other(wide: str) -> Tail | None:
    """Return the parts of another end that are the same after every head that names its town beyond doubt.

    They are those of `read_numbers` and `read_detail`. Nothing is left out that could be several lots, the name of a
    字 or a householder; the head must have no 字 and nothing after its town.

    >>> read_other("1011 県営みどり団地807")
    Tail(text='1011県営ミドリ団地807', numbers=(('1011', ''),), building='県営ミドリ団地', room='807')
    >>> read_other("1、2 ヴィラ風") is read_other("5-1 鈴木様方") is read_other("8軒5-1荘") is read_other("5-1") is None
    True
    """
    folded = fold_tail(wide) if LOT_JOINTS.isdisjoint(wide) else ""
    land = read_numbers(folded)
    marks = [mark for _, mark in land.numbers]
    if land.aza or not (land.numbers and land.tail) or marks.count("番地") > 1 or not _USUAL_MARKS.issuperset(marks):
        return None
    building, room, care_of, through = read_detail(land.tail)
    if care_of or through or not all(_PLAIN_NUMBER.fullmatch(value) for value, _ in land.numbers):
        return None
    return Tail(folded, land.numbers, building, room)


def fold_tail(wide: str) -> str:
    """Return the fold of what follows a head, "" where it is not the same by itself as in its address.

    That is so of 字, because the first 大字 is looked for, and of what hides a householder's numerals.

    >>> fold_tail("五丁目20番"), fold_tail("5-1 鈴木様方"), fold_tail("十十丁目")
    ('5丁目20番', '5-1鈴木様方', '')
    """
    if _PLAIN.fullmatch(wide):
        return wide
    folded = fold_spelling(wide) if "字" not in wide and wide.isprintable() else ""
    return folded if folded[:1].isdecimal() else ""
