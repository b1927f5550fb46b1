"""Who in a registry batch is worth a look at all: most residents share no block that is asked for, and a glance tells.

A text is the sum of a number for each character of its key, in any order: one reading of the column, where the hashes
of `matcher.engines.texts` take a dozen. Whoever has the characters of a kana name or a name that is asked for, or what
cannot be keyed one character after the other, is worth a look; so is whoever has the birth date and sex of a
description, and its first or last kana. Nobody is passed over who stands in a block that is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

import numpy as np
import pyarrow as pa

from matcher.domain.blocks import AFFIX, DATED, Block
from matcher.engines.asks import Asks
from matcher.engines.births import births_in, sexes_in
from matcher.engines.block_words import (
    OF_BOTH,
    OF_KANA,
    OF_NAME,
    Part,
    block_words,
    given_words,
    house_words,
    number_words,
)
from matcher.engines.column_traits import FORMS
from matcher.engines.description_words import DescriptionColumns, TextWords
from matcher.engines.houses import houses_in
from matcher.engines.name_columns import kana_keying, name_keying
from matcher.engines.texts import (
    CARE,
    CODE_POINTS,
    Codes,
    Flags,
    Keying,
    Places,
    Texts,
    Words,
    code_points,
    hash_letters,
    hash_parts,
    plain,
)
from matcher.engines.words import Table

_WEIGHT_BITS, _COUNT_BITS = np.uint64(16), np.uint64(56)
"""A character weighs less than 2^48, and each that needs care 2^56: of up to 255 characters the sum tells both."""
_LONGEST = 255
_AT_A_TIME = 4096
"""Texts whose characters and sums fit into the processor's own memory: three times as fast as a whole batch."""
_CARE = np.uint64(1) << _COUNT_BITS
_MIXED, _AGAIN, _HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xE7037ED1A0B428DB), np.uint64(32)


class Glance:
    """What a resident must have at a glance to be worth a look."""

    def __init__(self, described: DescriptionColumns, words: Table, asks: Asks) -> None:
        """Take the descriptions, the words of the blocks that they ask for, and what else is asked for."""
        self._words, self._asks = words, asks
        (self._space,) = sum_keys(pa.array([" "]))
        kana, names = sum_keys(described.kana), sum_keys(described.names)
        summed = described.named(TextWords(kana, names, kana[described.whose] + self._space + names))
        self._summed = Table(np.concatenate([words for *_, words in summed]))
        self._kana, self._names = Table(_mixed(kana[described.read])), Table(_mixed(names))

    def worth(self, batch: pa.RecordBatch) -> Places:
        """Return the rows that are worth a look, ascending."""
        kana = _Column(plain(batch.column("name_kana")), kana_keying())
        birth, sex = births_in(batch), sexes_in(batch)
        likely, read = kana.sums >= _CARE, self._kana.maybe(_mixed(kana.sums))
        likely[read] |= self._dated(kana.sums[read], birth[read], OF_KANA)
        for form in FORMS:
            sums, unclear = self._seen(batch.column(form))
            likely |= unclear
            rows = np.flatnonzero(self._names.maybe(_mixed(sums)))
            likely[rows] |= self._dated(sums[rows], birth[rows], OF_NAME)
            rows = rows[read[rows]]
            likely[rows] |= self._dated(kana.sums[rows] + self._space + sums[rows], birth[rows], _KANA_NAME)
        rows = np.flatnonzero((birth != 0) & ~likely)
        rows = rows[self._asks.births.maybe(number_words(birth[rows] * 10 + sex[rows]))]
        likely[rows] = self._born(kana, rows, birth[rows] * 10 + sex[rows])
        likely[rows] |= batch.column("foreign").to_numpy(zero_copy_only=False)[rows]
        if self._asks.houses is not None:
            likely |= birth == 0
            if self._asks.dateless:
                rows = np.flatnonzero(~likely)
                likely[rows] = self._housed(kana, rows, sex[rows], batch.column("address"), self._asks.houses)
        return np.flatnonzero(likely)

    def _seen(self, names: Texts) -> tuple[Words, Flags]:
        """Return the sums of names, and which of them a sum does not tell of; each different name is looked at once."""
        if isinstance(names, pa.DictionaryArray):
            places = names.indices.to_numpy(zero_copy_only=False)
            sums, unclear = self._seen(names.dictionary)
            return sums[places], unclear[places]
        sums = _Column(names, name_keying()).sums
        unclear = sums >= _CARE
        rows = np.flatnonzero(unclear)
        letters, latin = hash_letters(names.take(pa.array(rows)))
        unclear[rows] = ~latin | self._asks.letters.maybe(letters)
        return sums, unclear

    def _dated(self, sums: Words, birth: Places, blocks: Mapping[Block, Part]) -> Flags:
        """Return who may stand in one of these blocks: of a text with these sums, and a part of the birth date."""
        found: Flags = birth == 0
        for block, part in blocks.items():
            found |= self._summed.maybe(block_words(block, part(birth), sums))
        return found

    def _born(self, kana: _Column, rows: Places, number: Places) -> Flags:
        """Return which of these rows may stand in a block of birth date, sex and the first or the last kana."""
        first, clear = kana.affixes(rows, last=False)
        last, also = kana.affixes(rows, last=True)
        found = self._words.maybe(block_words(Block.BIRTH_SURNAME, number, first))
        return ~(clear & also) | found | self._words.maybe(block_words(Block.BIRTH_GIVEN, number, last))

    def _housed(self, kana: _Column, rows: Places, sex: Places, addresses: pa.StringArray, parts: Table) -> Flags:
        """Return which of these rows may stand in a block of a house, whatever their birth date.

        Args:
            kana: of every row.
            rows: which rows.
            sex: of these rows.
            addresses: of every row.
            parts: what is asked for, without the house: few residents have nothing of it, and it spares their address.
        """
        date = np.full(len(rows), DATED)
        last, clear = kana.affixes(rows, last=True)
        own = np.flatnonzero(clear & parts.maybe(given_words(date, sex, last)))
        towns, digits = houses_in(addresses.take(pa.array(rows[own])))
        words = house_words((date[own], sex[own], last[own]), towns, digits)
        found = ~clear
        found[own] = (digits > 0) & self._words.maybe(words)
        return found


