"""The rows of table `run`: one unfinished run at most."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, text

from matcher.store.bookmark import Bookmark


@dataclass(frozen=True, slots=True)
class Run:
    """A row of the table. `bookmark`: the last version (judging, triage) or judgement (opening) dealt with."""

    run: UUID
    epoch: int
    rules_hash: str
    state: str
    bookmark: Bookmark
    first_judgement: int
    enrolments: int
    judged: int
    verdicts: Mapping[str, int]
    holds_opened: int
    holds_closed: int
    reopened: int
    started_at: datetime
    done_at: datetime | None


def find(connection: Connection, run: UUID, *, lock: bool = False) -> Run | None:
    """Return a run; with `lock`, nobody else changes it until the end of the transaction."""
    statement = f"SELECT {_COLUMNS} FROM run WHERE run = :run"  # noqa: S608 - constants
    found = connection.execute(text(statement + (" FOR UPDATE" if lock else "")), {"run": run}).mappings().one_or_none()
    return None if found is None else _run(found)


def unfinished(connection: Connection) -> Run | None:
    """Return the run that is not done."""
    found = connection.execute(text(f"SELECT {_COLUMNS} FROM run WHERE state <> 'done'")).mappings().one_or_none()  # noqa: S608
    return None if found is None else _run(found)


def latest(connection: Connection, limit: int) -> list[Run]:
    """Return runs, newest first."""
    statement = text(f"SELECT {_COLUMNS} FROM run ORDER BY started_at DESC LIMIT :limit")  # noqa: S608
    return [_run(row) for row in connection.execute(statement, {"limit": limit}).mappings()]


def begin_alone(connection: Connection) -> None:
    """Wait until no other transaction begins a run."""
    connection.execute(text("SELECT pg_advisory_xact_lock(7306812190174004)"))


def begin(connection: Connection, epoch: int, rules_hash: str) -> UUID:
    """Start a run; another one must not be unfinished."""
    values = {"epoch": epoch, "rules": rules_hash}
    run: UUID = connection.execute(_BEGIN, values).scalar_one()
    return run


def advance(connection: Connection, run: Run) -> None:
    """Store everything of `run` but its beginning; `done` sets the time."""
    values = {name: getattr(run, name) for name in _CHANGING} | {"run": run.run, "verdicts": json.dumps(run.verdicts)}
    place = {"next_version": run.bookmark.place, "ahead": json.dumps(run.bookmark.ahead)}
    connection.execute(_ADVANCE, values | place)


def span(connection: Connection, after: int, until: int | None, limit: int) -> tuple[int, int]:
    """Return how many current versions follow `after` up to `until` (`limit` at most), and the last of them."""
    count, last = connection.execute(_SPAN, {"after": after, "until": until, "limit": limit}).one()
    return count, last if last is not None else after


def judgement_span(connection: Connection, after: int, until: int | None, limit: int, origin: UUID) -> tuple[int, int]:
    """Return how many judgements of the run follow `after` up to `until` (`limit` at most), and the last of them."""
    values = {"after": after, "until": until, "limit": limit, "origin": origin}
    count, last = connection.execute(_JUDGEMENT_SPAN, values).one()
    return count, last if last is not None else after


def verdicts(connection: Connection) -> dict[str, int]:
    """Count the latest verdicts of all current versions."""
    return {row[0]: row[1] for row in connection.execute(_VERDICTS)}


_CHANGING = (
    "epoch", "rules_hash", "state", "enrolments", "judged", "holds_opened", "holds_closed", "reopened",
)  # fmt: skip
_COLUMNS = (
    "run, epoch, rules_hash, state, next_version, ahead, first_judgement, enrolments, judged, verdicts, holds_opened, "
    "holds_closed, reopened, started_at, done_at"
)
_BEGIN = text("""
    INSERT INTO run (epoch, rules_hash, state, first_judgement)
    VALUES (:epoch, :rules, 'judging', (SELECT coalesce(max(judgement), 0) FROM judgement))
    RETURNING run
""")
_ADVANCE = text(
    "UPDATE run SET "  # noqa: S608
    + ", ".join(f"{name} = :{name}" for name in _CHANGING)
    + ", next_version = :next_version, ahead = CAST(:ahead AS jsonb), verdicts = CAST(:verdicts AS jsonb), "
    "done_at = CASE WHEN :state = 'done' THEN clock_timestamp() END "
    "WHERE run = :run"
)
_SPAN = text("""
    SELECT count(*), max(version) FROM (
        SELECT version FROM enrolment WHERE is_current AND version > :after
        AND version <= coalesce(CAST(:until AS bigint), 9223372036854775807) ORDER BY version LIMIT :limit
    ) AS chunk
""")
_JUDGEMENT_SPAN = text("""
    SELECT count(*), max(judgement) FROM (
        SELECT judgement FROM judgement WHERE judgement > :after AND origin = :origin
        AND judgement <= coalesce(CAST(:until AS bigint), 9223372036854775807) ORDER BY judgement LIMIT :limit
    ) AS chunk
""")
_VERDICTS = text("""
    SELECT j.verdict, count(*) FROM enrolment AS e JOIN judgement AS j ON j.version = e.version AND j.is_latest
    WHERE e.is_current GROUP BY j.verdict ORDER BY j.verdict
""")


def _run(row: RowMapping) -> Run:
    values: dict[str, Any] = dict(row)
    bookmark = Bookmark.stored(values.pop("next_version"), values.pop("ahead"))
    return Run(**values, bookmark=bookmark)
