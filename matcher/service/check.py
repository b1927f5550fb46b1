"""File mode: enrolment files and a resident file in, result files and a ledger out; no database.

One file gives one result, OUT, and `OUT.ledger.json` beside it. Several files give a folder OUT with one result per
file (its stem and .csv) and one `ledger.json`. All of it appears at the end, the ledger last, or none of it. Without a
registry it is the pre-submit check: syntax only, and a row without a defect has an empty verdict.

The person keys of file mode are made with a key that lives as long as the check, in the memory of the process or in
its work folder: nobody needs them afterwards.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from itertools import chain
from threading import Event

from matcher.engines.judges import Judges
from matcher.engines.portioned.progress import OnTasks
from matcher.intake.reports import Reported
from matcher.service.check_ledger import Read, Terms, as_json, ledger_of, proven_total
from matcher.service.check_request import CheckRequest, refuse_what_does_not_go_together
from matcher.service.check_ways import Begun, Found, from_files
from matcher.service.ledger import Tally
from matcher.service.opening import OnProgress, progress_of
from matcher.service.outputs import Places, ResultFile, plan
from matcher.service.prepared.change_reports import ChangeReport
from matcher.service.publication import Publication
from matcher.service.stopwatch import Stopwatch
from rules import load_rules

__all__ = ["CheckReport", "CheckRequest", "check"]

_MANY_ROWS, _MANY_OF_FILE = 20, 0.1
"""Unexplained rows from which on a file is told of: nationally one valid record in 270,000 is a wrong link."""
_THREADS = 2
"""They open the files while the engine is loaded, digest their bytes, and make the lines of the results."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was done: the files in the order of the request, the registry if there was one, and the counts.

    `tally` counts the rows of all files, `tallies` those of each. `changes`: what was laid over them.
    """

    files: tuple[Reported, ...]
    registry: Reported | None
    places: Places
    tally: Tally
    tallies: tuple[Tally, ...]
    changes: tuple[ChangeReport, ...] = ()

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
    places = plan(
        request.enrolments, request.out, [*([request.registry] if request.registry else []), *request.changes]
    )
    refuse_what_does_not_go_together(request)
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
        begun = Begun(request, rules, stopwatch, threads, ending, unwanted, progress, judges, on_tasks)
        found = _from_prepared(begun) if request.prepared else from_files(begun)
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
        read = Read(
            found.files, found.registry, {path: digest() for path, digest in found.digests.items()}, found.changes
        )
        ledger = ledger_of(terms, tally, read, outputs, stopwatch.seconds)
        publication.open(places.ledger).write(as_json(ledger))
        publication.publish()
    tallies, changes = tuple(output.tally for output in outputs), tuple(chain.from_iterable(found.changes.values()))
    return CheckReport(found.files, found.registry, places, tally, tallies, changes)


def _from_prepared(begun: Begun) -> Found:
    from matcher.service.prepared.way import from_prepared  # noqa: PLC0415  only who needs it loads it

    return from_prepared(begun)
