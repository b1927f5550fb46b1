"""The bulk engine: exact first, in DuckDB; only what differs is looked at, by the functions of the domain.

1. Every resident is held: its person key and the fingerprint of its items in DuckDB, its columns in Arrow.
2. The enrolments stream through a join on the person key. Where the fingerprints are equal and the values are such that
   equality proves it (see `fast_path`), the row is MATCHED, all items EXACT, and done.
3. Of the rest, enrolment and resident are read and judged, each distinct pair of values once (see `memo`).

Its results are those of the reference engine, byte for byte; property tests hold it to that.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing

import duckdb
import numpy as np
import pyarrow as pa

from matcher.domain.verdicts import Judgement
from matcher.engines.fast_path import new_salt
from matcher.engines.held import HeldRegistry
from matcher.engines.memo import Memo
from matcher.engines.memory import MemoryBudget
from matcher.engines.probe import NOBODY, Probed, probe
from matcher.engines.records import enrolments_of, residents_of
from matcher.engines.results import result_batch
from rules import RuleSet


class DuckDbEngine:
    """Judges in bulk, in the memory that it is given."""

    def __init__(self, memory: int, threads: int | None = None) -> None:
        """Take at most `memory` bytes, and `threads` threads in DuckDB (all processors if not said)."""
        self._memory = memory
        self._threads = threads

    def judge(
        self,
        enrolments: Iterable[pa.RecordBatch],
        residents: Iterable[pa.RecordBatch],
        rules: RuleSet,
    ) -> Iterator[pa.RecordBatch]:
        """Yield one result batch per enrolment batch; see `Engine.judge`.

        Raises:
            MemoryTooSmall: the registry does not fit in the memory.
        """
        budget, salt, memo = MemoryBudget(self._memory), new_salt(), Memo(rules)
        with duckdb.connect() as connection:
            self._settle(connection, budget)
            registry = HeldRegistry(connection, budget, salt)
            registry.load(residents)
            connection.execute(f"SET memory_limit = '{budget.remaining}B'")
            with closing(probe(connection, enrolments, salt, budget)) as stream:
                for probed in stream:
                    yield _judged(probed, registry, memo)

    def _settle(self, connection: duckdb.DuckDBPyConnection, budget: MemoryBudget) -> None:
        """Allow nothing on disk and no network; let the registry always be the side of the join that is held."""
        if self._threads is not None:
            connection.execute(f"SET threads = {self._threads}")
        connection.execute(f"SET memory_limit = '{budget.remaining}B'")
        connection.execute("SET temp_directory = ''")
        connection.execute("SET autoload_known_extensions = false")
        connection.execute("SET disabled_optimizers = 'build_side_probe_side,join_order'")
        connection.execute("SET enable_external_access = false")


def _judged(probed: Probed, registry: HeldRegistry, memo: Memo) -> pa.RecordBatch:
    """Return the results of one batch."""
    batch = probed.batch
    defective = batch.column("defect").is_valid().to_numpy(zero_copy_only=False)
    numbered = batch.column("person_key").is_valid().to_numpy(zero_copy_only=False)
    found = probed.places != NOBODY
    judgements: list[Judgement] = [memo.matched, memo.not_found, memo.no_number, memo.rejected]
    places = np.select([defective, ~numbered, ~found], [3, 2, 1], 0).astype(np.int32)
    slow = np.flatnonzero((places == 0) & ~probed.equal)
    if slow.size:
        numbers: dict[int, int] = {}
        pairs = zip(
            enrolments_of(batch.take(pa.array(slow))), residents_of(registry.fetch(probed.places[slow])), strict=True
        )
        for row, (enrolment, resident) in zip(slow, pairs, strict=True):
            judgement = memo.judge(enrolment, resident)
            number = numbers.setdefault(id(judgement), len(judgements))
            if number == len(judgements):
                judgements.append(judgement)
            places[row] = number
    return result_batch(batch, judgements, places)
