"""The ways of a check out of its files: as they stream, in portions, or by Spark.

The way out of what was prepared is `matcher.service.prepared.way`.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from threading import Event

from matcher.engines.catalogue import engine_named
from matcher.engines.judges import Judges
from matcher.engines.memory import holds
from matcher.engines.names import EngineName
from matcher.engines.portioned.progress import OnTasks
from matcher.intake.ephemeral import EphemeralVault, new_secret
from matcher.intake.pipeline import Progress
from matcher.intake.raw import Identity
from matcher.intake.reports import Reported, ReportedRegistry
from matcher.service.check_request import CheckRequest
from matcher.service.opened import Opened, Results
from matcher.service.opening import open_files, sha256_of
from matcher.service.prepared.change_reports import ChangeReport
from matcher.service.stopwatch import Stopwatch
from matcher.service.ways import as_they_stream, by_spark, in_portions_here
from matcher.service.workplace import kept_workplace, passing_workplace
from rules import RuleSet


@dataclass(frozen=True, slots=True)
class Begun:
    """A check that has begun: what was asked for, and who does it."""

    request: CheckRequest
    rules: RuleSet
    stopwatch: Stopwatch
    threads: ThreadPoolExecutor
    ending: ExitStack
    unwanted: Event
    progress: Callable[[Path], Progress]
    judges: Judges | None
    on_tasks: OnTasks | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a check makes its report of; `digests` give the SHA-256 of each file when they are asked.

    `changes`: what was laid over the files that have changes.
    """

    files: tuple[Reported, ...]
    registry: ReportedRegistry | None
    digests: Mapping[Path, Callable[[], str]]
    results: Results
    changes: Mapping[Path, Sequence[ChangeReport]] = field(default_factory=dict)


def from_files(begun: Begun) -> Found:
    """Open the files, and judge them as they stream, in portions, or by Spark."""
    request, threads = begun.request, begun.threads
    terms = _terms(request, begun.rules)
    kept = begun.ending.enter_context(kept_workplace(request.work, terms)) if request.work else None
    secret = kept.secret if kept else new_secret()
    opening = threads.submit(
        open_files,
        request.enrolments,
        request.registry,
        EphemeralVault(secret),
        request.as_of,
        request.encoding,
        begun.progress,
    )
    alone = request.registry is not None and request.engine is not EngineName.SPARK
    engine = engine_named(request.engine, request.memory, begun.judges, request.look) if alone else None
    registry, files = opening.result()
    begun.stopwatch.end("open")
    read = [file.path for file in files] + ([registry.path] if registry else [])
    digests = {path: threads.submit(sha256_of, path, begun.unwanted).result for path in read}
    opened = Opened(files, registry, begun.rules, request.look, secret, request.encoding, begun.stopwatch.end)
    if request.engine is EngineName.SPARK and registry is not None:
        results = by_spark(opened, request.spark, request.memory, begun.on_tasks)
    elif _in_portions(request, opened):
        workplace = kept or begun.ending.enter_context(passing_workplace(request.out, secret))
        results = in_portions_here(opened, begun.judges, workplace, begun.on_tasks)
    else:
        results = as_they_stream(opened, engine)
    return Found(files, registry, digests, results)


def _in_portions(request: CheckRequest, opened: Opened) -> bool:
    """Return whether the files are judged in portions: more than the memory holds at once, or asked for."""
    if request.engine is not EngineName.DUCKDB or opened.registry is None:
        return False
    rows = opened.registry.rows + sum(file.rows for file in opened.files)
    return request.work is not None or not holds(request.memory, rows)


def _terms(request: CheckRequest, rules: RuleSet) -> dict[str, object]:
    """Return what decides the results of a check: one that goes on in its work folder must have the same."""
    paths = [*request.enrolments, *([request.registry] if request.registry else [])]
    identities = [Identity.of(path) for path in paths]
    return {
        "totsugo": version("totsugo"),
        "duckdb": version("duckdb"),  # another one may hash otherwise
        "rule_set": rules.content_hash,
        "look": request.look,
        "as_of": request.as_of.isoformat(),
        "encoding": request.encoding,
        "files": [[str(one.path.resolve()), one.size, one.changed] for one in identities],
    }
