"""Makes the prepared form of a file: each portion by a worker, then each index by ranges of its words.

What is read here is what a check reads: the same readers, the same checks, the same words. A form is whole when its
maker says so; whoever keeps forms gives it a name only then.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.engines.attempts import begin_attempt
from matcher.engines.judges import Judges
from matcher.engines.memo import Memo
from matcher.engines.person_words import person_words
from matcher.engines.portioned.columns import ENROLMENTS, RESIDENTS
from matcher.engines.portioned.portions import Notes, Portion
from matcher.engines.portioned.progress import OnTasks
from matcher.engines.portioned.words import (
    enrolment_prints,
    household_words,
    key_words,
    resident_prints,
    row_words,
)
from matcher.engines.prepared.form import DIGESTS, HOMES, NUMBERS, PERSONS, REJECTED, UNNUMBERED
from matcher.engines.prepared.index import Part, Span, begin_index, make_room, merge_span, spans, write_sorted
from matcher.engines.prepared.rows import rows_file

Longs = npt.NDArray[np.int64]

_MERGED_AT_ONCE = 1 << 20
_KEY = pa.binary(16)
_OF_ENROLMENTS, _OF_RESIDENTS = (NUMBERS, HOMES, PERSONS), (NUMBERS, PERSONS)


class Made(NamedTuple):
    """What a worker made of a portion: how many rows, and what was found out of them."""

    rows: int
    notes: Notes


def make_enrolments(
    folder: Path, portions: Sequence[Portion], judges: Judges, on_tasks: OnTasks | None = None
) -> list[Notes]:
    """Make the form of an enrolment file, and return what was found out of each portion.

    Args:
        folder: an empty one.
        portions: of the file, in order.
        judges: whose workers read.
        on_tasks: told how many portions are read, and ranges of indexes merged.

    Raises:
        Refusal: the file cannot be read.
    """
    return _make(folder, portions, _enrolments_of, _OF_ENROLMENTS, judges, on_tasks)


def make_residents(
    folder: Path, portions: Sequence[Portion], judges: Judges, on_tasks: OnTasks | None = None
) -> list[Notes]:
    """Make the form of a resident file, of its usable rows; see `make_enrolments`."""
    return _make(folder, portions, _residents_of, _OF_RESIDENTS, judges, on_tasks)


Maker = Callable[[pa.RecordBatch, Longs, "_Columns"], None]


def _make(
    folder: Path,
    portions: Sequence[Portion],
    maker: Maker,
    indexes: Sequence[str],
    judges: Judges,
    on_tasks: OnTasks | None,
) -> list[Notes]:
    tickets = [
        begin_attempt(judges, _make_part, folder, number, portion, maker) for number, portion in enumerate(portions)
    ]
    made: list[Made] = []
    for ticket in tickets:
        made.append(ticket())
        if on_tasks:
            on_tasks("read", len(made), len(portions))
    starts = np.cumsum([0, *(one.rows for one in made)]).tolist()
    _join(folder, starts)
    bits = (starts[-1] // _MERGED_AT_ONCE).bit_length()
    merges = []
    for name in indexes:
        parts = [Part(_part(folder, name, number), start) for number, start in enumerate(starts[:-1])]
        begin_index(folder / name, parts)
        merges += [begin_attempt(judges, merge, folder / name, parts, span) for span in spans(bits)]
    for done, merged in enumerate(merges, 1):
        merged()
        if on_tasks:
            on_tasks("index", done, len(merges))
    for leftover in folder.glob("*.part-*.npy"):
        leftover.unlink()
    return [one.notes for one in made]


@dataclass(slots=True)
class _Columns:
    """What is gathered of the batches of a portion, by the name of its file."""

    gathered: dict[str, list[Longs]] = field(default_factory=dict)

    def add(self, name: str, *columns: Longs) -> None:
        """Add rows: columns of an index, or one of whatever has one number for each."""
        self.gathered.setdefault(name, []).append(np.stack(columns))

    def all_of(self, name: str) -> Longs:
        """Return everything that was added under this name."""
        return np.concatenate(self.gathered[name], axis=1)


def _make_part(_: Memo, folder: Path, number: int, portion: Portion, maker: Maker) -> Made:
    """Write the rows of a portion, and its part of everything else, with places that begin at 0."""
    reading = portion.read()
    columns, rows = _Columns(), 0
    schema = ENROLMENTS if maker is _enrolments_of else RESIDENTS
    with _rows_written(folder / rows_file(number), schema) as write:
        for batch in reading:
            maker(batch, np.arange(rows, rows + batch.num_rows), columns)
            rows += batch.num_rows
            write(batch)
        if not rows:
            maker(pa.RecordBatch.from_pylist([], batch_schema(schema)), np.empty(0, np.int64), columns)
    for name in columns.gathered:
        path = _part(folder, name, number)
        if name in {DIGESTS, UNNUMBERED, REJECTED}:
            np.save(path, columns.all_of(name)[0])
        else:
            write_sorted(path, columns.all_of(name))
    return Made(rows, reading.notes())


def _enrolments_of(batch: pa.RecordBatch, places: Longs, columns: _Columns) -> None:
    columns.add(DIGESTS, row_words(batch, ENROLMENTS.names[1:]))
    faulty = np.asarray(batch.column("defect").is_valid())
    columns.add(REJECTED, places[faulty])
    clean = np.flatnonzero(~faulty)
    rows, at = _taken(batch, clean), places[clean]
    columns.add(HOMES, household_words(rows), at << 1)
    columns.add(PERSONS, person_words(rows).view(np.int64), at << 1)
    numbered = np.asarray(rows.column("person_key").is_valid())
    columns.add(UNNUMBERED, at[~numbered])
    with_number = np.flatnonzero(numbered)
    _add_numbers(_taken(rows, with_number), at[with_number], enrolment_prints, columns)


def _residents_of(batch: pa.RecordBatch, places: Longs, columns: _Columns) -> None:
    columns.add(DIGESTS, row_words(batch, RESIDENTS.names))
    columns.add(PERSONS, person_words(batch).view(np.int64), places << 1)
    _add_numbers(batch, places, resident_prints, columns)


def _add_numbers(
    batch: pa.RecordBatch, places: Longs, prints: Callable[[pa.RecordBatch], pa.Array], columns: _Columns
) -> None:
    keys, words = key_words(batch.column("person_key")), prints(batch)
    sure = words.is_valid().to_numpy(zero_copy_only=False)
    columns.add(NUMBERS, keys[:, 0], keys[:, 1], words.fill_null(0).to_numpy(), places << 1 | sure)


def _taken(batch: pa.RecordBatch, rows: Longs) -> pa.RecordBatch:
    return batch if len(rows) == batch.num_rows else batch.take(pa.array(rows))


def batch_schema(schema: pa.Schema) -> pa.Schema:
    """Return the schema of the rows of a form: as they travel, but for person keys of a fixed width.

    >>> batch_schema(RESIDENTS).field("person_key").type
    FixedSizeBinaryType(fixed_size_binary[16])
    """
    return pa.schema([field.with_type(_KEY) if field.name == "person_key" else field for field in schema])


@contextmanager
def _rows_written(path: Path, schema: pa.Schema) -> Iterator[Callable[[pa.RecordBatch], None]]:
    """Give what writes the columns of batches that a form has."""
    kept = batch_schema(schema)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, kept) as writer:
        yield lambda batch: writer.write_batch(batch.select(kept.names).cast(kept))


def _part(folder: Path, name: str, number: int) -> Path:
    return folder / f"{Path(name).stem}.part-{number:05}.npy"


def _join(folder: Path, starts: Sequence[int]) -> None:
    """Put what is in the order of the file together."""
    numbers = range(len(starts) - 1)
    make_room(folder / DIGESTS, (starts[-1],))
    whole = np.load(folder / DIGESTS, mmap_mode="r+")
    for number in numbers:
        whole[starts[number] : starts[number + 1]] = np.load(_part(folder, DIGESTS, number))
    whole.flush()
    for name in (UNNUMBERED, REJECTED):
        parts = [(_part(folder, name, number), start) for number, start in zip(numbers, starts, strict=False)]
        found = [np.load(path) + start for path, start in parts if path.exists()]
        np.save(folder / name, np.concatenate([np.empty(0, np.int64), *found]))


def merge(_: Memo, path: Path, parts: Sequence[Part], span: Span) -> None:
    """Fill in a range of an index, in a worker."""
    merge_span(path, parts, span)
