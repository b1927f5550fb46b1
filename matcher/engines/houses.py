"""The houses of a whole column of addresses at once: what `matcher.domain.houses` says, on the octets of UTF-8.

>>> towns, digits = houses_in(pa.array(["渋谷区渋谷三丁目5番1号", "渋谷３-５-１", "十条仲原二十丁目", "不明"]))
>>> "".join(chr(town) for town in towns.tolist() if town), digits.tolist()
('谷谷', [351, 351, 12, 0])
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.houses import COUNTERS, MOST_DIGITS, MOST_NUMERALS, NUMERALS, TEN
from matcher.engines.texts import Places, octets_of

Octets = npt.NDArray[np.uint8]

_ONE, _NINE = np.uint8(ord("1")), np.uint8(9)
_FULL_WIDTH_ZERO = "\N{FULLWIDTH DIGIT ZERO}".encode()
_WIDE = 3
"""Octets of a kanji, and of every character that can stand before the digits."""
_OF_THREE, _LOW = 0xE, 0x3F
_TEN = 10


def houses_in(texts: pa.StringArray) -> tuple[Places, Places]:
    """Return for each address the code point of the character before its digits, 0 if there is none, and the digits.

    Families stand together in most registries: an address like the one before it is not read again.
    """
    another = np.ones(len(texts), np.bool_)
    another[1:] = pc.not_equal(texts[1:], texts[:-1]).to_numpy(zero_copy_only=False)
    if another.all():
        return _houses_in(texts)
    towns, digits = _houses_in(texts.take(pa.array(np.flatnonzero(another))))
    places = np.cumsum(another) - 1
    return towns[places], digits[places]


def _houses_in(texts: pa.StringArray) -> tuple[Places, Places]:
    octets, ends = octets_of(texts)
    starts = np.concatenate((np.zeros(1, np.int64), ends))[:-1]
    values = _ascii(octets)
    _add_full_width(values, octets)
    _add_kanji(values, octets, starts)
    places = np.flatnonzero(values != 0)
    first = np.searchsorted(places, starts)
    counts = np.diff(np.append(first, len(places)))
    digits = np.zeros(len(starts), np.int64)
    for number in range(MOST_DIGITS):
        rows = np.flatnonzero(counts > number)
        digits[rows] = digits[rows] * 10 + values[places[first[rows] + number]]
    towns = np.zeros(len(starts), np.int64)
    rows = np.flatnonzero(counts)
    before = places[first[rows]] - _WIDE
    inside = before >= starts[rows]
    towns[rows[inside]] = _code_points(octets, before[inside])
    return towns, digits


def _ascii(octets: Octets) -> Octets:
    """Return the value of each octet that is a digit from 1 to 9, else 0."""
    values = octets - (_ONE - np.uint8(1))
    return values * (values <= _NINE)


def _add_full_width(values: Octets, octets: Octets) -> None:
    first, second, zero = np.frombuffer(_FULL_WIDTH_ZERO, np.uint8)
    leads = np.flatnonzero(octets[:-2] == first)
    leads = leads[octets[leads + 1] == second]
    found = octets[leads + 2] - zero
    digit = found <= _NINE
    values[leads[digit]] = found[digit]


def _add_kanji(values: Octets, octets: Octets, starts: Places) -> None:
    """Add the numerals before 丁 and 条, read backwards from there."""
    at = np.sort(np.concatenate([_positions(octets, counter) for counter in COUNTERS]))
    least = starts[np.searchsorted(starts, at, side="right") - 1]
    ten = np.zeros(len(at), np.bool_)
    for _ in range(MOST_NUMERALS):
        inside = at - _WIDE >= least
        at, least, ten = at[inside] - _WIDE, least[inside], ten[inside]
        found = _numerals(octets, at)
        there = found >= 0
        at, least, ten, found = at[there], least[there], ten[there], found[there]
        values[at[ten] + _WIDE] = 0  # its number does not begin with it
        ten = found == _TEN
        values[at] = np.where(ten, 1, found)


def _positions(octets: Octets, char: str) -> Places:
    """Return where this character of three octets stands."""
    first, second, third = char.encode()
    found = (octets[:-2] == first) & (octets[1:-1] == second) & (octets[2:] == third)
    return np.flatnonzero(found)


def _numerals(octets: Octets, at: Places) -> Places:
    """Return the value of the numeral that begins at each octet, -1 where none does."""
    codes = np.array([ord(char) for char in NUMERALS + TEN])
    order = np.argsort(codes)
    found = _code_points(octets, at)
    nearest = order[np.minimum(np.searchsorted(codes, found, sorter=order), len(codes) - 1)]
    return np.where(codes[nearest] == found, nearest, -1)


def _code_points(octets: Octets, at: Places) -> Places:
    """Return the character of three octets that begins at each octet, 0 where none does."""
    first, second, third = (octets[at + number].astype(np.int64) for number in range(_WIDE))
    found = (first & 0xF) << 12 | (second & _LOW) << 6 | third & _LOW
    return np.where(first >> 4 == _OF_THREE, found, 0)
