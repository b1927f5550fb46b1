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
from matcher.engines.portioned.buckets import in_buckets, rows_of
from matcher.engines.portioned.keyed import settled
from matcher.engines.portioned.packing import packed, unpacked
from matcher.engines.portioned.portions import Work
from matcher.engines.portioned.spill import Spill, taken

Longs = npt.NDArray[np.int64]

UNNUMBERED_BLOB, NOTES_BLOB, KEYS_BLOB = -1, -2, -3
"""Blobs beside those of buckets and teams: places without a number, the notes of a portion, keys by team."""

_PAIRS_AT_ONCE = 4_000


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
    portion = in_buckets(do.done(spill), bits)
    spill.write(name, {**portion.rows, UNNUMBERED_BLOB: portion.unnumbered, NOTES_BLOB: portion.notes})


def settle_bucket(_: Memo, spill: Spill, name: str, enrolments: list[str], residents: list[str], bucket: int) -> None:
    """Spill what is open among the narrow rows of a bucket, of all portions."""
    found = settled(rows_of(*(spill.read_all(names, bucket) for names in (enrolments, residents))))
    spill.write(name, {0: packed(pa.Table.from_batches([found]))})


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
    spill.write(name, {owner: packed(table.take(pa.array(at[span]))) for owner, span in _spans(owners)})


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
    blobs = {team: packed(table.take(pa.array(order[span]))) for team, span in _spans(teams[order])}
    keys = table.select(["team", "person_key"]).filter(pc.is_valid(table.column("person_key")))
    blobs[KEYS_BLOB] = packed(keys.group_by(keys.column_names).aggregate([]))
    spill.write(name, blobs)


def look_at_team(_: Memo, spill: Spill, name: str, standing: list[str], known: list[str], team: int, look: str) -> None:
    """Spill what comes of looking at a team."""
    sides = (
        _gathered(spill, names, team, schema) for names, schema in ((standing, around.STANDING), (known, around.KNOWN))
    )
    spill.write(name, {0: taken(spill, look)(*sides)})


def _spans(ascending: Longs) -> Iterator[tuple[int, slice]]:
    """Yield each value with where it stands."""
    values, starts = np.unique(ascending, return_index=True)
    ends = np.append(starts, len(ascending))[1:]
    for value, start, end in zip(values.tolist(), starts.tolist(), ends.tolist(), strict=True):
        yield value, slice(start, end)


def _gathered(spill: Spill, names: list[str], number: int, schema: pa.Schema) -> pa.Table:
    tables = [unpacked(blob) for blob in spill.read_all(names, number)]
    return pa.concat_tables([schema.empty_table(), *tables]).combine_chunks()
