"""The pre-submit check: what can be said of enrolments without a registry.

A row with a defect is REJECTED, as it would be on submission; of any other row nothing is said.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matcher.domain.judgement import rejected
from matcher.engines.results import result_batch
from rules import RuleSet


def presubmit(enrolments: Iterable[pa.RecordBatch], rules: RuleSet) -> Iterator[pa.RecordBatch]:
    """Yield one result batch per enrolment batch, with a verdict only where the row has a defect."""
    for batch in enrolments:
        faulty = pc.is_valid(batch.column("defect")).to_numpy(zero_copy_only=False)
        yield result_batch(batch, [None, rejected(rules)], faulty.astype(np.int32))
