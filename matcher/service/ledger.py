"""Counting result rows: how many of them ended how. The counts must add up.

>>> import numpy as np
>>> from matcher.engines.results import result_batch
>>> names = ("insurer_number", "symbol", "number", "branch")
>>> rows = pa.record_batch({"row": [1, 2], **{name: ["", ""] for name in names}, "defect": ["sex.unknown_code", None]})
>>> tally = Tally()
>>> tally.add(result_batch(rows, [Judgement(Verdict.REJECTED, Scope.BOTH)], np.zeros(2, np.int32)))
>>> tally.rows, tally.verdicts["REJECTED"], tally.as_dict()["defects"]
(2, 2, {'': 1, 'sex.unknown_code': 1})
>>> tally.prove(rows_in=3)
Traceback (most recent call last):
...
matcher.service.ledger.ConservationError: 3 rows came in, 2 went out, and the counts are [2, 2, 2, 2, 2, 2]
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.verdicts import Judgement, Scope, Verdict


class ConservationError(Exception):
    """Rows were lost or doubled on the way: a fault of the program, never of the data."""


@dataclass(slots=True)
class Tally:
    """Counts of result rows; every row is in exactly one entry of each counter, "" where the column is empty."""

    rows: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    scopes: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    signatures: Counter[str] = field(default_factory=Counter)
    defects: Counter[str] = field(default_factory=Counter)

    def add(self, results: pa.RecordBatch) -> None:
        """Count the rows of one result batch."""
        self.rows += results.num_rows
        columns = [results.column(name) for name in ("verdict", "class", "scope", "cause", "signature", "defect")]
        for column, counter in zip(columns, self.counters(), strict=True):
            for value, count in _counts(column):
                counter["" if value is None else str(value)] += count

    def add_alike(self, rows: int, judgement: Judgement) -> None:
        """Count rows that have one judgement and no defect.

        >>> tally = Tally()
        >>> tally.add_alike(3, Judgement(Verdict.MATCHED, Scope.NONE))
        >>> tally.prove(rows_in=3), tally.verdicts
        (None, Counter({'MATCHED': 3}))
        """
        self.rows += rows
        values = judgement.verdict, judgement.class_, judgement.scope, judgement.cause, judgement.signature, ""
        for value, counter in zip(values, self.counters(), strict=True):
            counter["" if value is None else str(value)] += rows

    def include(self, other: "Tally") -> None:
        """Add the counts of another tally."""
        self.rows += other.rows
        for mine, others in zip(self.counters(), other.counters(), strict=True):
            mine.update(others)

    def prove(self, rows_in: int) -> None:
        """Check that every row that came in was counted once by each counter.

        Args:
            rows_in: physical rows, counted where they were read and not by anything that judges.

        Raises:
            ConservationError: a count is off.
        """
        counts = [counter.total() for counter in self.counters()]
        if {self.rows, *counts} != {rows_in}:
            raise ConservationError(f"{rows_in} rows came in, {self.rows} went out, and the counts are {counts}")

    def as_dict(self) -> dict[str, dict[str, int]]:
        """Return the counts as the ledger file has them, in a fixed order; verdicts, classes and scopes with zeros."""
        unjudged = [""] if self.verdicts[""] else []
        return {
            "verdicts": {verdict: self.verdicts[verdict] for verdict in (*Verdict, *unjudged)},
            "classes": {class_: self.classes[class_] for class_ in ("1", "2", "3", "")},
            "scopes": {scope: self.scopes[scope] for scope in Scope},
            "causes": dict(sorted(self.causes.items())),
            "signatures": dict(sorted(self.signatures.items())),
            "defects": dict(sorted(self.defects.items())),
        }

    def counters(self) -> tuple[Counter[str], ...]:
        """Return every counter."""
        return self.verdicts, self.classes, self.scopes, self.causes, self.signatures, self.defects


def _counts(column: pa.Array) -> Iterator[tuple[object, int]]:
    """Yield values and how often they stand there; a value may come more than once."""
    if pa.types.is_dictionary(column.type) and not column.null_count:
        counts = np.bincount(column.indices, minlength=len(column.dictionary)).tolist()
        yield from ((value, count) for value, count in zip(column.dictionary.to_pylist(), counts, strict=True) if count)
    else:
        for entry in pc.value_counts(column).to_pylist():
            yield entry["values"], entry["counts"]
