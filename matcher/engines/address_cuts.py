"""Addresses of a whole column, each cut at its first number: head, numbers, building, and the template of its end.

The building is all from the first to the last character of the end that is neither a digit nor one of `KEPT`
(`matcher.engines.address_signs`). It is `lettered` where it is such as a usual end may have
(`normalizers.addresses.tail`), or where there is none. A row is `good` where it is surely cut as
`normalizers.addresses.glance` does, and has few numbers outside of its building, none of them long or with a leading
zero.

>>> cut = cut_addresses(["渋谷区渋谷３丁目５－１　渋谷荘２０３号室", "渋谷区渋谷十二丁目5 第2みどり荘", "渋谷"])
>>> rows = np.arange(3)
>>> cut.good.tolist(), cut.lettered.tolist(), cut.numbers.tolist()
([True, True, False], [True, False, True], [[3, 5, 1, 203, 0], [12, 5, 0, 0, 0], [0, 0, 0, 0, 0]])
>>> cut.heads(rows), cut.buildings(rows)
(['渋谷区渋谷', '渋谷区渋谷', '渋谷'], ['渋谷荘', '第2みどり荘', ''])
>>> from matcher.engines.address_signs import example_of
>>> [example_of(template, "山") for template in cut.templates(rows)]
['１丁目２－３　山４４４号室', '一丁目2 山', '']
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, AnyStr, TypeAlias

import numpy as np
import numpy.typing as npt

from matcher.engines.address_prefectures import prefectures_at, widths
from matcher.engines.address_signs import BUILDING, FIRST, FULL, HALF, KANJI, LATER, MOST_NUMBERS, OTHER, sign_table
from matcher.engines.character_kinds import Kinds, kinds_of
from normalizers.addresses.numerals import ANY_NUMERAL
from normalizers.addresses.parse import LONGEST

if TYPE_CHECKING:
    from collections.abc import Sequence

Places: TypeAlias = "npt.NDArray[np.int64]"
Flags: TypeAlias = "npt.NDArray[np.bool_]"
Codes: TypeAlias = "npt.NDArray[np.uint32]"

_DIGITS = 5
"""So many digits has a number at most."""
_LAST_DIGIT = np.uint32(0xF)
"""The bits of a digit in either width that are its value."""
_TEN, _NO_DIGIT = 10, 11
"""The value of 十, and instead of that of a numeral that no 丁目 is written with."""
_CHOME, _MOKU, _BAN, _CHI = map(ord, "丁目番地")
_AROUND = "\n" * (_DIGITS + 1)
"""Before and after all texts, so that one may look some characters on or back; one stands between two texts."""
_NONE = np.zeros(1, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A column of addresses that are cut; `numbers` has zeros after the last of each row.

    `prefectures` are those that heads begin with, by number (`matcher.engines.address_prefectures`). The others are
    texts, and where in them the parts of each row begin and end.
    """

    good: Flags
    lettered: Flags
    prefectures: Places
    numbers: Places
    _texts: str
    _heads: tuple[Places, Places]
    _buildings: tuple[Places, Places]
    _signs: bytes
    _templates: tuple[Places, Places]

    def heads(self, rows: Places) -> list[str]:
        """Return all before the first number of these rows, as written."""
        return _parts(self._texts, self._heads, rows)

    def bare_heads(self, rows: Places) -> list[str]:
        """Return the same without the prefecture."""
        starts, ends = self._heads
        return _parts(self._texts, (starts + widths()[self.prefectures], ends), rows)

    def buildings(self, rows: Places) -> list[str]:
        """Return the building of these rows, as written, "" for none."""
        return _parts(self._texts, self._buildings, rows)

    def templates(self, rows: Places) -> list[bytes]:
        """Return the template of the end of these rows."""
        return _parts(self._signs, self._templates, rows)


def cut_addresses(texts: Sequence[str]) -> Cut:
    """Return addresses as written, cut."""
    joined = "\n".join((_AROUND, *texts, _AROUND))
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = np.cumsum(lengths + 1) + len(_AROUND)
    starts = ends - lengths
    signs = sign_table()[codes]
    cuts = np.minimum(_next(np.flatnonzero(_among(signs, HALF, FULL)), starts), ends)
    rows, begins, widths, chome = _chome_in_kanji(codes, starts, cuts)
    cuts[rows] = begins
    for place in range(int(widths.max(initial=0))):
        signs[begins[widths > place] + place] = KANJI
    good = (cuts > starts) & (cuts < ends) & (lengths <= LONGEST)
    good[rows[chome == 0]] = False
    buildings, lettered = _buildings(signs, cuts, ends)
    first, last = buildings
    signs[first[first < last]] = BUILDING
    kept = _within(cuts, ends, len(codes)) & ~_within(np.minimum(first + 1, last), last, len(codes))
    kept[1:] &= (signs[1:] != KANJI) | (signs[:-1] != KANJI)
    number = kept & _among(signs, HALF, KANJI)
    number[1:] &= signs[1:] != signs[:-1]
    numbers, odd = _numbers(codes, signs, np.flatnonzero(number), ends, (begins, chome))
    good[odd] = False
    kept_before = np.concatenate((_NONE, np.cumsum(kept, dtype=np.int64)))
    templates = kept_before[cuts], kept_before[ends]
    prefectures = prefectures_at(codes, starts)
    return Cut(
        good, lettered, prefectures, numbers, joined, (starts, cuts), buildings, signs[kept].tobytes(), templates
    )


