"""Store what was judged, and move the holds: first everything that withholds, then, apart, what opens.

`tighten` stores new judgements, opens and replaces holds and withdraws what is no longer answerable. `loosen`
closes holds and makes records answerable. A run calls the second only after the last of the first was committed.

The moves are those of the state machine in `matcher.domain.holds`, written as sets:

- a live hold (open or released) about another pair than the new judgement's is superseded by a new one, if that
  judgement withholds anything;
- a live hold about the same pair stays as it is, released or not, and takes over cause and score;
- a live hold whose record is no longer held is closed, by `loosen` only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import pyarrow as pa
from sqlalchemy import Connection, text

from matcher.store.chosen import between, choose, known, spanned
from matcher.store.copying import copy_in
from matcher.store.pairs import SEES_CURRENT_RESIDENT

_TEXTS: Final = (
    "scope", "name_level", "name_kana_level", "birth_date_level", "sex_level", "address_level", "cause", "signature",
    "evidence",
)  # fmt: skip
FRESH: Final = pa.schema(
    [
        ("version", pa.int64()),
        ("resident_fingerprint", pa.string()),
        ("verdict", pa.string()),
        ("class", pa.int8()),
        *((name, pa.string()) for name in _TEXTS),
        ("score", pa.float64()),
    ]
)
"""A judgement that is not stored yet."""


@dataclass(frozen=True, slots=True)
class Tightened:
    """What `tighten` did; `reopened` are those of `opened` whose released hold was about another pair."""

    judged: int
    opened: int
    reopened: int


@dataclass(frozen=True, slots=True)
class Loosened:
    """What `loosen` did."""

    made_answerable: int
    holds_closed: int


def tighten(
    connection: Connection,
    fresh: pa.Table,
    equal: Mapping[str, object],
    *,
    origin: UUID,
    epoch: int,
    rules_hash: str,
    policy: str,
) -> Tightened:
    """Store the judgements of a chunk, and withhold what they withhold.

    Args:
        connection: a national transaction that keeps the registry at `epoch`, and in which `pairs` read the chunk.
        fresh: one row of `FRESH` per version that was compared.
        equal: the judged columns of `FRESH` for the versions of the chunk that needed no comparison.
        origin: the submission, run or decision that they come from.
        epoch: the epoch that they were judged against.
        rules_hash: content hash of the rules.
        policy: name of the policy.
    """
    values = {"origin": origin, "epoch": epoch, "rules": rules_hash, "policy": policy}
    connection.execute(_STAGE)
    connection.execute(text("CREATE TEMPORARY TABLE withdrawn (version bigint) ON COMMIT DROP"))
    if fresh.num_rows:
        copy_in(connection, "fresh", fresh)
    connection.execute(_ADD_EQUAL, equal)
    span = known(connection, "fresh")
    connection.execute(_LOCK_FRESH, span)
    connection.execute(_FORGET_KNOWN, {"rules": rules_hash, **span})
    reopened = connection.execute(_COUNT_REOPENED).scalar_one()
    connection.execute(_WITHDRAW, span)
    connection.execute(_RETIRE_JUDGEMENTS, span)
    judged = connection.execute(_ADD_JUDGEMENTS, values | span).rowcount
    connection.execute(_SUPERSEDE_HOLDS)
    connection.execute(_KEEP_HOLDS, span)
    opened = connection.execute(_OPEN_HOLDS, {"origin": origin, **span}).rowcount
    connection.execute(_KEEP_ANSWERABLE)
    for table in ("fresh", "withdrawn", "chunk"):
        connection.execute(text(f"DROP TABLE {table}"))
    return Tightened(judged, opened, reopened)


def loosen(connection: Connection, versions: str, values: Mapping[str, object]) -> Loosened:
    """Close the holds of records that are no longer held, and make answerable what is not withheld.

    A record whose resident changed since it was judged is left alone: its judgement is about another pair.

    Args:
        connection: a national transaction that keeps the registry as it is.
        versions: SELECT of one column, the versions concerned.
        values: what stands for the `:names` in it.
    """
    span = choose(connection, "asked", versions, values)
    connection.execute(_STAGE_LOCKED)
    connection.execute(_LOCK_ASKED, span)
    connection.execute(_STAGE_OPENING)
    connection.execute(_FIND_OPENING, known(connection, "locked"))
    closed = connection.execute(_CLOSE_HOLDS).rowcount
    made = connection.execute(_MAKE_ANSWERABLE).rowcount
    for table in ("asked", "locked", "opening"):
        connection.execute(text(f"DROP TABLE {table}"))
    return Loosened(made, closed)


_LIVE = "h.state IN ('open', 'released')"
_SQL_TYPES = {pa.int64(): "bigint", pa.int8(): "smallint", pa.string(): "text", pa.float64(): "double precision"}
_STAGE = text(
    "CREATE TEMPORARY TABLE fresh ("
    + ", ".join(
        f"{field.name} {'uuid' if field.name == 'resident_fingerprint' else _SQL_TYPES[field.type]}" for field in FRESH
    )
    + ") ON COMMIT DROP"
)
_JUDGED_ITEMS = FRESH.names[2:]
_ADD_EQUAL = text(
    "INSERT INTO fresh SELECT version, resident_fingerprint, "  # noqa: S608 - constants
    + ", ".join(f"CAST(:{name} AS {_SQL_TYPES[FRESH.field(name).type]})" for name in _JUDGED_ITEMS)
    + " FROM chunk WHERE equal"
)
_LOCK_FRESH = spanned(f"""
    SELECT count(*) FROM (
        SELECT FROM enrolment AS e WHERE version IN (SELECT version FROM fresh) AND {between("e.version")}
        ORDER BY version FOR NO KEY UPDATE
    ) AS locked
