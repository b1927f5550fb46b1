"""Hashes of a whole column of texts at once: of each text, of its first and of its last characters.

A text is the sum of its code points (and one each), each times a power of `_BASE`, modulo 2^64, so that one running sum
over all characters of a batch gives the hash of every part of every text, and of two texts put together. The hashes
serve one run and are never stored; two different texts share one with a chance of about 2^-64.

>>> hashed = hash_texts(pa.array(["ヤマダタロウ", "タロウ", ""]), affix=2)
>>> bool(hashed.first[1] == hash_texts(pa.array(["タロ"]), affix=2).whole[0])
True
>>> hashed.length.tolist(), bool(hashed.last[0] == hashed.last[1])
([6, 3, 0], True)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from re import Pattern

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]

_BASE = 0x9E3779B97F4A7C15
_WORD = 1 << 64
_INVERSE = pow(_BASE, -1, _WORD)
_CODE_POINTS = 0x110000
_CARE = np.uint32(0xFFFFFFFF)
_ZERO = np.zeros(1, np.uint64)


@dataclass(frozen=True, slots=True)
class Hashed:
    """The hashes of a column, and how many characters each text has."""

    whole: Words
    first: Words
    last: Words
    length: Places

    def put(self, rows: Places, other: Hashed) -> None:
        """Replace the hashes of some rows."""
        for mine, theirs in zip(self.columns(), other.columns(), strict=True):
            mine[rows] = theirs

    def columns(self) -> tuple[npt.NDArray[np.generic], ...]:
        """Return the four arrays."""
        return self.whole, self.first, self.last, self.length


@dataclass(frozen=True, slots=True)
class Keying:
    """How a column is keyed: one character after the other where that is the key, else by the function itself.

    Args:
        characters: code point → one more than that of its key, 0 where it is left out, `_CARE` where it cannot be told.
        careful: text → key.
    """

    characters: Codes
    careful: Callable[[str], str]

    @classmethod
    def of(cls, plain: tuple[Mapping[int, str], Pattern[str]], careful: Callable[[str], str]) -> Keying:
        """Take `plain_characters` of a normaliser, and the function that they belong to."""
        changes, needs_care = plain
        every = np.arange(_CODE_POINTS, dtype=np.uint32)
        characters = every + 1
        for found in re.finditer(f"(?:{needs_care.pattern})+", every.tobytes().decode("utf-32-le", "surrogatepass")):
            characters[found.start() : found.end()] = _CARE
        of_target = characters.copy()
        sources = np.fromiter(changes, np.int64, len(changes))
        targets = np.array([ord(key) if key else 0 for key in changes.values()], np.int64)
        characters[sources] = np.where(targets == 0, np.uint32(0), of_target[targets])
        return cls(characters, careful)

    def hash_keys(self, texts: pa.StringArray, affix: int) -> Hashed:
        """Return the hashes of the keys of a column."""
        codes, ends, care = self._keyed(texts)
        hashed = _hash(codes, ends, affix)
        if care.size:
            keys = [self.careful(text) for text in texts.take(pa.array(care)).to_pylist()]
            hashed.put(care, hash_texts(pa.array(keys, pa.string()), affix))
        return hashed

    def keys(self, texts: pa.StringArray) -> list[str]:
        """Return the keys of a column."""
        codes, ends, care = self._keyed(texts)
        codes[codes == _CARE] = 0
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
        return codes, ends, np.unique(np.searchsorted(ends, np.flatnonzero(codes == _CARE), side="right"))


def hash_texts(texts: pa.StringArray, affix: int) -> Hashed:
    """Return the hashes of texts as they are; `affix` is how many characters the first and the last are."""
    codes, ends = code_points(texts)
    return _hash(codes + np.uint32(1), ends, affix)


def joined(one: Words, length: Places, other: Words) -> Words:
    """Return the hashes of pairs of texts put together: `length` is that of the first ones."""
    return one + _powers(_BASE, int(length.max(initial=0)) + 1)[length] * other


def code_points(texts: pa.StringArray) -> tuple[Codes, Places]:
    """Return the code points of a column without nulls, and where each text ends among them."""
    _, offsets, data = texts.buffers()
    octets = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    content = bytes(data or b"")[octets[0] : octets[-1]] if len(texts) else b""
    codes = np.frombuffer(content.decode().encode("utf-32-le"), np.uint32)
    return codes, np.cumsum(pc.utf8_length(texts).to_numpy(zero_copy_only=False), dtype=np.int64)


def _hash(codes: Codes, ends: Places, affix: int) -> Hashed:
    """Hash texts given as code points, each one more than it is; zeros are left out."""
    codes, ends = _without_zeros(codes, ends)
    sums = np.concatenate((_ZERO, np.cumsum(codes * _powers(_BASE, len(codes)), dtype=np.uint64)))
    starts = np.concatenate((np.zeros(1, np.int64), ends[:-1])) if len(ends) else ends
    inverse = _powers(_INVERSE, len(codes) + 1)
    after, before = np.minimum(starts + affix, ends), np.maximum(ends - affix, starts)
    return Hashed(
        (sums[ends] - sums[starts]) * inverse[starts],
        (sums[after] - sums[starts]) * inverse[starts],
        (sums[ends] - sums[before]) * inverse[before],
        ends - starts,
    )


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
