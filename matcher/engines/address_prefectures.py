r"""The prefectures that the addresses of a column begin with, by number.

>>> numbers = number_prefectures()
>>> texts = "神奈川県横浜市\n横浜市\n東京都渋谷区\n神奈川"
>>> starts = np.array([0, 8, 12, 19])
>>> codes = np.array([*map(ord, texts.ljust(30))], np.uint32)
>>> prefectures_at(codes, starts).tolist() == [numbers["神奈川県"], 0, numbers["東京都"], 0]
True
>>> widths()[[0, numbers["神奈川県"], numbers["東京都"]]].tolist()
[0, 4, 3]
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from normalizers.addresses.head import prefectures

if TYPE_CHECKING:
    from collections.abc import Iterable

Places: TypeAlias = "npt.NDArray[np.int64]"

_SHORT = 3
"""No two prefectures have the same first three characters, and none has more than one after them, which is 県."""
_BITS = 21
"""Of a character."""


def prefectures_at(codes: npt.NDArray[np.uint32], starts: Places) -> Places:
    """Return the number of the prefecture that begins at each of these places, 0 for none.

    Args:
        codes: characters, at least three of them after the last start.
        starts: places in them.
    """
    keys = _key(codes[starts + place].astype(np.int64) for place in range(_SHORT))
    places = np.minimum(np.searchsorted(_keys(), keys), len(_keys()) - 1)
    short = widths()[places + 1] == _SHORT
    return np.where((_keys()[places] == keys) & (short | (codes[starts + _SHORT] == ord("県"))), places + 1, 0)


def number_prefectures() -> dict[str, int]:
    """Return the number of each prefecture, from 1, in the order of their characters."""
    return {name: number for number, name in enumerate(sorted(prefectures()), 1)}


@cache
def widths() -> Places:
    """Return how many characters each prefecture has, by its number; 0 has none."""
    return np.array([0, *map(len, number_prefectures())], np.int64)


@cache
def _keys() -> Places:
    return np.array([int(_key(np.array([ord(char)]) for char in name[:_SHORT])[0]) for name in number_prefectures()])


def _key(characters: Iterable[Places]) -> Places:
    """Return some characters as one number, which has their order."""
    first, second, third = characters
    return first << 2 * _BITS | second << _BITS | third