""")  # noqa: S608
_FORGET_KNOWN = spanned(f"""
    DELETE FROM fresh AS f USING judgement AS j
    WHERE j.version = f.version AND {between("j.version")} AND j.is_latest AND j.rules_hash = :rules
    AND j.resident_fingerprint = f.resident_fingerprint
""")  # noqa: S608
_COUNT_REOPENED = text("""
    SELECT count(*) FROM fresh AS f JOIN hold AS h USING (version)
    WHERE h.state = 'released' AND h.resident_fingerprint <> f.resident_fingerprint AND f.scope <> ''
""")
_WITHDRAW = spanned(f"""
    WITH gone AS (
        DELETE FROM eligibility AS a USING fresh AS f WHERE a.version = f.version AND {between("a.version")}
        RETURNING a.version
    )
    INSERT INTO withdrawn SELECT version FROM gone
""")  # noqa: S608
_RETIRE_JUDGEMENTS = spanned(f"""
    UPDATE judgement AS j SET is_latest = false FROM fresh AS f
    WHERE j.version = f.version AND {between("j.version")} AND j.is_latest
""")  # noqa: S608
_JUDGED = ", ".join(f'"{name}"' for name in FRESH.names)
_ADD_JUDGEMENTS = spanned(f"""
    INSERT INTO judgement ({_JUDGED}, insurer_number, epoch, origin, rules_hash, policy, enrolment_fingerprint,
        is_latest)
    SELECT {", ".join(f'f."{name}"' for name in FRESH.names)}, e.insurer_number, :epoch, :origin, :rules, :policy,
        e.fingerprint, true
    FROM fresh AS f JOIN enrolment AS e ON e.version = f.version AND {between("e.version")} ORDER BY f.version
""")  # noqa: S608 - constants
_SUPERSEDE_HOLDS = text(f"""
    UPDATE hold AS h SET state = 'superseded', closed_at = clock_timestamp() FROM fresh AS f
    WHERE h.version = f.version AND {_LIVE} AND h.resident_fingerprint <> f.resident_fingerprint AND f.scope <> ''
