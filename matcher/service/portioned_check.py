"""File mode in portions: the files of a check in parts, and its results out of what the portioned engine says of them.

This process opens the files, as ever, and writes the results; all reading, checking, joining and judging of rows in
between is done by the crew. All of it must see the files under the same path.
"""

from collections.abc import Iterator
from itertools import accumulate

import pyarrow as pa

from matcher.engines.portioned.crew import Crew
from matcher.engines.portioned.run import PortionedEngine
from matcher.engines.results import ECHOED
from matcher.intake.parts import echoes, parts_of_enrolments, parts_of_residents, take_notes
from matcher.service.opened import Opened


def judged_in_portions(crew: Crew, opened: Opened) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Yield result batches in the order of the input, each with the number of its file.

    Args:
        crew: who does the work.
        opened: with a registry.
    """
    files, registry, secret, encoding = opened.files, opened.registry, opened.secret, opened.encoding
    if registry is None:
        raise ValueError("without a registry there is nothing to judge")
    starts = list(accumulate((file.rows for file in files), initial=0))
    parts = [parts_of_enrolments(file, start, secret, encoding) for file, start in zip(files, starts[:-1], strict=True)]
    residents = parts_of_residents(registry, secret, encoding)
    engine = PortionedEngine(crew, opened.look, opened.on_stage)
    outcome = engine.settle([part for own in parts for part in own], residents, opened.rules)
    take_notes(registry, outcome.resident_notes)
    notes = iter(outcome.enrolment_notes)
    for number, (file, own) in enumerate(zip(files, parts, strict=True)):
        known = [next(notes) for _ in own]
        take_notes(file, known)
        place = starts[number]
        for batch in echoes(file, known, ECHOED[1:]):
            yield number, outcome.results(batch, place)
            place += batch.num_rows
