"""File mode: enrolment files and a resident file in, result files and a ledger out; no database.

One file gives one result, OUT, and `OUT.ledger.json` beside it. Several files give a folder OUT with one result per
file (its stem and .csv) and one `ledger.json`. All of it appears at the end, the ledger last, or none of it. Without a
registry it is the pre-submit check: syntax only, and a row without a defect has an empty verdict.

The person keys of file mode are made with a key that lives as long as the check, in the memory of the process or in
its work folder: nobody needs them afterwards.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from threading import Event

from matcher.engines.catalogue import engine_named
from matcher.engines.judges import Judges, LocalJudges
from matcher.engines.memo import Memo
from matcher.engines.memory import default_memory, holds
from matcher.engines.names import EngineName, Look
from matcher.engines.portioned.progress import OnTasks
from matcher.intake.ephemeral import EphemeralVault, new_secret
from matcher.intake.pipeline import Progress
from matcher.intake.raw import Identity
from matcher.intake.reports import Reported, ReportedRegistry
from matcher.service.check_ledger import Terms, as_json, ledger_of, proven_total
from matcher.service.ledger import Tally
from matcher.service.opening import OnProgress, open_files, progress_of, sha256_of
from matcher.service.outputs import Places, ResultFile, plan
from matcher.service.prepared.check import HowJudged, judged_prepared, prepare_files
from matcher.service.prepared.files import Preparing
from matcher.service.prepared.folder import prepared_folder
from matcher.service.private import WorkRefused
from matcher.service.publication import Publication
from matcher.service.stopwatch import Stopwatch
from matcher.service.ways import Opened, Results, as_they_stream, by_spark, in_portions_here
from matcher.service.workplace import kept_workplace, passing_workplace
from rules import RuleSet, load_rules

_MANY_ROWS, _MANY_OF_FILE = 20, 0.1
"""Unexplained rows from which on a file is told of: nationally one valid record in 270,000 is a wrong link."""
_THREADS = 2
"""They open the files while the engine is loaded, digest their bytes, and make the lines of the results."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What to check and how.

    Attributes:
        enrolments: one file or more.
        out: the result file, or the folder of the results of several files.
        as_of: the day that counts as today: a birth date after it is a defect.
        registry: the resident file; None for the pre-submit check.
        policy: name of a policy of the rules.
        engine: which engine judges; the results are the same.
        differences: write only rows that are not MATCHED; the ledger counts all.
        look: how far to look beyond the pair of a record and its answer.
        encoding: of the CSV files, if declared: utf-8 or cp932.
        memory: bytes that the run may take.
        spark: options of Spark, by name, for the spark engine.
        work: the folder in which the check keeps what it has done, so that the same check goes on from there.
        prepared: the folder of prepared files, and of what is known of earlier checks.
    """

    enrolments: tuple[Path, ...]
    out: Path
    as_of: date
    registry: Path | None = None
    policy: str = "stop_all"
    engine: EngineName = EngineName.DUCKDB
    differences: bool = False
    look: Look = Look.ACROSS
    encoding: str | None = None
    memory: int = field(default_factory=default_memory)
    spark: Mapping[str, str] = field(default_factory=dict)
    work: Path | None = None
    prepared: Path | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was done: the files in the order of the request, the registry if there was one, and the counts.

    `tally` counts the rows of all files, `tallies` those of each.
    """

    files: tuple[Reported, ...]
    registry: Reported | None
    places: Places
    tally: Tally
    tallies: tuple[Tally, ...]

    @property
    def misassigned(self) -> tuple[tuple[Reported, int], ...]:
        """The files of which so many rows describe nobody with their number that the whole file may be at fault."""
        unexplained = [
            (file, tally.causes["unexplained"]) for file, tally in zip(self.files, self.tallies, strict=True)
        ]
        return tuple((file, rows) for file, rows in unexplained if rows >= max(_MANY_ROWS, file.rows * _MANY_OF_FILE))

    @property
    def read(self) -> tuple[Reported, ...]:
        """Every file that was read, the registry first."""
        return self.files if self.registry is None else (self.registry, *self.files)

    @property
    def faulty(self) -> bool:
        """Whether a row of any file had a defect."""
        return any(file.defects.counts for file in self.read)


