"""The reference engine: plain Python, one row after the other, nothing clever; it says what is right.

A dictionary of residents by person key, and one call of `judge` per row. Every other engine must give the same
results; where they differ, this one is right by definition (design, section 6, "one meaning").
"""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from matcher.domain.judgement import judge, rejected
from matcher.engines.batches import columns_of
from matcher.engines.records import ENROLMENT_COLUMNS, RESIDENT_COLUMNS, enrolments_of, residents_of
from matcher.engines.results import result_batch
from rules import RuleSet


class ReferenceEngine:
    """Judges row by row. Memory: every resident as a Python object, about 1 KiB each."""

    def judge(
        self,
        enrolments: Iterable[pa.RecordBatch],
        residents: Iterable[pa.RecordBatch],
        rules: RuleSet,
    ) -> Iterator[pa.RecordBatch]:
        """Yield one result batch per enrolment batch; see `Engine.judge`."""
        registry = {
            resident.person_key: resident
            for batch in residents
            for resident in residents_of(columns_of(batch, RESIDENT_COLUMNS))
        }
        for batch in enrolments:
            judgements = []
            records = enrolments_of(columns_of(batch, ENROLMENT_COLUMNS))
            for enrolment, defect in zip(records, batch.column("defect").to_pylist(), strict=True):
                if defect is not None:
                    judgements.append(rejected(rules))
                elif enrolment.person_key is None:
                    judgements.append(judge(enrolment, None, rules))
                else:
                    judgements.append(judge(enrolment, registry.get(enrolment.person_key), rules))
            yield result_batch(batch, judgements, np.arange(len(judgements), dtype=np.int32))
