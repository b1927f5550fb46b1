"""The blocks of a whole column of residents at once, each as one number: what `matcher.domain.blocks` says, in bulk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.blocks import AFFIX, DATED, UNDATED, Block
from matcher.engines.asks import EVERYTHING, Asks
from matcher.engines.births import births_in, sexes_in
from matcher.engines.block_words import OF_BOTH, OF_KANA, OF_NAME, block_words, given_words, house_words, number_words
from matcher.engines.column_traits import FORMS
from matcher.engines.houses import houses_in
from matcher.engines.name_columns import kana_keying, name_keying
from matcher.engines.texts import Flags, Hashed, Places, Texts, Words, hash_letters, plain, spaced
from matcher.engines.words import Table

COLUMNS = ("name", "name_kana", "birth_date", "sex", "address", "alias", "name_roman", "foreign")
"""Columns of a resident batch that its blocks are made of."""


def resident_words(batch: pa.RecordBatch, asks: Asks = EVERYTHING) -> Iterator[tuple[Places, Words]]:
    """Yield per block and form of the name the rows that have a key in it, and the words of those keys.

    Args:
        batch: residents, with the columns `COLUMNS`.
        asks: keys that have nothing of this may be left out.
    """
    birth, sex = births_in(batch), sexes_in(batch)
    with_sex = birth * 10 + sex
    kana = kana_keying().hash_keys(plain(batch.column("name_kana")))
    dated, known = birth != 0, kana.length > 0
    born = np.flatnonzero(dated & asks.births.maybe(number_words(with_sex)))
    there = born[known[born]]
    yield there, block_words(Block.BIRTH_GIVEN, with_sex[there], kana.last(AFFIX, there))
    yield there, block_words(Block.BIRTH_SURNAME, with_sex[there], kana.first(AFFIX, there))
    foreign = born[batch.column("foreign").to_numpy(zero_copy_only=False)[born]]
    yield foreign, block_words(Block.BIRTH_FOREIGN, with_sex[foreign], np.zeros(len(foreign), np.uint64))
    text = kana.whole()
    read = known & asks.kana.maybe(text)
    there = np.flatnonzero(read & dated)
    for block, part in OF_KANA.items():
        yield there, block_words(block, part(birth[there]), text[there])
    for rows, name in _names(batch, asks):
        there = dated[rows]
        for block, part in OF_NAME.items():
            yield rows[there], block_words(block, part(birth[rows[there]]), name[there])
        there = rows[read[rows]]
        both = spaced(text[there], kana.length[there], name[read[rows]])
        yield from _kana_names(there, both, birth)
    if asks.houses is None:
        return
    undated = (known & ~dated, np.full(len(batch), UNDATED))
    every = (known, np.full(len(batch), DATED))
    yield from _houses(
        batch.column("address"), [undated, every] if asks.dateless else [undated], sex, kana, asks.houses
    )


def _houses(
    addresses: pa.StringArray,
    parts: Sequence[tuple[Flags, Places]],
    sex: Places,
    kana: Hashed,
    asks: Table,
) -> Iterator[tuple[Places, Words]]:
    """Yield the blocks of the house, of residents who have what else makes a block that is asked for.

    Args:
        addresses: of each resident.
        parts: who has such a block, and what stands for the date of each.
        sex: of each resident.
        kana: of each resident.
        asks: what is asked for.
    """
    parts = [part for part in parts if part[0].any()]
    if not parts:
        return
    found = [(stands & asks.maybe(given_words(date, sex, kana.last(AFFIX))), date) for stands, date in parts]
    every = np.flatnonzero(np.logical_or.reduce([stands for stands, _ in found]))
    towns, digits = houses_in(addresses.take(pa.array(every)))
    for stands, date in found:
        own = np.flatnonzero(stands[every] & (digits > 0))
        rows = every[own]
        yield rows, house_words((date[rows], sex[rows], kana.last(AFFIX, rows)), towns[own], digits[own])


def _kana_names(rows: Places, text: Words, birth: Places) -> Iterator[tuple[Places, Words]]:
    """Yield the blocks of kana and name together."""
    yield rows, block_words(Block.KANA_NAME, np.full(len(rows), DATED), text)
    known = birth[rows] != 0
    yield rows[~known], block_words(Block.KANA_NAME, np.full((~known).sum(), UNDATED), text[~known])
    rows, text = rows[known], text[known]
    for block, part in OF_BOTH.items():
        yield rows, block_words(block, part(birth[rows]), text)


def _names(batch: pa.RecordBatch, asks: Asks) -> Iterator[tuple[Places, Words]]:
    """Yield for each form of the name the rows that have it, and its hashes."""

    def worth(texts: pa.StringArray) -> Flags:
        letters, latin = hash_letters(texts)
        return ~latin | asks.letters.maybe(letters)

    for form in FORMS:
        rows, texts = _filled(batch.column(form))
        if rows.size:
            hashed = name_keying().hash_keys(texts, worth)
            text = hashed.whole()
            there = (hashed.length > 0) & asks.names.maybe(text)
            yield rows[there], text[there]


def _filled(texts: Texts) -> tuple[Places, pa.StringArray]:
    """Return the rows of a column that are not empty, and their texts."""
    values = texts.dictionary if isinstance(texts, pa.DictionaryArray) else texts
    filled = pc.binary_length(values).to_numpy(zero_copy_only=False) > 0
    if isinstance(texts, pa.DictionaryArray):
        filled = filled[texts.indices.to_numpy(zero_copy_only=False)]
    rows = np.flatnonzero(filled)
    return rows, plain(texts if len(rows) == len(texts) else texts.take(pa.array(rows)))
