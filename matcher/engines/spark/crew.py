"""The stages over a Spark cluster: portions are read wherever it has a processor free, and Spark brings rows together.

A portion travels to a worker as a pickle, with the data that a stage has for it, in one row of a Spark table with one
partition per portion or so; no list of places has to be sent to who does not need it.
"""

import gc
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.engines.portioned.crew import Met, OfPairs, OfTeam
from matcher.engines.portioned.keyed import OPEN, NarrowRows, settled
from matcher.engines.portioned.narrow import ENROLMENT, ENROLMENT_NOTES, NARROW, RESIDENT, RESIDENT_NOTES, UNNUMBERED
from matcher.engines.portioned.portions import Errand, Mapper, Notes, Work
from matcher.engines.portioned.progress import OnTasks
from matcher.engines.spark.frames import Frame, Session
from matcher.engines.spark.refused import handed_over, told_again
from matcher.engines.spark.watch import Watch

_TASKS = pa.schema([("portion", pa.int64()), ("pickled", pa.binary()), ("notes", pa.binary()), ("data", pa.binary())])
_MET = pa.schema([("kind", pa.int64()), *OPEN, ("notes", pa.binary())])
_PICKLED = pa.schema([("judged", pa.binary())])
_DDL = {pa.int64(): "long", pa.binary(): "binary", pa.string(): "string", pa.bool_(): "boolean"}

_KEYED_AT_ONCE = 1 << 20
"""Narrow rows that are settled at once by one worker; each takes about 200 bytes meanwhile."""
_PAIRS_AT_ONCE = 16_000


