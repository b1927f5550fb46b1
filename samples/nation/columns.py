"""The columns of a chunk as Arrow arrays: what the registry holds, and what an insurer writes in the style of its house."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from samples.individual_numbers import number_strings
from samples.nation import pools
from samples.nation.people import Chunk, Flags, foreigners
from samples.nation.pools import Ints
from samples.people import RESIDENT_COLUMNS

COMMON, MASKED = 1, 2
NO_SPACE = 1


@dataclass(frozen=True, slots=True)
class Style:
    """How rows are written, one entry per row (or one number for all); zero is what the registry writes."""

    name: Ints
    """0 the registered characters, 1 the common form, 2 masked."""
    gap: Ints
    """1 for no space between surname and given name."""
    kana: Ints
    """0 full width, 1 large, 2 半角, 3 large 半角."""
    address: Ints
    """`pools.REGISTRY`, `HYPHENS` or `KANJI_CHOME`."""
    no_prefecture: Ints
    birth: Ints
    """Notation of `pools.date_words`."""


def plain(size: int) -> Style:
    """Return the style of a registry: every row as it is registered."""
    zero = np.zeros(size, dtype=np.int64)
    return Style(zero, zero, zero, zero, zero, zero)


@dataclass(frozen=True, slots=True)
class _ForeignWords:
    name: pa.StringArray
    roman: pa.StringArray
    alias: pa.StringArray
    noted_kana: pa.StringArray
    heard_kana: pools.Words


@cache
def _foreign_words() -> _ForeignWords:
    people = foreigners()
    heard = ["　".join(one.kana) for one in people]
    return _ForeignWords(
        pa.array([one.kanji or " ".join(one.roman) for one in people]),
        pa.array([" ".join(one.roman) for one in people]),
        pa.array([one.alias for one in people]),
        pa.array([text if one.noted_kana else "" for one, text in zip(people, heard, strict=True)]),
        pools.words(heard, heard, *[[pools.notation.half_width_kana(text) for text in heard]] * 2),
    )


def names(chunk: Chunk, rows: Ints, style: Style) -> pa.Array:
    """Return the names of the people at the rows."""
    family, given = pools.surname_words()[0], pools.given_words()[0]
    parts = family.take(chunk.surname[rows], style.name), given.take(chunk.given[rows], style.name)
    japanese = pc.binary_join_element_wise(parts[0], parts[1], pa.array(["　", ""]).take(pa.array(style.gap)))
    return _foreign_or(chunk, rows, _foreign_words().name, japanese)


def kana(chunk: Chunk, rows: Ints, style: Style) -> pa.Array:
    """Return the kana that an insurer writes."""
    japanese = _japanese_kana(chunk, rows, style)
    index = chunk.foreigner[rows]
    foreign = index >= 0
    if not foreign.any():
        return japanese
    heard = _foreign_words().heard_kana.take(np.where(foreign, index, 0), style.kana)
    return pc.if_else(pa.array(foreign), heard, japanese)


def _japanese_kana(chunk: Chunk, rows: Ints, style: Style) -> pa.Array:
    family, given = pools.surname_words()[1], pools.given_words()[1]
    gap = pa.array(["　", "　", " ", " "]).take(pa.array(style.kana))
    return pc.binary_join_element_wise(family.take(chunk.surname[rows], style.kana), given.take(chunk.given[rows], style.kana), gap)


def addresses(chunk: Chunk, rows: Ints, style: Style) -> pa.Array:
    """Return the addresses; a municipality that writes full width does so where the style is the registry's."""
    vocabulary = pools.address_words()
    town, lot = chunk.town[rows], chunk.lot[rows]
    form = np.where((style.address == pools.REGISTRY) & (vocabulary.wide[town] == 1), pools.WIDE, style.address)
    chome = vocabulary.chome[town] == 1
    masked = pa.array(chome)

    def either(with_chome: pools.Words, without: pools.Words, numbers: Ints) -> pa.Array:
        return pc.if_else(
            masked, with_chome.take(np.where(chome, numbers, 0), form), without.take(np.where(chome, 0, numbers), form)
        )

    return pc.binary_join_element_wise(
        vocabulary.town.take(town, style.no_prefecture),
        either(vocabulary.first_chome, vocabulary.first_lot, lot[:, 0]),
        either(vocabulary.second_chome, vocabulary.second_lot, lot[:, 1]),
        vocabulary.third.take(lot[:, 2], form),
        vocabulary.dwelling.take(chunk.dwelling[rows], form),
        "",
    )


