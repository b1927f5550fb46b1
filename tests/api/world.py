"""A running service with two insurers, small enough to know every row of it by heart.

| record | insurer | what it is |
|---|---|---|
| 1000 | UNION | agrees in every item |
| 1001 | UNION | the registry has another address: held |
| 1002 | UNION | the number of a stranger: held |
| 1003 | UNION | nobody has the number: held |
| 1004 | UNION | a birth date that does not exist: rejected |
| 1005 | POLICE | agrees in every item |
| 1006 | POLICE | the registry has another address: held |
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi.testclient import TestClient

from matcher.service.principals import Role
from tests.records import CANARIES, POLICE, UNION, enrolment, resident

REGISTRY_ONLY = ("登録花子", "トウロクハナコ", "登録町二丁目")
"""Values that only the registry has: they must never come out."""

NOBODYS_NUMBER = CANARIES[3]
ELSEWHERE = f"東京都港区{REGISTRY_ONLY[2]}5番地"

RESIDENTS = [
    resident(0),
    resident(1, address=ELSEWHERE),
    resident(2, name=REGISTRY_ONLY[0], name_kana=REGISTRY_ONLY[1], birth_date="19401231", sex="2"),
    resident(4),
    resident(5),
    resident(6, address=ELSEWHERE),
]
ROWS = {
    UNION: [*(enrolment(person) for person in range(4)), enrolment(4, birth_date="19850230")],
    POLICE: [enrolment(person, insurer_number=POLICE) for person in (5, 6)],
}
CARD = {name: enrolment()[name] for name in ("insurer_number", "symbol", "branch", "birth_date")}


@dataclass(frozen=True)
class World:
    """The client, the token of each role, the file and the receipt of each insurer, and the log."""

    client: TestClient
    token: Callable[..., dict[str, str]]
    files: dict[str, bytes]
    receipts: dict[str, str]
    log: io.StringIO
    data_dir: Path

    def hold_of(self, person: int, insurer_number: str = UNION) -> str:
        """Return the id of the open hold of one record."""
        page = self.client.get("/v1/holds", headers=self.token(Role.REVIEWER, insurer_number)).json()
        return next(str(hold["hold"]) for hold in page["holds"] if hold["number"] == f"{1000 + person}")

    def found(self, person: int) -> bool:
        """Ask the lookup for one record of the union."""
        row = enrolment(person)
        body = {name: row[name] for name in (*CARD, "number")}
        answer = self.client.post("/v1/eligibility-lookups", json=body, headers=self.token(Role.CLINIC))
        assert answer.status_code == 200
        return bool(answer.json()["found"])
