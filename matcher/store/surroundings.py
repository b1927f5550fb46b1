"""Read what stands around records: which rows share a number, a household, a birth date, a place in a file.

Everything that a record may stand beside is found by an index, and every list is cut at `MOST_ROWS`, so a question
costs what its answer holds, however large the tables are. What follows from it is not decided here.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import pyarrow as pa
from sqlalchemy import Connection, RowMapping, text

from matcher.domain.surroundings import MOST_ROWS
from matcher.store.chosen import between, choose, spanned
from matcher.store.copying import copy_out
from matcher.store.pairs import CURRENT_EPOCH, NO_RESIDENT, SEES_CURRENT_RESIDENT

DESCRIBED: Final = pa.schema(
    [
        ("version", pa.int64()),
        ("person_key", pa.binary(16)),
        *((name, pa.string()) for name in ("insurer_number", "name", "name_kana", "birth_date", "sex")),
    ]
)
"""Current records by birth date."""

NAMED: Final = pa.schema([(name, pa.string()) for name in ("name", "name_kana", "birth_date", "sex")])
"""Residents by birth date."""

Household = tuple[str, str, str]


def noticed(connection: Connection, versions: str, values: Mapping[str, object]) -> Sequence[RowMapping]:
    """Return the judged records that triage may say something of: held, MATCHED elsewhere, or sharing a number.

    Each with its judgement of the pair, what triage said of it before (`own_…`, `national_…`), and whether another
    current record has its number (`shared`). A record whose resident changed since it was judged is left out.

    Args:
        connection: a national transaction that keeps the registry as it is.
        versions: SELECT of one column, the versions concerned.
        values: what stands for the `:names` in it.
    """
    span = choose(connection, "around", versions, values)
    found = connection.execute(_NOTICED, span).mappings().all()
    connection.execute(text("DROP TABLE around"))
    return found


def records(connection: Connection, versions: Sequence[int]) -> Sequence[RowMapping]:
    """Return these records, each with its resident of the current epoch (`resident_…`, null where there is none)."""
    return connection.execute(_RECORDS, {"versions": list(versions)}).mappings().all()


def same_number(connection: Connection, versions: Sequence[int]) -> dict[UUID, list[int]]:
    """Return for each person key of these records the first current records that have it, of all and of each insurer.

    Ascending; among them are the first `MOST_ROWS` + 1 of all, and of every insurer that has one of `versions`.
    """
    return _grouped(connection, _SAME_NUMBER, versions)


def households(connection: Connection, versions: Sequence[int]) -> dict[Household, list[int]]:
    """Return for each household of these records its first `MOST_ROWS` + 1 current records, ascending."""
    return _grouped(connection, _HOUSEHOLDS, versions)


def beside(connection: Connection, versions: Sequence[int], submission: UUID | None) -> dict[tuple[int, int], int]:
    """Return the current record in the row above (-1) and below (+1) of each of these records, by (version, step).

    The file is `submission`, or if not said the last one that had the record.
    """
    found = connection.execute(_BESIDE, {"versions": list(versions), "submission": submission})
    return {(row.version, row.step): row.other for row in found}


def born(connection: Connection, births: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Yield the current records (`DESCRIBED`) with one of these birth dates (YYYYMMDD)."""
    for part in _parts(births):
        yield from copy_out(connection, _BORN, DESCRIBED, {"births": part}).to_batches()


