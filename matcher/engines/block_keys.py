"""The blocks of a whole column of residents at once, each as one number: what `matcher.domain.blocks` says, in bulk.

Every key (block, number, text) becomes a word of 64 bits; equal keys give equal words. Values that are not plain go
through the functions of the domain, each distinct one once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.blocks import AFFIX, DATED, UNDATED, UNSET_SEX, Block, BlockKey
from matcher.domain.traits import Traits, birth_trait, each_once, kana_trait, name_trait, sex_trait
from matcher.engines.texts import Hashed, Keying, Places, Words, hash_texts, joined
from normalizers.kana import plain_characters as plain_kana
from normalizers.names import plain_characters as plain_names
from normalizers.relations import Relations, active_relations

COLUMNS = ("name", "name_kana", "birth_date", "sex", "alias", "name_roman", "foreign")
"""Columns of a resident batch that its blocks are made of."""

_OF_BLOCK = {block: np.uint64(place + 1) * np.uint64(0xD6E8FEB86659FD93 >> 8) for place, block in enumerate(Block)}
_OF_NUMBER, _MIXED = np.uint64(0xA0761D6478BD642F), np.uint64(0xE7037ED1A0B428DB)
_HALF = np.uint64(32)
_SEX_TRAITS = {1: "1", 2: "2", UNSET_SEX: ""}
_DATE = 8
_MONTH_DAYS = 10_000
_FEW = 4_000
_SPACE = hash_texts(pa.array([" "]), AFFIX).whole
_DECIMALS = 10 ** np.arange(_DATE - 1, -1, -1, dtype=np.int64)


def asked_words(keys: Sequence[BlockKey]) -> Words:
    """Return the word of each key that a description asks for."""
    if not keys:
        return np.zeros(0, np.uint64)
    blocks, numbers, texts = zip(*keys, strict=True)
    salt = np.array([_OF_BLOCK[block] for block in blocks], np.uint64)
    return _word(salt, np.array(numbers, np.int64), hash_texts(pa.array(texts, pa.string()), AFFIX).whole)


def resident_words(batch: pa.RecordBatch) -> Iterator[tuple[Places, Words]]:
    """Yield per block and form of the name the rows that have a key in it, and the words of those keys."""
    birth, sex = _births(batch.column("birth_date")), _sexes(batch.column("sex"))
    kana = _kana().hash_keys(batch.column("name_kana"), AFFIX)
    year, month_day, with_sex = birth // _MONTH_DAYS, birth % _MONTH_DAYS, birth * 10 + sex
    dated, read = birth != 0, kana.length > 0
    both = np.flatnonzero(dated & read)
    for block, number, text in (
        (Block.BIRTH_KANA, birth, kana.whole),
        (Block.KANA_YEAR, year, kana.whole),
        (Block.KANA_MONTH_DAY, month_day, kana.whole),
        (Block.BIRTH_GIVEN, with_sex, kana.last),
        (Block.BIRTH_SURNAME, with_sex, kana.first),
    ):
        yield both, _word(_OF_BLOCK[block], number[both], text[both])
    for rows, name in _names(batch):
        known = dated[rows]
        there = rows[known]
        yield there, _word(_OF_BLOCK[Block.NAME_YEAR], year[there], name.whole[known])
        yield there, _word(_OF_BLOCK[Block.NAME_MONTH_DAY], month_day[there], name.whole[known])
        known = read[rows]
        there = rows[known]
        spaced = joined(_SPACE.repeat(len(there)), np.ones(len(there), np.int64), name.whole[known])
        text = joined(kana.whole[there], kana.length[there], spaced)
        yield there, _word(_OF_BLOCK[Block.KANA_NAME], np.full(len(there), DATED), text)
        known = dated[there]
        yield there[~known], _word(_OF_BLOCK[Block.KANA_NAME], np.full((~known).sum(), UNDATED), text[~known])
        there, text = there[known], text[known]
        yield there, _word(_OF_BLOCK[Block.KANA_NAME_MONTH], month_day[there] // 100, text)
        yield there, _word(_OF_BLOCK[Block.KANA_NAME_DAY], month_day[there] % 100, text)
    foreign = np.flatnonzero(dated & batch.column("foreign").to_numpy(zero_copy_only=False))
    yield foreign, _word(_OF_BLOCK[Block.BIRTH_FOREIGN], with_sex[foreign], np.zeros(len(foreign), np.uint64))


def traits_in(batch: pa.RecordBatch) -> list[Traits]:
    """Return the traits of every resident of a batch, as `resident_traits` gives them one by one."""
    forms = [name_keys(batch.column(form)) for form in ("name", "alias", "name_roman")]
    births = [f"{birth:08d}" if birth else "" for birth in _births(batch.column("birth_date")).tolist()]
    sexes = [_SEX_TRAITS[sex] for sex in _sexes(batch.column("sex")).tolist()]
    kana = kana_keys(batch.column("name_kana"))
    own = map(each_once, *forms)
    foreign, addresses = batch.column("foreign").to_pylist(), batch.column("address").to_pylist()
    return list(map(Traits, kana, own, births, sexes, foreign, addresses))


def _name_words(texts: pa.StringArray) -> Words:
    """Return one word for the key of each name; few are keyed one by one: a table of all characters takes long."""
    if len(texts) > _FEW:
        return _names_by(active_relations()).hash_keys(texts, AFFIX).whole
    return hash_texts(pa.array([name_trait(text) for text in texts.to_pylist()], pa.string()), AFFIX).whole


def _word(block: Words | np.uint64, number: Places, text: Words) -> Words:
    mixed = (text + number.astype(np.uint64) * _OF_NUMBER + block) * _MIXED
    mixed ^= mixed >> _HALF
    return mixed * _MIXED


def _names(batch: pa.RecordBatch) -> Iterator[tuple[Places, Hashed]]:
    """Yield for each form of the name the rows that have it, and its hashes."""
    for form in ("name", "alias", "name_roman"):
        texts = batch.column(form)
        rows = np.flatnonzero(pc.binary_length(texts).to_numpy(zero_copy_only=False))
        if rows.size:
            hashed = _names_by(active_relations()).hash_keys(
                texts if len(rows) == len(texts) else texts.take(pa.array(rows)), AFFIX
            )
            there = hashed.length > 0
            if not there.all():
                hashed = Hashed(hashed.whole[there], hashed.first[there], hashed.last[there], hashed.length[there])
            yield rows[there], hashed


def _births(texts: pa.StringArray) -> Places:
    """Return each date as the number YYYYMMDD, 0 where it cannot be read."""
    births = np.zeros(len(texts), np.int64)
    lengths = pc.binary_length(texts).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(lengths == _DATE)
    digits = _octets(texts if len(rows) == len(texts) else texts.take(pa.array(rows))) - np.uint8(ord("0"))
    births[rows] = digits.astype(np.int64) @ _DECIMALS
    plain = np.zeros(len(texts), np.bool_)
    plain[rows] = (digits <= 9).all(axis=1)  # noqa: PLR2004  decimal digits
    plain &= (births >= _MONTH_DAYS) & _plain_days()[births % _MONTH_DAYS]
    births[~plain] = 0
    others = np.flatnonzero(~plain & (lengths > 0))
    if others.size:
        births[others] = _mapped(texts.take(pa.array(others)), _birth)
    return births


def _octets(texts: pa.StringArray) -> npt.NDArray[np.uint8]:
    """Return texts of eight bytes as a table of bytes."""
    _, offsets, data = texts.buffers()
    start = np.frombuffer(offsets, np.int32)[texts.offset] if len(texts) else 0
    octets = np.frombuffer(data or b"", np.uint8)[start : start + len(texts) * _DATE]
    return octets.reshape(-1, _DATE)


def _sexes(texts: pa.StringArray) -> Places:
    return _mapped(texts, _sex)


def _mapped(texts: pa.StringArray, function: Callable[[str], int]) -> Places:
    """Apply a function to each distinct text once."""
    encoded = texts.dictionary_encode()
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
def _kana() -> Keying:
    return Keying.of(plain_kana(), kana_trait)


@lru_cache(2)
def _names_by(_: Relations) -> Keying:
    return Keying.of(plain_names(), name_trait)


def name_keys(texts: pa.StringArray) -> list[str]:
    """Return the key of each name of a column: that of `normalize_name`, without its reasons.

    >>> name_keys(pa.array(["髙橋　絵里", "Smith, John", ""]))
    ['高橋絵里', 'JOHNSMITH', '']
    """
    return _names_by(active_relations()).keys(texts)


def kana_keys(texts: pa.StringArray) -> list[str]:
    """Return the key of each kana name of a column: that of `normalize_kana`, without its reasons."""
    return _kana().keys(texts)


def births_in(batch: pa.RecordBatch) -> Places:
    """Return the birth date of each row of a batch of either side as the number YYYYMMDD, 0 where it cannot be read."""
    return _births(batch.column("birth_date"))


def person_words(batch: pa.RecordBatch) -> Words:
    """Return one word per row of a batch of either side: of its birth date and its kana, or its name where it has none.

    Rows that describe one person by `matcher.domain.description.description_key` have equal words.
    """
    kana = _kana().hash_keys(batch.column("name_kana"), AFFIX)
    text, silent = kana.whole, np.flatnonzero(kana.length == 0)
    if silent.size:
        text[silent] = _name_words(batch.column("name").take(pa.array(silent)))
    return _word(_OF_BLOCK[Block.BIRTH_KANA], _births(batch.column("birth_date")), text)
