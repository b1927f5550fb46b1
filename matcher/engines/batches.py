"""Columns out of Arrow batches, as plain lists."""

from collections.abc import Sequence
from typing import Any, cast

import pyarrow as pa

from matcher.engines.records import Columns


def columns_of(batch: pa.RecordBatch, names: Sequence[str]) -> Columns:
    """Return the values of these columns, in this order."""
    return [_values(batch.column(name)) for name in names]


def _values(column: pa.Array) -> list[Any]:
    """Return the values; those of fixed size one by one through Arrow would take ten times as long."""
    if pa.types.is_fixed_size_binary(column.type):
        return cast("list[Any]", column.to_numpy(zero_copy_only=False).tolist())
    return cast("list[Any]", column.to_pylist())
