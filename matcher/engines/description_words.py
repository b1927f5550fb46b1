"""The blocks that many descriptions ask for, as words: what `matcher.domain.blocks` says of each, column by column.

A word is made of hashes of the texts that are asked for, or of other numbers that stand for them (`TextWords`).

>>> from matcher.domain.traits import Traits
>>> described = DescriptionColumns([Traits("ヤマダタロウ", ("山田太郎",), "19850102", "1", foreign=False, address="")])
>>> sorted({block.value for block, _, _ in described.asked()})[1:5]
['birth_foreign', 'birth_given', 'birth_kana', 'birth_surname']
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
import pyarrow as pa

from matcher.domain.blocks import AFFIX, DATED, EDGE_YEARS, UNDATED, UNSET_SEX, Block
from matcher.domain.traits import Traits
from matcher.engines.births import day_of, days_after, month_of, year_of
from matcher.engines.block_words import OF_BOTH, OF_KANA, OF_NAME, block_words, given_words, house_words, number_words
from matcher.engines.houses import houses_in
from matcher.engines.texts import Places, Words, hash_texts, spaced

BlockWords = Iterator[tuple[Block, Places, Words]]
"""Kinds of blocks, each with rows that ask for one, and the words of those."""

_KINDS = {block: place for place, block in enumerate(Block)}


@dataclass(frozen=True, slots=True)
class TextWords:
    """What stands for the texts of descriptions: of every kana name, of every name, and of both with a space between.

    Args:
        kana: one for each description.
        names: one for each name.
        both: one for each name.
    """

    kana: Words
    names: Words
    both: Words


class DescriptionColumns:
    """Descriptions by column.

    Attributes:
        rows: how many there are.
        kana: the kana name of each.
        names: the names of all.
        whose: for each name the row that has it.
        read: which have a kana name.
    """

    def __init__(self, people: Sequence[Traits]) -> None:
        self.rows = len(people)
        self.kana = pa.array([one.kana for one in people], pa.string())
        self.names = pa.array([name for one in people for name in one.names], pa.string())
        self.whose = np.repeat(np.arange(self.rows), [len(one.names) for one in people])
        self._birth = np.array([int(one.birth or 0) for one in people], np.int64)
        self._sex = np.array([int(one.sex or UNSET_SEX) for one in people], np.int64)
        self._hashed = hash_texts(self.kana)
        self._last, self.read = self._hashed.last(AFFIX), self._hashed.length > 0
        self._towns, self._digits = houses_in(pa.array([one.address for one in people], pa.string()))

    @cached_property
    def hashed(self) -> TextWords:
        """The hashes of the texts."""
        kana, names = self._hashed.whole(), hash_texts(self.names).whole()
        both = spaced(kana[self.whose], self._hashed.length[self.whose], names)
        return TextWords(kana, names, both)

    def asked(self) -> BlockWords:
        """Yield every block that is asked for."""
        yield from self.named(self.hashed)
        for rows, sex in self._sexes():
            dated = rows[self._birth[rows] != 0]
            number = self._birth * 10 + sex
            read = dated[self.read[dated]]
            yield Block.BIRTH_GIVEN, read, block_words(Block.BIRTH_GIVEN, number[read], self._last[read])
            first = self._hashed.first(AFFIX, read)
            yield Block.BIRTH_SURNAME, read, block_words(Block.BIRTH_SURNAME, number[read], first)
            nothing = np.zeros(len(dated), np.uint64)
            yield Block.BIRTH_FOREIGN, dated, block_words(Block.BIRTH_FOREIGN, number[dated], nothing)
        for rows, sex in self._parts():
            given = self._undated[rows], sex[rows], self._last[rows]
            yield Block.ADDRESS_GIVEN, rows, house_words(given, self._towns[rows], self._digits[rows])

    def named(self, texts: TextWords) -> BlockWords:
        """Yield the blocks of names, kana, and parts of the birth date.

        Args:
            texts: what stands for the names and the kana.
        """
        birth, whose = self._birth, self.whose
        read, named = np.flatnonzero((birth != 0) & self.read), np.flatnonzero(birth[whose] != 0)
        of_both, of_read = named[self.read[whose[named]]], np.flatnonzero(self.read[whose])
        for block, part in OF_KANA.items():
            yield block, read, block_words(block, part(birth[read]), texts.kana[read])
        beside = np.flatnonzero(self.read & (month_of(birth) != 0) & (day_of(birth) != 0))
        beside = beside[~np.isin(year_of(birth[beside]), EDGE_YEARS)]
        for days in (-1, 1):
            day = days_after(birth[beside], days)
            yield Block.BIRTH_KANA, beside, block_words(Block.BIRTH_KANA, day, texts.kana[beside])
        for blocks, own, words in ((OF_NAME, named, texts.names), (OF_BOTH, of_both, texts.both)):
            for block, part in blocks.items():
                yield block, whose[own], block_words(block, part(birth[whose[own]]), words[own])
        undated = self._undated[whose[of_read]]
        yield Block.KANA_NAME, whose[of_read], block_words(Block.KANA_NAME, undated, texts.both[of_read])

    @property
    def births(self) -> Words:
        """The words of the birth dates and sexes that are asked for."""
        numbers = [(self._birth * 10 + sex)[rows][self._birth[rows] != 0] for rows, sex in self._sexes()]
        return number_words(np.unique(np.concatenate(numbers)))

    @property
    def given(self) -> Words:
        """The words of what else makes a block of the house that is asked for."""
        words = [given_words(self._undated[rows], sex[rows], self._last[rows]) for rows, sex in self._parts()]
        return np.unique(np.concatenate(words))

    @property
    def dateless(self) -> bool:
        """Whether a description without a birth date asks for a house."""
        return any(bool((self._birth[rows] == 0).any()) for rows, _ in self._parts())

    @property
    def _undated(self) -> Places:
        """What stands for the date of residents whom a description meets whatever their date."""
        return np.where(self._birth != 0, UNDATED, DATED)

    def _sexes(self) -> Iterator[tuple[Places, Places]]:
        """Yield which descriptions ask for which sex: for their own, and for one that nobody states or anybody."""
        every, unset = np.arange(self.rows), np.flatnonzero(self._sex == UNSET_SEX)
        yield every, self._sex
        yield np.flatnonzero(self._sex != UNSET_SEX), np.full(self.rows, UNSET_SEX)
        for sex in (1, 2):
            yield unset, np.full(self.rows, sex)

    def _parts(self) -> Iterator[tuple[Places, Places]]:
        """Yield the same of those that ask for a house."""
        housed = self.read & (self._digits > 0)
        for rows, sex in self._sexes():
            yield rows[housed[rows]], sex


class AskedBlocks(NamedTuple):
    """Blocks in which somebody is looked for, by ascending row: what kind each is of, its word, and the row."""

    kinds: Places
    words: Words
    rows: Places

    @classmethod
    def of(cls, described: DescriptionColumns) -> Self:
        """Return the blocks that descriptions ask for; a kind is its place among `Block`."""
        blocks, rows, words = zip(*described.asked(), strict=True)
        kinds = np.repeat([_KINDS[block] for block in blocks], [len(own) for own in rows])
        whose = np.concatenate(rows)
        order = np.argsort(whose, kind="stable")
        return cls(kinds[order], np.concatenate(words)[order], whose[order])
