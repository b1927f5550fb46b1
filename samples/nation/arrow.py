"""The few Arrow operations that a nation needs, on columns of texts indexed by NumPy arrays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Texts: TypeAlias = pa.StringArray
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_compute, _arrow = cast("Any", pc), cast("Any", pa)


def texts(values: Iterable[str]) -> Texts:
    """Return texts as a column."""
    return cast("Texts", _arrow.array(values, pa.string()))


def pick(values: Texts, index: Ints) -> Texts:
    """Return the texts at the indexes."""
    return cast("Texts", _compute.take(values, pa.array(index, pa.int64())))


def either(flags: Flags, yes: Texts | str, no: Texts | str) -> Texts:
    """Return, row by row, the one text or the other."""
    return cast("Texts", _compute.if_else(pa.array(flags, pa.bool_()), yes, no))


def joined(*parts: Texts, by: Texts | str = "") -> Texts:
    """Return the parts of each row joined."""
    return cast("Texts", _compute.binary_join_element_wise(*parts, by))


def replaced(values: Texts, places: Ints, news: Iterable[str]) -> Texts:
    """Return the texts with those at the places, which are in ascending order, replaced."""
    mask = np.zeros(len(values), dtype=bool)
    mask[places] = True
    return cast("Texts", _compute.replace_with_mask(values, pa.array(mask), texts(news)))


def different(values: Texts, others: Texts) -> Flags:
    """Tell which rows differ."""
    return cast("Flags", _compute.not_equal(values, others).to_numpy(zero_copy_only=False))


def digits(numbers: Ints) -> Texts:
    """Return numbers as texts."""
    return cast("Texts", _arrow.array(numbers, pa.int64()).cast(pa.string()))


def ascii_texts(values: npt.NDArray[np.bytes_]) -> Texts:
    """Return fixed-width ASCII as texts."""
    return cast("Texts", _arrow.array(values).cast(pa.string()))


def flat(table: pa.Table) -> pa.Table:
    """Return a table that CSV can hold: what is a list is joined by semicolons."""
    columns = (
        _compute.binary_join(column, ";") if _arrow.types.is_list(column.type) else column for column in table.columns
    )
    return _arrow.table(dict(zip(table.column_names, columns, strict=True)))
