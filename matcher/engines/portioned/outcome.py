"""What came of a run: the judgement of every row that is not simply MATCHED, by place.

>>> from matcher.engines.memo import Memo
>>> from rules import load_rules
>>> memo = Memo(load_rules())
>>> outcome = Outcome(memo.matched, memo.rejected)
>>> outcome.add(np.array([1]), np.array([0]), [memo.no_number])
>>> names = ("insurer_number", "symbol", "number", "branch")
>>> rows = pa.record_batch(
...     {"row": [1, 2], **{name: ["", ""] for name in names}, "defect": pa.array([None, None], pa.string())}
... )
>>> outcome.complete().results(rows, 0).column("verdict").to_pylist()
['MATCHED', 'NO_NUMBER']
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from matcher.domain.verdicts import Judgement
from matcher.engines.portioned.words import among
from matcher.engines.results import result_batch

Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of some rows: their ascending places, and which of the distinct judgements is the own of each."""

    places: Longs
    numbers: Longs
    judgements: Sequence[Judgement]


@dataclass(slots=True)
class Outcome:
    """The judgements of a run; what is added later replaces what was added before."""

    matched: Judgement
    rejected: Judgement
    enrolment_notes: Sequence[bytes] = ()
    resident_notes: Sequence[bytes] = ()
    _known: dict[Judgement, int] = field(default_factory=dict)
    _places: list[Longs] = field(default_factory=list)
    _numbers: list[Longs] = field(default_factory=list)
    _said: Said | None = None

    def add(self, places: Longs, numbers: Longs, judgements: Sequence[Judgement]) -> None:
        """Note what came of these places: `numbers` says for each which of the judgements is its own."""
        own = np.array([self._known.setdefault(one, len(self._known)) for one in judgements], np.int64)
        self._places.append(places)
        self._numbers.append(own[numbers] if len(own) else numbers)

    def finish(self, finish: Callable[[Judgement], Judgement]) -> Said:
        """Return what was added until now, and leave each judgement as `finish` makes it."""
        before = self._ordered()
        self._known, self._places, self._numbers = {}, [], []
        self.add(before.places, before.numbers, [finish(one) for one in before.judgements])
        return before

    def complete(self) -> Self:
        """Put everything in order; nothing is added afterwards."""
        self._said = self._ordered()
        return self

    def _ordered(self) -> Said:
        places = np.concatenate([*self._places, np.empty(0, np.int64)])
        numbers = np.concatenate([*self._numbers, np.empty(0, np.int64)])
        last = len(places) - 1 - np.unique(places[::-1], return_index=True)[1]
        return Said(places[last], numbers[last], list(self._known))

    def results(self, enrolments: pa.RecordBatch, start: int) -> pa.RecordBatch:
        """Return the results of a batch whose first row has the place `start`."""
        said = self.said
        low, high = np.searchsorted(said.places, (start, start + enrolments.num_rows))
        return self._results(enrolments, said.places[low:high] - start, said.numbers[low:high])

    def results_at(self, enrolments: pa.RecordBatch, places: Longs) -> pa.RecordBatch:
        """Return the results of rows whose ascending places are given."""
        said = self.said
        rows = np.flatnonzero(among(places, said.places))
        return self._results(enrolments, rows, said.numbers[np.searchsorted(said.places, places[rows])])

    @property
    def said(self) -> Said:
        """What was said of every row that is neither MATCHED at first sight nor REJECTED."""
        return self._said or self._ordered()

    def _results(self, enrolments: pa.RecordBatch, told: Longs, numbers: Longs) -> pa.RecordBatch:
        """Return the results of rows of which something was said of those that are `told`."""
        different, own = np.unique(numbers, return_inverse=True)
        known = self.said.judgements
        judgements = [self.matched, self.rejected, *(known[number] for number in different.tolist())]
        rows = np.zeros(enrolments.num_rows, np.int32)
        rows[told] = own + 2
        rows[np.asarray(enrolments.column("defect").is_valid())] = 1
        return result_batch(enrolments, judgements, rows)
