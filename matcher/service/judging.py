"""Judge a chunk of pairs with the engine, and hand the judgements to the store."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID, uuid4

import pyarrow as pa
from sqlalchemy import Connection

from matcher.domain.judgement import equal
from matcher.engines.bulk import DuckDbEngine
from matcher.engines.names import Look
from matcher.engines.protocol import Engine
from matcher.engines.reference import ReferenceEngine
from matcher.engines.results import judged_values
from matcher.service.context import Service
from matcher.service.refusals import NoRegistry
from matcher.service.second_look import Looked, look_around
from matcher.service.side_by_side import side_by_side
from matcher.store import audit, epochs, judging, locks, pairs, rechecks
from matcher.store.chosen import THESE_VERSIONS
from matcher.store.database import Access

ENROLMENT_BATCH_ROWS: Final = 65_536

ENGINE_MEMORY: Final = 512 * 2**20
"""Bytes for the engine: a chunk and its residents, never the whole registry."""

WORKER: Final = audit.Actor("totsugo", "worker")
"""Who the audit log names for what follows by rule from a submission, a registry or a decision."""

WORTH_A_BULK_ENGINE: Final = 500
"""Pairs from which on the bulk engine is sooner done than started; both say the same of every pair."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A transaction in which the epoch stays what it is, and what is judged with: use it for one chunk."""

    connection: Connection
    service: Service
    epoch: int

    @classmethod
    def at(cls, connection: Connection, service: Service) -> "Bench":
        """Keep the registry as it is until the transaction ends.

        Raises:
            NoRegistry: there is none yet.
        """
        locks.hold_registry(connection)
        epoch = epochs.current(connection)
        if epoch is None:
            raise NoRegistry("no registry was loaded yet")
        return cls(connection, service, epoch.epoch)

    def of_submission(self, submission: UUID, first_row: int, end_row: int) -> pairs.Pairs:
        """Return what has to be judged of these rows."""
        return pairs.of_submission(
            self.connection,
            submission,
            first_row,
            end_row,
            epoch=self.epoch,
            rules_hash=self.service.rules.content_hash,
        )

    def of_current(self, after_version: int, last_version: int) -> pairs.Pairs:
        """Return what has to be judged of the current versions in this range."""
        return pairs.of_current(
            self.connection, after_version, last_version, epoch=self.epoch, rules_hash=self.service.rules.content_hash
        )

    def of_versions(self, versions: list[int]) -> pairs.Pairs:
        """Return what has to be judged of these versions."""
        return pairs.of_versions(
            self.connection, versions, epoch=self.epoch, rules_hash=self.service.rules.content_hash
        )

    def tighten(self, chunk: pairs.Pairs, origin: UUID) -> judging.Tightened:
        """Judge the pairs and store what was found and what it withholds."""
        if not chunk.count:
            return judging.Tightened(0, 0, 0)
        rules = self.service.rules
        return judging.tighten(
            self.connection,
            judge_pairs(self.service, chunk),
            judged_values(equal(rules)),
            origin=origin,
            epoch=self.epoch,
            rules_hash=rules.content_hash,
            policy=rules.policy_name,
        )

    def look_around(self, versions: str, values: Mapping[str, object], submission: UUID | None = None) -> Looked:
        """Look at what stands around the records among `versions`, which were all judged."""
        return look_around(self.connection, self.service.rules, versions, values, submission=submission)


def check_pending(service: Service) -> None:
    """Withdraw what rests on residents who changed, and check what was withdrawn or corrected and not checked since."""
    while _withdraw_changed(service):
        pass
    with service.database.transaction(Access.NATIONAL) as connection:
        versions = rechecks.pending(connection)
    check_versions(service, versions, origin=uuid4())


def _withdraw_changed(service: Service) -> bool:
    """Withdraw what rests on the next residents who changed; return whether there were any."""
    with service.database.transaction(Access.NATIONAL) as connection:
        locks.hold_registry(connection)
        locks.withdraw_alone(connection)
        persons, versions = epochs.withdraw_changed(connection, service.config.chunk_rows)
        if versions:
            rechecks.add(connection, versions)
            audit.append(connection, WORKER, "answers_withdrawn", "registry", detail={"withdrawn": len(versions)})
    if not persons:
        with service.database.transaction(Access.NATIONAL) as connection:
            epochs.drop_past(connection)
    return persons > 0


def check_versions(service: Service, versions: list[int], *, origin: UUID) -> None:
    """Judge these versions at once, chunk by chunk, then open what is not withheld and look around what is."""
    size = service.config.chunk_rows
    chunks = [versions[start : start + size] for start in range(0, len(versions), size)]
    for step in (_judge_again, _open_again):
        side_by_side(partial(step, service, origin), chunks, at_once=service.config.at_once)


def _judge_again(service: Service, origin: UUID, versions: list[int]) -> None:
    with service.database.transaction(Access.NATIONAL) as connection:
        bench = Bench.at(connection, service)
        found = bench.tighten(bench.of_versions(versions), origin)
        _log(connection, "enrolments_judged", origin, {"judged": found.judged, "holds_opened": found.opened})


def _open_again(service: Service, origin: UUID, versions: list[int]) -> None:
    with service.database.transaction(Access.NATIONAL) as connection:
        bench = Bench.at(connection, service)
        done = judging.loosen(connection, THESE_VERSIONS, {"versions": versions})
        looked = bench.look_around(THESE_VERSIONS, {"versions": versions})
        rechecks.done(connection, versions)
        detail = {"made_answerable": done.made_answerable, "looked_around": looked.records}
        _log(connection, "enrolments_opened", origin, detail | {"triage_changed": looked.changed})


def _log(connection: Connection, action: str, origin: UUID, detail: Mapping[str, object]) -> None:
    audit.append(connection, WORKER, action, f"check {origin}", detail=detail)


def judge_pairs(service: Service, chunk: pairs.Pairs) -> pa.Table:
    """Return the judgements of the pairs of a chunk that have to be compared, as rows of `judging.FRESH`."""
    if not chunk.pending.num_rows:
        return judging.FRESH.empty_table()
    few = chunk.pending.num_rows < WORTH_A_BULK_ENGINE
    engine: Engine = ReferenceEngine(Look.PAIR) if few else DuckDbEngine(ENGINE_MEMORY, look=Look.PAIR)
    results = pa.Table.from_batches(
        engine.judge(_enrolments(chunk.pending), chunk.residents.to_batches(), service.rules)
    )
    versions = chunk.pending.select(["version", "resident_fingerprint"])
    columns = {name: results.column(name) for name in judging.FRESH.names[versions.num_columns :]}
    return pa.table({**dict(zip(versions.column_names, versions.columns, strict=True)), **columns}).cast(judging.FRESH)


def _enrolments(pending: pa.Table) -> Iterator[pa.RecordBatch]:
    places = pa.array(range(pending.num_rows), pa.int64())
    defects = pa.nulls(pending.num_rows, pa.string())
    numbered = pending.append_column("row", places).append_column("line", places).append_column("defect", defects)
    yield from numbered.to_batches(max_chunksize=ENROLMENT_BATCH_ROWS)
