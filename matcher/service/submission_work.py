"""Work on a submission: judge its rows chunk by chunk, open what is not withheld, look around what is.

Each chunk is one transaction that also stores where to go on, so whoever works next, after whatever ended the one
before, goes on with exactly the next row. Two workers at once would do no harm either: the row of the submission
is locked, and the second finds the work of the first.
"""

from collections import Counter
from time import sleep
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from matcher.service.context import OnProgress, Progress, Service
from matcher.service.judging import WORKER, Bench
from matcher.store import audit, judging, receiving_rows, submissions
from matcher.store.chosen import VERSIONS_OF_ROWS
from matcher.store.database import Access

_POLL_SECONDS: Final = 0.2


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
        while (progress := _step(service, submission)) is not None:
            if on_progress is not None:
                on_progress(progress)
        return True


def _step(service: Service, submission: UUID) -> Progress | None:
    """Do the next chunk; return how far it is, None when nothing is left."""
    with service.database.transaction(Access.NATIONAL) as connection:
        bench = Bench.at(connection, service)
        known = submissions.find(connection, submission, lock=True)
        if known is None or known.state == "done":
            return None
        return _CHUNK[known.state](bench, known)


def _judge(bench: Bench, known: submissions.Submission) -> Progress:
    connection, end = bench.connection, known.next_row + bench.service.config.chunk_rows
    found = bench.tighten(bench.of_submission(known.submission, known.next_row, end), known.submission)
    verdicts = receiving_rows.take_judgements(connection, known.submission, known.next_row, end)
    last = end > known.rows
    submissions.advance(
        connection,
        known.submission,
        state="opening" if last else "judging",
        next_row=1 if last else end,
        epoch=bench.epoch,
        verdicts=dict(Counter(known.verdicts) + Counter(verdicts)),
        holds=known.holds + found.opened,
    )
    detail = {"rows": [known.next_row, min(end - 1, known.rows)], "judged": found.judged, "holds_opened": found.opened}
    _log(connection, known, "rows_judged", detail | {"epoch": bench.epoch, "verdicts": verdicts})
    return Progress("judge", min(end - 1, known.rows), known.rows)


def _open(bench: Bench, known: submissions.Submission) -> Progress:
    connection, end = bench.connection, known.next_row + bench.service.config.chunk_rows
    values: dict[str, object] = {"submission": known.submission, "first": known.next_row, "end": end}
    done = judging.loosen(connection, VERSIONS_OF_ROWS, values)
    last = end > known.rows
    _advance(bench, known, "triage" if last else "opening", 1 if last else end)
    detail = {"rows": [known.next_row, min(end - 1, known.rows)], "made_answerable": done.made_answerable}
    _log(connection, known, "rows_opened", detail | {"holds_closed": done.holds_closed})
    return Progress("open", min(end - 1, known.rows), known.rows)


def _look_around(bench: Bench, known: submissions.Submission) -> Progress:
    end = known.next_row + bench.service.config.chunk_rows
    values = {"submission": known.submission, "first": known.next_row, "end": end}
    looked = bench.look_around(VERSIONS_OF_ROWS, values, known.submission)
    _advance(bench, known, "done" if end > known.rows else "triage", end)
    detail = {"rows": [known.next_row, min(end - 1, known.rows)], "looked_around": looked.records}
    _log(bench.connection, known, "rows_triaged", detail | {"triage_changed": looked.changed})
    return Progress("triage", min(end - 1, known.rows), known.rows)


_CHUNK: Final = {"received": _judge, "judging": _judge, "opening": _open, "triage": _look_around}


def _advance(bench: Bench, known: submissions.Submission, state: str, next_row: int) -> None:
    """Store how far the work is, where no verdict and no hold comes with it."""
    submissions.advance(
        bench.connection,
        known.submission,
        state=state,
        next_row=next_row,
        epoch=bench.epoch,
        verdicts=known.verdicts,
        holds=known.holds,
    )


def _log(connection: Connection, known: submissions.Submission, action: str, detail: dict[str, object]) -> None:
    audit.append(
        connection, WORKER, action, f"submission {known.submission}", insurer_number=known.insurer_number, detail=detail
    )
