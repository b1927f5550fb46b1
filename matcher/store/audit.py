"""Append to the audit log, in the transaction of what is logged; read its chains.

An entry never carries an item value or a number of a person: it names records by their version, holds by their id.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

CHANGES: Final = 0
"""The chain of all changes. The others are for lookups, spread so that clinics do not wait for each other."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, as the log names them."""

    subject: str
    role: str


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain as recomputed: `broken_entry` is the first that does not fit, None when it is whole."""

    number: int
    entries: int
    head: bytes
    broken_entry: int | None


def append(
    connection: Connection,
    actor: Actor,
    action: str,
    object_: str,
    *,
    insurer_number: str = "",
    detail: Mapping[str, object] | None = None,
    lookup: bool = False,
) -> None:
    """Append an entry. It locks its chain until the transaction ends, so it is best the last statement."""
    connection.execute(
        _APPEND_LOOKUP if lookup else _APPEND,
        {
            "subject": actor.subject,
            "role": actor.role,
            "action": action,
            "insurer": insurer_number,
            "object": object_,
            "detail": json.dumps(detail or {}, ensure_ascii=False),
        },
    )


def chains(connection: Connection) -> list[Chain]:
    """Recompute every chain from its first entry on, inside the database."""
    return [Chain(row.chain, row.entries, row.head, row.broken) for row in connection.execute(_CHAINS)]


def seal_lookups(connection: Connection, actor: Actor) -> None:
    """Write the heads of the lookup chains into the chain of changes, if they moved since the last time."""
    heads = {str(row.chain): [row.entries, row.head.hex()] for row in connection.execute(_LOOKUP_HEADS)}
    if heads and heads != connection.execute(_LAST_SEAL).scalar_one_or_none():
        append(connection, actor, "lookups_sealed", "audit log", detail={"heads": heads})


def broken_seal(connection: Connection) -> tuple[int, int] | None:
    """Return an entry of a lookup chain that is not what the chain of changes says it was, None if all are."""
    found = connection.execute(_BROKEN_SEAL).one_or_none()
    return None if found is None else (found.chain, found.entry)


def has_had_head(connection: Connection, head: str) -> bool:
    """Tell whether the chain of changes ever ended with this hash (hexadecimal)."""
    return bool(connection.execute(_HAD, {"head": head}).scalar())


_COLUMNS = "(chain, subject, role, action, insurer_number, object, detail)"
_VALUES = ":subject, :role, :action, :insurer, :object, CAST(:detail AS jsonb)"
_APPEND = text(f"INSERT INTO audit_log {_COLUMNS} VALUES (0, {_VALUES})")  # noqa: S608 - constants
_APPEND_LOOKUP = text(f"INSERT INTO audit_log {_COLUMNS} VALUES (1 + pg_backend_pid() % 16, {_VALUES})")  # noqa: S608

_CHAINS = text("""
    WITH linked AS (
        SELECT l.chain, l.entry, l.hash,
            l.hash = audit_hash(l)
            AND l.entry = row_number() OVER chain
            AND l.previous = coalesce(lag(l.hash) OVER chain, decode(repeat('00', 32), 'hex')) AS fits
        FROM audit_log AS l WINDOW chain AS (PARTITION BY l.chain ORDER BY l.entry)
    ), found AS (
        SELECT chain, count(*) AS entries, min(entry) FILTER (WHERE NOT fits) AS broken,
            (array_agg(hash ORDER BY entry DESC))[1] AS head
        FROM linked GROUP BY chain
    )
    SELECT c.chain, coalesce(f.entries, 0) AS entries, c.head,
        CASE WHEN f.broken IS NOT NULL THEN f.broken
            WHEN coalesce(f.entries, 0) <> c.entries
                OR coalesce(f.head, decode(repeat('00', 32), 'hex')) <> c.head THEN coalesce(f.entries, 0) + 1
        END AS broken
    FROM audit_chain AS c LEFT JOIN found AS f USING (chain) ORDER BY c.chain
""")
_LOOKUP_HEADS = text("SELECT chain, entries, head FROM audit_chain WHERE chain > 0 AND entries > 0 ORDER BY chain")
_LAST_SEAL = text("""
    SELECT detail -> 'heads' FROM audit_log WHERE chain = 0 AND action = 'lookups_sealed' ORDER BY entry DESC LIMIT 1
""")
_BROKEN_SEAL = text("""
    SELECT CAST(sealed.key AS smallint) AS chain, CAST(sealed.value ->> 0 AS bigint) AS entry
    FROM audit_log AS s CROSS JOIN jsonb_each(s.detail -> 'heads') AS sealed
    WHERE s.chain = 0 AND s.action = 'lookups_sealed' AND NOT EXISTS (
        SELECT FROM audit_log AS l WHERE l.chain = CAST(sealed.key AS smallint)
        AND l.entry = CAST(sealed.value ->> 0 AS bigint) AND encode(l.hash, 'hex') = sealed.value ->> 1)
    ORDER BY 1, 2 LIMIT 1
""")
_HAD = text("SELECT EXISTS (SELECT FROM audit_log WHERE chain = 0 AND encode(hash, 'hex') = :head)")