""")  # noqa: S608
_DESCRIBED = ("verdict", "class", "scope", "cause", "signature", "score")
_KEEP_HOLDS = spanned(f"""
    UPDATE hold AS h SET judgement = j.judgement, {", ".join(f"{name} = j.{name}" for name in _DESCRIBED)},
        national_signature = j.signature, national_score = j.score
    FROM fresh AS f JOIN judgement AS j ON j.version = f.version AND {between("j.version")} AND j.is_latest
    WHERE h.version = f.version AND {_LIVE} AND h.resident_fingerprint = f.resident_fingerprint AND f.scope <> ''
""")  # noqa: S608
_OPEN_HOLDS = spanned(f"""
    INSERT INTO hold (version, judgement, insurer_number, state, {", ".join(_DESCRIBED)}, national_signature,
        national_score, enrolment_fingerprint, resident_fingerprint, origin)
    SELECT j.version, j.judgement, j.insurer_number, 'open', {", ".join(f"j.{name}" for name in _DESCRIBED)},
        j.signature, j.score, j.enrolment_fingerprint, j.resident_fingerprint, :origin
    FROM fresh AS f
    JOIN enrolment AS e ON e.version = f.version AND e.is_current
    JOIN judgement AS j ON j.version = f.version AND {between("j.version")} AND j.is_latest
    WHERE f.scope <> '' AND j.scope <> '' AND NOT EXISTS (SELECT FROM hold AS h WHERE h.version = f.version AND {_LIVE})
""")  # noqa: S608
_ANSWERED = (
    "version, insurer_number, enrolment_fingerprint, resident_fingerprint, judgement, withheld, medical_withheld, "
    "decision, decision_kind, medical"
)
_ANSWER = (
    "j.version, j.insurer_number, j.enrolment_fingerprint, j.resident_fingerprint, j.judgement, j.withheld, "
    "j.medical_withheld"
)
_KEEP_ANSWERABLE = text(f"""
    INSERT INTO eligibility ({_ANSWERED})
    SELECT {_ANSWER}, d.decision, d.kind, d.decision IS NOT NULL OR NOT j.medical_withheld
    FROM withdrawn AS w
    JOIN enrolment AS e ON e.version = w.version AND e.is_current
    JOIN judgement AS j ON j.version = w.version AND j.is_latest
    LEFT JOIN hold AS h ON h.version = w.version AND h.state = 'released'
        AND h.resident_fingerprint = j.resident_fingerprint
    LEFT JOIN decision AS d ON d.hold = h.hold AND d.kind = 'release'
    WHERE d.decision IS NOT NULL OR NOT j.withheld
""")  # noqa: S608
_STAGE_LOCKED = text("CREATE TEMPORARY TABLE locked (version bigint, person_key uuid) ON COMMIT DROP")
_STAGE_OPENING = text("CREATE TEMPORARY TABLE opening ON COMMIT DROP AS TABLE judgement WITH NO DATA")
_LOCK_ASKED = spanned(f"""
    INSERT INTO locked SELECT version, person_key FROM (
        SELECT e.version, e.person_key, e.is_current FROM enrolment AS e
        WHERE e.version IN (SELECT version FROM asked) AND {between("e.version")} ORDER BY version FOR NO KEY UPDATE
    ) AS e WHERE is_current
""")  # noqa: S608
_FIND_OPENING = spanned(f"""
    INSERT INTO opening SELECT j.* FROM locked AS e JOIN judgement AS j ON j.version = e.version AND j.is_latest
    WHERE {between("j.version")} AND {SEES_CURRENT_RESIDENT}
""")  # noqa: S608
_CLOSE_HOLDS = text(f"""
    UPDATE hold AS h SET state = 'closed', closed_at = clock_timestamp()
    FROM opening AS j WHERE h.version = j.version AND {_LIVE} AND j.scope = ''
""")  # noqa: S608
_MAKE_ANSWERABLE = text(f"""
    INSERT INTO eligibility ({_ANSWERED})
    SELECT {_ANSWER}, NULL, NULL, NOT j.medical_withheld
    FROM opening AS j WHERE NOT j.withheld
    ON CONFLICT (version) DO NOTHING
""")  # noqa: S608
