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

from matcher.engines.plain_columns import known_sexes, lettered, plain_dates

ITEMS = ("name", "name_kana", "birth_date", "sex", "address")
"""Columns under the fingerprint, in the order of `Item`."""


def new_salt() -> str:
    """Return a salt for the fingerprints of one run: 32 hexadecimal digits."""
    return token_hex(16)


def fingerprint(salt: str) -> str:
    """Return the SQL for the column `print` over the items of one side."""
    return f"hash(concat('{salt}', {', '.join(_delimited())})) AS print"


def eligible(batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    """Return per row whether its values are such that raw equality proves EXACT."""
    return lettered(batch) & plain_dates(batch.column("birth_date")) & known_sexes(batch.column("sex"))


def _delimited() -> list[str]:
    """Return the items, all but the last with its length before it, so that no two records give one text."""
    return [part for item in ITEMS[:-1] for part in (f"strlen({item})", "':'", item)] + [ITEMS[-1]]
