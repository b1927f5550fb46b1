"""What descriptions ask for, item by item: who has nothing of it stands in no block that is asked for.

>>> import numpy as np
>>> nothing, word = Asks.of(DescriptionColumns([])), np.zeros(1, np.uint64)
>>> nothing.kana.maybe(word).tolist(), EVERYTHING.kana.maybe(word).tolist()
([False], [True])
"""

from __future__ import annotations

from dataclasses import dataclass

from matcher.engines.description_words import DescriptionColumns
from matcher.engines.texts import hash_letters
from matcher.engines.words import Table


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
    def of(cls, described: DescriptionColumns) -> Asks:
        """Take what descriptions have, and what they ask for."""
        given = described.given
        return cls(
            Table(described.hashed.kana),
            Table(described.hashed.names),
            Table(hash_letters(described.names)[0]),
            Table(described.births),
            Table(given) if given.size else None,
            described.dateless,
        )


EVERYTHING = Asks(Table(None), Table(None), Table(None), Table(None), Table(None), dateless=True)
"""Passes over nobody."""