class SparkCrew:
    """Does the work of the stages on the cluster of a session."""

    team = 2_000

    def __init__(self, spark: Session, on_tasks: OnTasks | None = None) -> None:
        """Use this session; tell `on_tasks` of a step how many tasks are done, of how many."""
        self._spark = spark
        self._watch = Watch(spark.sparkContext, on_tasks) if on_tasks else None
        self.teams = spark.sparkContext.defaultParallelism

    def meet(self, enrolments: Errand, residents: Errand) -> Met:
        """Make both sides narrow, and let them meet; see `Crew.meet`."""
        rows = sum(portion.rows for portion in (*enrolments.portions, *residents.portions))
        partitions = max(self.teams, -(-rows // _KEYED_AT_ONCE))
        narrow = self._over(enrolments).union(self._over(residents))
        met = narrow.repartition(partitions, "key_high").mapInArrow(_settle, _ddl(_MET))
        met = self._done("keys", met, len(enrolments.portions) + len(residents.portions) + partitions)
        kinds = met.column("kind").to_numpy()
        notes: dict[int, list[Notes]] = {
            ENROLMENT_NOTES: [b""] * len(enrolments.portions),
            RESIDENT_NOTES: [b""] * len(residents.portions),
        }
        for kind, kept in notes.items():
            for row in met.filter(pa.array(kinds == kind)).select(["place", "notes"]).to_pylist():
                kept[row["place"]] = row["notes"]
        found = met.filter(pa.array(kinds == ENROLMENT)).select(OPEN.names)
        unnumbered = met.column("place").to_numpy()[kinds == UNNUMBERED]
        return Met(found, unnumbered, notes[ENROLMENT_NOTES], notes[RESIDENT_NOTES])

    def judge(self, enrolments: Errand, residents: Errand, judge: OfPairs) -> Iterator[bytes]:
        """Bring pairs together and judge them; see `Crew.judge`."""
        rows = sum(len(work.data[0]) for work in enrolments.works())
        partitions = max(self.teams, -(-rows // _PAIRS_AT_ONCE))
        ours = self._over(enrolments).repartition(partitions, "answer")
        theirs = self._over(residents).repartition(partitions, "answer")
        # Dealt out by place: many rows with one answer are not the work of one worker.
        dealt = ours.join(theirs, "answer", "left").repartition(partitions, "place")
        judged = dealt.mapInArrow(partial(_judge, judge), _ddl(_PICKLED))
        tasks = len(list(enrolments.works())) + len(list(residents.works())) + 2 * partitions
        yield from self._done("judged", judged, tasks).column("judged").to_pylist()

    def look(self, standing: Errand, known: Callable[[pa.Table], Errand], look: OfTeam) -> Iterator[bytes]:
        """Bring together what stands around, and look at it; see `Crew.look`."""
        rows = self._over(standing).persist()
        try:
            distinct = rows.select("team", "person_key").dropna().distinct()
            keys = self._done("standing", distinct, len(standing.portions) + self.teams)
            fetched = known(keys)
            grouped = rows.groupBy("team").cogroup(self._over(fetched).groupBy("team"))
            looked = grouped.applyInArrow(partial(_look, look), _ddl(_PICKLED))
            looked = self._done("around", looked, len(fetched.portions) + self.teams)
        finally:
            rows.unpersist()
        yield from looked.column("judged").to_pylist()

    def _done(self, step: str, frame: Frame, tasks: int) -> pa.Table:
        """Have a frame made, which takes so many tasks at least, and return its rows.

        Raises:
            Refusal: of a worker.
        """
        with self._watch.step(step, tasks) if self._watch else nullcontext(), told_again():
            return frame.toArrow()

    def _over(self, errand: Errand) -> Frame:
        """Return the data frame of what an errand gives."""
        rows = [
            {
                "portion": work.number,
                "pickled": pickle.dumps(work.portion),
                "notes": work.notes,
                "data": None if work.data is None else pickle.dumps(work.data),
            }
            for work in errand.works()
        ]
        table = pa.Table.from_pylist(rows, _TASKS)
        frame = self._spark.createDataFrame(table).repartitionByRange(max(len(rows), 1), "portion")
        return frame.mapInArrow(partial(_mapped, errand.mapper), _ddl(errand.schema))


def _ddl(schema: pa.Schema) -> str:
    """Return a schema as Spark writes it."""
    return ", ".join(f"`{field.name}` {_DDL[field.type]}" for field in schema)


@contextmanager
def _at_work() -> Iterator[None]:
    """Let the driver find a refusal, and keep what was learnt out of sight.

    PySpark collects garbage after each task: among all that a worker remembers, that takes longer than the task.
    """
    with handed_over():
        yield
    gc.freeze()


def _mapped(mapper: Mapper, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for row in batch.to_pylist():
            data = None if row["data"] is None else pickle.loads(row["data"])  # noqa: S301  our own driver made it
            work = Work(row["portion"], pickle.loads(row["pickled"]), row["notes"], data)  # noqa: S301
            with _at_work():
                yield from mapper(work)


def _settle(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield what is no pair of either side as it is, and then the rows of a partition that are not done."""
    pairs = [_narrow_rows(pa.RecordBatch.from_pylist([], NARROW))]
    for batch in batches:
        kinds = batch.column("kind").to_numpy()
        paired = pa.array((kinds == ENROLMENT) | (kinds == RESIDENT))
        pairs.append(_narrow_rows(batch.filter(paired)))
        rest = batch.filter(pc.invert(paired))
        nothing = [pa.nulls(rest.num_rows, field.type) for field in OPEN][1:]
        columns = [rest.column("kind"), rest.column("place"), *nothing, rest.column("notes")]
        yield pa.RecordBatch.from_arrays(columns, schema=_MET)
    rows = NarrowRows.together(pairs)
    pairs.clear()
    found = settled(rows)
    count = found.num_rows
    columns = [pa.array(np.full(count, ENROLMENT, np.int64)), *found.columns, pa.nulls(count, pa.binary())]
    yield pa.RecordBatch.from_arrays(columns, schema=_MET)


def _narrow_rows(batch: pa.RecordBatch) -> NarrowRows:
    high, low, place = (batch.column(name).to_numpy() for name in ("key_high", "key_low", "place"))
    prints = batch.column("print")
    resident, sure = batch.column("kind").to_numpy() == RESIDENT, prints.is_valid().to_numpy(zero_copy_only=False)
    return NarrowRows(resident, high, low, place, prints.fill_null(0).to_numpy(), sure)


def _judge(judge: OfPairs, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        if batch.num_rows:
            with _at_work():
                said = judge(batch)
            yield pa.RecordBatch.from_arrays([pa.array([said], pa.binary())], schema=_PICKLED)


def _look(look: OfTeam, standing: pa.Table, known: pa.Table) -> pa.Table:
    with _at_work():
        said = look(standing, known)
    return pa.table({"judged": pa.array([said], pa.binary())})
