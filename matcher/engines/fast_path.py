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

Equality of the five items is decided by one 64-bit hash of them, compared only within one person key. Two different
records of one number are taken for equal with a chance of 2^-64; for a whole nation that differs in every row that is
about 10^-11 (125 million / 2^64), far below the chance of a wrong bit in memory. Nothing is gained by making records
that collide: who knows what the registry says can as well submit that.

DuckDB's `hash` of a text is not good enough for that: it takes eight bytes at a time, and a difference in the last of
them can be undone by one in the last of the next eight. 1 in 30,000 pairs of addresses that differ in two digits have
one hash, as 北沢2丁目23番5号 メゾン102号室 and 23番7号 メゾン104号室 in Tokyo's Setagaya. So it is given the MD5 of the
texts, which has no such structure, and their lengths, which say where one ends and the next begins. It is not promised
to stay the same between versions, so a fingerprint is kept only together with the version that made it.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.plain_columns import known_sexes, lettered, plain_dates

ITEMS = ("name", "name_kana", "birth_date", "sex", "address")
"""Columns under the fingerprint, in the order of `Item`."""


def hash_of(texts: Sequence[str], others: Sequence[str] = ()) -> str:
    """Return SQL for a hash of columns of text, and of others that have one width.

    >>> hash_of(("name", "sex"))
    'hash(md5_number(concat("name", "sex")), strlen("name"), strlen("sex"))'
    """
    quoted = [f'"{name}"' for name in texts]
    lengths = [f"strlen({name})" for name in quoted]
    whole = f"md5_number(concat({', '.join(quoted)}))"
    widths = [f'"{name}"' for name in others]
    return f"hash({', '.join([whole, *lengths, *widths])})"


FINGERPRINT = f"{hash_of(ITEMS)} AS print"
"""SQL for the column `print` over the items of one side."""


def eligible(batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    """Return per row whether its values are such that raw equality proves EXACT."""
    return lettered(batch) & plain_dates(batch.column("birth_date")) & known_sexes(batch.column("sex"))
