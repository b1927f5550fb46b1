"""The columns of both sides as they travel: only those of rows that differ, or stand around such a row.

Spark has no binary of a fixed width, so a person key travels as any bytes.
"""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from matcher.engines.records import ENROLMENT_COLUMNS, RESIDENT_COLUMNS
from matcher.engines.results import ECHOED

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


def chosen(batch: pa.RecordBatch, rows: object, schema: pa.Schema, *numbers: object) -> pa.RecordBatch:
    """Return rows of a batch of either side in the columns of `schema`, after columns of whole numbers."""
    taken = batch.select([field.name for field in schema]).take(pa.array(rows, pa.int64()))
    columns = [column.cast(field.type) for column, field in zip(taken.columns, schema, strict=True)]
    names = [f"_{place}" for place in range(len(numbers))]
    return pa.RecordBatch.from_arrays(
        [*(pa.array(np.ascontiguousarray(each), pa.int64()) for each in numbers), *columns],
        schema=placed(names, schema),
    )


def with_keys(batch: pa.RecordBatch, schema: pa.Schema, prefix: str = "") -> pa.RecordBatch:
    """Return the columns of one side out of a batch that travelled, as the engines take them."""
    columns = [batch.column(prefix + field.name) for field in schema]
    columns = [column.cast(_KEY) if pa.types.is_binary(column.type) else column for column in columns]
    return pa.RecordBatch.from_arrays(columns, names=schema.names)
