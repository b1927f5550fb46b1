"""The fast path: which pairs are MATCHED, all items EXACT, without being looked at one by one.

A pair takes it when all of this holds, and then the outcome is certain under every policy and either key:

- the five items of both sides are the same code points (so a condition on one side is one on both);
- name, kana and address begin with a letter, so none is empty, blank or a lone mask;
- the birth date is YYYYMMDD or YYYY-MM-DD and a day of the calendar (29 February apart), so it can be read and nothing
  of it is unknown (00);
- the sex is 1 or 2, not 3 (未設定), which is never EXACT;
- the resident is living (status 1), so the verdict cannot be INACTIVE.

Everything else takes the slow path, where the domain decides; a pair that is sent there needlessly costs time and
changes nothing.

Equality of the five items is decided by one 64-bit hash of their text behind a salt that is new in every run, so nobody
can write a record that is made to collide. It is compared only within one person key: two different records of
one number are taken for equal with a chance of 2^-64, for a whole nation that differs in every row with one of about
10^-11 (125 million / 2^64), far below that of a wrong bit in memory. DuckDB's `hash` is not promised to stay the same
between versions, so a fingerprint is never stored.
"""

from secrets import token_hex

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.plain_dates import plain_dates

ITEMS = ("name", "name_kana", "birth_date", "sex", "address")
"""Columns under the fingerprint, in the order of `Item`."""

_LETTERS = (("ぁ", "ゖ"), ("ァ", "ヺ"), ("一", "鿿"), ("ｱ", "ﾝ"))
"""First and last letter of the blocks that Japanese names and addresses begin in: hiragana, katakana, CJK unified
ideographs (U+4E00 to U+9FFF) and half-width katakana. All have three bytes in UTF-8."""


def new_salt() -> str:
    """Return a salt for the fingerprints of one run: 32 hexadecimal digits."""
    return token_hex(16)


def fingerprint(salt: str) -> str:
    """Return the SQL for the column `print` over the items of one side."""
    return f"hash(concat('{salt}', {', '.join(_delimited())})) AS print"


def eligible(batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    """Return per row whether its values are such that raw equality proves EXACT."""
    return lettered(batch) & plain_dates(batch.column("birth_date")) & known_sexes(batch.column("sex"))


def known_sexes(column: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Return which values are 1 or 2.

    >>> known_sexes(pa.array(["1", "2", "3", "", "11"])).tolist()
    [True, True, False, False, False]
    """
    first, width = _first_octets(column, 1)
    known: npt.NDArray[np.bool_] = (width == 1) & ((first == ord("1")) | (first == ord("2")))
    return known


def lettered(batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    """Return per row whether name, kana and address begin with a letter.

    >>> values = ["山田", "ABE", "", "●田", "・", "ﾔﾏﾀﾞ"]
    >>> lettered(pa.record_batch({name: values for name in ("name", "name_kana", "address")})).tolist()
    [True, True, False, False, False, True]
    """
    name, kana, address = (_begins_with_letter(batch.column(item)) for item in ("name", "name_kana", "address"))
    return name & kana & address


def _begins_with_letter(column: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Look at the first bytes of each value: one for a Latin capital, three for the other letters."""
    first, width = _first_octets(column, 3)
    found = (first >> 16 >= ord("A")) & (first >> 16 <= ord("Z"))
    for low, high in _LETTERS:
        found |= (first >= _utf8(low)) & (first <= _utf8(high))
    return found & (width > 0)


def _first_octets(column: pa.StringArray, count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Return the first bytes of each value as one number, and how many bytes the value has."""
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    content = np.frombuffer(data or b"", np.uint8)
    first = np.zeros(len(column), np.int64)
    if content.size:
        for place in range(count):
            first = (first << 8) | content[np.minimum(ends[:-1] + place, content.size - 1)]
    return first, np.diff(ends)


def _utf8(letter: str) -> int:
    return int.from_bytes(letter.encode())


def _delimited() -> list[str]:
    """Return the items, all but the last with its length before it, so that no two records give one text."""
    return [part for item in ITEMS[:-1] for part in (f"strlen({item})", "':'", item)] + [ITEMS[-1]]
