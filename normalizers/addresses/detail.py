"""方書: the building, the room or floor, and the person or firm that mail goes through (様方, 気付).

>>> read_detail("都営アパート2号棟-504")
Detail(building='都営アパート2号棟', room='504', care_of='', through='')
>>> read_detail("ビル27F")
Detail(building='ビル', room='27階', care_of='', through='')
>>> read_detail("LEGEND203号") == read_detail("LEGEND-203")
True
>>> read_detail("小林様方")
Detail(building='', room='', care_of='小林', through='様方')
>>> read_detail("小林建設株式会社気付").care_of == read_detail("小林建設株気付").care_of
True
"""

import re
from typing import NamedTuple

_THROUGH = re.compile("([^0-9-]{1,40}?)(様方|サマ方|様宅|気付|気附)(.*)")
_PLAIN_THROUGH = re.compile("(?:^|(?<=[0-9室号-]))([一-鿿々]{1,5})方()$")
_LEADING_MARK = re.compile("^(?:号室|号|室)")
_ROOM = re.compile("[- ]?((?:(?<![A-Z])[A-Z])?[0-9]{1,5}(?:[A-EG-Z]|-[0-9]{1,5})?)$")
_LETTER_ROOM = re.compile("(?<![A-Z])([A-Z])(?:号室|号|室)$")
_ROOM_MARKS = (("号室", ""), ("号", ""), ("室", ""), ("階", "階"), ("F", "階"))
_ROOM_ENDS = frozenset("0123456789ABCDEGHIJKLMNOPQRSTUVWXYZ")
_LONGEST_ROOM = 13
_OLD_DIGITS = re.compile("[壱弐参](?=[番号])")
_BASEMENT = re.compile("地下(?=[0-9]{1,2}(?:階|F))|(?<!地)地(?=階)")
_BASEMENT_MARKS = {"地下": "B", "地": "B1"}
_DIGITS = {"壱": "1", "弐": "2", "参": "3"}
_MARKS = re.compile("(?:(?<![A-Z])NO|#)(?=[A-Z]?[0-9]{1,5})")
_WING = re.compile("(?<=[0-9])棟|(?<=[A-Z])号棟")
_WINGS = {"棟": "号棟", "号棟": "棟"}
_LETTER_WING = re.compile("(?<![A-Z0-9])([A-Z])(?:-|棟[- ]?)(?=[0-9]{1,5}(?:号室|号|室)?$)")
_LETTER_WING_ROOM = re.compile("(?<![A-Z0-9-])([A-Z][0-9]{1,3})-(?=[0-9]{3,4}(?:号室|号|室)?$)")
_WING_ROOM = re.compile("(?<=[^0-9A-Z -])([0-9]{1,2})-(?=[0-9]{3,4}(?:号室|号|室)?$)")
_JOINTS = re.compile("(?<![0-9])[- ]|[- ](?![0-9])")


class Detail(NamedTuple):
    """The 方書; an empty part is not written."""

    building: str = ""
    room: str = ""
    care_of: str = ""
    through: str = ""


def read_detail(tail: str) -> Detail:
    """Split the folded text after the numbers."""
    if not tail:
        return _NONE
    care_of = through = ""
    if "方" in tail or "宅" in tail or "気" in tail:
        tail, care_of, through = _split_through(tail)
    tail = _fold_firm(tail).strip("- ")
    if "番" in tail or "号" in tail:
        tail = _OLD_DIGITS.sub(lambda digit: _DIGITS[digit[0]], tail)
    if "地" in tail:
        tail = _BASEMENT.sub(lambda mark: _BASEMENT_MARKS[mark[0]], tail)
    tail = _fold_room(tail)
    name, room = _split_room(tail)
    return Detail(_JOINTS.sub("", name) if "-" in name or " " in name else name, room, care_of, through)


_NONE = Detail()


def _fold_room(tail: str) -> str:
    """Return the text with one notation of wing and room.

    No.203 is 203, No.A203 is A203, 3棟 is 3号棟, A-203 and A棟203 are A203, 2-304 is 2号棟304, C48-302 is C48号棟302.
    """
    if "棟" in tail:
        tail = _LETTER_WING.sub("\\1", _WING.sub(lambda mark: _WINGS[mark[0]], tail))
    if "#" in tail or "NO" in tail:
        tail = _MARKS.sub("", tail)
    if "-" in tail:
        tail = _LETTER_WING_ROOM.sub("\\1号棟", _LETTER_WING.sub("\\1", tail))
        tail = _WING_ROOM.sub("\\1号棟", tail)
    return tail


def _split_room(tail: str) -> tuple[str, str]:
    """Return the building and the room, a floor with its mark."""
    stem, kind = next(((tail[: -len(mark)], kind) for mark, kind in _ROOM_MARKS if tail.endswith(mark)), (tail, ""))
    letter = _LETTER_ROOM.search(tail, max(len(tail) - _LONGEST_ROOM, 0)) if tail[-1:] in ("号", "室") else None
    if letter:
        return tail[: letter.start()], letter[1]
    room = _ROOM.search(stem, max(len(stem) - _LONGEST_ROOM, 0)) if stem[-1:] in _ROOM_ENDS else None
    if room is None:
        return tail, ""
    return stem[: room.start()], f"{room[1].lstrip('0') or '0'}{kind}"


def _split_through(tail: str) -> tuple[str, str, str]:
    """Return the text without 様方 or 気付, the name before it, and which of the two it is."""
    match = _THROUGH.search(tail) or _PLAIN_THROUGH.search(tail)
    if match is None:
        return tail, "", ""
    mark = _LEADING_MARK.match(match[1])
    room_mark = mark[0] if mark else ""
    name = match[1][len(room_mark) :]
    rest = match[match.lastindex or 0]
    through = "気付" if match[0][len(match[1]) :].startswith("気") else "様方"
    return f"{tail[: match.start()]}{room_mark}{rest}", _fold_firm(name), through


def _fold_firm(text: str) -> str:
    return text.replace("株式会社", "株").replace("有限会社", "有") if "会社" in text else text
