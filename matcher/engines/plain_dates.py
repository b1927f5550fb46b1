"""Birth dates that are certainly readable and wholly known, told by their form alone.

YYYYMMDD or YYYY-MM-DD, a day of the calendar from 1870 to 2099; 29 February is left to those who know leap years. Two
equal texts of this form are EXACT.

>>> texts = ["19850102", "1985-01-02", "19850100", "19850431", "昭和60年1月2日"]
>>> plain_dates(pa.array(texts)).tolist()
[True, True, False, False, False]
>>> [is_plain_date(text) for text in texts]
[True, True, False, False, False]
"""

import re

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_YEAR = "(18[7-9][0-9]|19[0-9]{2}|20[0-9]{2})"
_DAYS = (("(0[1-9]|1[0-2])", "(0[1-9]|1[0-9]|2[0-8])"), ("(0[13-9]|1[0-2])", "(29|30)"), ("(0[13578]|1[02])", "31"))
_PLAIN = re.compile("|".join(_YEAR + gap + month + gap + day for gap in ("", "-") for month, day in _DAYS))

_LAST_DAY = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + [0] * 87, np.uint8)
_FIRST_YEAR, _LAST_YEAR = 1870, 2099
_NINE = 9
_COMPACT = np.arange(8)
_ISO, _HYPHENS = np.array([0, 1, 2, 3, 5, 6, 8, 9]), (4, 7)


def is_plain_date(text: str) -> bool:
    """Return whether a text is such a date."""
    return _PLAIN.fullmatch(text) is not None


def plain_dates(column: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Return which values of a column without nulls are such dates."""
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
