"""Hashes of a whole column of texts at once: of each text, of its first and of its last characters.

A text is the sum of its code points (and one each), each times a power of `_BASE`, modulo 2^64, so that one running sum
over all characters of a batch gives the hash of every part of every text, and of two texts put together. The hashes
serve one run and are never stored; two different texts share one with a chance of about 2^-64.

>>> hashed = hash_texts(pa.array(["ヤマダタロウ", "タロウ", ""]))
>>> bool(hashed.first(2)[1] == hash_texts(pa.array(["タロ"])).whole()[0])
True
>>> hashed.length.tolist(), bool(hashed.last(2)[0] == hashed.last(2)[1])
([6, 3, 0], True)
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from re import Pattern
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]
Texts: TypeAlias = "pa.StringArray | pa.DictionaryArray[Any, Any]"
"""Texts as they are, or each different one once."""

_BASE = 0x9E3779B97F4A7C15
_WORD = 1 << 64
_INVERSE = pow(_BASE, -1, _WORD)
CODE_POINTS = 0x110000
_LAST_ASCII = 0x7F
CARE = np.uint32(0xFFFFFFFF)
"""Instead of the key of a character: it cannot be told without its neighbours."""
_ZERO, _NONE = np.zeros(1, np.uint64), np.zeros(1, np.int64)

Worth = Callable[[pa.StringArray], Flags]
"""Texts to whether each of them is worth a careful look."""


class Hashed:
    """A column of texts whose hashes, and those of their parts, can be had for all rows or for some."""

    def __init__(self, codes: Codes, starts: Places, ends: Places) -> None:
        """Take texts as code points, each one more than it is; zeros are left out."""
        there = codes != 0
        if not there.all():
            before = np.concatenate((_NONE, np.cumsum(there)))
            codes, starts, ends = codes.take(np.flatnonzero(there)), before[starts], before[ends]
        self._starts, self._ends = starts, ends
        self._sums = np.concatenate((_ZERO, np.cumsum(codes * _powers(_BASE, len(codes)), dtype=np.uint64)))
        self.length = ends - starts

    def whole(self, rows: Places | None = None) -> Words:
        """Return the hash of each of these texts, all if not said."""
        starts, ends = self._of(rows)
        return self._between(starts, ends)

    def first(self, count: int, rows: Places | None = None) -> Words:
        """Return the hash of the first characters of each of these texts."""
        starts, ends = self._of(rows)
        return self._between(starts, np.minimum(starts + count, ends))

    def last(self, count: int, rows: Places | None = None) -> Words:
        """Return the hash of the last characters of each of these texts."""
        starts, ends = self._of(rows)
        return self._between(np.maximum(ends - count, starts), ends)

    def _of(self, rows: Places | None) -> tuple[Places, Places]:
        return (self._starts, self._ends) if rows is None else (self._starts[rows], self._ends[rows])

    def _between(self, starts: Places, ends: Places) -> Words:
        return (self._sums[ends] - self._sums[starts]) * _powers(_INVERSE, len(self._sums))[starts]


@dataclass(frozen=True, slots=True, eq=False)
class Keying:
    """How a column is keyed: one character after the other where that is the key, else by the function itself.

    Args:
        characters: code point → one more than that of its key, 0 where it is left out, `CARE` where it cannot be told.
        careful: text → key.
    """

    characters: Codes
    careful: Callable[[str], str]

    @classmethod
    def of(cls, plain: tuple[Mapping[int, str], Pattern[str]], careful: Callable[[str], str]) -> Keying:
        """Take `plain_characters` of a normaliser, and the function that they belong to."""
        changes, needs_care = plain
        every = np.arange(CODE_POINTS, dtype=np.uint32)
        characters = every + 1
        for found in re.finditer(f"(?:{needs_care.pattern})+", every.tobytes().decode("utf-32-le", "surrogatepass")):
            characters[found.start() : found.end()] = CARE
        of_target = characters.copy()
        sources = np.fromiter(changes, np.int64, len(changes))
        targets = np.array([ord(key) if key else 0 for key in changes.values()], np.int64)
        characters[sources] = np.where(targets == 0, np.uint32(0), of_target[targets])
        return cls(characters, careful)

    def hash_keys(self, texts: pa.StringArray, worth: Worth | None = None) -> Hashed:
        """Return the hashes of the keys of a column.

        Args:
            texts: the column, without nulls.
            worth: tells of texts that need care whether their keys matter; the others are hashed as if they were empty.
        """
        codes, ends, care = self._keyed(texts)
        starts = _starts(ends)
        if care.size:
            starts[care] = ends[care] = 0
            careful = texts.take(pa.array(care))
            if worth is not None:
                needed = np.flatnonzero(worth(careful))
                care, careful = care[needed], careful.take(pa.array(needed))
            more, stops = code_points(pa.array([self.careful(text) for text in careful.to_pylist()], pa.string()))
            starts[care], ends[care] = len(codes) + _starts(stops), len(codes) + stops
            codes = np.concatenate((codes, more + np.uint32(1)))
        return Hashed(codes, starts, ends)

    def keys(self, texts: pa.StringArray) -> list[str]:
        """Return the keys of a column."""
        codes, ends, care = self._keyed(texts)
        codes[codes == CARE] = 0
        codes, ends = _without_zeros(codes, ends)
        whole = (codes - np.uint32(1)).tobytes().decode("utf-32-le", "surrogatepass")
        keys = [whole[start:end] for start, end in pairwise((0, *ends.tolist()))]
        for place in care.tolist():
            keys[place] = self.careful(texts[place].as_py())
        return keys

    def _keyed(self, texts: pa.StringArray) -> tuple[Codes, Places, Places]:
        """Return the keys of the characters, where each text ends among them, and the texts that need care."""
        codes, ends = code_points(texts)
        codes = self.characters[codes]
        care = np.searchsorted(ends, np.flatnonzero(codes == CARE), side="right")
        return codes, ends, care[np.flatnonzero(np.diff(care, prepend=-1))]


def hash_texts(texts: pa.StringArray) -> Hashed:
    """Return the hashes of texts as they are."""
    codes, ends = code_points(texts)
    return Hashed(codes + np.uint32(1), _starts(ends), ends)


def hash_whole(texts: pa.StringArray) -> Words:
    """Return the hash of each text as it is."""
    return hash_texts(texts).whole()


def hash_parts(characters: Sequence[Codes]) -> Words:
    """Return the hashes of texts of one length: the keys of their first characters, of their second, and so on."""
    powers = _powers(_BASE, len(characters))
    words: Words = np.sum([one * power for one, power in zip(characters, powers, strict=True)], axis=0)
    return words


def hash_letters(texts: pa.StringArray) -> tuple[Words, Flags]:
    """Return hashes of the Latin letters and digits of texts in any order and case, and which texts are Latin.

    >>> letters, latin = hash_letters(pa.array(["Smith, Ann", "ANNSMITH", "スミス", "-1"]))
    >>> bool(letters[0] == letters[1]), latin.tolist()
    (True, [True, True, False, False])
    """
    octets, ends = octets_of(texts)
    sums = np.concatenate((_ZERO, np.cumsum(_letters()[octets], dtype=np.uint64)))
    others = np.concatenate((_NONE, np.cumsum(octets > _LAST_ASCII)))
    letters = np.concatenate((_NONE, np.cumsum(_is_letter()[octets])))
    starts = _starts(ends)
    latin: Flags = (others[starts] == others[ends]) & (letters[starts] != letters[ends])
    return sums[ends] - sums[starts], latin


def plain(texts: Texts) -> pa.StringArray:
    """Return plain texts."""
    return texts.dictionary_decode() if isinstance(texts, pa.DictionaryArray) else texts


def joined(one: Words, length: Places, other: Words) -> Words:
    """Return the hashes of pairs of texts put together: `length` is that of the first ones."""
    return one + _powers(_BASE, int(length.max(initial=0)) + 1)[length] * other


def spaced(one: Words, length: Places, other: Words) -> Words:
    """Return the hashes of pairs of texts with a space between: `length` is that of the first ones.

    >>> one, other = (hash_texts(pa.array([text])) for text in ("山田", "太郎"))
    >>> bool(spaced(one.whole(), one.length, other.whole()) == hash_whole(pa.array(["山田 太郎"])))
    True
    """
    space = hash_whole(pa.array([" "]))
    return joined(one, length, joined(space.repeat(len(other)), np.ones(len(other), np.int64), other))


def code_points(texts: pa.StringArray) -> tuple[Codes, Places]:
    """Return the code points of a column without nulls, and where each text ends among them."""
    codes = np.frombuffer(str(_octets(texts)[0], "utf-8").encode("utf-32-le"), np.uint32)
    return codes, np.cumsum(pc.utf8_length(texts).to_numpy(zero_copy_only=False), dtype=np.int64)


def octets_of(texts: pa.StringArray) -> tuple[npt.NDArray[np.uint8], Places]:
    """Return the UTF-8 of a column without nulls, and where each text ends in it."""
    content, ends = _octets(texts)
    return np.frombuffer(content, np.uint8), ends


def _octets(texts: pa.StringArray) -> tuple[memoryview, Places]:
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets or b"", np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(np.int64)
    if not len(texts):
        return memoryview(b""), ends[:0]
    return memoryview(data or b"")[ends[0] : ends[-1]], ends[1:] - ends[0]


@cache
def _letters() -> Words:
    """Return for each octet what it adds to the hash of the letters: nothing if it is no letter and no digit."""
    words = np.zeros(256, np.uint64)
    for octet in map(ord, string.digits + string.ascii_letters):
        words[octet] = pow(_BASE, ord(chr(octet).upper()), _WORD)
    return words


@cache
def _is_letter() -> Flags:
    flags = np.zeros(256, np.bool_)
    flags[[*string.ascii_letters.encode()]] = True
    return flags


def _starts(ends: Places) -> Places:
    return np.concatenate((_NONE, ends))[:-1]


def _without_zeros(codes: Codes, ends: Places) -> tuple[Codes, Places]:
    left_out = np.flatnonzero(codes == 0)
    if not left_out.size:
        return codes, ends
    return codes[codes != 0], ends - np.searchsorted(left_out, ends)


def _powers(base: int, count: int) -> Words:
    """Return the first powers of a base."""
    return _cached_powers(base, max(1 << 16, 1 << count.bit_length()))[:count]


@cache
def _cached_powers(base: int, count: int) -> Words:
    powers = np.full(count, base, np.uint64)
    powers[0] = 1
    return np.cumprod(powers, dtype=np.uint64)
