"""Row keys as pairs of 64-bit words: rows with one key have one pair, whenever and in whichever file they are read.

A key can be read where none of its columns has a defect, also in a row that is rejected for something else.

>>> key = {"insurer_number": "138016", "symbol": "1", "number": "2", "branch": "01", "qualified_from": "R1.5.1"}
>>> rows = pa.RecordBatch.from_pylist([key, {**key, "qualified_from": "2019-05-01"}, {**key, "branch": "02"}])
>>> first, second = row_key_words(dict(zip(rows.schema.names, rows.columns)), len(rows), b"secret")
>>> (first == first[0]).tolist(), (second == second[0]).tolist()
([True, True, False], [True, True, False])
"""

import hmac
from collections.abc import Collection, Mapping
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.intake.bulk import Checker
from matcher.intake.columns import empty_texts
from matcher.intake.digits import Texts
from matcher.intake.raw import RawBatch
from matcher.intake.row_keys import KEY_COLUMNS, RowKeyHasher
from matcher.intake.schemas import ENROLMENT, FileContract

Longs = npt.NDArray[np.int64]

_CONTRACT = FileContract(ENROLMENT.name, tuple(ENROLMENT.column(name) for name in KEY_COLUMNS))


def row_key_words(columns: Mapping[str, Texts], rows: int, secret: bytes) -> Longs:
    """Return both words of each row of a batch; equal keys have equal words under one secret."""
    whole = {name: columns[name] if name in columns else empty_texts(rows) for name in KEY_COLUMNS}
    hashers = [RowKeyHasher(hmac.digest(secret, b"totsugo row keys %d" % word, "sha256")) for word in range(2)]
    return np.stack([hasher.hashes(whole, rows).view(np.int64) for hasher in hashers])


def readable(raw: RawBatch, rows: Collection[int]) -> tuple[list[int], dict[str, Texts]]:
    """Return which of some rows have a row key that can be read, and the columns of those."""
    taken = [row for row in sorted(rows) if row not in raw.faults]
    columns = _taken(raw.columns, taken)
    unreadable = Checker(_CONTRACT, date.max).faults(columns, np.zeros(len(taken), np.bool_))
    found = [row for place, row in enumerate(taken) if place not in unreadable]
    return found, _taken(raw.columns, found)


def _taken(columns: Mapping[str, Texts], rows: list[int]) -> dict[str, Texts]:
    at = pa.array(rows, pa.int64())
    return {name: columns[name].take(at) for name in KEY_COLUMNS if name in columns}
