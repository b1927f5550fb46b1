"""A check that begins with what was prepared, and keeps what it learnt for the next one."""

from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from matcher.engines.names import Look
from matcher.engines.portioned.progress import OnStage
from matcher.engines.prepared.form import Side
from matcher.engines.prepared.run import PreparedEngine
from matcher.engines.results import ECHOED
from matcher.service.prepared.files import Kind, PreparedFile, Preparing, forget_others, prepare
from matcher.service.prepared.knowledge import read_knowledge, write_knowledge
from rules import RuleSet

_NEEDED = (*ECHOED, "defect")


@dataclass(frozen=True, slots=True)
class PreparedFiles:
    """The files of a check, prepared."""

    files: Sequence[PreparedFile]
    registry: PreparedFile


def prepare_files(enrolments: Sequence[Path], registry: Path, how: Preparing) -> PreparedFiles:
    """Prepare what is not, the registry first, and forget the forms of files that are gone.

    Raises:
        FileDefect: a file is refused.
    """
    residents = prepare(registry, Kind.RESIDENTS, how)
    files = [prepare(path, Kind.ENROLMENTS, how) for path in enrolments]
    forget_others(how.folder, [residents, *files])
    return PreparedFiles(files, residents)


def judged_prepared(
    prepared: PreparedFiles, how: Preparing, rules: RuleSet, look: Look, on_stage: OnStage
) -> Generator[tuple[int, pa.RecordBatch]]:
    """Yield result batches in the order of the input, each with the number of its file; then keep what was learnt."""
    enrolments = Side([file.folder for file in prepared.files])
    residents = Side([prepared.registry.folder])
    engine = PreparedEngine(how.judges, look, on_stage, how.on_tasks)
    outcome, memory = engine.judge(enrolments, residents, rules, read_knowledge(how.folder, rules, look))
    with ThreadPoolExecutor(1, "keep") as thread:
        keeping = thread.submit(write_knowledge, how.folder, rules, look, memory)
        place = number = 0
        for batch in enrolments.rows.batches:
            while place >= enrolments.starts[number + 1]:
                number += 1
            yield number, outcome.results(batch.select(_NEEDED), place)
            place += batch.num_rows
        keeping.result()
