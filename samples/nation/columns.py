"""The columns of a chunk: what the registry holds, and what an insurer writes in the style of its house."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from samples import notation
from samples.individual_numbers import number_strings
from samples.nation import pools
from samples.nation.arrow import Flags, Ints, Texts, ascii_texts, either, joined, pick, replaced, texts
from samples.nation.people import Chunk, foreigners
from samples.people import RESIDENT_COLUMNS

COMMON, MASKED, JIS = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Style:
    """How rows are written, one entry per row or per insurer; zero is what the registry writes."""

    name: Ints
    """0 the registered characters, else `COMMON`, `MASKED` or `JIS`: characters outside levels 1 and 2 replaced."""
    gap: Ints
    """1 for no space between surname and given name."""
    kana: Ints
    """0 full width, 1 large, 2 半角, 3 large 半角."""
    address: Ints
    """`pools.REGISTRY`, `HYPHENS` or `KANJI_CHOME`."""
    no_prefecture: Ints
    birth: Ints
    """Notation of `pools.date_words`."""

    def is_plain(self) -> bool:
        """Tell whether every row is written as it is registered."""
        parts = (self.name, self.gap, self.kana, self.address, self.no_prefecture, self.birth)
        return not any(part.any() for part in parts)


def plain(size: int) -> Style:
    """Return the style of a registry: every row as it is registered."""
    zero = np.zeros(size, dtype=np.int64)
    return Style(zero, zero, zero, zero, zero, zero)


@dataclass(frozen=True, slots=True)
class _ForeignWords:
    name: Texts
    roman: Texts
    alias: Texts
    noted_kana: Texts
    heard_kana: pools.Words


@cache
def _foreign_words() -> _ForeignWords:
    people = foreigners()
    heard = ["　".join(one.kana) for one in people]
    half = [notation.half_width_kana(text) for text in heard]
    return _ForeignWords(
        texts(one.kanji or " ".join(one.roman) for one in people),
        texts(" ".join(one.roman) for one in people),
        texts(one.alias for one in people),
        texts(text if one.noted_kana else "" for one, text in zip(people, heard, strict=True)),
        pools.words(heard, heard, half, half),
    )


def items(chunk: Chunk, rows: Ints, style: Style) -> dict[str, Texts]:
    """Return what an insurer writes about the people at the rows."""
    return {
        "name": names(chunk, rows, style),
        "name_kana": kana(chunk, rows, style),
        "birth_date": births(chunk, rows, style),
        "sex": sexes(chunk, rows),
        "postal_code": postal_codes(chunk, rows),
        "address": addresses(chunk, rows, style),
    }


def names(chunk: Chunk, rows: Ints, style: Style) -> Texts:
    """Return the names."""
    family, given = pools.surname_words()[0], pools.given_words()[0]
    gap = pick(texts(("　", "")), style.gap)
    parts = family.take(chunk.surname[rows], style.name), given.take(chunk.given[rows], style.name)
    return _foreign_or(chunk, rows, _foreign_words().name, joined(*parts, by=gap))


def kana(chunk: Chunk, rows: Ints, style: Style) -> Texts:
    """Return the kana that an insurer writes."""
    japanese, index = _japanese_kana(chunk, rows, style), chunk.foreigner[rows]
    heard = _foreign_words().heard_kana.take(np.maximum(index, 0), style.kana)
    return either(index >= 0, heard, japanese)


def _japanese_kana(chunk: Chunk, rows: Ints, style: Style) -> Texts:
    family, given = pools.surname_words()[1], pools.given_words()[1]
    gap = pick(texts(("　", "　", " ", " ")), style.kana)
    parts = family.take(chunk.surname[rows], style.kana), given.take(chunk.given[rows], style.kana)
    return joined(*parts, by=gap)


def addresses(chunk: Chunk, rows: Ints, style: Style) -> Texts:
    """Return the addresses; a municipality that writes full width does so where the style is the registry's."""
    vocabulary = pools.address_words()
    town, lot = chunk.town[rows], chunk.lot[rows]
    form = np.where((style.address == pools.REGISTRY) & vocabulary.wide[town], pools.WIDE, style.address)
    chome = vocabulary.chome[town]

    def numbers(with_chome: pools.Words, without: pools.Words, values: Ints) -> Texts:
        one, other = np.where(chome, values, 0), np.where(chome, 0, values)
        return either(chome, with_chome.take(one, form), without.take(other, form))

    return joined(
        vocabulary.town.take(town, style.no_prefecture),
        numbers(vocabulary.first_chome, vocabulary.first_lot, lot[:, 0]),
        numbers(vocabulary.second_chome, vocabulary.second_lot, lot[:, 1]),
        vocabulary.third.take(lot[:, 2], form),
        vocabulary.dwelling.take(chunk.dwelling[rows], form),
    )


def births(chunk: Chunk, rows: Ints, style: Style) -> Texts:
    """Return the birth dates; of a date that is known in part both sides write the same digits."""
    written = pools.date_words().take(chunk.birth[rows], style.birth)
    unknown = np.flatnonzero(chunk.unknown[rows])
    return replaced(written, unknown, [chunk.person(int(rows[place])).birth_text() for place in unknown])


def sexes(chunk: Chunk, rows: Ints) -> Texts:
    """Return the sexes as the insurer knows them."""
    return either(chunk.female[rows], "2", "1")


def postal_codes(chunk: Chunk, rows: Ints) -> Texts:
    """Return the postal codes."""
    return pick(pools.address_words().postal, chunk.town[rows])


def number_column(places: Ints) -> Texts:
    """Return the 個人番号 at the places of the sequence."""
    return ascii_texts(number_strings(places))


def resident_table(chunk: Chunk) -> pa.Table:
    """Return the registry rows of a chunk."""
    rows, style = np.arange(len(chunk)), plain(len(chunk))
    empty, words = texts([""] * len(chunk)), _foreign_words()
    former = np.flatnonzero(chunk.former >= 0)
    columns = (
        number_column(chunk.start + rows),
        names(chunk, rows, style),
        _foreign_or(chunk, rows, words.noted_kana, _japanese_kana(chunk, rows, style)),
        births(chunk, rows, style),
        either(chunk.sex_unset, "3", sexes(chunk, rows)),
        postal_codes(chunk, rows),
        addresses(chunk, rows, style),
        _foreign_or(chunk, rows, words.alias, empty),
        replaced(empty, former, [chunk.person(int(row)).former_family for row in former]),
        _foreign_or(chunk, rows, words.roman, empty),
        flag_column(chunk.foreigner >= 0),
        pick(texts("123"), chunk.status - 1),
        flag_column(chunk.protected),
    )
    return pa.table(dict(zip(RESIDENT_COLUMNS, columns, strict=True)))


def flag_column(flags: Flags) -> Texts:
    """Return 0 and 1."""
    return either(flags, texts(["1"] * len(flags)), "0")


def _foreign_or(chunk: Chunk, rows: Ints, foreign: Texts, japanese: Texts) -> Texts:
    """Return the foreign residents' texts where somebody is one, else the Japanese ones."""
    index = chunk.foreigner[rows]
    return either(index >= 0, pick(foreign, np.maximum(index, 0)), japanese)
