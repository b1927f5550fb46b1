"""Pairs of names and of kana that differ in their notation only, and the shape that alone decides their comparison.

An insurer writes all of its names one way: without the space, in half-width kana, in large kana. Such pairs differ from
each other in what is equal on both sides, which no rule reads: once it is known to be equal, the level and the evidence
follow from where the spaces stand and how each side is written. Whoever compares many pairs compares one of each shape
(`compare_name`, `compare_name_kana`). A pair that may differ in anything else has no shape, and is None.

>>> name_shape("竹島裕香", "竹島　裕香") == name_shape("田中健", "田中　健") == (0, 2)
True
>>> name_shape("竹島裕香", "竹嶋　裕香") is name_shape("ヤマダ", "ヤ マダ") is None
True
>>> kana_shape("ﾜﾀﾅﾍﾞ ﾅｵﾕｷ", "ワタナベ　ナオユキ") == kana_shape("ﾖｼｵｶ ﾅｵｷ", "ヨシオカ　ナオキ")
True
>>> kana_shape("ﾜﾀﾅﾍﾞ ﾅｵﾕｷ", "ワタベ　ナオユキ") is None
True
"""

import re
from functools import lru_cache

from normalizers.kana import fold_small, katakana
from normalizers.spelling import is_plain

Shape = tuple[int, ...]

_LETTERS = "㐀-䶿一-鿿々ぁ-ゖァ-ヺ"
_NAME = re.compile(f"([㐀-䶿一-鿿][{_LETTERS}]{{0,30}})(?:[ \u3000]([{_LETTERS}]{{1,30}}))?")
"""A name that begins with a kanji, so that it is no kana name, with one space or none."""
_SPACES = re.compile("[ \u3000]")
_TOKEN = re.compile("[ァ-ヲン][ァ-ヲンー]{0,30}|[ｦ-ﾝ][ｦ-ﾟ]{0,40}")
_FULL = re.compile("[ァ-ヲン][ァ-ヲンー]{0,40}")
_MOST = 2
_REMEMBERED = 1 << 16


def name_shape(enrolment: str, resident: str) -> Shape | None:
    """Return after how many characters each name is cut (0: not at all), if nothing but that may differ.

    Names that are cut at different places have no shape: another registered form may agree better.

    Args:
        enrolment: the name of the enrolment, as written.
        resident: the 氏名 of the resident, as written, and not the same text.
    """
    ours, theirs = _NAME.fullmatch(enrolment), _NAME.fullmatch(resident)
    if ours is None or theirs is None:
        return None
    (family, given), (surname, other) = ours.groups(""), theirs.groups("")
    if family + given != surname + other or not is_plain(family + given):
        return None
    cut, other_cut = len(family) if given else 0, len(surname) if other else 0
    return None if cut and other_cut and cut != other_cut else (cut, other_cut)


def kana_shape(enrolment: str, resident: str) -> Shape | None:
    """Return how each kana name is written and cut, if nothing but that may differ.

    The shape decides the comparison of a resident who is not foreign and whose name agrees (EXACT or EQUIVALENT), for
    then small against large kana is a habit of writing.

    Args:
        enrolment: the kana of the enrolment, as written.
        resident: the kana of the resident, as written, and not the same text.
    """
    ours = _read_kana(enrolment)
    theirs = _read_kana(resident) if ours else None
    if ours is None or theirs is None or ours[0] != theirs[0]:
        return None
    large, kana, half, cut = ours
    return half, cut, large != kana, theirs[2], theirs[3], large != theirs[1], kana == theirs[1]


def _read_kana(text: str) -> tuple[str, str, bool, int] | None:
    """Return a kana name in large kana and in full-width kana, whether any is half-width, and where it is cut."""
    tokens = _SPACES.split(text)
    if len(tokens) > _MOST:
        return None
    first = _read_token(tokens[0])
    if first is None or len(tokens) < _MOST:
        return first and (*first, 0)
    second = _read_token(tokens[1])
    return second and (first[0] + second[0], first[1] + second[1], first[2] or second[2], len(first[0]))


@lru_cache(_REMEMBERED)
def _read_token(token: str) -> tuple[str, str, bool] | None:
    """Return a family or given name in large kana and in full-width kana, and whether it is half-width.

    None for anything but plain kana: no ヴ, no mark that is written apart, nothing that repeats.
    """
    kana = katakana(token) if _TOKEN.fullmatch(token) else ""
    return (fold_small(kana), kana, kana != token) if _FULL.fullmatch(kana) else None
