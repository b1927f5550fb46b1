"""Take an enrolment file in, judge every row, hold or open it, and give the result per row.

Taking in is one transaction keyed by (insurer, keyed digest of the file): the same file k times, in parallel or across
a crash, is one submission with one receipt. Judging goes chunk by chunk, each a transaction; where it stopped is in the
store, so a killed process loses nothing and any process may go on. New holds are committed before anything is opened;
what stands around the held records is looked at last, for it moves nothing but their place in the queue.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import pyarrow as pa

from matcher.domain.conclude import rejected
from matcher.engines.results import RESULT_SCHEMA
from matcher.service import jobs, submission_work
from matcher.service.access import of
from matcher.service.context import OnProgress, Service
from matcher.service.principals import Action, Principal, require
from matcher.service.receiving import Taken, take_in
from matcher.service.refusals import NotFound
from matcher.store import receiving_rows
from matcher.store import submissions as stored


class WorkState(StrEnum):
    """How far a submission or a run is."""

    RECEIVED = "received"
    JUDGING = "judging"
    OPENING = "opening"
    TRIAGE = "triage"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is known of one submission.

    Attributes:
        submission: id; derived from the file and the insurer, so the same file always gets the same.
        insurer_number: the tenant, 8 wide. Empty for a file of several insurers, which only an operator can submit.
        rows: physical rows of the file. judged: rows that have their verdict by now.
        verdicts: count per verdict (REJECTED included), zero counts left out; sums up to `judged`.
        defects: count per `COLUMN.CODE`. holds: holds that this submission opened.
        epoch: registry epoch that it was judged against; None while RECEIVED.
        already_known: the file was submitted before; this is its receipt.
        first_defects: the first defects as `FILE:LINE: COLUMN: CODE text`, only from the call that read the file.
    """

    submission: UUID
    insurer_number: str
    file_name: str
    state: WorkState
    rows: int
    judged: int
    verdicts: Mapping[str, int]
    defects: Mapping[str, int]
    holds: int
    epoch: int | None
    received_at: datetime
    done_at: datetime | None
    already_known: bool = False
    encoding: str = ""
    warnings: tuple[str, ...] = ()
    first_defects: tuple[str, ...] = ()


def submit(
    service: Service,
    path: Path,
    principal: Principal,
    *,
    wait: bool = True,
    encoding: str | None = None,
    file_name: str | None = None,
    on_progress: OnProgress | None = None,
) -> Receipt:
    """Register the file at `path`, and judge it here (`wait`) or leave it to a worker.

    `file_name` is what the receipt shows (an upload's own name); default: the name of `path`.

    Raises:
        NotAllowed: neither insurer nor operator.
        FileDefect: the file as a whole is refused; nothing was stored.
        ForeignRows: an insurer's file with rows of another insurer.
        NoRegistry: `wait`, and no registry was loaded yet (the submission stays RECEIVED).
    """
    require(principal, Action.SUBMIT)
    taken = take_in(
        service, path, principal, encoding=encoding, file_name=file_name or path.name, on_progress=on_progress
    )
    if wait:
        submission_work.finish(service, taken.submission, on_progress)
    else:
        jobs.nudge(service, jobs.SUBMISSION, taken.submission)
    return _with_reading(submission(service, taken.submission, principal), taken)


def submission(service: Service, submission_id: UUID, principal: Principal) -> Receipt:
    """Return the receipt as it stands now.

    Raises:
        NotFound: no such submission of this insurer.
    """
    require(principal, Action.READ_SUBMISSION)
    with service.database.transaction(*of(principal)) as connection:
        found = stored.find(connection, submission_id)
    if found is None:
        raise NotFound("no such submission")
    return _receipt(found)


def submissions(service: Service, principal: Principal, *, limit: int = 50) -> tuple[Receipt, ...]:
    """Return the latest submissions that the caller may see, newest first."""
    require(principal, Action.READ_SUBMISSION)
    with service.database.transaction(*of(principal)) as connection:
        return tuple(_receipt(found) for found in stored.latest(connection, limit))


def results(service: Service, submission_id: UUID, principal: Principal) -> Iterator[pa.RecordBatch]:
    """Stream the result rows (columns of the results file) in input order, as they were judged.

    Rows without a verdict yet have an empty one.

    Raises:
        NotFound: no such submission of this insurer (raised at once, not while streaming).
    """
    receipt = submission(service, submission_id, principal)
    return _results(service, receipt, principal)


def _results(service: Service, receipt: Receipt, principal: Principal) -> Iterator[pa.RecordBatch]:
    judgement = rejected(service.rules)
    fixed = {"verdict": str(judgement.verdict), "scope": str(judgement.scope)}
    size = service.config.chunk_rows
    for first in range(1, receipt.rows + 1, size):
        with service.database.transaction(*of(principal)) as connection:
            table = receiving_rows.results(connection, receipt.submission, first, first + size, RESULT_SCHEMA, fixed)
        yield from table.combine_chunks().to_batches()


def _with_reading(receipt: Receipt, taken: Taken) -> Receipt:
    return replace(receipt, already_known=taken.already_known, first_defects=taken.first_defects)


def _receipt(found: stored.Submission) -> Receipt:
    return Receipt(
        submission=found.submission,
        insurer_number=found.insurer_number,
        file_name=found.file_name,
        state=WorkState(found.state),
        rows=found.rows,
        judged=sum(found.verdicts.values()),
        verdicts=found.verdicts,
        defects=found.defects,
        holds=found.holds,
        epoch=found.epoch,
        received_at=found.received_at,
        done_at=found.done_at,
        encoding=found.encoding,
        warnings=found.warnings,
    )
