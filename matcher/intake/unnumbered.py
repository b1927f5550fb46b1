"""Files read without their 個人番号: residents to search, and descriptions of people to look for.

A search for a person needs no number, so the column is not even read. A row whose form is broken, or whose status is
none, keeps its place and carries nothing, so that it is never found and every other row keeps its number.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from matcher.intake.columns import empty_texts, folded, mask_of
from matcher.intake.defects import FileDefect
from matcher.intake.pipeline import Progress, silent
from matcher.intake.raw import RawBatch
from matcher.intake.schemas import DESCRIPTION, PERSON_KEY, RESIDENT
from matcher.intake.sources import open_source

_ITEMS = tuple(column.name for column in DESCRIPTION.columns)
_FLAGS = ("foreign", "protected")
_STATUSES = RESIDENT.column("status").codes
_TEXTS = (*_ITEMS, "alias", "former_name", "name_roman")
_REPEATING = frozenset({"birth_date", "sex", "alias", "former_name", "name_roman"})
_NOBODY = bytes(16)


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
        for raw in self._source.batches((*_TEXTS, *_FLAGS, "status")):
            self.rows += len(raw)
            self._progress(self.rows, raw.done, self._source.size)
            yield _residents(raw)
        if not self.rows:
            raise FileDefect("header_only", str(self.path))


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


def _residents(raw: RawBatch) -> pa.RecordBatch:
    rows = len(raw)
    columns = {
        name: raw.columns[name] if name in _REPEATING and name in raw.columns else _texts_of(raw, name)
        for name in _TEXTS
    }
    columns |= {name: pc.equal(folded(raw.columns[name]), "1") for name in _FLAGS}
    status = folded(raw.columns["status"])
    usable = pc.and_(pc.is_in(status, pa.array(_STATUSES)), pa.array(~mask_of(raw.faults, rows)))
    if usable.true_count != rows:
        columns |= {name: pc.if_else(usable, _decoded(columns[name]), "") for name in _TEXTS}
        status = pc.if_else(usable, status, _STATUSES[0])
    nobody = pa.FixedSizeBinaryArray.from_buffers(PERSON_KEY, rows, [None, pa.py_buffer(_NOBODY * rows)])
    return pa.record_batch({**columns, "status": status, "person_key": nobody})


def _texts_of(raw: RawBatch, name: str) -> pa.StringArray:
    """Return the plain texts of a column, empty ones if the file has none."""
    return _decoded(raw.columns[name]) if name in raw.columns else empty_texts(len(raw))


def _decoded(texts: pa.Array) -> pa.StringArray:
    """Return plain texts: values that repeat come with each different one once."""
    return texts.dictionary_decode() if isinstance(texts, pa.DictionaryArray) else texts
