"""What an engine is: a stream of enrolments and a registry in, a stream of results out.

The streams are Arrow record batches whose columns are addressed by name, so that an engine knows nothing of files.
An engine answers each enrolment batch with one result batch: the same rows in the same order. Whoever feeds it several
files can therefore tell by counting batches which file a result belongs to.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

import pyarrow as pa

from rules import RuleSet


class Engine(Protocol):
    """Judges every row of a stream of enrolments against a registry."""

    def judge(
        self,
        enrolments: Iterable[pa.RecordBatch],
        residents: Iterable[pa.RecordBatch],
        rules: RuleSet,
    ) -> Iterator[pa.RecordBatch]:
        """Yield one batch of `RESULT_SCHEMA` per enrolment batch.

        Args:
            enrolments: batches of the intake's enrolment schema, every physical row. Rows with a `defect` are
                REJECTED, and nothing else of them but the echoed columns is read. Read once, batch by batch.
            residents: batches of the intake's resident schema; a person key occurs at most once. Read once, before the
                first enrolment.
            rules: what decides.

        Raises:
            whatever the streams raise, unchanged.
        """
        ...