_KANA_NAME: Mapping[Block, Part] = {Block.KANA_NAME: np.zeros_like, **OF_BOTH}


class _Column:
    """A column of texts, whose sums and first and last characters can be had."""

    def __init__(self, texts: pa.StringArray, keying: Keying) -> None:
        self._codes, ends = code_points(texts)
        self._ends = np.concatenate((np.zeros(1, np.int64), ends))
        self._characters = keying.characters
        self.sums = _between(_weights_by(keying), self._codes, self._ends)
        self.sums[np.diff(self._ends) > _LONGEST] = _CARE

    def affixes(self, rows: Places, *, last: bool) -> tuple[Words, Flags]:
        """Return the hashes of the first or the last characters of these rows, and where they are certain."""
        starts = self._ends[rows + 1] - AFFIX if last else self._ends[rows]
        clear = self._ends[rows + 1] - self._ends[rows] >= AFFIX
        starts = np.where(clear, starts, 0)
        if len(self._codes) < AFFIX:
            return np.zeros(len(rows), np.uint64), clear
        keyed = [self._characters[self._codes[starts + place]] for place in range(AFFIX)]
        for one in keyed:
            clear &= (one != 0) & (one != CARE)
        return hash_parts(keyed), clear


def sum_keys(keys: pa.StringArray) -> Words:
    """Return the sums of texts that are keys."""
    codes, ends = code_points(keys)
    return _between(_every_weight(), codes + np.uint32(1), np.concatenate((np.zeros(1, np.int64), ends)))


def _between(weights: Words, codes: Codes, ends: Places) -> Words:
    """Return what the characters between each end and the next weigh, some thousand texts at a time."""
    found = np.empty(len(ends) - 1, np.uint64)
    for start in range(0, len(found), _AT_A_TIME):
        own = ends[start : start + _AT_A_TIME + 1]
        sums = np.zeros(own[-1] - own[0] + 1, np.uint64)
        np.cumsum(weights[codes[own[0] : own[-1]]], out=sums[1:])
        found[start : start + _AT_A_TIME] = np.diff(sums[own - own[0]])
    return found


def _mixed(sums: Words) -> Words:
    return sums * _MIXED


@cache
def _every_weight() -> Words:
    """Return what each character of a key weighs, one more than its code point given; 0 is none and weighs nothing."""
    mixed = np.arange(CODE_POINTS + 1, dtype=np.uint64) * _MIXED
    mixed ^= mixed >> _HALF
    weights: Words = (mixed * _AGAIN) >> _WEIGHT_BITS
    return weights


@lru_cache(2)
def _weights_by(keying: Keying) -> Words:
    """Return what each code point weighs as a key has it."""
    weights = _every_weight().take(keying.characters, mode="clip")
    weights[keying.characters == CARE] = _CARE
    return weights
