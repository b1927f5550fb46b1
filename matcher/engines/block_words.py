"""The key of a block (kind, number, text) as one word of 64 bits: equal keys give equal words.

>>> import pyarrow as pa
>>> from matcher.engines.texts import hash_whole
>>> year, kana = np.array([1985, 1986]), hash_whole(pa.array(["ヤマダタロウ"] * 2))
>>> one, other = block_words(Block.KANA_YEAR, year, kana).tolist()
>>> one == other, [one] == block_words(Block.KANA_YEAR, year[:1], kana[:1]).tolist()
(False, True)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from matcher.domain.blocks import HOUSES, Block
from matcher.engines.births import day_of, month_day_of, month_of, year_of
from matcher.engines.texts import Places, Words, joined

Part = Callable[[Places], Places]
"""Birth dates to that part of them which makes a block."""

OF_KANA: Mapping[Block, Part] = {
    Block.BIRTH_KANA: np.asarray,
    Block.KANA_YEAR: year_of,
    Block.KANA_MONTH_DAY: month_day_of,
}
OF_NAME: Mapping[Block, Part] = {Block.NAME_YEAR: year_of, Block.NAME_MONTH_DAY: month_day_of}
OF_BOTH: Mapping[Block, Part] = {Block.KANA_NAME_MONTH: month_of, Block.KANA_NAME_DAY: day_of}
"""Blocks of the kana, of a name, and of both with a space between, of who has a birth date."""

_OF_BLOCK = {block: np.uint64(place + 1) * np.uint64(0xD6E8FEB86659FD93 >> 8) for place, block in enumerate(Block)}
_OF_SEX = np.uint64(0xC2B2AE3D27D4EB4F)
_OF_NUMBER, _MIXED = np.uint64(0xA0761D6478BD642F), np.uint64(0xE7037ED1A0B428DB)
_HALF = np.uint64(32)


def block_words(block: Block, number: Places, text: Words) -> Words:
    """Return the words of the blocks of this kind with these numbers, for the hashes of their texts."""
    return _word(_OF_BLOCK[block], number, text)


def house_words(given: tuple[Places, Places, Words], towns: Places, digits: Places) -> Words:
    """Return the words of blocks of the house.

    Args:
        given: what stands for the date, the sex, and the hashes of the last kana.
        towns: the code points of the characters before the digits, 0 for none.
        digits: the digits, not 0.
    """
    date, sex, last = given
    written = joined((towns + np.sign(towns)).astype(np.uint64), np.sign(towns), last)
    return block_words(Block.ADDRESS_GIVEN, (date * 10 + sex) * HOUSES + digits, written)


def given_words(date: Places, sex: Places, last: Words) -> Words:
    """Return words of what else makes a block of the house: they stand for its date, its sex and the last kana."""
    words: Words = last * _MIXED + sex.astype(np.uint64) * _OF_SEX + date.astype(np.uint64) * _OF_NUMBER
    return words


def number_words(numbers: Places) -> Words:
    """Return words of birth dates with a sex."""
    return numbers.astype(np.uint64) * _MIXED


def _word(block: Words | np.uint64, number: Places, text: Words) -> Words:
    mixed = (text + number.astype(np.uint64) * _OF_NUMBER + block) * _MIXED
    mixed ^= mixed >> _HALF
    return mixed * _MIXED
