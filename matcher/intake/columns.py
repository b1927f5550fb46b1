"""Builds the columns that leave intake: folded codes, person keys and defects of a batch."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.intake.defects import Fault
from matcher.intake.digits import (
    Mask,
    Octets,
    Texts,
    is_plain,
    octets_of,
    offsets_of,
    places_of,
    plain_numbers,
    texts_of,
)
from matcher.intake.keyworker import KEY_BYTES, NUMBER_BYTES
from matcher.intake.schemas import PERSON_KEY
from normalizers.identifiers import fold_digits, individual_number

_DIGITS = "[0-9０-９]{12}"
_NUMBER = re.compile(r"(?<![0-9])[0-9]{12}(?![0-9])")


def empty_texts(rows: int) -> pa.StringArray:
    """Return the column that a file does not have."""
    return pa.array([""], pa.string()).take(pa.array(np.zeros(rows, np.int64)))


def one_by_one(texts: Texts) -> pa.StringArray:
    """Return the texts as a column of their own for each row; texts of one width are copied without looking at them."""
    if not isinstance(texts, pa.DictionaryArray):
        return texts
    distinct = texts.dictionary
    offsets = offsets_of(distinct)
    width = int(offsets[1] - offsets[0]) if len(distinct) else 0
    if not width or not (np.diff(offsets) == width).all():
        return texts.dictionary_decode()
    whole = octets_of(distinct)[offsets[0] : offsets[-1]].view(f"V{width}")[places_of(texts)]
    ends = np.arange(0, width * len(texts) + 1, width, dtype=np.int32)
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(ends), pa.py_buffer(whole))


def folded(texts: Texts, fold: Callable[[str], str] = fold_digits) -> pa.StringArray:
    """Return the texts folded; each different text is folded once. Visible ASCII folds to itself."""
    if isinstance(texts, pa.DictionaryArray):
        return one_by_one(pa.DictionaryArray.from_arrays(texts.indices, folded(texts.dictionary, fold)))
    if is_plain(texts):
        return texts
    encoded = texts.dictionary_encode()
    before = texts_of(encoded.dictionary)
    after = [fold(text) for text in before]
    return texts if before == after else pa.array(after, pa.string()).take(encoded.indices)


def without_numbers(texts: pa.StringArray, rows: Collection[int]) -> pa.StringArray:
    """Return the texts, empty at those of `rows` that hold a valid 個人番号.

    Where columns are swapped, a 個人番号 stands in a column that is echoed. Such rows are rejected for the column that
    holds something else instead, and what they echo must not carry it on.
    """
    chosen = np.fromiter(rows, np.int64, len(rows))
    suspects = chosen[pc.match_substring_regex(texts.take(pa.array(chosen)), _DIGITS).to_numpy(zero_copy_only=False)]
    slipped = [row for row in suspects.tolist() if _holds_number(texts[row].as_py())]
    if not slipped:
        return texts
    return pc.if_else(pa.array(mask_of(slipped, len(texts))), "", texts)


def _holds_number(text: str) -> bool:
    return any(individual_number.is_valid(digits) for digits in _NUMBER.findall(fold_digits(text)))


def valid_numbers(texts: pa.StringArray, longest: int) -> tuple[Mask, Octets]:
    """Return which rows carry a valid 個人番号 in any width, and the 12 ASCII digits of each of those, in order.

    Args:
        texts: the values as written.
        longest: the most characters that a value may have.
    """
    mask, octets = plain_numbers(texts)
    empty = np.diff(offsets_of(texts)) == 0
    found: dict[int, bytes] = {}
    for row in np.flatnonzero(~mask & ~empty).tolist():
        text = texts[row].as_py()
        if len(text) <= longest and individual_number.is_valid(text):
            found[row] = fold_digits(text).encode()
    if not found:
        return mask, octets
    whole = np.zeros((len(texts), NUMBER_BYTES), np.uint8)
    whole[mask] = octets
    for row, digits in found.items():
        whole[row] = np.frombuffer(digits, np.uint8)
        mask[row] = True
    return mask, whole[mask]


def person_key_column(mask: Mask, keys: bytes) -> pa.Array:
    """Return the person keys as a column: one key per row of `mask`, null elsewhere."""
    if mask.all():
        return pa.Array.from_buffers(PERSON_KEY, len(mask), [None, pa.py_buffer(keys)])
    one = f"V{KEY_BYTES}"
    whole = np.zeros(len(mask), one)
    whole[mask] = np.frombuffer(keys, one)
    present = pa.py_buffer(np.packbits(mask, bitorder="little").tobytes())
    return pa.Array.from_buffers(PERSON_KEY, len(mask), [present, pa.py_buffer(whole.tobytes())])


def defect_column(faults: Mapping[int, Fault], rows: int) -> pa.StringArray:
    """Return `COLUMN.CODE` of the faulty rows, null elsewhere."""
    if not faults:
        return pa.nulls(rows, pa.string())
    return pa.array([faults[row].key if row in faults else None for row in range(rows)], pa.string())


def rejected(rows: pa.RecordBatch, defects: Sequence[str]) -> pa.RecordBatch:
    """Return rows that left intake as they leave it with these defects, `COLUMN.CODE`."""
    columns = dict(zip(rows.schema.names, rows.columns, strict=True))
    for name, column in columns.items():
        if pa.types.is_string(column.type) and name != "defect":
            columns[name] = without_numbers(column, range(rows.num_rows))
    columns["person_key"] = pa.nulls(rows.num_rows, rows.column("person_key").type)
    columns["defect"] = pa.array(defects, pa.string())
    return pa.record_batch(list(columns.values()), schema=rows.schema)


def mask_of(rows: Collection[int], length: int) -> Mask:
    """Return a mask that is true at these rows."""
    mask: npt.NDArray[np.bool_] = np.zeros(length, np.bool_)
    mask[list(rows)] = True
    return mask
