"""The bulk engine: exact first, in DuckDB; only what differs is looked at, by the functions of the domain.

1. Every resident is held: its person key and the fingerprint of its items in DuckDB, its columns in Arrow.
2. The enrolments stream through a join on the person key. Where the fingerprints are equal and the values are such that
   equality proves it (see `fast_path`), the row is MATCHED, all items EXACT, and done.
3. Of the rest, enrolment and resident are read and judged, each distinct pair of values once (see `distinct` and
   `memo`), in other processes if there are many (see `judges`), while the next rows stream.

Its results are those of the reference engine, byte for byte; property tests hold it to that.
"""

from collections import deque
from collections.abc import Generator, Iterable
from contextlib import ExitStack, closing
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.verdicts import Judgement
from matcher.engines.around import Numbers
from matcher.engines.held import HeldRegistry
from matcher.engines.judges import Judges, LocalJudges
from matcher.engines.memo import Memo
from matcher.engines.memory import MemoryBudget
from matcher.engines.names import Look
from matcher.engines.pairs import PairsTicket, judge_pairs
from matcher.engines.probe import NOBODY, Probed, probe
from matcher.engines.records import ENROLMENT_ITEMS
from matcher.engines.second_look import SecondLook
from matcher.engines.settled import Settled, SettledRows
from rules import RuleSet

_AHEAD = 8
"""Batches that may wait for their judgements while the next are read: where every row differs, they are what fills
the memory."""


class DuckDbEngine:
    """Judges in bulk, in the memory that it is given."""

    def __init__(
        self,
        memory: int,
        threads: int | None = None,
        judges: Judges | None = None,
        look: Look = Look.ACROSS,
    ) -> None:
        """Take at most `memory` bytes.

        Args:
            memory: what a run may take, workers apart (about 200 MiB each).
            threads: of DuckDB; all processors if not said.
            judges: who judges the pairs that differ, under the rules of the run; this process if not said.
            look: how far to look beyond the pair.
        """
        self._memory = memory
        self._threads = threads
        self._judges = judges
        self._look = look

    def judge(
        self,
        enrolments: Iterable[pa.RecordBatch],
        residents: Iterable[pa.RecordBatch],
        rules: RuleSet,
    ) -> Generator[pa.RecordBatch]:
        """Yield one result batch per enrolment batch; see `Engine.judge`.

        Raises:
            MemoryTooSmall: the registry does not fit in the memory.
        """
        budget, memo = MemoryBudget(self._memory), Memo(rules)
        with ExitStack() as stack:
            connection = stack.enter_context(duckdb.connect())
            self._settle(connection, budget)
            registry = HeldRegistry(connection, budget)
            registry.load(residents)
            judges = self._judges or LocalJudges(memo)
            connection.execute(f"SET memory_limit = '{budget.remaining}B'")
            waiting: deque[_Waiting] = deque()
            done: list[Settled] = []
            for probed in stack.enter_context(closing(probe(connection, enrolments, budget))):
                waiting.append(_begun(probed, registry, memo, judges))
                budget.take(probed.batch.nbytes if self._look is not Look.PAIR else 0)
                if len(waiting) <= _AHEAD:
                    continue
                if self._look is Look.PAIR:
                    yield waiting.popleft().settled().results()
                else:
                    done.append(waiting.popleft().settled())
            if self._look is Look.PAIR or not (done or waiting):
                yield from (batch.settled().results() for batch in waiting)
                return
            numbers = Numbers(SettledRows([*done, *(batch.unsettled() for batch in waiting)], registry))
            if self._judges:  # they are at work, and the second look may compare names
                memo.warm_up_names()
            rows = SettledRows([*done, *(batch.settled() for batch in waiting)], registry)
            SecondLook(rows, numbers, judges, search=self._look is Look.SEARCH).judge(rules)
            yield from (batch.results() for batch in rows.batches)

    def _settle(self, connection: duckdb.DuckDBPyConnection, budget: MemoryBudget) -> None:
        """Allow nothing on disk and no network; let the registry always be the side of the join that is held."""
        if self._threads is not None:
            connection.execute(f"SET threads = {self._threads}")
        connection.execute(f"SET memory_limit = '{budget.remaining}B'")
        connection.execute("SET temp_directory = ''")
        connection.execute("SET autoload_known_extensions = false")
        connection.execute("SET disabled_optimizers = 'build_side_probe_side,join_order'")
        connection.execute("SET enable_external_access = false")


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A batch whose differing pairs are being judged. `numbers` has the fixed outcomes; `slow` are the other rows."""

    probed: Probed
    fixed: tuple[Judgement, ...]
    numbers: npt.NDArray[np.int32]
    slow: npt.NDArray[np.int64]
    ticket: PairsTicket | None

    def unsettled(self) -> Settled:
        """Return what is known of the rows before their judgements are."""
        return Settled(self.probed.batch, [*self.fixed], self.numbers, self.probed.places)

    def settled(self) -> Settled:
        """Wait for the judgements."""
        judgements: list[Judgement] = [*self.fixed]
        if self.ticket is not None:
            judged, numbers = self.ticket()
            self.numbers[self.slow] = numbers + len(judgements)
            judgements += judged
        return Settled(self.probed.batch, judgements, self.numbers, self.probed.places)


def _begun(probed: Probed, registry: HeldRegistry, memo: Memo, judges: Judges) -> _Waiting:
    """Settle what needs no comparison, and hand the rest to the judges."""
    batch = probed.batch
    defective = batch.column("defect").is_valid().to_numpy(zero_copy_only=False)
    numbered = batch.column("person_key").is_valid().to_numpy(zero_copy_only=False)
    found = probed.places != NOBODY
    fixed = (memo.matched, memo.not_found, memo.no_number, memo.rejected)
    numbers = np.select([defective, ~numbered, ~found], [3, 2, 1], 0).astype(np.int32)
    slow = np.flatnonzero((numbers == 0) & ~probed.equal)
    ticket = None
    if slow.size:
        enrolments = batch.select(list(ENROLMENT_ITEMS)).take(pa.array(slow))
        residents = registry.fetch(probed.places[slow])
        ticket = judge_pairs(enrolments, residents, judges)
    return _Waiting(probed, fixed, numbers, slow, ticket)
