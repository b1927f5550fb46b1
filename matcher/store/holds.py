"""Read holds, and store what a reviewer decided on one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, column, func, literal, or_, select, table, text

from matcher.store.audit import Actor
from matcher.store.triage import SAID_OF_J, VIEW, said

SUMMARY: Final = (
    "hold", "state", "verdict", "class", "scope", "cause", "signature", "score", "insurer_number", "symbol", "number",
    "branch", "opened_at",
)  # fmt: skip
_OF_RECORD = frozenset({"symbol", "number", "branch"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of the list ended; the next begins after it."""

    score: float | None
    hold: UUID


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A row of table `decision`."""

    kind: str
    reason: str
    text: str
    subject: str
    decided_at: datetime


def listed(
    connection: Connection, equal: dict[str, object], *, nationwide: bool, limit: int, after: Place | None
) -> tuple[list[dict[str, Any]], int]:
    """Return one page of `SUMMARY` rows by score, highest first and none last, and how many holds there are in all.

    Args:
        connection: decides by its role and tenant which holds there are.
        equal: column of `hold` to the value wanted.
        nationwide: whether signature and score are those that all insurers' records say, which no tenant can read.
        limit: rows of the page.
        after: where the page before ended.
    """
    own = {name: _hold.c[name] for name in (*equal, *SUMMARY) if name not in _OF_RECORD}
    seen = own | {name: _hold.c[f"national_{name}"] for name in ("signature", "score") if nationwide}
    wanted = [seen[name] == value for name, value in equal.items()]
    page = _joined(seen).where(*wanted).order_by(seen["score"].desc().nulls_last(), _hold.c.hold).limit(limit)
    if after is not None:
        page = page.where(_follows(after, seen["score"]))
    total = connection.execute(select(func.count()).select_from(_hold).where(*wanted)).scalar_one()
    return [dict(row) for row in connection.execute(page).mappings()], total


def find(connection: Connection, hold: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    """Return the hold with its record and judgement, or None if this transaction sees none.

    With `lock` the record stays as it is until the transaction ends.
    """
    if lock:
        connection.execute(_LOCK_RECORD, {"hold": hold})
    found = connection.execute(_DETAIL, {"hold": hold}).mappings().one_or_none()
    return None if found is None else dict(found)


def decisions(connection: Connection, hold: UUID) -> list[DecisionRow]:
    """Return the decisions on a hold, oldest first."""
    return [DecisionRow(**row) for row in connection.execute(_DECISIONS, {"hold": hold}).mappings()]


def decide(connection: Connection, hold: UUID, *, kind: str, state: str, reason: str, words: str, actor: Actor) -> int:
    """Store a decision on the pair of the hold, set the hold's state, and return the decision's number."""
    values = {"hold": hold, "kind": kind, "reason": reason, "text": words, "subject": actor.subject, "role": actor.role}
    decision = connection.execute(_DECIDE, values).scalar_one()
    connection.execute(
        text("UPDATE hold SET state = :state, closed_at = clock_timestamp() WHERE hold = :hold"),
        {"state": state, "hold": hold},
    )
    return int(decision)


def make_answerable(connection: Connection, hold: UUID, decision: int) -> None:
    """Make the record of a released hold answerable, by this decision."""
    connection.execute(
        text("DELETE FROM eligibility WHERE version = (SELECT version FROM hold WHERE hold = :hold)"), {"hold": hold}
    )
    connection.execute(_ANSWER, {"hold": hold, "decision": decision})


def outcome(connection: Connection, version: int) -> dict[str, Any]:
    """Return verdict, scope and cause of the version's latest judgement, and its live hold if there is one."""
    return dict(connection.execute(_OUTCOME, {"version": version}).mappings().one())


def count_by_scope(connection: Connection) -> dict[str, int]:
    """Count the open holds per scope."""
    statement = text("SELECT scope, count(*) FROM hold WHERE state = 'open' GROUP BY scope ORDER BY scope")
    return {row[0]: row[1] for row in connection.execute(statement)}


_COLUMNS: Final = (*SUMMARY, "version", "origin", "national_signature", "national_score")
_hold = table("hold", *(column(name) for name in _COLUMNS if name not in _OF_RECORD))
_record = table("enrolment", *(column(name) for name in ("version", *_OF_RECORD)))


def _joined(seen: Mapping[str, ColumnElement[Any]]) -> Select[Any]:
    chosen = [_record.c[name] if name in _OF_RECORD else seen[name].label(name) for name in SUMMARY]
    return select(*chosen).join_from(_hold, _record, _hold.c.version == _record.c.version)


def _follows(place: Place, score: ColumnElement[Any]) -> ColumnElement[bool]:
    if place.score is None:
        return and_(score.is_(None), _hold.c.hold > literal(place.hold))
    return or_(score < place.score, and_(score == place.score, _hold.c.hold > literal(place.hold)), score.is_(None))


_LOCK_RECORD = text("""
    SELECT FROM enrolment WHERE version = (SELECT version FROM hold WHERE hold = :hold) FOR NO KEY UPDATE
""")
_DETAIL = text(f"""
    SELECT h.hold, h.state, h.verdict, h.class, h.scope, h.cause, h.insurer_number, h.opened_at, h.closed_at, h.version,
        h.enrolment_fingerprint, h.resident_fingerprint, {", ".join(f"{said(name)} AS {name}" for name in VIEW)},
        j.judgement, j.name_level, j.name_kana_level, j.birth_date_level, j.sex_level, j.address_level, j.judged_at,
        e.symbol, e.number, e.branch, e.qualified_from, e.birth_key, e.valid_from, e.valid_to, e.person_key, e.name,
        e.name_kana, e.birth_date, e.sex, e.postal_code, e.address, e.check_basis, e.relation, e.qualified_to,
        e.fingerprint
    FROM hold AS h JOIN enrolment AS e USING (version) JOIN judgement AS j USING (judgement) {SAID_OF_J}
    WHERE h.hold = :hold
""")  # noqa: S608 - constants
_DECISIONS = text("SELECT kind, reason, text, subject, decided_at FROM decision WHERE hold = :hold ORDER BY decision")
_DECIDE = text("""
    INSERT INTO decision (hold, version, insurer_number, kind, reason, text, subject, role, enrolment_fingerprint,
        resident_fingerprint)
    SELECT hold, version, insurer_number, :kind, :reason, :text, :subject, :role, enrolment_fingerprint,
        resident_fingerprint
    FROM hold WHERE hold = :hold
    RETURNING decision
""")
_ANSWER = text("""
    INSERT INTO eligibility (version, insurer_number, enrolment_fingerprint, resident_fingerprint, judgement, withheld,
        medical_withheld, decision, decision_kind, medical)
    SELECT j.version, j.insurer_number, j.enrolment_fingerprint, j.resident_fingerprint, j.judgement, j.withheld,
        j.medical_withheld, :decision, 'release', true
    FROM hold AS h JOIN judgement AS j ON j.version = h.version AND j.is_latest
    WHERE h.hold = :hold
""")
_OUTCOME = text("""
    SELECT j.verdict, j.scope, j.cause, h.hold FROM judgement AS j
    LEFT JOIN hold AS h ON h.version = j.version AND h.state IN ('open', 'released')
    WHERE j.version = :version AND j.is_latest
""")
