"""Files read without their 個人番号: residents to search, and descriptions of people to look for.

A search for a person needs no number, so the column is not even read. A row whose form is broken, or whose status is
none, keeps its place and carries nothing, so that it is never found and every other row keeps its number.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from matcher.intake.columns import empty_texts, folded, mask_of
from matcher.intake.defects import FileDefect
from matcher.intake.digits import Texts
from matcher.intake.parquet_files import ParquetSource
from matcher.intake.pipeline import Progress, silent
from matcher.intake.raw import RawBatch
from matcher.intake.schemas import DESCRIPTION, PERSON_KEY, RESIDENT
from matcher.intake.sources import open_source

_ITEMS = tuple(column.name for column in DESCRIPTION.columns)
_FLAGS = ("foreign", "protected")
_STATUSES = RESIDENT.column("status").codes
_TEXTS = (*_ITEMS, "alias", "former_name", "name_roman")
_REPEATING = frozenset({"birth_date", "sex", "alias", "former_name", "name_roman"})
_COLUMNS = (*_TEXTS, *_FLAGS, "status")
_NOBODY = bytes(16)
_PIECE_ROWS = 1 << 18
"""Rows of a Parquet file that one thread reads at a time: some 40 MiB; row groups with more are read one by one."""
_THREADS, _AHEAD = 2, 10
"""Who reads, and how many pieces are held at once."""


class UnnumberedResidents:
    """A resident file, read for a search: batches of every physical row, in order, without numbers and person keys."""

    def __init__(self, path: Path, *, encoding: str | None = None, progress: Progress | None = None) -> None:
        """Open the file.

        Raises:
            FileDefect: the file as a whole is refused.
        """
        self._source = open_source(path, RESIDENT, encoding)
        self._progress = progress or silent
        self.path = path
        self.encoding, self.warnings = self._source.encoding, self._source.warnings
        self.rows = 0

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """Yield the columns that a search and a comparison read; `person_key` is all zeros.

        Of birth dates, sexes and further forms of the name a batch may have each different one once.
        """
        for done, residents in self._read():
            self.rows += len(residents)
            self._progress(self.rows, done, self._source.size)
            yield residents
        if not self.rows:
            raise FileDefect("header_only", str(self.path))

    def _read(self) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Read the file, if it can be by pieces beside each other."""
        if isinstance(self._source, ParquetSource) and (pieces := self._source.pieces(_PIECE_ROWS)):
            return _beside(self._source, pieces)
        return ((raw.done, _residents(raw)) for raw in self._source.batches(_COLUMNS))


def read_descriptions(path: Path, *, encoding: str | None = None) -> tuple[list[tuple[str, ...]], list[str]]:
    """Return the five items of every row of a file, in the order of the contract, and the warnings about its header.

    Raises:
        FileDefect: the file as a whole is refused.
    """
    source = open_source(path, DESCRIPTION, encoding)
    rows: list[tuple[str, ...]] = []
    for raw in source.batches(_ITEMS):
        columns = [_texts_of(raw, name) for name in _ITEMS]
        rows += zip(*(column.to_pylist() for column in columns), strict=True)
    if not rows:
        raise FileDefect("header_only", str(path))
    return rows, source.warnings


def _beside(source: ParquetSource, pieces: list[list[int]]) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Read pieces of a file beside each other; their batches come out in order."""

    def read(piece: list[int]) -> list[tuple[int, pa.RecordBatch]]:
        return [(raw.done, _residents(raw)) for raw in source.read_groups(piece, _COLUMNS)]

    with ThreadPoolExecutor(_THREADS, "read") as pool:
        waiting = deque(pool.submit(read, piece) for piece in pieces[:_AHEAD])
        for piece in [*pieces[_AHEAD:], *[None] * len(waiting)]:
            yield from waiting.popleft().result()
            if piece is not None:
                waiting.append(pool.submit(read, piece))


def _residents(raw: RawBatch) -> pa.RecordBatch:
    rows = len(raw)
    columns = {
        name: raw.columns[name] if name in _REPEATING and name in raw.columns else _texts_of(raw, name)
        for name in _TEXTS
    }
    columns |= {name: _is_one_of(raw.columns[name], ("1",)) for name in _FLAGS}
    status = raw.columns["status"]
    usable = pc.and_(_is_one_of(status, _STATUSES), pa.array(~mask_of(raw.faults, rows)))
    status = folded(status)
    if usable.true_count != rows:
        columns |= {name: pc.if_else(usable, _decoded(columns[name]), "") for name in _TEXTS}
        status = pc.if_else(usable, status, _STATUSES[0])
    nobody = pa.FixedSizeBinaryArray.from_buffers(PERSON_KEY, rows, [None, pa.py_buffer(_NOBODY * rows)])
    return pa.record_batch({**columns, "status": status, "person_key": nobody})


def _is_one_of(texts: Texts, codes: tuple[str, ...]) -> pa.BooleanArray:
    """Return which texts are one of these codes when they are folded; each different text is looked at once."""
    if isinstance(texts, pa.DictionaryArray):
        return _is_one_of(texts.dictionary, codes).take(texts.indices)
    return pc.is_in(folded(texts), pa.array(codes, pa.string()))


def _texts_of(raw: RawBatch, name: str) -> pa.StringArray:
    """Return the plain texts of a column, empty ones if the file has none."""
    return _decoded(raw.columns[name]) if name in raw.columns else empty_texts(len(raw))


def _decoded(texts: pa.Array) -> pa.StringArray:
    """Return plain texts: values that repeat come with each different one once."""
    return texts.dictionary_decode() if isinstance(texts, pa.DictionaryArray) else texts
