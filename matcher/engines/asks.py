"""What descriptions ask for, item by item: who has nothing of it stands in no block that is asked for.

>>> Asks.of([], []).kana.maybe(np.zeros(1, np.uint64)).tolist(), EVERYTHING.kana.maybe(np.zeros(1, np.uint64)).tolist()
([False], [True])
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from matcher.domain.blocks import DATED, Block, BlockKey, house_parts
from matcher.domain.traits import Traits
from matcher.engines.block_words import given_words, number_words
from matcher.engines.texts import Words, hash_letters, hash_texts
from matcher.engines.words import Table

_WITH_SEX = (Block.BIRTH_GIVEN, Block.BIRTH_SURNAME, Block.BIRTH_FOREIGN)


@dataclass(frozen=True, slots=True)
class Asks:
    """What a resident must have in common with some description to stand in a block that is asked for.

    Args:
        kana: the hashes of kana names.
        names: the hashes of names.
        letters: the hashes of the letters of Latin names, in any order.
        births: the words of birth date and sex.
        houses: the words of what else makes a block of the house; None if nobody asks for one.
        dateless: whether a description without a birth date asks for a house.
    """

    kana: Table
    names: Table
    letters: Table
    births: Table
    houses: Table | None
    dateless: bool

    @classmethod
    def of(cls, described: Sequence[Traits], keys: Iterable[BlockKey]) -> Asks:
        """Take what descriptions have, and the keys that they ask for."""
        births = {number for block, number, _ in keys if block in _WITH_SEX}
        read = pa.array(sorted({one.kana for one in described}), pa.string())
        written = pa.array(sorted({name for one in described for name in one.names}), pa.string())
        parts = {part for one in described for part in house_parts(one)}
        return cls(
            Table(hash_texts(read).whole()),
            Table(hash_texts(written).whole()),
            Table(hash_letters(written)[0]),
            Table(number_words(np.array(sorted(births), np.int64))),
            Table(_part_words(sorted(parts))) if parts else None,
            any(number // 10 == DATED for _, number, _ in parts),
        )


EVERYTHING = Asks(Table(None), Table(None), Table(None), Table(None), Table(None), dateless=True)
"""Passes over nobody."""


def _part_words(parts: Sequence[BlockKey]) -> Words:
    """Return the words of blocks of the house that are asked for, without the house."""
    _, numbers, texts = zip(*parts, strict=True)
    date, sex = np.divmod(np.array(numbers, np.int64), 10)
    return given_words(date, sex, hash_texts(pa.array(texts, pa.string())).whole())
