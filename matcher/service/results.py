"""Writing results: CSV by the file contract (RFC 4180, UTF-8, LF) or Parquet, published under their name at the end.

A value is quoted when it has a comma, a quote or a line break, and only then, so that the same results are the same
bytes whatever engine or batch they come from. Nothing else of an echoed value is changed.
"""

from collections import deque
from concurrent.futures import Executor, Future
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_AHEAD = 4
"""Batches whose lines may be made before they are written."""
_QUOTED = '[",\r\n]'
_MARKS = (b'"', b",", b"\r", b"\n")


class ResultWriter(Protocol):
    """Takes result batches in order; `close` ends the file."""

    def write(self, batch: pa.RecordBatch) -> None:
        """Append the rows of one batch."""
        ...

    def close(self) -> None:
        """Write what is left, if anything."""
        ...


def writer_for(out: Path, file: BinaryIO, schema: pa.Schema, threads: Executor | None = None) -> ResultWriter:
    """Return the writer for the form that the name `out` asks for: Parquet if it ends in .parquet, else CSV.

    Args:
        out: the name.
        file: what is written to.
        schema: of the batches.
        threads: make lines of CSV or row groups of Parquet while the next batches come; without them each is written at
            once.
    """
    if out.suffix.lower() == ".parquet":
        return ParquetResults(file, schema, threads)
    return CsvResults(file, schema, threads)


class CsvResults:
    """Results as CSV: header, then one line per row."""

    def __init__(self, file: BinaryIO, schema: pa.Schema, threads: Executor | None = None) -> None:
        """Write the header of `schema` to `file`; `threads` make lines ahead of those that are written."""
        self._file = file
        self._threads = threads
        self._waiting: deque[Future[pa.Buffer]] = deque()
        file.write((",".join(schema.names) + "\n").encode())

    def write(self, batch: pa.RecordBatch) -> None:
        """Append one line per row."""
        if not batch.num_rows:
            return
        if self._threads is None:
            self._file.write(_lines(batch))
            return
        self._waiting.append(self._threads.submit(_lines, batch))
        self._flush(_AHEAD)

    def close(self) -> None:
        """Write the lines that wait."""
        self._flush(0)

    def _flush(self, left: int) -> None:
        while len(self._waiting) > left:
            self._file.write(self._waiting.popleft().result())


class ParquetResults:
    """Results as Parquet, zstd, one row group per 16 batches or so.

    Each text that repeats is there once in a row group, in the order in which they come, so that the same results are
    the same bytes, however the batches have them.
    """

    def __init__(self, file: BinaryIO, schema: pa.Schema, threads: Executor | None = None) -> None:
        """Write Parquet of `schema` to `file`; `threads` write a row group while the next one is held."""
        self._schema = schema
        self._plain = pa.schema([_plain_number(field) for field in schema])
        self._writer = pq.ParquetWriter(
            file,
            self._plain,
            compression="zstd",
            use_dictionary=[name for name in schema.names if name not in _DIFFERENT],
            column_encoding={name: "DELTA_BINARY_PACKED" for name in schema.names if name in _ASCENDING},
            write_statistics=[name for name in schema.names if name in _TELLING],
        )
        self._threads = threads
        self._writing: Future[None] | None = None
        self._held: list[pa.RecordBatch] = []
        self._rows = 0

    def write(self, batch: pa.RecordBatch) -> None:
        """Append the rows."""
        self._held.append(batch)
        self._rows += batch.num_rows
        if self._rows >= _ROW_GROUP:
            self._flush()

    def close(self) -> None:
        """Write the last row group and the footer."""
        self._flush()
        self._finish()
        self._writer.close()

    def _flush(self) -> None:
        self._finish()
        if self._rows and self._threads:
            self._writing = self._threads.submit(self._write_group, self._held)
        elif self._rows:
            self._write_group(self._held)
        self._held, self._rows = [], 0

    def _finish(self) -> None:
        """Wait for the row group that is being written."""
        if self._writing:
            self._writing.result()
            self._writing = None

    def _write_group(self, batches: list[pa.RecordBatch]) -> None:
        held = pa.Table.from_batches(batches, self._schema).cast(self._plain).unify_dictionaries()
        columns = [_in_order(column) if pa.types.is_dictionary(column.type) else column for column in held.columns]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=self._plain), row_group_size=held.num_rows)


