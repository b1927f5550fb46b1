"""The blocks of a whole column of residents at once, each as one number: what `matcher.domain.blocks` says, in bulk.

Every key (block, number, text) becomes a word of 64 bits; equal keys give equal words. Values that are not plain go
through the functions of the domain, each distinct one once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.blocks import AFFIX, DATED, HOUSES, UNDATED, UNSET_SEX, Block, BlockKey, house_parts
from matcher.domain.records import Enrolment
from matcher.domain.traits import Traits, birth_trait, each_once, kana_in_name, kana_trait, name_trait, sex_trait
from matcher.engines.houses import houses_in
from matcher.engines.texts import (
    Flags,
    Hashed,
    Keying,
    Places,
    Texts,
    Words,
    hash_letters,
    hash_texts,
    hash_whole,
    joined,
    octets_of,
    plain,
)
from matcher.engines.words import Table
from normalizers.kana import plain_characters as plain_kana
from normalizers.names import plain_characters as plain_names
from normalizers.relations import Relations, active_relations

COLUMNS = ("name", "name_kana", "birth_date", "sex", "address", "alias", "name_roman", "foreign")
"""Columns of a resident batch that its blocks are made of."""

_OF_BLOCK = {block: np.uint64(place + 1) * np.uint64(0xD6E8FEB86659FD93 >> 8) for place, block in enumerate(Block)}
_OF_SEX = np.uint64(0xC2B2AE3D27D4EB4F)
_OF_NUMBER, _MIXED = np.uint64(0xA0761D6478BD642F), np.uint64(0xE7037ED1A0B428DB)
_WITH_SEX = (Block.BIRTH_GIVEN, Block.BIRTH_SURNAME, Block.BIRTH_FOREIGN)
FORMS = ("name", "alias", "name_roman")
"""Columns of a resident that are a name of their own."""
_HALF = np.uint64(32)
_SEX_TRAITS = {1: "1", 2: "2", UNSET_SEX: ""}
_DATE = 8
_MONTH_DAYS = 10_000
_FEW = 4_000
_SPACE = hash_texts(pa.array([" "])).whole()
_ZEROS, _TO_HIGH, _HIGH = (np.uint64(octet * 0x0101010101010101) for octet in (ord("0"), 0x80 - 10, 0x80))
_STEPS = [
    (np.uint64(10), np.uint64(8), np.uint64(0x00FF00FF00FF00FF)),
    (np.uint64(100), np.uint64(16), np.uint64(0x0000FFFF0000FFFF)),
    (np.uint64(10_000), np.uint64(32), np.uint64(0x00000000FFFFFFFF)),
]
"""What the part before is worth, where the part after stands, and what of a word is a number then."""


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


def asked_words(keys: Sequence[BlockKey], whole: Callable[[pa.StringArray], Words] = hash_whole) -> Words:
    """Return the word of each key that a description asks for; `whole` gives a word for each text."""
    if not keys:
        return np.zeros(0, np.uint64)
    blocks, numbers, texts = zip(*keys, strict=True)
    salt = np.fromiter(map(_OF_BLOCK.__getitem__, blocks), np.uint64, len(keys))
    return _word(salt, np.array(numbers, np.int64), whole(pa.array(texts, pa.string())))


def resident_words(batch: pa.RecordBatch, asks: Asks = EVERYTHING) -> Iterator[tuple[Places, Words]]:
    """Yield per block and form of the name the rows that have a key in it, and the words of those keys.

    Args:
        batch: residents, with the columns `COLUMNS`.
        asks: keys that have nothing of this may be left out.
    """
    birth, sex = births_in(batch), sexes_in(batch)
    year, month_day, with_sex = year_of(birth), month_day_of(birth), birth * 10 + sex
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
    for block, number in ((Block.BIRTH_KANA, birth), (Block.KANA_YEAR, year), (Block.KANA_MONTH_DAY, month_day)):
        yield there, block_words(block, number[there], text[there])
    for rows, name in _names(batch, asks):
        there = dated[rows]
        for block, number in ((Block.NAME_YEAR, year), (Block.NAME_MONTH_DAY, month_day)):
            yield rows[there], block_words(block, number[rows[there]], name[there])
        there = rows[read[rows]]
        both = joined(text[there], kana.length[there], _spaced(name[read[rows]]))
        yield from _kana_names(there, both, month_day, dated)
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
        rows, town = every[own], towns[own]
        written = joined((town + np.sign(town)).astype(np.uint64), np.sign(town), kana.last(AFFIX, rows))
        yield rows, block_words(Block.ADDRESS_GIVEN, (date[rows] * 10 + sex[rows]) * HOUSES + digits[own], written)


def _part_words(parts: Sequence[BlockKey]) -> Words:
    """Return the words of blocks of the house that are asked for, without the house."""
    _, numbers, texts = zip(*parts, strict=True)
    date, sex = np.divmod(np.array(numbers, np.int64), 10)
    return given_words(date, sex, hash_texts(pa.array(texts, pa.string())).whole())


def _kana_names(rows: Places, text: Words, month_day: Places, dated: Flags) -> Iterator[tuple[Places, Words]]:
    """Yield the blocks of kana and name together."""
    yield rows, block_words(Block.KANA_NAME, np.full(len(rows), DATED), text)
    known = dated[rows]
    yield rows[~known], block_words(Block.KANA_NAME, np.full((~known).sum(), UNDATED), text[~known])
    rows, text = rows[known], text[known]
    yield rows, block_words(Block.KANA_NAME_MONTH, month_day[rows] // 100, text)
    yield rows, block_words(Block.KANA_NAME_DAY, month_day[rows] % 100, text)


def traits_in(batch: pa.RecordBatch) -> list[Traits]:
    """Return the traits of every resident of a batch, as `resident_traits` gives them one by one."""
    forms = [name_keys(plain(batch.column(form))) for form in FORMS]
    births = [f"{birth:08d}" if birth else "" for birth in births_in(batch).tolist()]
    sexes = [_SEX_TRAITS[sex] for sex in sexes_in(batch).tolist()]
    kana = kana_keys(plain(batch.column("name_kana")))
    own = map(each_once, *forms)
    foreign, addresses = batch.column("foreign").to_pylist(), batch.column("address").to_pylist()
    return list(map(Traits, kana, own, births, sexes, foreign, addresses))


def _name_words(texts: pa.StringArray) -> Words:
    """Return one word for the key of each name; few are keyed one by one: a table of all characters takes long."""
    if len(texts) > _FEW:
        return name_keying().hash_keys(texts).whole()
    return hash_texts(pa.array([name_trait(text) for text in texts.to_pylist()], pa.string())).whole()


def description_traits(descriptions: Sequence[Enrolment]) -> list[Traits]:
    """Return the traits of every description, as `traits_of` gives them one by one."""
    names = name_keys(pa.array([one.name for one in descriptions], pa.string()))
    kana = kana_keys(pa.array([one.name_kana for one in descriptions], pa.string()))
    return [
        Traits(
            read or kana_in_name(one),
            each_once(name),
            birth_trait(one.birth_date),
            sex_trait(one.sex),
            foreign=False,
            address=one.address,
        )
        for one, name, read in zip(descriptions, names, kana, strict=True)
    ]


def year_of(birth: Places) -> Places:
    """Return the years of birth dates."""
    return birth // _MONTH_DAYS


def month_day_of(birth: Places) -> Places:
    """Return the months and days of birth dates, as MMDD."""
    return birth % _MONTH_DAYS


def block_words(block: Block, number: Places, text: Words) -> Words:
    """Return the words of the blocks of this kind with these numbers, for the hashes of their texts."""
    return _word(_OF_BLOCK[block], number, text)


def given_words(date: Places, sex: Places, last: Words) -> Words:
    """Return words of what else makes a block of the house: they stand for its date, its sex and the last kana."""
    words: Words = last * _MIXED + sex.astype(np.uint64) * _OF_SEX + date.astype(np.uint64) * _OF_NUMBER
    return words


def _word(block: Words | np.uint64, number: Places, text: Words) -> Words:
    mixed = (text + number.astype(np.uint64) * _OF_NUMBER + block) * _MIXED
    mixed ^= mixed >> _HALF
    return mixed * _MIXED


def number_words(numbers: Places) -> Words:
    """Return words of birth dates with a sex."""
    return numbers.astype(np.uint64) * _MIXED


def _spaced(text: Words) -> Words:
    """Return the hashes of these texts after a space."""
    return joined(_SPACE.repeat(len(text)), np.ones(len(text), np.int64), text)


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


def _births(texts: Texts) -> Places:
    """Return each date as the number YYYYMMDD, 0 where it cannot be read."""
    if isinstance(texts, pa.DictionaryArray) and len(texts) < len(texts.dictionary):
        texts = plain(texts)
    if isinstance(texts, pa.DictionaryArray):
        births = _births(texts.dictionary)
        return np.asarray(births[texts.indices.to_numpy(zero_copy_only=False)], np.int64)
    births = np.zeros(len(texts), np.int64)
    lengths = pc.binary_length(texts).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(lengths == _DATE)
    births[rows] = _numbers(texts if len(rows) == len(texts) else texts.take(pa.array(rows)))
    sure = (births >= _MONTH_DAYS) & _plain_days()[births % _MONTH_DAYS]
    births[~sure] = 0
    others = np.flatnonzero(~sure & (lengths > 0))
    if others.size:
        births[others] = _mapped(texts.take(pa.array(others)), _birth)
    return births


def _numbers(texts: pa.StringArray) -> Places:
    """Return the numbers that texts of eight octets are, 0 of those with another character than a digit.

    Eight octets are one word; digits are put together in pairs, the pairs in fours, and those.
    """
    octets, _ = octets_of(texts)
    words = octets.view("<u8") - _ZEROS
    digits = ((words + _TO_HIGH) | words) & _HIGH == 0
    for places, shift, kept in _STEPS:
        words = words * places + (words >> shift) & kept
    return np.where(digits, words, 0).astype(np.int64)


def sexes_in(batch: pa.RecordBatch) -> Places:
    """Return the code of the sex of each row of a batch, `UNSET_SEX` where it is none."""
    return _mapped(batch.column("sex"), _sex)


def _mapped(texts: Texts, function: Callable[[str], int]) -> Places:
    """Apply a function to each distinct text once."""
    encoded = texts if isinstance(texts, pa.DictionaryArray) else texts.dictionary_encode()
    values = np.array([function(text) for text in encoded.dictionary.to_pylist()], np.int64)
    return values[encoded.indices.to_numpy(zero_copy_only=False)] if len(values) else np.zeros(0, np.int64)


@lru_cache(1 << 16)
def _birth(text: str) -> int:
    return int(birth_trait(text) or 0)


def _sex(text: str) -> int:
    return int(sex_trait(text) or UNSET_SEX)


@cache
def _plain_days() -> npt.NDArray[np.bool_]:
    """Return which MMDD a date may have in every year."""
    plain = np.zeros(_MONTH_DAYS, np.bool_)
    plain[[day for day in range(1300) if birth_trait(f"2001{day:04d}")]] = True
    return plain


@cache
def kana_keying() -> Keying:
    """Return how kana names are keyed."""
    return Keying.of(plain_kana(), kana_trait)


def name_keying() -> Keying:
    """Return how names are keyed under the relations in force."""
    return _names_by(active_relations())


@lru_cache(2)
def _names_by(_: Relations) -> Keying:
    return Keying.of(plain_names(), name_trait)


def name_keys(texts: pa.StringArray) -> list[str]:
    """Return the key of each name of a column: that of `normalize_name`, without its reasons.

    >>> name_keys(pa.array(["髙橋　絵里", "Smith, John", ""]))
    ['高橋絵里', 'JOHNSMITH', '']
    """
    return name_keying().keys(texts)


def kana_keys(texts: pa.StringArray) -> list[str]:
    """Return the key of each kana name of a column: that of `normalize_kana`, without its reasons."""
    return kana_keying().keys(texts)


def births_in(batch: pa.RecordBatch) -> Places:
    """Return the birth date of each row of a batch of either side as the number YYYYMMDD, 0 where it cannot be read."""
    return _births(batch.column("birth_date"))


def person_words(batch: pa.RecordBatch) -> Words:
    """Return one word per row of a batch of either side: of its birth date and its kana, or its name where it has none.

    Rows that describe one person by `matcher.domain.description.description_key` have equal words.
    """
    kana = kana_keying().hash_keys(batch.column("name_kana"))
    text, silent = kana.whole(), np.flatnonzero(kana.length == 0)
    if silent.size:
        text[silent] = _name_words(batch.column("name").take(pa.array(silent)))
    return block_words(Block.BIRTH_KANA, births_in(batch), text)
