"""A Parquet file of the contract as batches of rows: the same rows, with the same defects, as the CSV of the same text.

Text columns are taken as they are (a null is an empty value). Of other types only those are taken whose text is
certain: a date, a timestamp at midnight, an integer where the value is a code or a date, a boolean where it is 0 or 1.
A number stored as an integer has lost its leading zeros, so identifiers must be text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matcher.intake.defects import Fault, FileDefect
from matcher.intake.digits import Texts, is_sound
from matcher.intake.encodings import UTF8
from matcher.intake.headers import read_header
from matcher.intake.raw import Identity, RawBatch, Rows, chosen_within
from matcher.intake.schemas import BATCH_ROWS, Column, FileContract, Kind

_REPEATING = (Kind.INSURER_NUMBER, Kind.BRANCH, Kind.BIRTH_DATE, Kind.DATE, Kind.CODE)
_REPEATING_TEXTS = frozenset({"symbol", "alias", "former_name", "name_roman"})
"""Columns with few different values: Parquet keeps each of those once, and so does what is read."""

_DATES = (Kind.DATE, Kind.BIRTH_DATE)
_FLAGS = ("0", "1")
_DAMAGE = (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError)
"""What the Parquet library raises where the bytes make no sense."""

Convert = Callable[[pa.Array], pa.Array]


class ParquetSource:
    """An open Parquet file; reading it again gives the same batches."""

    blank_lines = 0
    encoding = UTF8

    def __init__(self, path: Path, contract: FileContract, groups: Sequence[int] = ()) -> None:
        """Read the file's schema.

        Args:
            path: the file.
            contract: the columns that it should have.
            groups: row groups that follow each other, to read only these; all if none is named.

        Raises:
            FileDefect: damaged, or without the columns or types that it should have.
        """
        self.path = path
        self._identity = Identity.of(path)
        self.size = self._identity.size
        try:
            with pq.ParquetFile(path) as file:
                schema, self._sizes, self._metadata = file.schema_arrow, _group_sizes(file), file.metadata
        except _DAMAGE:
            raise FileDefect("unreadable_file", str(path), "damaged Parquet") from None
        self._groups = list(groups) or list(range(len(self._sizes)))
        header = read_header(contract, str(path), schema.names)
        self._fields = {name: schema.names[place] for name, place in header.places.items()}
        self._convert = {
            name: _converter(contract.column(name), schema.field(place).type, str(path))
            for name, place in header.places.items()
        }
        self._repeating = [
            schema.names[place]
            for name, place in header.places.items()
            if (contract.column(name).kind in _REPEATING or name in _REPEATING_TEXTS)
            and _is_text(schema.field(place).type)
        ]
        self.columns = tuple(header.places)
        self.warnings = header.warnings

    def batches(self, names: Collection[str], only: Rows | None = None) -> Iterator[RawBatch]:
        """Read the file from its start, only these columns of those that it has; see `Source.batches`."""
        return self.read_groups(self._groups, names, only)

    def pieces(self, most: int) -> list[list[int]]:
        """Return what `read_groups` can read apart: row groups that follow each other, and have up to so many rows.

        Nothing if a single row group has more.
        """
        if max((self._sizes[group] for group in self._groups), default=0) > most:
            return []
        found: list[list[int]] = []
        rows = 0
        for group in self._groups:
            rows += self._sizes[group]
            if not found or rows > most:
                found.append([])
                rows = self._sizes[group]
            found[-1].append(group)
        return found

    def read_groups(
        self, groups: Sequence[int], names: Collection[str], only: Rows | None = None
    ) -> Iterator[RawBatch]:
        """Read these row groups, which follow each other, only these columns of those that they have.

        What is not asked for of their rows is decoded, but neither copied nor proven to be text.
        """
        wanted = {name: field for name, field in self._fields.items() if name in names}
        first = sum(self._sizes[: groups[0]]) + 1 if groups else 1
        last = first + sum(self._sizes[group] for group in groups)
        own = sum(self._sizes[: self._groups[0]]) if self._groups else 0
        total = sum(self._sizes[group] for group in self._groups)
        with pq.ParquetFile(self.path, metadata=self._metadata, read_dictionary=self._repeating) as file:
            for read in self._read(file, groups, list(wanted.values())):
                indices = np.arange(len(read)) if only is None else chosen_within(only, first - 1, len(read))
                numbers = first + indices
                first += len(read)
                if not len(indices):
                    continue
                batch = read if only is None else read.take(pa.array(indices))
                columns: dict[str, Texts] = {}
                faults: dict[int, Fault] = {}
                for name, field in wanted.items():
                    try:
                        columns[name], undecodable = _checked(self._convert[name](batch.column(field)))
                    except _DAMAGE:
                        raise FileDefect("unreadable_file", str(self.path), "damaged Parquet") from None
                    for row in undecodable:
                        faults.setdefault(row, Fault(name, "bad_encoding", "not UTF-8"))
                done = self.size * (first - 1 - own) // max(first - 1 - own, total)
                yield RawBatch(numbers, numbers, columns, faults, done)
        if first != last:
            rows = sum(self._sizes[group] for group in groups)
            detail = f"it says that it has {rows} rows and has {rows - last + first}"
            raise FileDefect("unreadable_file", str(self.path), detail)
        self._identity.verify()

    def _read(self, file: pq.ParquetFile, groups: Sequence[int], fields: list[str]) -> Iterator[pa.RecordBatch]:
        try:
            yield from file.iter_batches(BATCH_ROWS, row_groups=list(groups), columns=fields, use_threads=False)
        except _DAMAGE:
            raise FileDefect("unreadable_file", str(self.path), "damaged Parquet") from None


def _group_sizes(file: pq.ParquetFile) -> list[int]:
    return [file.metadata.row_group(number).num_rows for number in range(file.metadata.num_row_groups)]


def _converter(column: Column, kind: pa.DataType, file: str) -> Convert:
    """Return what makes text of a column's values.

    Raises:
        FileDefect: the text of such values is not certain.
    """
    if pa.types.is_dictionary(kind):
        inner = _converter(column, kind.value_type, file)
        return lambda values: inner(values.dictionary_decode())
    if pa.types.is_null(kind) or _is_text(kind):
        return _as_text
    if pa.types.is_date(kind) and column.kind in _DATES:
        return lambda values: _as_text(pc.strftime(values.cast(pa.date32()), "%Y-%m-%d"))
    if pa.types.is_timestamp(kind) and column.kind in _DATES:
        return _midnight
    if pa.types.is_integer(kind) and (column.kind in _DATES or column.kind is Kind.CODE):
        return _as_text
    if pa.types.is_boolean(kind) and column.codes == _FLAGS:
        return lambda values: _as_text(values.cast(pa.int8()))
    raise FileDefect("wrong_type", file, f"{column.name} is {kind}, it should be string")


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _as_text(values: pa.Array) -> Texts:
    if isinstance(values, pa.DictionaryArray) and values.null_count:
        values = values.dictionary_decode()
    if isinstance(values, pa.DictionaryArray) and values.dictionary.type == pa.string():
        return values
    texts = values if values.type == pa.string() else values.cast(pa.string())
    return pc.fill_null(texts, "") if texts.null_count else texts


def _midnight(values: pa.Array) -> pa.StringArray:
    """Return the days of timestamps; one with a time of day stays as it is, which no date check accepts."""
    text = pc.strftime(values, "%Y-%m-%dT%H:%M:%S")
    return _as_text(pc.replace_substring_regex(text, r"T00:00:00(\.0*)?$", ""))


def _checked(texts: Texts) -> tuple[Texts, list[int]]:
    """Return the texts, and which of them are not UTF-8 after all: Arrow reads them unseen. Those are made empty."""
    if not isinstance(texts, pa.DictionaryArray) and is_sound(texts):
        return texts, []
    try:
        texts.validate(full=True)
    except pa.ArrowInvalid:
        texts = texts.dictionary_decode() if isinstance(texts, pa.DictionaryArray) else texts
        raw = texts.cast(pa.binary()).to_pylist()
        bad = [row for row, value in enumerate(raw) if not _decodes(value)]
        for row in bad:
            raw[row] = b""
        return pa.array([value.decode() for value in raw], pa.string()), bad
    return texts, []


def _decodes(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True
