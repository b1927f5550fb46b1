"""Which values of a whole column are plain: such that equality of the text proves that the item is EXACT.

>>> texts = ["19850102", "1985-01-02", "19850100", "19850431", "昭和60年1月2日"]
>>> plain_dates(pa.array(texts)).tolist()
[True, True, False, False, False]
"""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_LETTERS = (("ぁ", "ゖ"), ("ァ", "ヺ"), ("一", "鿿"), ("ｱ", "ﾝ"))
"""First and last letter of the blocks that Japanese names and addresses begin in: hiragana, katakana, CJK unified
ideographs (U+4E00 to U+9FFF) and half-width katakana. All have three bytes in UTF-8."""

_LAST_DAY = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + [0] * 87, np.uint8)
_FIRST_YEAR, _LAST_YEAR = 1870, 2099
_NINE = 9
_COMPACT = np.arange(8)
_ISO, _HYPHENS = np.array([0, 1, 2, 3, 5, 6, 8, 9]), (4, 7)


def plain_dates(column: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Return which values of a column without nulls are plain dates, as `plain_dates.is_plain_date` says of one."""
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    octets = np.frombuffer(data or b"", np.uint8)
    widths = np.diff(ends)
    found = np.zeros(len(column), np.bool_)
    for places in (_COMPACT, _ISO):
        rows = np.flatnonzero(widths == places[-1] + 1)
        starts = ends[rows]
        found[rows] = _days(octets[starts[:, None] + places] - np.uint8(ord("0")))
        if places is _ISO:
            for hyphen in _HYPHENS:
                found[rows] &= octets[starts + hyphen] == ord("-")
    return found


def _days(digits: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Return which rows of eight digits are a day; a character that is no digit is far above nine."""
    good = np.asarray((digits <= _NINE).all(axis=1), np.bool_)
    known = np.where(good[:, None], digits, 0).astype(np.uint16)
    year = known[:, 0] * 1000 + known[:, 1] * 100 + known[:, 2] * 10 + known[:, 3]
    month, day = known[:, 4] * 10 + known[:, 5], known[:, 6] * 10 + known[:, 7]
    in_time = (year >= _FIRST_YEAR) & (year <= _LAST_YEAR)
    return np.asarray(good & in_time & (day > 0) & (day <= _LAST_DAY[month]), np.bool_)


def known_sexes(column: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Return which values are 1 or 2.

    >>> known_sexes(pa.array(["1", "2", "3", "", "11"])).tolist()
    [True, True, False, False, False]
    """
    first, width = _first_octets(column, 1)
    known: npt.NDArray[np.bool_] = (width == 1) & ((first == ord("1")) | (first == ord("2")))
    return known


def lettered(batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    """Return per row whether name, kana and address begin with a letter.

    >>> values = ["山田", "ABE", "", "●田", "・", "ﾔﾏﾀﾞ"]
    >>> lettered(pa.record_batch({name: values for name in ("name", "name_kana", "address")})).tolist()
    [True, True, False, False, False, True]
    """
    name, kana, address = (_begins_with_letter(batch.column(item)) for item in ("name", "name_kana", "address"))
    return name & kana & address


def _begins_with_letter(column: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Look at the first bytes of each value: one for a Latin capital, three for the other letters."""
    first, width = _first_octets(column, 3)
    found = (first >> 16 >= ord("A")) & (first >> 16 <= ord("Z"))
    for low, high in _LETTERS:
        found |= (first >= _utf8(low)) & (first <= _utf8(high))
    return found & (width > 0)


def _first_octets(column: pa.StringArray, count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Return the first bytes of each value as one number, and how many bytes the value has."""
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    content = np.frombuffer(data or b"", np.uint8)
    first = np.zeros(len(column), np.int64)
    if content.size:
        for place in range(count):
            first = (first << 8) | content[np.minimum(ends[:-1] + place, content.size - 1)]
    return first, np.diff(ends)


def _utf8(letter: str) -> int:
    return int.from_bytes(letter.encode())