def check(
    request: CheckRequest,
    on_progress: OnProgress | None = None,
    judges: Judges | None = None,
    on_tasks: OnTasks | None = None,
) -> CheckReport:
    """Judge every row of the files and publish the results.

    Args:
        request: what to check and how.
        on_progress: told how far the reading is.
        judges: who judges the pairs that differ for the duckdb engine; this process if not said.
        on_tasks: told how far a stage is, where files are judged in portions or by Spark.

    Raises:
        FileDefect: a file is refused as a whole.
        Refusal: anything else that was asked for cannot be done; nothing was left behind.
        ConservationError: rows were lost or doubled; nothing was published.
    """
    places = plan(request.enrolments, request.out, [request.registry] if request.registry else [])
    _refuse_what_does_not_go_together(request)
    rules = load_rules(request.policy)
    stopwatch = Stopwatch()
    with (
        Publication(places.folder, make=places.make) as publication,
        ThreadPoolExecutor(_THREADS, "check") as threads,
        ExitStack() as ending,
    ):
        unwanted = Event()
        ending.callback(unwanted.set)
        progress = partial(progress_of, on_progress=on_progress, unwanted=unwanted)
        begun = _Begun(request, rules, stopwatch, threads, ending, unwanted, progress, judges, on_tasks)
        found = _from_prepared(begun) if request.prepared else _from_files(begun)
        outputs = [
            ResultFile(publication.open(place), place, threads, differences=request.differences)
            for place in places.results
        ]
        for number, batch in ending.enter_context(closing(found.results)):
            outputs[number].write(batch)
        for output in outputs:
            output.close()
        stopwatch.end("enrolments")
        terms = Terms(rules, request.engine, request.as_of, request.differences, request.look)
        tally = proven_total(found.files, outputs)
        digests = {path: digest() for path, digest in found.digests.items()}
        ledger = ledger_of(
            terms, tally, found.files, outputs, found.registry, digests=digests, seconds=stopwatch.seconds
        )
        publication.open(places.ledger).write(as_json(ledger))
        publication.publish()
    return CheckReport(found.files, found.registry, places, tally, tuple(output.tally for output in outputs))


def _refuse_what_does_not_go_together(request: CheckRequest) -> None:
    """Refuse options that this check cannot have.

    Raises:
        WorkRefused: there are such.
    """
    by_duckdb = request.registry is not None and request.engine is EngineName.DUCKDB
    for option, folder in (("--work", request.work), ("--prepared", request.prepared)):
        if folder and not by_duckdb:
            raise WorkRefused(
                f"only a check against a registry by duckdb has a {option[2:]} folder", hint=f"leave out {option}"
            )
    if request.prepared and request.prepared.resolve() in request.out.resolve().parents:
        raise WorkRefused("the results cannot lie in the prepared folder", hint="name another place with --out")
    if request.prepared and request.work:
        raise WorkRefused("a check has one folder that it keeps", hint="leave out --work: what is prepared stays")


@dataclass(frozen=True, slots=True)
class _Begun:
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
class _Found:
    """What a check makes its report of; `digests` give the SHA-256 of each file when they are asked."""

    files: tuple[Reported, ...]
    registry: ReportedRegistry | None
    digests: Mapping[Path, Callable[[], str]]
    results: Results


def _from_files(begun: _Begun) -> _Found:
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
    return _Found(files, registry, digests, results)


def _from_prepared(begun: _Begun) -> _Found:
    """Prepare what is not prepared, and judge what is not known."""
    request = begun.request
    if request.prepared is None or request.registry is None:
        raise ValueError("only a check against a registry is of prepared files")
    folder = begun.ending.enter_context(prepared_folder(request.prepared))
    judges = begun.judges or LocalJudges(Memo(begun.rules))
    how = Preparing(folder, judges, request.as_of, request.encoding, begun.progress, begun.on_tasks)
    prepared = prepare_files(request.enrolments, request.registry, how)
    begun.stopwatch.end("prepare")
    every = (prepared.registry, *prepared.files)
    return _Found(
        tuple(file.report for file in prepared.files),
        prepared.registry.report,
        {file.report.path: partial(str, file.sha256) for file in every},
        judged_prepared(prepared, how, HowJudged(begun.rules, request.look, request.differences), begun.stopwatch.end),
    )


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
