"""The shapes of whole columns of names and kana: what `matcher.domain.name_shapes` says of one pair, for all at once.

A shape is a number here. Pairs of one number have one shape, or the texts of each are equal and say something; a pair
without a shape has `NO_SHAPE`. Nothing is left to a hash: characters are compared one by one, as arrays of code points.
Names of more than 31 characters have no shape here, although the function of the domain may know one: such pairs are
looked at one by one.

>>> ours, theirs = pa.array(["竹島裕香", "竹島 裕香", "竹島裕香"]), pa.array(["竹島　裕香", "竹島　裕香", "竹嶋　裕香"])
>>> name_shapes(ours, theirs).tolist() == [3, 2 * 32 + 3, NO_SHAPE]
True
>>> ours, theirs = ["ﾜﾀﾅﾍﾞ ﾅｵﾕｷ", "ﾔﾏｸﾞﾁ ﾅｵｷ", "ﾜﾀﾍﾞ"], ["ワタナベ　ナオユキ", "ヤマグチ　ナオキ", "ワタナベ"]
>>> shapes = kana_shapes(pa.array(ours), pa.array(theirs))
>>> bool(shapes[0] == shapes[1] != NO_SHAPE == shapes[2])
True
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.engines.character_kinds import Kinds, kinds_of
from matcher.engines.plain_columns import begin_with_letter
from matcher.engines.texts import CODE_POINTS, Codes, Flags, Places, code_points
from normalizers.kana import fold_small
from normalizers.relations import Relations, active_relations
from normalizers.spelling import special_characters
from normalizers.widths import fold_encoding

Shapes: TypeAlias = "npt.NDArray[np.int64]"

NO_SHAPE, EQUAL = -1, 0
"""Of a pair that must be looked at, and of two texts that are the same and say something."""

_LONGEST, _BITS = 31, 5
"""So many characters have a shape, so that five bits hold after how many a name is cut."""
_OTHER, _FIRST, _LETTER, _SPACE = range(4)
"""What a character is: none of these; what a name can begin with; what it can go on with; a space."""
_SPACES = (0x20, 0x3000)
_KINDS_OF_SPACES = {chr(space): _SPACE for space in _SPACES}
_HALF_KANA, _MARKS = range(0xFF66, 0xFF9E), (0xFF9E, 0xFF9F)
"""Kana in half width, ｰ among them, and the marks that voice the kana before them."""
_UNTOLD = 0
"""Instead of a character that would have to be read with care."""
_ONE = np.zeros(1, np.int64)


def name_shapes(ours: pa.StringArray, theirs: pa.StringArray) -> Shapes:
    """Return the shape of each pair of names: 32 times the cut of ours and the cut of theirs (0: none), each plus one.

    Args:
        ours: the names of the enrolments, without nulls.
        theirs: the 氏名 of the residents.
    """
    kinds = _name_kinds(active_relations())
    one, other = (_read(*code_points(texts), kinds) for texts in (ours, theirs))
    fits = (one.cut == 0) | (other.cut == 0) | (one.cut == other.cut)
    alike = _alike(one, other, one.codes, other.codes, one.good & other.good & fits)
    return _shapes(alike, one.cut << _BITS | other.cut, ours, theirs)


def kana_shapes(ours: pa.StringArray, theirs: pa.StringArray) -> Shapes:
    """Return the shape of each pair of kana names.

    It decides the comparison where the resident is not foreign and the names agree; `EQUAL` decides it everywhere.

    Args:
        ours: the kana of the enrolments, without nulls.
        theirs: the kana of the residents.
    """
    (one, half), (other, other_half) = map(_read_kana, (ours, theirs))
    large, other_large = _large()[one.codes], _large()[other.codes]
    alike = _alike(one, other, large, other_large, one.good & other.good)
    shapes = _alike(one, other, one.codes, other.codes, alike).astype(np.int64)
    for side, kana, is_half in ((one, large, half), (other, other_large, other_half)):
        changed = _count(kana != side.codes, side.ends) > 0
        shapes = (shapes << _BITS | side.cut) << 2 | is_half.astype(np.int64) << 1 | changed
    return _shapes(alike, shapes, ours, theirs)


@dataclass(frozen=True, slots=True, eq=False)
class _Names:
    """A column of names as the code points of their letters, without spaces.

    `ends` is where each name ends among them, `cut` after how many of them it is cut (0: not at all); `good` says that
    a name has a shape if its letters are those of the other side.
    """

    codes: Codes
    ends: Places
    cut: Places
    good: Flags


def _read(codes: Codes, ends: Places, kinds: Kinds, *, anew: bool = False) -> _Names:
    """Return names whose characters are of these kinds; `anew`: after a space they begin anew."""
    starts = np.concatenate((_ONE, ends))[:-1]
    kind = kinds[codes]
    good = (ends - starts <= _LONGEST) & (ends > starts) & (_count(kind == _OTHER, ends) == 0)
    good[good] = kind[starts[good]] == _FIRST
    spaces = np.flatnonzero(kind == _SPACE)
    owners = np.searchsorted(ends, spaces, side="right")
    good[owners[1:][owners[1:] == owners[:-1]]] = False
    last = spaces == ends[owners] - 1
    good[owners[last]] = False
    if anew:
        good[owners[~last][kind[spaces[~last] + 1] != _FIRST]] = False
    cut = np.zeros(len(ends), np.int64)
    cut[owners] = spaces - starts[owners]
    return _Names(codes[kind != _SPACE], ends - np.cumsum(np.bincount(owners, minlength=len(ends))), cut, good)


def _read_kana(texts: pa.StringArray) -> tuple[_Names, Flags]:
    """Return kana names in full width, and which of them have half-width kana."""
    codes, ends = code_points(texts)
    short = np.diff(ends, prepend=0) <= _LONGEST
    codes, ends, half = _in_full_width(codes, ends)
    names = _read(codes, ends, _kana_kinds(), anew=True)
    return _Names(names.codes, names.ends, np.where(names.good, names.cut, 0), names.good & short), half


def _in_full_width(codes: Codes, ends: Places) -> tuple[Codes, Places, Flags]:
    """Return kana in full width, and which texts have any in half width.

    `_UNTOLD` stands where one word goes on in another width, and for a mark that follows what it does not voice.
    """
    is_half = (codes >= _HALF_KANA.start) & (codes <= _MARKS[-1])
    if not is_half.any():
        return codes, ends, np.zeros(len(ends), np.bool_)
    first = np.zeros(len(codes) + 1, np.bool_)
    first[np.concatenate((_ONE, ends))] = True
    space = np.isin(codes, _SPACES)
    goes_on = ~(first[1:-1] | space[1:] | space[:-1])
    full = _full_width()[codes]
    gone = np.zeros(len(codes), np.bool_)
    for mark in _MARKS:
        marks = np.flatnonzero(codes == mark)
        marks = marks[~first[marks]]
        voiced = _voiced(mark)[codes[marks - 1]]
        marks, voiced = marks[voiced != _UNTOLD], voiced[voiced != _UNTOLD]
        full[marks - 1] = voiced
        gone[marks] = True
    full[1:][goes_on & (is_half[1:] != is_half[:-1])] = _UNTOLD
    return full[~gone], ends - np.cumsum(_count(gone, ends)), _count(is_half, ends) > 0


def _alike(one: _Names, other: _Names, ours: Codes, theirs: Codes, rows: Flags) -> Flags:
    """Return which of these rows have the same letters, given for each side as `codes` has them."""
    lengths = [np.diff(side.ends, prepend=0) for side in (one, other)]
    rows = rows & (lengths[0] == lengths[1])
    kept = [np.repeat(rows, length) for length in lengths]
    ends = np.cumsum(np.where(rows, lengths[0], 0))
    same: Flags = rows & (_count(ours[kept[0]] != theirs[kept[1]], ends) == 0)
    return same


def _shapes(alike: Flags, shapes: Shapes, ours: pa.StringArray, theirs: pa.StringArray) -> Shapes:
    """Return the shapes of what is alike, and `EQUAL` for equal texts that surely say something."""
    equal = pc.equal(ours, theirs).to_numpy(zero_copy_only=False)
    return np.where(equal & begin_with_letter(ours), EQUAL, np.where(alike & ~equal, shapes + 1, NO_SHAPE))


def _count(flags: Flags, ends: Places) -> Places:
    """Return how many flags are set in each text, whose characters end at `ends`."""
    sums = np.concatenate((_ONE, np.cumsum(flags, dtype=np.int64)))[np.concatenate((_ONE, ends))]
    return np.diff(sums)


@lru_cache(maxsize=2)
def _name_kinds(relations: Relations) -> Kinds:
    """Return the kind of each character in a name: a kanji comes first, and what is not one cell is another."""
    special = dict.fromkeys(special_characters(relations), _OTHER)
    return kinds_of({"[㐀-䶿一-鿿]": _FIRST, "[々ぁ-ゖァ-ヺ]": _LETTER}, special | _KINDS_OF_SPACES)


@cache
def _kana_kinds() -> Kinds:
    """Return the kind of each character in kana of full width."""
    return kinds_of({"[ァ-ヲン]": _FIRST, "ー": _LETTER}, _KINDS_OF_SPACES)


@cache
def _full_width() -> Codes:
    """Return each character in full width if it is half-width kana; a mark alone cannot be told."""
    codes = np.arange(CODE_POINTS, dtype=np.uint32)
    codes[[*_HALF_KANA]] = [ord(fold_encoding(chr(code))) for code in _HALF_KANA]
    codes[[*_MARKS]] = _UNTOLD
    return codes


@cache
def _voiced(mark: int) -> Codes:
    """Return half-width kana in full width with this mark, `_UNTOLD` for what has no such form."""
    codes = np.full(CODE_POINTS, _UNTOLD, np.uint32)
    for code in _HALF_KANA:
        kana = fold_encoding(chr(code) + chr(mark))
        codes[code] = ord(kana) if len(kana) == 1 else _UNTOLD
    return codes


@cache
def _large() -> Codes:
    """Return each character as large kana."""
    codes = np.arange(CODE_POINTS, dtype=np.uint32)
    kana = range(ord("ァ"), ord("ヺ") + 1)
    codes[[*kana]] = [ord(fold_small(chr(code))) for code in kana]
    return codes