def _buildings(signs: Kinds, cuts: Places, ends: Places) -> tuple[tuple[Places, Places], Flags]:
    """Return where the building of each row begins and ends, both at its end for none, and which ones are lettered."""
    letter = _among(signs, LATER, FIRST)
    places = np.flatnonzero(letter | (signs == OTHER))
    low, high = np.searchsorted(places, cuts), np.searchsorted(places, ends)
    there = low < high
    first, last = np.where(there, places[low], ends), np.where(there, places[high - 1] + 1, ends)
    letters_before = np.concatenate((_NONE, np.cumsum(letter, dtype=np.int64)))
    letters = letters_before[last] - letters_before[first]
    return (first, last), (letters == last - first) & (~there | (signs[first] == FIRST))


def _chome_in_kanji(codes: Codes, starts: Places, cuts: Places) -> tuple[Places, Places, Places, Places]:
    """Return the rows in which kanji numerals with 丁目 or 番地 stand before the first digit, where they are cut now.

    With each row goes where these begin, how many they are, and which 丁目 they are, 0 for what is none.
    """
    ends = np.flatnonzero((codes == _MOKU) | (codes == _CHI)) - 1
    mark, second = codes[ends], codes[ends + 1]
    ends = ends[(mark == _CHOME) & (second == _MOKU) | (mark == _BAN) & (second == _CHI)]
    ends = _next(ends[_numerals()[codes[ends - 1]] > 0], starts)
    rows = np.flatnonzero(ends < cuts)
    ends = ends[rows]
    ones, tens, before, more = (_numerals()[codes[ends - back]].astype(np.int64) for back in (1, 2, 3, 4))
    told = [
        (tens == 0) & (ones <= _TEN),
        (before == 0) & (tens == _TEN) & (ones < _TEN),
        (before == 0) & (tens > 1) & (tens < _TEN) & (ones == _TEN),
        (more == 0) & (before > 1) & (before < _TEN) & (tens == _TEN) & (ones < _TEN),
    ]
    chome = np.select(told, [ones, _TEN + ones, tens * _TEN, before * _TEN + ones], 0)
    chome[codes[ends] != _CHOME] = 0
    widths = 1 + (tens > 0) + ((tens > 0) & (before > 0))
    return rows, ends - widths, widths, chome


def _numbers(
    codes: Codes, signs: Kinds, at: Places, ends: Places, kanji: tuple[Places, Places]
) -> tuple[Places, Places]:
    """Return the numbers of each row, and the rows that have too many, too long ones, or such as begin with a zero.

    Args:
        codes: the characters.
        signs: theirs.
        at: where numbers begin.
        ends: where rows end.
        kanji: where those in kanji begin, and what they are.
    """
    more = np.logical_and.accumulate(_among(signs[at + np.arange(_DIGITS + 1)[:, None]], HALF, FULL))
    values = np.zeros(len(at), np.int64)
    for place in range(_DIGITS):
        values = np.where(more[place], values * 10 + (codes[at + place] & _LAST_DIGIT), values)
    in_kanji = np.searchsorted(at, kanji[0])
    values[in_kanji] = kanji[1]
    owners = np.searchsorted(ends, at, side="right")
    counts = np.bincount(owners, minlength=len(ends))
    places = np.arange(len(at)) - (np.cumsum(counts) - counts)[owners]
    fit = places < MOST_NUMBERS
    odd = more[_DIGITS] | (codes[at] & _LAST_DIGIT == 0) & more[0] | ~fit
    numbers = np.zeros((len(ends), MOST_NUMBERS), np.int64)
    numbers[owners[fit], places[fit]] = values[fit]
    return numbers, owners[odd]


def _next(places: Places, starts: Places) -> Places:
    """Return the first of these places that is not before each start, and one beyond all if there is none."""
    return np.append(places, np.iinfo(np.int64).max)[np.searchsorted(places, starts)]


def _within(starts: Places, ends: Places, count: int) -> Flags:
    """Return which of `count` characters are from one of these starts on and before its end."""
    changes = np.zeros(count, np.int8)
    changes[starts] += np.int8(1)
    changes[ends] -= np.int8(1)
    return np.cumsum(changes, dtype=np.int8).view(np.bool_)


def _among(signs: Kinds, first: int, last: int) -> Flags:
    """Return which signs are among these."""
    return (signs >= first) & (signs <= last)


def _parts(whole: AnyStr, ends: tuple[Places, Places], rows: Places) -> list[AnyStr]:
    return [whole[start:end] for start, end in zip(ends[0][rows].tolist(), ends[1][rows].tolist(), strict=True)]


@cache
def _numerals() -> Kinds:
    """Return the value of each kanji numeral of a 丁目, `_NO_DIGIT` of every other, 0 of what is none."""
    written = {character: value for value, character in enumerate("一二三四五六七八九十", 1)}
    return kinds_of({}, dict.fromkeys(ANY_NUMERAL, _NO_DIGIT) | written)
