"""What a worker of this machine does for a stage: it reads a portion, or what others spilled, and spills what it made.

Each task is a function of the worker's memory, the spill, the name of the file that it is to write, and what it is
given; it returns nothing. A file that is there was made by the same task of an earlier beginning.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from matcher.engines.memo import Memo
from matcher.engines.portioned import around, pairs
from matcher.engines.portioned.keyed import NarrowRows, settled
from matcher.engines.portioned.narrow import ENROLMENT, ENROLMENT_NOTES, RESIDENT, RESIDENT_NOTES, UNNUMBERED
from matcher.engines.portioned.portions import Work
from matcher.engines.portioned.spill import Spill, taken

Longs = npt.NDArray[np.int64]

UNNUMBERED_BLOB, NOTES_BLOB, KEYS_BLOB = -1, -2, -3
"""Blobs beside those of buckets and teams: places without a number, the notes of a portion, keys by team."""

_WORDS = 4
"""Of a narrow row: both words of the key, the place doubled with a 1 added if its fingerprint proves, and that."""
_PAIRS_AT_ONCE = 4_000
_LZ4 = pa.ipc.IpcWriteOptions(compression="lz4")


@dataclass(frozen=True, slots=True)
class Do:
    """A portion with what is to be done with it; `mapper` names where in the spill that was put for all."""

    work: Work
    mapper: str
    schema: pa.Schema

    def done(self, spill: Spill) -> pa.Table:
        """Do it, and return all rows."""
        return pa.Table.from_batches(taken(spill, self.mapper)(self.work), self.schema)


def make_narrow(_: Memo, spill: Spill, name: str, do: Do, bits: int) -> None:
    """Spill the narrow rows of a portion by bucket, which are the first `bits` of the key; and what else came of it."""
    table = do.done(spill)
    kinds = table.column("kind").to_numpy()
    paired = table.filter(pa.array((kinds == ENROLMENT) | (kinds == RESIDENT)))
    high, low, place = (paired.column(column).to_numpy() for column in ("key_high", "key_low", "place"))
    prints = paired.column("print")
    sure = prints.is_valid().to_numpy()
    rows = np.column_stack((high, low, place << 1 | sure, prints.fill_null(0).to_numpy()))
    buckets = _buckets(high, bits)
    order = np.argsort(buckets, kind="stable")
    rows, edges = rows[order], np.searchsorted(buckets[order], np.arange((1 << bits) + 1))
    spans = enumerate(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True))
    blobs = {bucket: rows[start:end].tobytes() for bucket, (start, end) in spans if start < end}
    blobs[UNNUMBERED_BLOB] = table.column("place").to_numpy()[kinds == UNNUMBERED].tobytes()
    noted = pa.array((kinds == ENROLMENT_NOTES) | (kinds == RESIDENT_NOTES))
    (blobs[NOTES_BLOB],) = table.filter(noted).column("notes").to_pylist()
    spill.write(name, blobs)


def settle_bucket(_: Memo, spill: Spill, name: str, enrolments: list[str], residents: list[str], bucket: int) -> None:
    """Spill what is open among the narrow rows of a bucket, of all portions."""
    sides = [_narrow(spill, names, bucket) for names in (enrolments, residents)]
    rows = np.concatenate(sides)
    resident = np.arange(len(rows)) >= len(sides[0])
    high, low, place, words = (np.ascontiguousarray(rows[:, column]) for column in range(_WORDS))
    found = settled(NarrowRows(resident, high, low, place >> 1, words, (place & 1).astype(np.bool_)))
    spill.write(name, {0: _packed(pa.Table.from_batches([found]))})


def deal_answers(_: Memo, spill: Spill, name: str, do: Do, owners: Longs, answers: Longs) -> None:
    """Spill residents of a portion by the number of the portion of enrolments that asks for them.

    Args:
        spill: where to.
        name: of the file.
        do: reads each resident once, by place.
        owners: a portion of enrolments, ascending.
        answers: the resident that it asks for, ascending for each.
    """
    table = do.done(spill).combine_chunks()
    at = np.searchsorted(table.column("answer").to_numpy(), answers)
    spill.write(name, {owner: _packed(table.take(pa.array(at[span]))) for owner, span in _spans(owners)})


def judge_portion(_: Memo, spill: Spill, name: str, do: Do, dealt: list[str], judge: str) -> None:
    """Spill what is judged of the open rows of a portion, some at a time."""
    ours = do.done(spill).combine_chunks()
    theirs = _gathered(spill, dealt, do.work.number, pairs.ANSWERS)
    slow = ours.column("state").to_numpy() == pairs.DIFFERENT
    at = np.searchsorted(theirs.column("answer").to_numpy(), ours.column("answer").to_numpy())
    beside = pa.array(at, mask=~slow)
    blobs: dict[int, bytes] = {}
    for start in range(0, ours.num_rows, _PAIRS_AT_ONCE):
        own, answers = ours.slice(start, _PAIRS_AT_ONCE), beside.slice(start, _PAIRS_AT_ONCE)
        columns = [*own.columns, *theirs.drop_columns("answer").take(answers).columns]
        names = [*ours.column_names, *pairs.ANSWERS.names[1:]]
        batch = pa.Table.from_arrays(columns, names=names).combine_chunks().to_batches()[0]
        blobs[start] = taken(spill, judge)(batch)
    spill.write(name, blobs)


def deal_teams(_: Memo, spill: Spill, name: str, do: Do) -> None:
    """Spill the rows of a portion by team; with the keys of each team, if they have any."""
    table = do.done(spill).combine_chunks()
    teams = table.column("team").to_numpy()
    order = np.argsort(teams, kind="stable")
    blobs = {team: _packed(table.take(pa.array(order[span]))) for team, span in _spans(teams[order])}
    keys = table.select(["team", "person_key"]).filter(pc.is_valid(table.column("person_key")))
    blobs[KEYS_BLOB] = _packed(keys.group_by(keys.column_names).aggregate([]))
    spill.write(name, blobs)


def look_at_team(_: Memo, spill: Spill, name: str, standing: list[str], known: list[str], team: int, look: str) -> None:
    """Spill what comes of looking at a team."""
    sides = (
        _gathered(spill, names, team, schema) for names, schema in ((standing, around.STANDING), (known, around.KNOWN))
    )
    spill.write(name, {0: taken(spill, look)(*sides)})


def unpacked(blob: bytes) -> pa.Table:
    """Return the rows of a blob."""
    with pa.ipc.open_stream(blob) as reader:
        return reader.read_all()


def _buckets(high: Longs, bits: int) -> npt.NDArray[np.uint16]:
    return (high.view(np.uint64) >> np.uint64(64 - bits)).astype(np.uint16) if bits else np.zeros(len(high), np.uint16)


def _narrow(spill: Spill, names: list[str], bucket: int) -> Longs:
    blobs = [np.frombuffer(blob, np.int64) for blob in spill.read_all(names, bucket)]
    return np.concatenate([np.empty(0, np.int64), *blobs]).reshape(-1, _WORDS)


def _spans(ascending: Longs) -> Iterator[tuple[int, slice]]:
    """Yield each value with where it stands."""
    values, starts = np.unique(ascending, return_index=True)
    ends = np.append(starts, len(ascending))[1:]
    for value, start, end in zip(values.tolist(), starts.tolist(), ends.tolist(), strict=True):
        yield value, slice(start, end)


def _packed(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=_LZ4) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())


def _gathered(spill: Spill, names: list[str], number: int, schema: pa.Schema) -> pa.Table:
    tables = [unpacked(blob) for blob in spill.read_all(names, number)]
    return pa.concat_tables([schema.empty_table(), *tables]).combine_chunks()
