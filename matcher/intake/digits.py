"""Digits and dates of a whole column at once: which values are plainly good, without looking at one by one.

Plainly good means: ASCII digits of the one length that nearly every value has. What is not plainly good is not wrong;
it goes to the definition in `checks`.

>>> texts = pa.array(["20240229", "20230229", "2024-02-29", "２０２４０２２９"])
>>> plain_dates(texts).tolist()
[20240229, 0, 20240229, 0]
>>> good, _ = plain_numbers(pa.array(["123456789018", "123456789010", "000000000000"]))
>>> good.tolist()
[True, False, False]
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Mask = npt.NDArray[np.bool_]
Octets = npt.NDArray[np.uint8]
Integers = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]

Texts: TypeAlias = "pa.StringArray | pa.DictionaryArray[Any, Any]"
"""A column of texts without nulls: one by one, or each distinct one once with the place of each row's own."""

S = TypeVar("S", bound=np.generic)

NUMBER_LENGTH = 12
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_MODULUS = 11
_ZERO, _NINE = ord("0"), 9
_COMPACT, _ISO = 8, 10
_HYPHENS = (4, 7)
_FEBRUARY = 2
_SPACE, _DELETE = 0x20, 0x7F
_CONTINUES = (0xC0, 0x80)
"""The bits of a byte of UTF-8 that say that it continues a character, and what they then are."""
_RUN = 16
"""Values of one width that it takes between two others to be worth taking together."""
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + [0] * 87, np.int32)


def offsets_of(texts: pa.StringArray) -> Integers:
    """Return the byte at which each value begins in its buffer, and where the last one ends."""
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return offsets.astype(np.int64)


def per_row(function: Callable[[pa.StringArray], npt.NDArray[S]], texts: Texts) -> npt.NDArray[S]:
    """Return one result per row of a function of texts, which is asked for each distinct text once where it can be.

    >>> per_row(plain_dates, pa.array(["20240229", "", "20240229"]).dictionary_encode()).tolist()
    [20240229, 0, 20240229]
    """
    if not isinstance(texts, pa.DictionaryArray):
        return function(texts)
    return function(texts.dictionary)[places_of(texts)]


def places_of(texts: pa.DictionaryArray[Any, Any]) -> npt.NDArray[np.int32]:
    """Return per row the place of its text among the distinct ones."""
    places = texts.indices
    return np.frombuffer(places.buffers()[1], np.int32)[places.offset : places.offset + len(places)]


def is_empty(texts: pa.StringArray) -> Mask:
    """Return which values are empty."""
    empty: Mask = np.diff(offsets_of(texts)) == 0
    return empty


def octets_of(texts: pa.StringArray) -> Octets:
    """Return the buffer that holds the values."""
    buffer = texts.buffers()[2]
    return np.frombuffer(buffer, np.uint8) if buffer else np.empty(0, np.uint8)


def texts_of(texts: pa.Array[Any]) -> list[str]:
    """Return the values as Python strings; a null as empty text."""
    return [text or "" for text in texts.to_pylist()]


def is_plain(texts: pa.StringArray) -> bool:
    """Return whether no value has anything but visible ASCII characters, which fold to themselves."""
    offsets = offsets_of(texts)
    octets = octets_of(texts)[offsets[0] : offsets[-1]]
    return not len(octets) or bool(octets.min() > _SPACE and octets.max() < _DELETE)


