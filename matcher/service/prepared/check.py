"""A check that begins with what was prepared, and keeps what it learnt for the next one."""

from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa

from matcher.domain.verdicts import Verdict
from matcher.engines.names import Look
from matcher.engines.portioned.outcome import Outcome
from matcher.engines.portioned.progress import OnStage
from matcher.engines.prepared.form import Side
from matcher.engines.prepared.run import PreparedEngine
from matcher.engines.results import ECHOED, Alike
from matcher.intake.schemas import BATCH_ROWS
from matcher.service.prepared.changes import changes_by_kind, prepare_changed
from matcher.service.prepared.files import PreparedFile, add_blocks, forget_others
from matcher.service.prepared.knowledge import read_knowledge, write_knowledge
from matcher.service.prepared.reading import Kind, Preparing
from rules import RuleSet

_NEEDED = (*ECHOED, "defect")


@dataclass(frozen=True, slots=True)
class PreparedFiles:
    """The files of a check, prepared."""

    files: Sequence[PreparedFile]
    registry: PreparedFile


def prepare_files(enrolments: Sequence[Path], registry: Path, changes: Sequence[Path], how: Preparing) -> PreparedFiles:
    """Prepare what is not, the registry first, lay the changes over it, and forget the forms of files that are gone.

    Raises:
        FileDefect: a file is refused.
        WorkRefused: changes are of several files.
    """
    of_kind = changes_by_kind(changes, [Kind.RESIDENTS, *[Kind.ENROLMENTS] * len(enrolments)], how.encoding)
    residents = prepare_changed(registry, Kind.RESIDENTS, of_kind[Kind.RESIDENTS], how)
    files = [prepare_changed(path, Kind.ENROLMENTS, of_kind[Kind.ENROLMENTS], how) for path in enrolments]
    forget_others(how.folder, [residents, *files])
    return PreparedFiles(files, residents)


@dataclass(frozen=True, slots=True)
class HowJudged:
    """Under what prepared files are judged, and whether only rows that are not MATCHED are wanted."""

    rules: RuleSet
    look: Look
    differences: bool


def judged_prepared(
    prepared: PreparedFiles, how: Preparing, judged: HowJudged, on_stage: OnStage
) -> Generator[tuple[int, pa.RecordBatch | Alike]]:
    """Yield result batches in the order of the input, each with the number of its file; then keep what was learnt."""
    rules, look = judged.rules, judged.look
    if look is Look.SEARCH:
        add_blocks(prepared.registry, how)
        on_stage("blocks")
    enrolments = Side([file.folder for file in prepared.files])
    residents = Side([prepared.registry.folder])
    engine = PreparedEngine(how.judges, look, on_stage, how.on_tasks)
    outcome, memory = engine.judge(enrolments, residents, rules, read_knowledge(how.folder, rules, look))
    with ThreadPoolExecutor(1, "keep") as thread:
        keeping = thread.submit(write_knowledge, how.folder, rules, look, memory)
        yield from _differences(outcome, enrolments) if judged.differences else _every_row(outcome, enrolments)
        keeping.result()


def _every_row(outcome: Outcome, enrolments: Side) -> Iterator[tuple[int, pa.RecordBatch]]:
    number = 0
    for place, batch in enrolments.rows.scan(_NEEDED):
        while place >= enrolments.starts[number + 1]:
            number += 1
        yield number, outcome.results(batch, place)


def _differences(outcome: Outcome, enrolments: Side) -> Iterator[tuple[int, pa.RecordBatch | Alike]]:
    """Yield the rows that are not MATCHED, and how many are, by their judgements."""
    said, rejected = outcome.said, enrolments.rejected
    matched = np.array([one.verdict is Verdict.MATCHED for one in said.judgements], np.bool_)
    for number, (start, end) in enumerate(pairwise(enrolments.starts.tolist())):
        low, high = np.searchsorted(said.places, (start, end))
        numbers, faulty = said.numbers[low:high], rejected[(rejected >= start) & (rejected < end)]
        yield number, Alike(end - start - len(numbers) - len(faulty), outcome.matched)
        for one, rows in zip(*np.unique(numbers[matched[numbers]], return_counts=True), strict=True):
            yield number, Alike(int(rows), said.judgements[one])
        shown = np.sort(np.concatenate((said.places[low:high][~matched[numbers]], faulty)))
        for first in range(0, len(shown), BATCH_ROWS):
            places = shown[first : first + BATCH_ROWS]
            yield number, outcome.results_at(enrolments.rows.fetch(places, _NEEDED), places)
