"""Columns out of Arrow batches, as plain lists."""

from collections.abc import Sequence

import pyarrow as pa

from matcher.engines.records import Columns


def columns_of(batch: pa.RecordBatch, names: Sequence[str]) -> Columns:
    """Return the values of these columns, in this order."""
    return [batch.column(name).to_pylist() for name in names]
