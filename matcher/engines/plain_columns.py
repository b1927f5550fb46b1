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
_KANJI = (0xE5, 0xE9)
"""First bytes of U+5000 to U+9FFF, nearly all ideographs of names: who begins so begins with a letter."""
_DELETE = 0x7F

_LAST_DAY = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + [0] * 87, np.uint8)
_FIRST_YEAR, _LAST_YEAR = 1870, 2099
_NINE = 9
_COMPACT = np.arange(8)
_ISO, _HYPHENS = np.array([0, 1, 2, 3, 5, 6, 8, 9]), (4, 7)


def plain_dates(column: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Return which values of a column without nulls are plain dates, as `plain_dates.is_plain_date` says of one."""
    ends, octets = _octets(column)
    widths = np.diff(ends)
    found = np.zeros(len(column), np.bool_)
    for places in (_COMPACT, _ISO):
        width = places[-1] + 1
        rows = np.flatnonzero(widths == width)
        if len(rows) == len(column):
            whole = octets[ends[0] : ends[-1]].reshape(-1, width)
        else:
            whole = octets[ends[rows][:, None] + np.arange(width)]
        found[rows] = _days(whole[:, places] - np.uint8(ord("0")))
        if places is _ISO:
            found[rows] &= (whole[:, _HYPHENS] == ord("-")).all(axis=1)
    return found


def _days(digits: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Return which rows of eight digits are a day; a character that is no digit is far above nine."""
    places = np.ascontiguousarray(digits.T)
    good = places.max(axis=0, initial=0) <= _NINE
    if not good.all():
        places[:, ~good] = 0
    known = places.astype(np.uint16)
    year = known[0] * 1000 + known[1] * 100 + known[2] * 10 + known[3]
    month, day = known[4] * 10 + known[5], known[6] * 10 + known[7]
    in_time = (year >= _FIRST_YEAR) & (year <= _LAST_YEAR)
    return np.asarray(good & in_time & (day > 0) & (day <= _LAST_DAY[month]), np.bool_)


def known_sexes(column: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Return which values are 1 or 2.

    >>> known_sexes(pa.array(["1", "2", "3", "", "11"])).tolist()
    [True, True, False, False, False]
    """
    ends, octets = _octets(column)
    first = _lead(octets, ends[:-1])
    return np.asarray((np.diff(ends) == 1) & ((first == ord("1")) | (first == ord("2"))), np.bool_)


def lettered(batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    """Return per row whether name, kana and address begin with a letter.

    >>> values = ["山田", "ABE", "", "●田", "・", "ﾔﾏﾀﾞ"]
    >>> lettered(pa.record_batch({name: values for name in ("name", "name_kana", "address")})).tolist()
    [True, True, False, False, False, True]
    """
    name, kana, address = (begin_with_letter(batch.column(item)) for item in ("name", "name_kana", "address"))
    return name & kana & address


def begin_with_letter(column: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Return which values begin with a letter, so that none of them is empty, blank or a lone mask.

    The first byte of each is looked at, and where that does not tell the first three.
    """
    ends, octets = _octets(column)
    lead = _lead(octets, ends[:-1])
    found = (lead >= _KANJI[0]) & (lead <= _KANJI[1]) | (lead >= ord("A")) & (lead <= ord("Z"))
    doubtful = np.flatnonzero(~found & (lead > _DELETE))
    first = np.zeros(len(doubtful), np.int32)
    for place in range(3):
        first = (first << 8) | _lead(octets, ends[doubtful] + np.int32(place))
    for low, high in _LETTERS:
        found[doubtful] |= (first >= _utf8(low)) & (first <= _utf8(high))
    return np.asarray(found & (np.diff(ends) > 0), np.bool_)


def _octets(column: pa.StringArray) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Return where each value begins and the last one ends in the bytes of a column, and those bytes."""
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    return ends, np.frombuffer(data or b"", np.uint8)


def _lead(octets: npt.NDArray[np.uint8], places: npt.NDArray[np.int32]) -> npt.NDArray[np.uint8]:
    """Return the bytes at these places, or the last one where nothing follows; zeros if there is nothing at all."""
    if not octets.size:
        return np.zeros(len(places), np.uint8)
    return octets[np.minimum(places, octets.size - 1)]


def _utf8(letter: str) -> int:
    return int.from_bytes(letter.encode())
