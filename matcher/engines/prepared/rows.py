"""The rows of prepared files, on the disk: files of batches, and what is laid over them.

A file that has changed keeps its rows as they were written. The rows that stand in the places of others, and those that
were added at the end, are a small file of their own, in the order of their places, which `overlaid.npy` names: so the
number of a place among them is the number of its row.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.held import HeldRows
from matcher.engines.portioned.words import NOT_THERE, places_among

Longs = npt.NDArray[np.int64]

ROWS = "rows-*.arrow"
"""The files with the rows as they were read, in the order of their names."""
OVERLAY, OVERLAID = "overlay.arrow", "overlaid.npy"
"""The rows that are laid over them, and the place of each, ascending."""

_SCANNED_AT_ONCE = 1 << 16


def rows_file(number: int) -> str:
    """Return the name of the file with the rows of a part."""
    return f"rows-{number:05}.arrow"


def schema_of(folder: Path) -> pa.Schema:
    """Return the schema of the rows of a form."""
    with pa.ipc.open_file(pa.memory_map(str(folder / rows_file(0)))) as reader:
        return reader.schema


def overlaid(folder: Path) -> Longs:
    """Return the places of a form that have another row than it was made with, ascending."""
    path = folder / OVERLAID
    places: Longs = np.load(path, mmap_mode="r") if path.exists() else np.empty(0, np.int64)
    return places


class _Section(NamedTuple):
    """The rows of a form: its first place, how many rows it was made with, where they are stored, what lies over them.

    `batches`: the numbers of the batches that it was made with.
    """

    start: int
    rows: int
    stored: int
    over: Longs
    batches: range

    @property
    def places(self) -> int:
        """How many places it has."""
        return max(self.rows, int(self.over[-1]) + 1) if len(self.over) else self.rows


class MappedRows(HeldRows):
    """Rows by place: a batch is mapped into memory while somebody has it, or another one of its file.

    `batches` are those that are stored, of each form the ones that it was made with and then those that lie over them.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        """Look at the batches that lie in these folders, in order."""
        batches, start = _Batches(), 0
        self._sections: list[_Section] = []
        for folder in folders:
            stored, first = batches.rows, len(batches)
            for path in sorted(folder.glob(ROWS)):
                batches.add(path)
            over, own = overlaid(folder), range(first, len(batches))
            section = _Section(start, batches.rows - stored, stored, over, own)
            if len(over):
                batches.add(folder / OVERLAY)
            self._sections.append(section)
            start += section.places
        self.batches = batches
        self._starts = np.cumsum([0, *batches.sizes])

    def fetch(self, places: Longs, names: Sequence[str] | None = None) -> pa.RecordBatch:
        """Return the rows at `places`, at least one, in that order; `names` are the only columns that are asked for."""
        return super().fetch(self._stored(places), names)

    def scan(
        self, names: Sequence[str] | None = None, low: int = 0, high: int | None = None
    ) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield the rows of a range of places in their order, each batch with its first place."""
        for section in self._sections:
            first = max(low - section.start, 0)
            last = section.places if high is None else min(high - section.start, section.places)
            for place, batch in self._scanned(section, names, first, last):
                yield section.start + place, batch

    def _scanned(
        self, section: _Section, names: Sequence[str] | None, low: int, high: int
    ) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield the rows of a range of a form, each batch with its first place in that."""
        for number in section.batches:
            begin, end = (int(edge) - section.stored for edge in self._starts[number : number + 2])
            first, last = max(low, begin), min(high, end)
            if first < last:
                batch = self._chosen(number, names).slice(first - begin, last - first)
                yield first, self._laid_over(section, first, batch, names)
        at, end = np.searchsorted(section.over, (max(low, section.rows), high)).tolist()
        for begin in range(at, end, _SCANNED_AT_ONCE):
            added = np.arange(begin, min(begin + _SCANNED_AT_ONCE, end))
            yield int(section.over[begin]), super().fetch(section.stored + section.rows + added, names)

    def _laid_over(
        self, section: _Section, start: int, batch: pa.RecordBatch, names: Sequence[str] | None
    ) -> pa.RecordBatch:
        low, high = np.searchsorted(section.over, (start, start + batch.num_rows)).tolist()
        if low == high:
            return batch
        laid = super().fetch(section.stored + section.rows + np.arange(low, high), names)
        rows = np.arange(batch.num_rows)
        rows[section.over[low:high] - start] = batch.num_rows + np.arange(high - low)
        return pa.concat_batches([batch, laid]).take(pa.array(rows))

    def _chosen(self, number: int, names: Sequence[str] | None) -> pa.RecordBatch:
        batch = self.batches[number]
        return batch if names is None else batch.select(list(names))

    def _stored(self, places: Longs) -> Longs:
        """Return where the rows of places are stored."""
        if not any(len(section.over) for section in self._sections):
            return places
        stored = np.empty_like(places)
        starts = [section.start for section in self._sections]
        owners = np.searchsorted(starts, places, side="right") - 1
        for owner in np.unique(owners).tolist():
            section, own = self._sections[owner], np.flatnonzero(owners == owner)
            inside = places[own] - section.start
            at = places_among(inside, section.over)
            stored[own] = section.stored + np.where(at == NOT_THERE, inside, section.rows + at)
        return stored


class _Batches(Sequence[pa.RecordBatch]):
    """The batches of some files."""

    def __init__(self) -> None:
        self._at: list[tuple[Path, int]] = []
        self._open: tuple[Path, pa.ipc.RecordBatchFileReader] | None = None
        self.sizes: list[int] = []
        self.rows = 0

    def add(self, path: Path) -> None:
        """Add those of another file."""
        with pa.ipc.open_file(pa.memory_map(str(path))) as reader:
            self._at += [(path, number) for number in range(reader.num_record_batches)]
            sizes = [reader.get_batch(number).num_rows for number in range(reader.num_record_batches)]
        self.sizes += sizes
        self.rows += sum(sizes)

    def __len__(self) -> int:
        return len(self._at)

    def __getitem__(self, number: int) -> pa.RecordBatch:  # type: ignore[override]
        path, own = self._at[number]
        last = self._open
        if last is None or last[0] != path:
            self._open = last = path, pa.ipc.open_file(pa.memory_map(str(path)))
        return last[1].get_batch(own)