def births(chunk: Chunk, rows: Ints, style: Style) -> pa.Array:
    """Return the birth dates; of a date that is known in part both sides write the same digits."""
    texts = pools.date_words().take(chunk.birth[rows], style.birth)
    unknown = np.flatnonzero(chunk.unknown[rows])
    if not len(unknown):
        return texts
    return replaced(texts, unknown, [chunk.person(int(rows[place])).birth_text() for place in unknown])


def sexes(chunk: Chunk, rows: Ints) -> pa.Array:
    """Return the sexes as the insurer knows them."""
    return pa.array(["1", "2"]).take(pa.array(chunk.female[rows].astype(np.int64)))


def postal_codes(chunk: Chunk, rows: Ints) -> pa.Array:
    """Return the postal codes."""
    return pools.address_words().postal.take(pa.array(chunk.town[rows]))


def replaced(texts: pa.Array, places: Ints, values: list[str]) -> pa.Array:
    """Return the texts with those at the places (in ascending order) replaced."""
    mask = np.zeros(len(texts), dtype=bool)
    mask[places] = True
    return pc.replace_with_mask(texts, pa.array(mask), pa.array(values, pa.string()))


def number_column(places: Ints) -> pa.Array:
    """Return the 個人番号 at the places of the sequence."""
    return pa.array(number_strings(places)).cast(pa.string())


def resident_table(chunk: Chunk) -> pa.Table:
    """Return the registry rows of a chunk."""
    rows, style = np.arange(len(chunk)), plain(len(chunk))
    foreign = chunk.foreigner >= 0
    empty = pa.array([""]).take(pa.array(np.zeros(len(chunk), dtype=np.int64)))
    words, former = _foreign_words(), np.flatnonzero(chunk.former >= 0)
    former_names = replaced(empty, former, [chunk.person(int(row)).former_family for row in former])
    columns = (
        number_column(chunk.start + rows),
        names(chunk, rows, style),
        _foreign_or(chunk, rows, words.noted_kana, _japanese_kana(chunk, rows, style)),
        births(chunk, rows, style),
        pc.if_else(pa.array(chunk.sex_unset), "3", sexes(chunk, rows)),
        postal_codes(chunk, rows),
        addresses(chunk, rows, style),
        _foreign_or(chunk, rows, words.alias, empty),
        former_names,
        _foreign_or(chunk, rows, words.roman, empty),
        flag_column(foreign),
        pa.array(["1", "2", "3"]).take(pa.array(chunk.status - 1)),
        flag_column(chunk.protected),
    )
    return pa.table(dict(zip(RESIDENT_COLUMNS, columns, strict=True)))


def flag_column(flags: Flags) -> pa.Array:
    """Return 0 and 1."""
    return pa.array(["0", "1"]).take(pa.array(flags.astype(np.int64)))


def _foreign_or(chunk: Chunk, rows: Ints, foreign: pa.StringArray, japanese: pa.Array) -> pa.Array:
    """Return the foreign residents' texts where somebody is one, else the Japanese ones."""
    index = chunk.foreigner[rows]
    if not (index >= 0).any():
        return japanese
    return pc.if_else(pa.array(index >= 0), foreign.take(pa.array(np.maximum(index, 0))), japanese)
