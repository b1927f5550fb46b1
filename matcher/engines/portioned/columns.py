"""The columns of both sides as they travel: only those of rows that differ, or stand around such a row.

Spark has no binary of a fixed width, so a person key travels as any bytes.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.records import ENROLMENT_COLUMNS, RESIDENT_COLUMNS
from matcher.engines.results import ECHOED

Longs = npt.NDArray[np.int64]

_KEY = pa.binary(16)
_TEXTS_OF_ENROLMENT = tuple(
    dict.fromkeys((*ECHOED[1:], *ENROLMENT_COLUMNS[1:], "relation", "qualified_from", "qualified_to", "defect"))
)
_FLAGS = ("foreign", "protected")

ENROLMENTS = pa.schema(
    [("row", pa.int64()), ("person_key", pa.binary()), *((name, pa.string()) for name in _TEXTS_OF_ENROLMENT)]
)
RESIDENTS = pa.schema(
    [
        ("person_key", pa.binary()),
        *((name, pa.bool_() if name in _FLAGS else pa.string()) for name in RESIDENT_COLUMNS[1:]),
    ]
)
PREFIX = "resident_"
"""Before the names of the columns of a resident, where both sides stand in one row."""


def placed(numbers: Iterable[str], schema: pa.Schema, prefix: str = "") -> pa.Schema:
    """Return a schema that begins with columns of whole numbers."""
    fields = [field.with_name(prefix + field.name) for field in schema]
    return pa.schema([*((name, pa.int64()) for name in numbers), *fields])


def travelling(rows: pa.RecordBatch, columns: pa.Schema, schema: pa.Schema, *numbers: Longs) -> pa.RecordBatch:
    """Return rows of either side in some columns, after columns of whole numbers, as `schema` names all of them."""
    texts = [rows.column(field.name).cast(field.type) for field in columns]
    return pa.RecordBatch.from_arrays(
        [*(pa.array(np.ascontiguousarray(each), pa.int64()) for each in numbers), *texts], schema=schema
    )


def chosen(
    batch: pa.RecordBatch, rows: Longs, columns: pa.Schema, schema: pa.Schema, *numbers: Longs
) -> pa.RecordBatch:
    """Return these rows of a batch as `travelling` does."""
    return travelling(batch.select(columns.names).take(pa.array(rows)), columns, schema, *numbers)


def with_keys(batch: pa.RecordBatch, schema: pa.Schema, prefix: str = "") -> pa.RecordBatch:
    """Return the columns of one side out of a batch that travelled, as the engines take them."""
    columns = [batch.column(prefix + field.name) for field in schema]
    columns = [column.cast(_KEY) if pa.types.is_binary(column.type) else column for column in columns]
    return pa.RecordBatch.from_arrays(columns, names=schema.names)
