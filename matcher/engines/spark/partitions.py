"""What a worker of Spark does with one partition: reads portions, settles buckets, judges pairs, looks at a team."""

import gc
import pickle
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pyarrow as pa

from matcher.engines.portioned.buckets import in_buckets, rows_of
from matcher.engines.portioned.crew import OfPairs, OfTeam
from matcher.engines.portioned.keyed import settled
from matcher.engines.portioned.narrow import ENROLMENT, ENROLMENT_NOTES, NARROW, RESIDENT, RESIDENT_NOTES, UNNUMBERED
from matcher.engines.portioned.packing import packed
from matcher.engines.portioned.portions import Mapper, Work
from matcher.engines.spark.refused import handed_over

BLOBS = pa.schema([("kind", pa.int64()), ("number", pa.int64()), ("blob", pa.binary())])
"""What a portion gives by bucket, and what is open of a bucket; of other kinds the number is that of the portion."""
PICKLED = pa.schema([("judged", pa.binary())])


@contextmanager
def at_work() -> Iterator[None]:
    """Let the driver find a refusal, and keep what was learnt out of sight.

    PySpark collects garbage after each task: among all that a worker remembers, that takes longer than the task.
    """
    with handed_over():
        yield
    gc.freeze()


def mapped(mapper: Mapper, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield what a stage does with the portions of a partition."""
    for batch in batches:
        for row in batch.to_pylist():
            data = None if row["data"] is None else pickle.loads(row["data"])  # noqa: S301  our own driver made it
            work = Work(row["portion"], pickle.loads(row["pickled"]), row["notes"], data)  # noqa: S301
            with at_work():
                yield from mapper(work)


def narrow(side: int, mapper: Mapper, bits: int, work: Work) -> Iterator[pa.RecordBatch]:
    """Yield the narrow rows of a portion by bucket, and what else came of it."""
    portion = in_buckets(pa.Table.from_batches(mapper(work), NARROW), bits)
    noted = ENROLMENT_NOTES if side == ENROLMENT else RESIDENT_NOTES
    yield _blobs(side, portion.rows)
    yield _blobs(UNNUMBERED, {work.number: portion.unnumbered} if portion.unnumbered else {})
    yield _blobs(noted, {work.number: portion.notes})


def settle(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield what is no pair of either side as it is, and then what is not done of each bucket of a partition."""
    buckets: defaultdict[int, dict[int, list[bytes]]] = defaultdict(lambda: {ENROLMENT: [], RESIDENT: []})
    for batch in batches:
        for row in batch.to_pylist():
            if row["kind"] in (ENROLMENT, RESIDENT):
                buckets[row["number"]][row["kind"]].append(row["blob"])
            else:
                yield _blobs(row["kind"], {row["number"]: row["blob"]})
    while buckets:
        bucket, sides = buckets.popitem()
        found = settled(rows_of(sides[ENROLMENT], sides[RESIDENT]))
        yield _blobs(ENROLMENT, {bucket: packed(pa.Table.from_batches([found]))})


def _blobs(kind: int, blobs: Mapping[int, bytes]) -> pa.RecordBatch:
    rows = [{"kind": kind, "number": number, "blob": blob} for number, blob in blobs.items()]
    return pa.RecordBatch.from_pylist(rows, BLOBS)


def judge_partition(judge: OfPairs, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield what is judged of pairs that were brought together, some at a time."""
    for batch in batches:
        if batch.num_rows:
            with at_work():
                said = judge(batch)
            yield pa.RecordBatch.from_arrays([pa.array([said], pa.binary())], schema=PICKLED)


def look_at_team(look: OfTeam, standing: pa.Table, known: pa.Table) -> pa.Table:
    """Return what comes of looking at a team."""
    with at_work():
        said = look(standing, known)
    return pa.table({"judged": pa.array([said], pa.binary())})
