"""Records of the store as the domain knows them, each with the answer of the registry to its number."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping

from matcher.domain.records import Enrolment, PersonKey, Resident, ResidentStatus
from matcher.domain.surroundings import HouseholdKey, Record, Row
from matcher.domain.verdicts import Judgement
from matcher.store import surroundings

_CLAIMED = ("person_key", "name", "name_kana", "birth_date", "sex", "address", "check_basis", "qualified_to")
_REGISTERED = (
    "person_key", "name", "name_kana", "birth_date", "sex", "address", "alias", "former_name", "name_roman", "foreign",
    "status", "protected",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stored:
    """A current record: whose it is, where it stands, and what it says."""

    version: int
    insurer_number: str
    household: HouseholdKey
    branch: str
    relation: str
    row: Row

    @property
    def person_key(self) -> PersonKey | None:
        """The key of its number; None if it has none."""
        return self.row.enrolment.person_key

    def judged(self, judgement: Judgement) -> Record:
        """Return it as a record that was judged so."""
        row = self.row
        return Record(
            self.version,
            row.enrolment,
            row.resident,
            judgement,
            self.household,
            self.branch,
            self.relation,
            row.qualified_from,
        )


def read(connection: Connection, versions: Collection[int]) -> dict[int, Stored]:
    """Return these records by version."""
    found = surroundings.records(connection, sorted(versions)) if versions else ()
    return {row["version"]: _stored(row) for row in found}


def _stored(row: RowMapping) -> Stored:
    return Stored(
        row["version"],
        row["insurer_number"],
        (row["insurer_number"], row["symbol"], row["number"]),
        row["branch"],
        row["relation"],
        Row(Enrolment(*(row[name] for name in _CLAIMED)), _resident(row), row["qualified_from"]),
    )


def _resident(row: RowMapping) -> Resident | None:
    if row["resident_person_key"] is None:
        return None
    items = {name: row[f"resident_{name}"] for name in _REGISTERED}
    return Resident(**items | {"status": ResidentStatus(items["status"])})