def is_sound(texts: pa.StringArray) -> bool:
    """Return whether every value is UTF-8: whether all of them are as one text, and none begins within a character.

    >>> is_sound(pa.array(["山田", "", "a"])), is_sound(pa.array(["a", "b"]))
    (True, True)
    >>> halves = [pa.py_buffer(np.array([0, 1, 3], np.int32)), pa.py_buffer("山".encode())]
    >>> is_sound(pa.StringArray.from_buffers(2, *halves))
    False
    """
    if not len(texts):
        return True
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]
    octets = octets_of(texts)
    if not (np.diff(offsets) >= 0).all() or not 0 <= offsets[0] <= offsets[-1] <= len(octets):
        return False
    begin, end = offsets[0], offsets[-1]
    if begin == end or octets[begin:end].max() <= _DELETE:
        return True
    try:
        whole = pa.py_buffer(np.array([begin, end], np.int32))
        pa.StringArray.from_buffers(1, whole, texts.buffers()[2]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    starts = offsets[:-1][offsets[:-1] < end]
    return not (octets[starts] & _CONTINUES[0] == _CONTINUES[1]).any()


def fixed_width(texts: pa.StringArray, width: int) -> tuple[Mask, Octets]:
    """Return which values have `width` bytes, and those bytes: one row per place, one column per such value."""
    if not len(texts):
        return np.zeros(0, np.bool_), np.empty((width, 0), np.uint8)
    offsets, octets = offsets_of(texts), octets_of(texts)
    has_width: Mask = np.diff(offsets) == width
    return has_width, np.ascontiguousarray(_of_width(offsets, octets, has_width, width).T)


def _of_width(offsets: Integers, octets: Octets, has_width: Mask, width: int) -> Octets:
    """Return the bytes of the values that have `width` of them, one row per value.

    Where the others are few, what lies between them is taken as it lies.
    """
    others = np.flatnonzero(~has_width)
    if len(others) * _RUN > len(has_width):
        gathered: Octets = octets[offsets[:-1][has_width][:, None] + np.arange(width)]
        return gathered
    begins, ends = offsets[np.append(0, others + 1)], offsets[np.append(others, len(has_width))]
    runs = [octets[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    return (np.concatenate(runs) if len(runs) > 1 else runs[0]).reshape(len(has_width) - len(others), width)


def plain_digits(texts: pa.StringArray, width: int, *, zeros_allowed: bool = False) -> tuple[Mask, Octets]:
    """Return which values are `width` ASCII digits, not all zero, and those digits (0 to 9), one row per place."""
    mask, octets = fixed_width(texts, width)
    digits = octets - np.uint8(_ZERO)
    largest = digits.max(axis=0)
    good = largest <= _NINE
    if not zeros_allowed:
        good &= largest > 0
    if good.all():
        return mask, digits
    mask[mask] = good
    return mask, digits.compress(good, axis=1)


def plain_numbers(texts: pa.StringArray) -> tuple[Mask, Octets]:
    """Return which values are plainly good 個人番号, and their ASCII digits, one row per number."""
    mask, digits = plain_digits(texts, NUMBER_LENGTH)
    total = np.zeros(digits.shape[1], np.uint16)
    for place, weight in enumerate(_WEIGHTS):
        total += digits[place] * np.uint16(weight)
    rest = total % _MODULUS
    good = np.where(rest <= 1, 0, _MODULUS - rest) == digits[-1]
    if not good.all():
        mask[mask] = good
        digits = digits.compress(good, axis=1)
    return mask, digits.T + np.uint8(_ZERO)


def plain_dates(texts: pa.StringArray) -> Days:
    """Return YYYYMMDD as an integer for each value that is plainly a day of the calendar, and 0 for the others."""
    mask, digits = plain_digits(texts, _COMPACT)
    if mask.all():
        return _days(digits)
    days = np.zeros(len(texts), np.int32)
    days[mask] = _days(digits)
    mask, octets = fixed_width(texts, _ISO)
    if mask.any():
        digits = np.delete(octets, _HYPHENS, axis=0) - np.uint8(_ZERO)
        good = (octets[list(_HYPHENS)] == ord("-")).all(axis=0) & (digits.max(axis=0) <= _NINE)
        days[mask] = np.where(good, _days(digits), 0)
    return days


def _days(digits: Octets) -> Days:
    wide = digits.astype(np.int32)
    year = wide[0] * 1000 + wide[1] * 100 + wide[2] * 10 + wide[3]
    month = wide[4] * 10 + wide[5]
    day = wide[6] * 10 + wide[7]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    last = _DAYS[np.minimum(month, len(_DAYS) - 1)] + (leap & (month == _FEBRUARY))
    good = (year > 0) & (day >= 1) & (day <= last)
    return np.where(good, year * 10_000 + month * 100 + day, 0)
