"""Work on a submission: judge its rows chunk by chunk, open what is not withheld, look around what is.

The chunks of a step depend on no order, so some are worked on side by side. Each is one transaction that also notes
itself in the bookmark of the submission, so whoever works next, after whatever ended the one before, goes on with
exactly the chunks that were not done. A step begins when every chunk of the one before was committed. Two workers at
once would do no harm either: a chunk of which something was done meanwhile is undone.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from time import sleep
from typing import Final
from uuid import UUID

from matcher.service.context import OnProgress, Progress, Service
from matcher.service.judging import WORKER, Bench
from matcher.service.side_by_side import side_by_side
from matcher.store import audit, judging, receiving_rows, submissions
from matcher.store.bookmark import Bookmark, Chunk, Overtaken
from matcher.store.chosen import VERSIONS_OF_ROWS
from matcher.store.database import Access
from matcher.store.submissions import Submission

_POLL_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of a chunk: entries for the audit log, holds that it opened, and the verdicts of its rows."""

    detail: Mapping[str, object]
    holds: int = 0
    verdicts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Step:
    """One of the steps: its name, its state and the state after it, and what is done with a chunk."""

    name: str
    state: str
    following: str
    action: str
    do: Callable[[Bench, UUID, Chunk], _Done]


def finish(service: Service, submission: UUID, on_progress: OnProgress | None = None) -> None:
    """Work on a submission until it is done, or wait for the process that does and take over if that one ends.

    Raises:
        NoRegistry: there is none yet; the submission stays as it is.
    """
    while not work(service, submission, on_progress):
        sleep(_POLL_SECONDS)


def work(service: Service, submission: UUID, on_progress: OnProgress | None = None) -> bool:
    """Work on a submission until it is done; return False at once if another process does."""
    with service.database.sole_worker(f"submission {submission}") as alone:
        if not alone:
            return False
        while (known := _find(service, submission)) is not None and known.state != "done":
            with suppress(Overtaken):
                _do_step(service, known, on_progress)
        return True


def _find(service: Service, submission: UUID) -> Submission | None:
    with service.database.transaction(Access.NATIONAL) as connection:
        return submissions.find(connection, submission)


def _do_step(service: Service, known: Submission, on_progress: OnProgress | None) -> None:
    """Do what is left of the step that the submission is at.

    Raises:
        Overtaken: another worker did some of it.
    """
    step, done = _STEPS[known.state], known.bookmark.done(since=1)

    def tell(rows: int) -> None:
        nonlocal done
        done += rows
        if on_progress is not None:
            on_progress(Progress(step.name, done, known.rows))

    chunks = known.bookmark.chunks(service.config.chunk_rows, until=known.rows)
    side_by_side(partial(_do, service, known.submission, step), chunks, at_once=service.config.at_once, told=tell)


def _do(service: Service, submission: UUID, step: _Step, chunk: Chunk) -> int:
    """Do a chunk and note it, in one transaction; return how many rows it has.

    Raises:
        Overtaken: another worker did it.
    """
    with service.database.transaction(Access.NATIONAL) as connection:
        bench = Bench.at(connection, service)
        done = step.do(bench, submission, chunk)
        known = submissions.find(connection, submission, lock=True)
        if known is None or _STEPS.get(known.state) is not step:
            raise Overtaken(f"nothing is to {step.name}")
        now = _noted(known, step, chunk, done)
        submissions.advance(connection, replace(now, epoch=bench.epoch))
        audit.append(
            connection,
            WORKER,
            step.action,
            f"submission {submission}",
            insurer_number=known.insurer_number,
            detail={"rows": [chunk.begin, chunk.end - 1], **done.detail},
        )
    return chunk.end - chunk.begin


def _noted(known: Submission, step: _Step, chunk: Chunk, done: _Done) -> Submission:
    """Return the submission with this chunk done."""
    bookmark, verdicts = known.bookmark.passed(chunk), dict(Counter(known.verdicts) + Counter(done.verdicts))
    now = replace(known, state=step.state, bookmark=bookmark, verdicts=verdicts, holds=known.holds + done.holds)
    return now if bookmark.place <= known.rows else replace(now, state=step.following, bookmark=Bookmark(1, {}))


def _judge(bench: Bench, submission: UUID, chunk: Chunk) -> _Done:
    found = bench.tighten(bench.of_submission(submission, chunk.begin, chunk.end), submission)
    verdicts = receiving_rows.take_judgements(bench.connection, submission, chunk.begin, chunk.end)
    detail = {"judged": found.judged, "holds_opened": found.opened, "epoch": bench.epoch, "verdicts": verdicts}
    return _Done(detail, found.opened, verdicts)


def _open(bench: Bench, submission: UUID, chunk: Chunk) -> _Done:
    done = judging.loosen(bench.connection, VERSIONS_OF_ROWS, _rows(submission, chunk))
    return _Done({"made_answerable": done.made_answerable, "holds_closed": done.holds_closed})


def _look_around(bench: Bench, submission: UUID, chunk: Chunk) -> _Done:
    looked = bench.look_around(VERSIONS_OF_ROWS, _rows(submission, chunk), submission)
    return _Done({"looked_around": looked.records, "triage_changed": looked.changed})


def _rows(submission: UUID, chunk: Chunk) -> dict[str, object]:
    return {"submission": submission, "first": chunk.begin, "end": chunk.end}


_JUDGING: Final = _Step("judge", "judging", "opening", "rows_judged", _judge)
_OPENING: Final = _Step("open", "opening", "triage", "rows_opened", _open)
_TRIAGE: Final = _Step("triage", "triage", "done", "rows_triaged", _look_around)
_STEPS: Final = {"received": _JUDGING, "judging": _JUDGING, "opening": _OPENING, "triage": _TRIAGE}
