"""The way of a check out of what was prepared."""

from functools import partial

from matcher.engines.judges import LocalJudges
from matcher.engines.memo import Memo
from matcher.service.check_ways import Begun, Found
from matcher.service.prepared.check import HowJudged, judged_prepared, prepare_files
from matcher.service.prepared.folder import prepared_folder
from matcher.service.prepared.reading import Preparing


def from_prepared(begun: Begun) -> Found:
    """Prepare what is not prepared, and judge what is not known."""
    request = begun.request
    if request.prepared is None or request.registry is None:
        raise ValueError("only a check against a registry is of prepared files")
    folder = begun.ending.enter_context(prepared_folder(request.prepared))
    judges = begun.judges or LocalJudges(Memo(begun.rules))
    how = Preparing(folder, judges, request.as_of, request.encoding, begun.progress, begun.on_tasks)
    prepared = prepare_files(request.enrolments, request.registry, request.changes, how)
    begun.stopwatch.end("prepare")
    every = (prepared.registry, *prepared.files)
    return Found(
        tuple(file.report for file in prepared.files),
        prepared.registry.report,
        {file.report.path: partial(str, file.sha256) for file in every},
        judged_prepared(prepared, how, HowJudged(begun.rules, request.look, request.differences), begun.stopwatch.end),
        {file.report.path: file.changes for file in every if file.changes},
    )