def residents_born(connection: Connection, births: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Yield the residents (`NAMED`) who may have one of these birth dates: also all whose date is no plain one."""
    for part in _parts(births):
        yield from copy_out(connection, _RESIDENTS_BORN, NAMED, {"births": part}).to_batches()
    after = NO_RESIDENT
    while after:
        page = copy_out(connection, _OTHERWISE_BORN, _PAGE, {"after": after, "most": _RESIDENTS_AT_A_TIME})
        yield from page.select(NAMED.names).to_batches()
        after = page.column("person_key")[-1].as_py().hex() if page.num_rows == _RESIDENTS_AT_A_TIME else ""


def _parts(births: Sequence[str]) -> Iterator[list[str]]:
    """Yield the birth dates some at a time, so that what is read for them is never large."""
    for start in range(0, len(births), _BIRTHS_AT_A_TIME):
        yield list(births[start : start + _BIRTHS_AT_A_TIME])


def _grouped(connection: Connection, statement: Any, versions: Sequence[int]) -> dict[Any, list[int]]:  # noqa: ANN401
    groups: dict[Any, list[int]] = defaultdict(list)
    values = {"versions": list(versions), "most": MOST_ROWS + 1}
    for *key, version in connection.execute(statement, values):
        groups[tuple(key) if len(key) > 1 else key[0]].append(version)
    return groups


_BIRTHS_AT_A_TIME: Final = 256
_RESIDENTS_AT_A_TIME: Final = 65_536
_PAGE: Final = pa.schema([("person_key", pa.binary(16)), *NAMED])
_ASKED = "e.version = ANY(CAST(:versions AS bigint[]))"
_LEVELS = "j.name_level, j.name_kana_level, j.birth_date_level, j.sex_level, j.address_level"
_STORED = ", ".join(
    f"t{number}.judgement IS NOT NULL AS {view}, "
    + ", ".join(f"t{number}.{name} AS {view}_{name}" for name in ("signature", "score", "evidence"))
    for number, view in enumerate(("own", "national"))
)
_NOTICED = spanned(f"""
    SELECT j.version, j.judgement, j.insurer_number, j.verdict, j.class, j.scope, {_LEVELS}, j.cause, j.signature,
        j.score, j.evidence, s.shared, {_STORED}
    FROM around AS a
    JOIN enrolment AS e ON e.version = a.version AND {between("e.version")} AND e.is_current
    JOIN judgement AS j ON j.version = e.version AND {between("j.version")} AND j.is_latest
    LEFT JOIN triage AS t0 ON t0.judgement = j.judgement AND NOT t0.nationwide
    LEFT JOIN triage AS t1 ON t1.judgement = j.judgement AND t1.nationwide
    CROSS JOIN LATERAL (SELECT EXISTS (
        SELECT FROM enrolment AS o WHERE o.is_current AND o.person_key = e.person_key AND o.version <> e.version
    ) AS shared) AS s
    WHERE (j.verdict <> 'MATCHED' OR j.address_level = 'DISAGREE' OR s.shared OR t0.judgement IS NOT NULL
        OR t1.judgement IS NOT NULL)
    AND {SEES_CURRENT_RESIDENT}
    ORDER BY j.version
""")  # noqa: S608 - constants
_ITEMS = ("name", "name_kana", "birth_date", "sex", "address")
_OF_RESIDENT = ("person_key", *_ITEMS, "alias", "former_name", "name_roman", "foreign", "status", "protected")
_RECORDS = text(f"""
    SELECT e.version, e.insurer_number, e.symbol, e.number, e.branch, e.relation, e.qualified_from, e.qualified_to,
        e.person_key, {", ".join(f"e.{name}" for name in _ITEMS)}, e.check_basis,
        {", ".join(f'r."{name}" AS resident_{name}' for name in _OF_RESIDENT)}
    FROM enrolment AS e LEFT JOIN resident AS r ON r.epoch = {CURRENT_EPOCH} AND r.person_key = e.person_key
    WHERE {_ASKED}
""")  # noqa: S608
_SAME_NUMBER = text(f"""
    WITH asked AS (SELECT DISTINCT e.person_key, e.insurer_number FROM enrolment AS e
        WHERE {_ASKED} AND e.person_key IS NOT NULL)
    SELECT a.person_key, o.version FROM (SELECT DISTINCT person_key FROM asked) AS a CROSS JOIN LATERAL (
        SELECT version FROM enrolment WHERE is_current AND person_key = a.person_key ORDER BY version LIMIT :most
    ) AS o
    UNION
    SELECT a.person_key, o.version FROM asked AS a CROSS JOIN LATERAL (
        SELECT version FROM enrolment
        WHERE is_current AND person_key = a.person_key AND insurer_number = a.insurer_number
        ORDER BY version LIMIT :most
    ) AS o
    ORDER BY version
""")  # noqa: S608
_HOUSEHOLDS = text(f"""
    SELECT a.insurer_number, a.symbol, a.number, o.version
    FROM (SELECT DISTINCT e.insurer_number, e.symbol, e.number FROM enrolment AS e WHERE {_ASKED}) AS a
    CROSS JOIN LATERAL (
        SELECT version FROM enrolment AS o
        WHERE is_current AND o.insurer_number = a.insurer_number AND o.symbol = a.symbol AND o.number = a.number
        ORDER BY version LIMIT :most
    ) AS o
    ORDER BY o.version
""")  # noqa: S608
_SAME_RECORD = " AND ".join(
    f"o.{name} = w.{name}" for name in ("insurer_number", "symbol", "number", "branch", "qualified_from")
)
_BESIDE = text(f"""
    SELECT a.version, s.step, o.version AS other
    FROM (SELECT unnest(CAST(:versions AS bigint[])) AS version) AS v
    CROSS JOIN LATERAL (
        SELECT r.version, r.submission, r.row FROM submission_row AS r JOIN submission AS s USING (submission)
        WHERE r.version = v.version AND r.submission = coalesce(CAST(:submission AS uuid), r.submission)
        ORDER BY s.received_at DESC, r.submission LIMIT 1
    ) AS a
    CROSS JOIN (VALUES (-1), (1)) AS s (step)
    CROSS JOIN LATERAL (
        SELECT o.version FROM submission_row AS n JOIN enrolment AS w ON w.version = n.version
        JOIN enrolment AS o ON {_SAME_RECORD} AND o.is_current
        WHERE n.submission = a.submission AND n.row = a.row + s.step LIMIT 1
    ) AS o
""")  # noqa: S608
_BORN = (
    "SELECT version, replace(person_key::text, '-', ''), insurer_number, name, name_kana, birth_date, sex "
    "FROM enrolment WHERE is_current AND birth_key = ANY(%(births)s) ORDER BY version"
)
_NAMES = ", ".join(NAMED.names)
_RESIDENTS_BORN = (
    f"SELECT {_NAMES} FROM resident WHERE epoch = {CURRENT_EPOCH} AND plain_date(birth_date) = ANY(%(births)s)"  # noqa: S608
)
_OTHERWISE_BORN = (
    f"SELECT replace(person_key::text, '-', ''), {_NAMES} FROM resident WHERE epoch = {CURRENT_EPOCH} "  # noqa: S608
    "AND plain_date(birth_date) = '' AND person_key > %(after)s ORDER BY person_key LIMIT %(most)s"
)
