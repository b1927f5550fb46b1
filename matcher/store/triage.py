"""Store what triage says of records, beside their judgements, and let the queue of holds be ordered by it."""

from typing import Final

import pyarrow as pa
from sqlalchemy import Connection, text

from matcher.store.copying import copy_in

VIEW: Final = ("signature", "score", "evidence")
"""The columns of a judgement that triage replaces."""

SAID_OF_J: Final = """
    LEFT JOIN LATERAL (
        SELECT true AS replaced, t.signature, t.score, t.evidence FROM triage AS t WHERE t.judgement = j.judgement
        ORDER BY t.nationwide DESC LIMIT 1
    ) AS t ON true
"""
"""Joins what is said of judgement `j` to whoever asks; row-level security lets a tenant find its own view only."""

SAID: Final = pa.schema(
    [
        ("judgement", pa.int64()),
        ("version", pa.int64()),
        ("insurer_number", pa.string()),
        *(
            (f"{view}_{name}", pa.float64() if name == "score" else pa.string())
            for view in ("own", "national")
            for name in VIEW
        ),
    ]
)
"""What is said of a record to its insurer (`own_…`), and to those who see all insurers' records (`national_…`)."""


def said(name: str) -> str:
    """Return the column of `VIEW` as it is said: by triage if it says anything, else by the pair."""
    return f"CASE WHEN t.replaced THEN t.{name} ELSE j.{name} END"


def keep(connection: Connection, now: pa.Table) -> None:
    """Store what is said now (`SAID`) in place of what was said before of the same judgements."""
    connection.execute(_STAGE)
    copy_in(connection, "said", now)
    connection.execute(text("ANALYZE said"))
    for statement in _KEEP:
        connection.execute(statement)


def _differs(view: str, other: str) -> str:
    """Return the condition that two views of a row say different things."""
    one = ", ".join(f"s.{view}_{name}" for name in VIEW)
    return f"({one}) IS DISTINCT FROM ({', '.join(f'{other}{name}' for name in VIEW)})"


_SQL_TYPES = {pa.int64(): "bigint", pa.string(): "text", pa.float64(): "double precision"}
_STAGE = text(
    "CREATE TEMPORARY TABLE said ("
    + ", ".join(f"{field.name} {_SQL_TYPES[field.type]}" for field in SAID)
    + ") ON COMMIT DROP"
)
_ADD = "INSERT INTO triage (judgement, nationwide, insurer_number, signature, score, evidence)"
_LOCK_RECORDS = """
    SELECT count(*) FROM (
        SELECT FROM enrolment WHERE version IN (SELECT version FROM said) ORDER BY version FOR NO KEY UPDATE
    ) AS locked
"""
_FORGET = "DELETE FROM triage AS t USING said AS s WHERE t.judgement = s.judgement"
_TELL_INSURERS = f"""
    {_ADD}
    SELECT s.judgement, false, s.insurer_number, s.own_signature, s.own_score, s.own_evidence
    FROM said AS s JOIN judgement AS j USING (judgement) WHERE {_differs("own", "j.")}
"""  # noqa: S608 - constants
_TELL_OTHERS = f"""
    {_ADD}
    SELECT s.judgement, true, s.insurer_number, s.national_signature, s.national_score, s.national_evidence
    FROM said AS s WHERE {_differs("national", "s.own_")}
"""  # noqa: S608
_ORDER_QUEUE = """
    UPDATE hold AS h SET signature = s.own_signature, score = s.own_score, national_signature = s.national_signature,
        national_score = s.national_score
    FROM said AS s WHERE h.version = s.version AND h.judgement = s.judgement
"""
_KEEP = tuple(map(text, (_LOCK_RECORDS, _FORGET, _TELL_INSURERS, _TELL_OTHERS, _ORDER_QUEUE, "DROP TABLE said")))