_ROW_GROUP = 1 << 20
_ASCENDING = ("row",)
_DIFFERENT = ("row", "number")
"""Columns with hardly a value twice: Parquet would make a dictionary of each, and throw it away."""
_TELLING = ("row", "insurer_number")
"""Columns of which a row group has only some values, so that it helps a reader to know the least and the greatest."""


def _in_order(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column of one dictionary with those of its values that are there, in the order in which they come."""
    values, numbers = column.chunk(0).dictionary, [chunk.indices for chunk in column.chunks]
    encoded = pa.chunked_array(numbers).combine_chunks().dictionary_encode()
    array = pa.DictionaryArray.from_arrays(encoded.indices, values.take(encoded.dictionary))
    return pa.chunked_array([array], column.type)


def _plain_number(field: pa.Field) -> pa.Field:
    """Return a dictionary of numbers as plain numbers: Parquet has no dictionary with a null among its values."""
    if pa.types.is_dictionary(field.type) and not pa.types.is_string(field.type.value_type):
        return field.with_type(field.type.value_type)
    return field


def _lines(batch: pa.RecordBatch) -> pa.Buffer:
    """Return the batch as lines of CSV."""
    lines = pc.binary_join_element_wise(_joined(_shared(batch.columns)), _large(""), _large("\n"))
    offsets = pa.Array.from_buffers(pa.int64(), len(lines) + 1, [None, lines.buffers()[1]], offset=lines.offset)
    start, end = offsets[0].as_py(), offsets[len(lines)].as_py()
    return lines.buffers()[2].slice(start, end - start)


def _shared(columns: list[pa.Array]) -> list[pa.Array]:
    """Join dictionary columns that share their indices, so that each distinct judgement is written once."""
    texts = []
    for _, group in groupby(columns, key=_indices_of):
        first, *others = group
        if pa.types.is_dictionary(first.type):
            distinct = _joined([_texts(column.dictionary) for column in (first, *others)])
            nothing = "," * len(others)  # a null index: the batch did not come from an engine but from the store
            texts.append(pc.fill_null(distinct.take(first.indices), nothing))
        else:
            texts += [_texts(column) for column in (first, *others)]
    return texts


def _indices_of(column: pa.Array) -> tuple[int, int] | None:
    """Return what tells the indices of one dictionary column from those of another; None for a plain column."""
    if not pa.types.is_dictionary(column.type):
        return None
    return column.indices.buffers()[1].address, column.offset


def _texts(column: pa.Array) -> pa.Array:
    """Return the values of one column as CSV writes them; null is nothing between two commas."""
    if pa.types.is_floating(column.type):
        column = pa.array([_number(value) for value in column.to_pylist()], pa.string())
    elif pa.types.is_string(column.type) and any(_content(column).find(mark) >= 0 for mark in _MARKS):
        unsafe = pc.match_substring_regex(column, _QUOTED)
        quoted = pc.binary_join_element_wise('"', pc.replace_substring(column, '"', '""'), '"', "")
        column = pc.if_else(unsafe, quoted, column)
    return pc.fill_null(column.cast(pa.large_string()), "")


def _content(column: pa.Array) -> bytes:
    """Return all values of a text column, one after the other."""
    _, offsets, data = column.buffers()
    if data is None:
        return b""
    ends = pa.Array.from_buffers(pa.int32(), len(column) + 1, [None, offsets], offset=column.offset)
    start = ends[0].as_py()
    return bytes(data.slice(start, ends[len(column)].as_py() - start))


def _number(value: float | None) -> str | None:
    """Return a score with at most six decimals and no trailing zeros."""
    return None if value is None else f"{value:.6f}".rstrip("0").rstrip(".")


def _joined(columns: list[pa.Array]) -> pa.Array:
    return pc.binary_join_element_wise(*columns, _large(","))


def _large(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())
