"""File mode in portions: the files of a check in parts, and its results out of what the portioned engine says of them.

This process opens the files, as ever, and writes the results; all reading, checking, joining and judging of rows in
between is done by the crew. All of it must see the files under the same path.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import pyarrow as pa

from matcher.engines.names import Look
from matcher.engines.portioned.crew import Crew
from matcher.engines.portioned.run import OnStage, PortionedEngine
from matcher.engines.results import ECHOED
from matcher.intake.enrolments import EnrolmentFile
from matcher.intake.parts import echoes, parts_of_enrolments, parts_of_residents, take_notes
from matcher.intake.residents import ResidentFile
from rules import RuleSet


@dataclass(frozen=True, slots=True)
class PortionedTerms:
    """Under what a cluster judges: the rules, how far to look, the secret of the run, and the encoding if declared."""

    rules: RuleSet
    look: Look
    secret: bytes = field(repr=False)
    encoding: str | None


def judged_in_portions(
    crew: Crew, files: Sequence[EnrolmentFile], registry: ResidentFile, terms: PortionedTerms, on_stage: OnStage
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield result batches in the order of the input, each with the number of its file.

    Args:
        crew: who does the work.
        files: opened with a vault of the secret.
        registry: likewise.
        terms: under what to judge.
        on_stage: told of each stage that is done.
    """
    secret, encoding = terms.secret, terms.encoding
    starts = list(accumulate((file.rows for file in files), initial=0))
    parts = [parts_of_enrolments(file, start, secret, encoding) for file, start in zip(files, starts[:-1], strict=True)]
    residents = parts_of_residents(registry, secret, encoding)
    engine = PortionedEngine(crew, terms.look, on_stage)
    outcome = engine.settle([part for own in parts for part in own], residents, terms.rules)
    take_notes(registry, outcome.resident_notes)
    notes = iter(outcome.enrolment_notes)
    for number, (file, own) in enumerate(zip(files, parts, strict=True)):
        known = [next(notes) for _ in own]
        take_notes(file, known)
        place = starts[number]
        for batch in echoes(file, known, ECHOED[1:]):
            yield number, outcome.results(batch, place)
            place += batch.num_rows
