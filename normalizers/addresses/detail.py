"""方書: the building, the room or floor, and the person or firm that mail goes through (様方, 気付).

>>> read_detail("都営アパート2号棟-504")
Detail(building='都営アパート2号棟', room='504', care_of='', through='')
>>> read_detail("ビル27F"), read_detail("小林様方")
(Detail(building='ビル', room='27階', care_of='', through=''), Detail(building='', room='', care_of='小林', through='様方'))
>>> read_detail("小林建設株式会社気付").care_of == read_detail("小林建設株気付").care_of
True
"""

import re
from typing import NamedTuple

_THROUGH = re.compile("([^0-9-]{1,40}?)(様方|サマ方|様宅|気付|気附)(.*)")
_PLAIN_THROUGH = re.compile("(?:^|(?<=[0-9室号]))([一-鿿々]{1,5})方$")
_LEADING_MARK = re.compile("^(?:号室|号|室)")
_ROOM = re.compile("(.*?)[- ]?([A-Z]?[0-9]{1,5}(?:[A-EG-Z]|(?:-[0-9]{1,5}))?)(号室|号|室|階|F)?")
_OLD_DIGITS = re.compile("[壱弐参](?=[番号])")
_DIGITS = {"壱": "1", "弐": "2", "参": "3"}
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
        return Detail()
    care_of = through = ""
    match = _THROUGH.search(tail) or _PLAIN_THROUGH.search(tail)
    if match:
        care_of = _fold_firm(_LEADING_MARK.sub("", match[1]))
        through = "気付" if match[0][len(match[1]) :].startswith("気") else "様方"
        lead = _LEADING_MARK.match(match[1])
        tail = tail[: match.start()] + (lead[0] if lead else "") + (match[3] if match.re is _THROUGH else "")
    tail = _OLD_DIGITS.sub(lambda digit: _DIGITS[digit[0]], _fold_firm(tail)).strip("- ")
    room = _ROOM.fullmatch(tail)
    if room is None:
        return Detail(_JOINTS.sub("", tail), "", care_of, through)
    number = room[2].lstrip("0") or "0"
    return Detail(_JOINTS.sub("", room[1]), f"{number}階" if room[3] in ("階", "F") else number, care_of, through)


def _fold_firm(text: str) -> str:
    return text.replace("株式会社", "株").replace("有限会社", "有")
