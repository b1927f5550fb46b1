"""The rows of a run once their pairs are judged: what is kept of them until it is known what stands around each.

A place counts the rows of all files, from 0, in the order of the input; a file begins where `row` is 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.records import Resident
from matcher.domain.surroundings import Record
from matcher.domain.verdicts import Judgement
from matcher.engines.batches import columns_of
from matcher.engines.held import HeldRows
from matcher.engines.probe import NOBODY
from matcher.engines.records import ENROLMENT_COLUMNS, RESIDENT_COLUMNS, enrolments_of, residents_of
from matcher.engines.results import result_batch
from normalizers.household import household_key

Places = npt.NDArray[np.int64]

_ABOUT = ("insurer_number", "symbol", "number", "branch", "relation", "qualified_from")


@dataclass(slots=True)
class Settled:
    """One enrolment batch with its distinct judgements.

    Args:
        batch: the rows.
        judgements: the distinct judgements.
        numbers: per row, which of them is its own.
        residents: per row, the place of its resident in the registry, or `NOBODY`.
    """

    batch: pa.RecordBatch
    judgements: list[Judgement]
    numbers: npt.NDArray[np.int32]
    residents: Places

    def results(self) -> pa.RecordBatch:
        """Return the result batch."""
        return result_batch(self.batch, self.judgements, self.numbers)


class SettledRows:
    """All batches of a run, by place."""

    def __init__(self, batches: Sequence[Settled], registry: HeldRows) -> None:
        """Take the batches in the order of the input."""
        self.batches = batches
        self.registry = registry
        self._known: dict[int, Record] = {}

    @cached_property
    def starts(self) -> Places:
        """The place of the first row of each batch, and the number of all rows."""
        return np.cumsum([0, *(settled.batch.num_rows for settled in self.batches)])

    def read(self, places: Places) -> None:
        """Make records of these rows, all at once, for those who ask for them with `at`."""
        wanted = np.unique(places)
        residents = self._residents(wanted)
        for number, own in self._by_batch(wanted):
            settled, start = self.batches[number], int(self.starts[number])
            rows = settled.batch.take(pa.array(own))
            about = zip(*columns_of(rows, _ABOUT), strict=True)
            judgements = [settled.judgements[each] for each in settled.numbers[own].tolist()]
            answers = settled.residents[own].tolist()
            enrolments = enrolments_of(columns_of(rows, ENROLMENT_COLUMNS))
            for row, enrolment, judgement, answer, columns in zip(
                own.tolist(), enrolments, judgements, answers, about, strict=True
            ):
                insurer, symbol, member, branch, relation, qualified_from = columns
                self._known[start + row] = Record(
                    start + row,
                    enrolment,
                    residents.get(answer),
                    judgement,
                    household_key(insurer, symbol, member),
                    branch,
                    relation,
                    qualified_from,
                )

    def at(self, place: int) -> Record:
        """Return the record of a row that was read."""
        return self._known[place]

    def batch(self, places: Places, names: Sequence[str]) -> pa.RecordBatch:
        """Return these columns of these ascending rows."""
        schema = pa.schema([(name, pa.string()) for name in names])
        found = [
            self.batches[number].batch.select(list(names)).take(pa.array(own)) for number, own in self._by_batch(places)
        ]
        return pa.concat_batches(found) if found else pa.RecordBatch.from_pylist([], schema)

    def judgements(self, places: Places) -> list[Judgement]:
        """Return the judgements of these ascending rows."""
        return [
            self.batches[number].judgements[one]
            for number, own in self._by_batch(places)
            for one in self.batches[number].numbers[own].tolist()
        ]

    def answers(self, places: Places) -> Places:
        """Return the place in the registry of the resident of each of these rows, or `NOBODY`."""
        found = [self.batches[number].residents[own] for number, own in self._by_batch(places)]
        return np.concatenate([np.empty(0, np.int64), *found])

    def conclude(self, places: Places, judgements: Sequence[Judgement]) -> None:
        """Give these rows, in ascending order, these judgements."""
        for number, own in self._by_batch(places):
            settled, start = self.batches[number], int(self.starts[number])
            low = int(np.searchsorted(places, start))
            known: dict[Judgement, int] = {}
            before = len(settled.judgements)
            for row, judgement in zip(own.tolist(), judgements[low : low + len(own)], strict=True):
                settled.numbers[row] = before + known.setdefault(judgement, len(known))
            settled.judgements += known

    def _by_batch(self, places: Places) -> list[tuple[int, Places]]:
        """Return the number of each batch that has any of these ascending places, and the rows of it."""
        edges = np.searchsorted(places, self.starts)
        spans = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
        return [
            (number, places[low:high] - self.starts[number]) for number, (low, high) in enumerate(spans) if low < high
        ]

    def _residents(self, places: Places) -> dict[int, Resident]:
        answers = np.unique(self.answers(places))
        return self.residents_at(answers[answers != NOBODY])

    def residents_at(self, answers: Places) -> dict[int, Resident]:
        """Return the residents at these places of the registry, by place."""
        if not answers.size:
            return {}
        residents = residents_of(columns_of(self.registry.fetch(answers), RESIDENT_COLUMNS))
        return dict(zip(answers.tolist(), residents, strict=True))
