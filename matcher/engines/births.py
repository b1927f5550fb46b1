"""The birth dates and the sexes of a whole column at once, as numbers.

Texts of eight digits are read all together, as words of 64 bits; every other text goes through the function of the
domain, each distinct one once.

>>> births_in(pa.record_batch({"birth_date": ["19850102", "S60.1.2", "19850230", ""]})).tolist()
[19850102, 19850102, 0, 0]
>>> sexes_in(pa.record_batch({"sex": ["1", "２", "3", ""]})).tolist()
[1, 2, 3, 3]
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.blocks import UNSET_SEX
from matcher.domain.traits import birth_trait, sex_trait
from matcher.engines.texts import Flags, Places, Texts, octets_of, plain

_DATE = 8
_MONTH_DAYS = 10_000
_DAYS = 100
_EPOCH = 1970
_ZEROS, _TO_HIGH, _HIGH = (np.uint64(octet * 0x0101010101010101) for octet in (ord("0"), 0x80 - 10, 0x80))
_STEPS = [
    (np.uint64(10), np.uint64(8), np.uint64(0x00FF00FF00FF00FF)),
    (np.uint64(100), np.uint64(16), np.uint64(0x0000FFFF0000FFFF)),
    (np.uint64(10_000), np.uint64(32), np.uint64(0x00000000FFFFFFFF)),
]
"""What the part before is worth, where the part after stands, and what of a word is a number then."""


def births_in(batch: pa.RecordBatch) -> Places:
    """Return the birth date of each row of a batch of either side as the number YYYYMMDD, 0 where it cannot be read."""
    return _births(batch.column("birth_date"))


def sexes_in(batch: pa.RecordBatch) -> Places:
    """Return the code of the sex of each row of a batch, `UNSET_SEX` where it is none."""
    return _mapped(batch.column("sex"), _sex)


def year_of(birth: Places) -> Places:
    """Return the years of birth dates."""
    return birth // _MONTH_DAYS


def month_day_of(birth: Places) -> Places:
    """Return the months and days of birth dates, as MMDD."""
    return birth % _MONTH_DAYS


def month_of(birth: Places) -> Places:
    """Return the months of birth dates."""
    return birth // _DAYS % _DAYS


def day_of(birth: Places) -> Places:
    """Return the days of birth dates in their months."""
    return birth % _DAYS


def days_after(birth: Places, days: int) -> Places:
    """Return the dates so many days after wholly known ones.

    >>> days_after(np.array([19840228, 19851231]), 1).tolist(), days_after(np.array([19850301]), -1).tolist()
    ([19840229, 19860101], [19850228])
    """
    months = (year_of(birth) - _EPOCH).astype("M8[Y]").astype("M8[M]") + (month_of(birth) - 1)
    date = months.astype("M8[D]") + (day_of(birth) - 1 + days)
    month, year = date.astype("M8[M]"), date.astype("M8[Y]")
    years, of_year, of_month = (each.astype(np.int64) for each in (year, month - year, date - month))
    found: Places = (years + _EPOCH) * _MONTH_DAYS + (of_year + 1) * _DAYS + of_month + 1
    return found


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
def _plain_days() -> Flags:
    """Return which MMDD a date may have in every year."""
    plain = np.zeros(_MONTH_DAYS, np.bool_)
    plain[[day for day in range(1300) if birth_trait(f"2001{day:04d}")]] = True
    return plain
