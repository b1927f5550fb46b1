"""The reference engine: plain Python, one row after the other, nothing clever; it says what is right.

A dictionary of residents by person key, one call of `judge` per row, and then, for the rows that deserve it, one call
of `triage` with what stands around them (`reference_around`). Every other engine must give the same results; where they
differ, this one is right by definition (design, section 6, "one meaning").
"""

from collections.abc import Iterable, Iterator

import numpy as np
import pyarrow as pa

from matcher.domain.judgement import judge, rejected
from matcher.domain.records import PersonKey, Resident
from matcher.domain.rendered import comparisons_of
from matcher.domain.surroundings import Record
from matcher.domain.triage import deserves_second_look, triage
from matcher.domain.verdicts import Judgement, Verdict
from matcher.engines.batches import columns_of
from matcher.engines.names import Look
from matcher.engines.records import ENROLMENT_COLUMNS, RESIDENT_COLUMNS, enrolments_of, residents_of
from matcher.engines.reference_around import PlainSurroundings
from matcher.engines.results import result_batch
from normalizers.household import household_key
from rules import RuleSet

_ABOUT = ("row", "insurer_number", "symbol", "number", "branch", "relation", "qualified_from", "defect")


class ReferenceEngine:
    """Judges row by row. Memory: every resident and every row as a Python object, about 1 KiB each."""

    def __init__(self, look: Look = Look.ACROSS) -> None:
        """Look so far beyond the pair."""
        self._look = look

    def judge(
        self,
        enrolments: Iterable[pa.RecordBatch],
        residents: Iterable[pa.RecordBatch],
        rules: RuleSet,
    ) -> Iterator[pa.RecordBatch]:
        """Yield one result batch per enrolment batch; see `Engine.judge`."""
        everybody = [resident for batch in residents for resident in residents_of(columns_of(batch, RESIDENT_COLUMNS))]
        registry = {resident.person_key: resident for resident in everybody}
        batches = list(enrolments)
        records: list[Record] = []
        begins = set()
        for batch in batches:
            for record, row in _judged(batch, len(records), registry, rules):
                if row == 1:
                    begins.add(record.place)
                records.append(record)
        around = PlainSurroundings(records, begins, everybody, search=self._look is Look.SEARCH)
        for batch in batches:
            own, records_left = records[: batch.num_rows], records[batch.num_rows :]
            judgements = [
                record.judgement if self._look is Look.PAIR else _second_look(record, around, rules) for record in own
            ]
            yield result_batch(batch, judgements, np.arange(len(judgements), dtype=np.int32))
            records = records_left


def _judged(
    batch: pa.RecordBatch, place: int, registry: dict[PersonKey, Resident], rules: RuleSet
) -> Iterator[tuple[Record, int]]:
    """Yield every row of a batch as judged from its pair, with its number in its file."""
    about = columns_of(batch, _ABOUT)
    rows = zip(enrolments_of(columns_of(batch, ENROLMENT_COLUMNS)), *about, strict=True)
    for at, (enrolment, row, insurer, symbol, number, branch, relation, since, defect) in enumerate(rows):
        resident = registry.get(enrolment.person_key) if enrolment.person_key and defect is None else None
        judgement = rejected(rules) if defect is not None else judge(enrolment, resident, rules)
        home = household_key(insurer, symbol, number)
        yield Record(place + at, enrolment, resident, judgement, home, branch, relation, since), row


def _second_look(record: Record, around: PlainSurroundings, rules: RuleSet) -> Judgement:
    matched = record.judgement.verdict is Verdict.MATCHED
    if not (deserves_second_look(record.judgement) or (matched and around.shares_number(record))):
        return record.judgement
    comparisons = comparisons_of(record.judgement.levels, record.judgement.evidence)
    return triage(record, comparisons, around.of(record), rules)
