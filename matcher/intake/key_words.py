"""Row keys of rows that left intake, as pairs of 64-bit words: rows with one key have one pair, whenever they are read.

A key can be read where none of its columns has a defect, also in a row that is rejected for something else.

>>> columns = {"insurer_number": "138016", "symbol": "1", "number": "2", "branch": "01", "qualified_from": "R1.5.1"}
>>> rows = [{**columns, "defect": defect} for defect in (None, "sex.unknown_code", "row.broken_row")]
>>> rows += [{**columns, "qualified_from": "never", "defect": "sex.unknown_code"}]
>>> found, first, second = key_words(pa.RecordBatch.from_pylist(rows), b"secret")
>>> found.tolist(), bool((first == first[0]).all() and (second == second[0]).all())
([0, 1], True)
"""

from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.intake.bulk import Checker
from matcher.intake.defects import ROW
from matcher.intake.row_keys import CONFLICTING, DUPLICATE, KEY_COLUMNS, RowKeyHasher
from matcher.intake.schemas import ENROLMENT, FileContract

Longs = npt.NDArray[np.int64]

READ = (*KEY_COLUMNS, "defect")
"""The columns that the words are made of."""

_CONTRACT = FileContract(ENROLMENT.name, tuple(ENROLMENT.column(name) for name in KEY_COLUMNS))
_TWICE = {DUPLICATE.key, CONFLICTING.key}


def key_words(batch: pa.RecordBatch, secret: bytes) -> tuple[Longs, Longs, Longs]:
    """Return the rows of a batch whose row key can be read, and both words of each.

    Args:
        batch: enrolments, with the columns `READ`.
        secret: equal keys have equal words under one secret.
    """
    rows = np.flatnonzero(~_unreadable(batch))
    columns = {name: batch.column(name).take(pa.array(rows)) for name in KEY_COLUMNS}
    first, second = (RowKeyHasher(secret + salt).hashes(columns, len(rows)).view(np.int64) for salt in (b"1", b"2"))
    return rows, first, second


def _unreadable(batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    unreadable = np.zeros(batch.num_rows, np.bool_)
    faulty = np.flatnonzero(batch.column("defect").is_valid().to_numpy(zero_copy_only=False))
    if faulty.size:
        columns = {name: batch.column(name).take(pa.array(faulty)) for name in KEY_COLUMNS}
        unreadable[faulty[list(Checker(_CONTRACT, date.max).faults(columns, np.zeros(len(faulty), np.bool_)))]] = True
        for row, defect in zip(faulty.tolist(), batch.column("defect").take(pa.array(faulty)).to_pylist(), strict=True):
            unreadable[row] |= defect.startswith(f"{ROW}.") and defect not in _TWICE
    return unreadable
