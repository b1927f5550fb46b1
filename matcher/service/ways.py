"""How the rows of opened files are judged: as they stream, in portions by this machine, or by a Spark cluster."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa

from matcher.engines.judges import Judges, LocalJudges
from matcher.engines.memo import Memo
from matcher.engines.portioned.progress import OnStage, OnTasks
from matcher.engines.protocol import Engine
from matcher.intake.enrolments import EnrolmentFile
from matcher.intake.residents import ResidentFile
from matcher.service.ahead import read_ahead
from matcher.service.opened import Opened, Results
from matcher.service.presubmit import presubmit
from matcher.service.workplace import Workplace


def in_portions_here(opened: Opened, judges: Judges | None, workplace: Workplace, on_tasks: OnTasks | None) -> Results:
    """Judge by the workers of this machine, whose spill lies in the work folder."""
    from matcher.engines.portioned.local import LocalCrew  # noqa: PLC0415  only who needs it loads it
    from matcher.engines.portioned.spill import Spill  # noqa: PLC0415
    from matcher.service.portioned_check import judged_in_portions  # noqa: PLC0415

    hands = judges or LocalJudges(Memo(opened.rules))
    yield from judged_in_portions(LocalCrew(hands, Spill(workplace.folder, opened.secret), on_tasks), opened)


def by_spark(opened: Opened, options: Mapping[str, str], memory: int, on_tasks: OnTasks | None) -> Results:
    """Judge on a Spark cluster."""
    from matcher.engines.spark.crew import SparkCrew  # noqa: PLC0415  only who asks for it loads it
    from matcher.engines.spark.session import session  # noqa: PLC0415
    from matcher.service.portioned_check import judged_in_portions  # noqa: PLC0415

    with session(options, memory) as spark:
        opened.on_stage("start")
        yield from judged_in_portions(SparkCrew(spark, on_tasks), opened)


def as_they_stream(opened: Opened, engine: Engine | None) -> Results:
    """Judge by an engine that holds what it needs; without a registry there is nothing to judge but the files."""
    order: deque[int] = deque()
    with read_ahead(_in_order(opened.files, order)) as enrolments:
        for batch in _judged(opened, engine, enrolments):
            yield order.popleft(), batch


def _judged(opened: Opened, engine: Engine | None, enrolments: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Return one result batch per enrolment batch."""
    if engine is None or opened.registry is None:
        return presubmit(enrolments, opened.rules)
    return engine.judge(enrolments, _until_read(opened.registry, opened.on_stage), opened.rules)


def _in_order(files: Sequence[EnrolmentFile], order: deque[int]) -> Iterator[pa.RecordBatch]:
    """Yield the batches of all files, and note in `order` which file each of them is from."""
    for number, file in enumerate(files):
        for batch in file:
            order.append(number)
            yield batch


def _until_read(registry: ResidentFile, on_stage: OnStage) -> Iterator[pa.RecordBatch]:
    """Yield the batches of the registry, whose stage ends with the last of them."""
    yield from registry
    on_stage("registry")
