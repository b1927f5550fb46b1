"""The stages over a Spark cluster: portions are read wherever it has a processor free, and Spark brings rows together.

A portion travels to a worker as a pickle, with the data that a stage has for it, in one row of a Spark table with one
partition per portion or so; no list of places has to be sent to who does not need it.
"""

import pickle
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from functools import partial

import numpy as np
import pyarrow as pa

from matcher.engines.portioned.buckets import bits_for
from matcher.engines.portioned.crew import Met, OfPairs, OfTeam
from matcher.engines.portioned.keyed import OPEN
from matcher.engines.portioned.narrow import ENROLMENT, ENROLMENT_NOTES, RESIDENT, RESIDENT_NOTES, UNNUMBERED
from matcher.engines.portioned.packing import unpacked
from matcher.engines.portioned.portions import Errand
from matcher.engines.portioned.progress import OnTasks
from matcher.engines.spark.frames import Frame, Session
from matcher.engines.spark.partitions import (
    BLOBS,
    PICKLED,
    judge_partition,
    look_at_team,
    mapped,
    narrow,
    settle,
)
from matcher.engines.spark.refused import told_again
from matcher.engines.spark.watch import Watch

_TASKS = pa.schema([("portion", pa.int64()), ("pickled", pa.binary()), ("notes", pa.binary()), ("data", pa.binary())])
_KINDS = (ENROLMENT, UNNUMBERED, ENROLMENT_NOTES, RESIDENT_NOTES)
_DDL = {pa.int64(): "long", pa.binary(): "binary", pa.string(): "string", pa.bool_(): "boolean"}

_KEYED_AT_ONCE = 1 << 18
"""Narrow rows that are settled at once by one worker; each takes about 200 bytes meanwhile."""
_BUCKETS = 4
"""How many buckets a partition has, more or less; of those that wait a row takes 32 bytes."""
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
        bits = bits_for(rows, _KEYED_AT_ONCE)
        partitions = max(self.teams, (1 << bits) // _BUCKETS)
        sides = (
            self._over(replace(errand, mapper=partial(narrow, side, errand.mapper, bits), schema=BLOBS))
            for side, errand in ((ENROLMENT, enrolments), (RESIDENT, residents))
        )
        met = next(sides).union(next(sides)).repartition(partitions, "number").mapInArrow(settle, _ddl(BLOBS))
        met = self._done("keys", met, len(enrolments.portions) + len(residents.portions) + partitions)
        blobs: dict[int, dict[int, bytes]] = {kind: {} for kind in _KINDS}
        for row in met.to_pylist():
            blobs[row["kind"]][row["number"]] = row["blob"]
        return Met(
            pa.concat_tables([OPEN.empty_table(), *map(unpacked, blobs[ENROLMENT].values())]),
            np.frombuffer(b"".join(blobs[UNNUMBERED].values()), np.int64),
            *([blob for _, blob in sorted(blobs[kind].items())] for kind in (ENROLMENT_NOTES, RESIDENT_NOTES)),
        )

    def judge(self, enrolments: Errand, residents: Errand, judge: OfPairs) -> Iterator[bytes]:
        """Bring pairs together and judge them; see `Crew.judge`."""
        rows = sum(len(work.data[0]) for work in enrolments.works())
        partitions = max(self.teams, -(-rows // _PAIRS_AT_ONCE))
        ours = self._over(enrolments).repartition(partitions, "answer")
        theirs = self._over(residents).repartition(partitions, "answer")
        # Dealt out by place: many rows with one answer are not the work of one worker.
        dealt = ours.join(theirs, "answer", "left").repartition(partitions, "place")
        judged = dealt.mapInArrow(partial(judge_partition, judge), _ddl(PICKLED))
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
            looked = grouped.applyInArrow(partial(look_at_team, look), _ddl(PICKLED))
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
        return frame.mapInArrow(partial(mapped, errand.mapper), _ddl(errand.schema))


def _ddl(schema: pa.Schema) -> str:
    """Return a schema as Spark writes it."""
    return ", ".join(f"`{field.name}` {_DDL[field.type]}" for field in schema)
