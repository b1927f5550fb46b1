"""The one question of the lookup, asked with a role that sees only what is answerable."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class Answerable:
    """A record that may be answered today."""

    version: int
    insurer_number: str
    symbol: str
    number: str
    branch: str
    relation: str
    valid_from: date
    valid_to: date | None
    person_key: UUID | None
    medical: bool


def answerable(
    connection: Connection,
    *,
    insurer_number: str,
    symbol: str,
    number: str,
    branch: str | None,
    birth_key: str,
    today: date,
) -> list[Answerable]:
    """Return the records that fit, the one that began last first; arguments are canonical, `branch` None is any."""
    values = {
        "insurer_number": insurer_number,
        "symbol": symbol,
        "number": number,
        "branch": branch,
        "birth_key": birth_key,
        "today": today,
    }
    return [Answerable(**row) for row in connection.execute(_ANSWERABLE, values).mappings()]


_ANSWERABLE = text("""
    SELECT e.version, e.insurer_number, e.symbol, e.number, e.branch, e.relation, e.valid_from, e.valid_to,
        e.person_key, a.medical
    FROM enrolment AS e JOIN eligibility AS a USING (version)
    WHERE e.is_current AND e.insurer_number = :insurer_number AND e.symbol = :symbol AND e.number = :number
    AND (CAST(:branch AS text) IS NULL OR e.branch = CAST(:branch AS text)) AND e.birth_key = :birth_key
    AND e.valid_from <= :today AND (e.valid_to IS NULL OR :today < e.valid_to)
    ORDER BY e.valid_from DESC, e.version DESC
    LIMIT 20
""")
