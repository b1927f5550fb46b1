"""The rows of table `submission`: received, judged chunk by chunk, opened, looked at once more, done."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, text

from matcher.store.bookmark import Bookmark
from matcher.store.files import ReceivedFile


@dataclass(frozen=True, slots=True)
class Submission:
    """A row of the table; `bookmark` is the row where judging, opening or triage goes on."""

    submission: UUID
    insurer_number: str
    file_name: str
    encoding: str
    rows: int
    defects: Mapping[str, int]
    warnings: tuple[str, ...]
    state: str
    bookmark: Bookmark
    verdicts: Mapping[str, int]
    holds: int
    epoch: int | None
    received_at: datetime
    done_at: datetime | None


def find(connection: Connection, submission: UUID, *, lock: bool = False) -> Submission | None:
    """Return the submission if this transaction may see it; with `lock`, nobody else changes it until the end."""
    statement = f"SELECT {_COLUMNS} FROM submission WHERE submission = :submission"  # noqa: S608 - constants
    found = connection.execute(text(statement + (" FOR UPDATE" if lock else "")), {"submission": submission}).mappings()
    return _submission(found.one_or_none())


def find_by_digest(connection: Connection, digest: bytes) -> Submission | None:
    """Return the submission of the file with this digest, if this transaction may see one."""
    statement = text(f"SELECT {_COLUMNS} FROM submission WHERE digest = :digest ORDER BY received_at LIMIT 1")  # noqa: S608
    return _submission(connection.execute(statement, {"digest": digest}).mappings().one_or_none())


def latest(connection: Connection, limit: int) -> list[Submission]:
    """Return the submissions that this transaction may see, newest first."""
    statement = text(f"SELECT {_COLUMNS} FROM submission ORDER BY received_at DESC, submission LIMIT :limit")  # noqa: S608
    return [_some(row) for row in connection.execute(statement, {"limit": limit}).mappings()]


def unfinished(connection: Connection) -> list[UUID]:
    """Return the submissions that are not done, oldest first."""
    return list(
        connection.execute(
            text("SELECT submission FROM submission WHERE state <> 'done' ORDER BY received_at")
        ).scalars()
    )


def add(connection: Connection, submission: UUID, insurer_number: str, file: ReceivedFile) -> None:
    """Store a submission as received."""
    values = {"submission": submission, "insurer_number": insurer_number, **file.values()}
    connection.execute(_ADD, values)


def advance(connection: Connection, submission: Submission) -> None:
    """Store how far the work is; `done` sets the time."""
    connection.execute(
        _ADVANCE,
        {
            "submission": submission.submission,
            "state": submission.state,
            "next_row": submission.bookmark.place,
            "ahead": json.dumps(submission.bookmark.ahead),
            "epoch": submission.epoch,
            "verdicts": json.dumps(submission.verdicts),
            "holds": submission.holds,
        },
    )


_COLUMNS = (
    "submission, insurer_number, file_name, encoding, rows, defects, warnings, state, next_row, ahead, verdicts, "
    "holds, epoch, received_at, done_at"
)
_ADD = text("""
    INSERT INTO submission (submission, insurer_number, digest, file_name, encoding, rows, defects, warnings, state)
    VALUES (:submission, :insurer_number, :digest, :file_name, :encoding, :rows, CAST(:defects AS jsonb),
        CAST(:warnings AS jsonb), 'received')
""")
_ADVANCE = text("""
    UPDATE submission SET state = :state, next_row = :next_row, ahead = CAST(:ahead AS jsonb), epoch = :epoch,
        verdicts = CAST(:verdicts AS jsonb), holds = :holds,
        done_at = CASE WHEN :state = 'done' THEN clock_timestamp() END
    WHERE submission = :submission
""")


def _submission(row: RowMapping | None) -> Submission | None:
    return None if row is None else _some(row)


def _some(row: RowMapping) -> Submission:
    values: dict[str, Any] = dict(row)
    bookmark = Bookmark.stored(values.pop("next_row"), values.pop("ahead"))
    return Submission(**values | {"bookmark": bookmark, "warnings": tuple(values["warnings"])})
