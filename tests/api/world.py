"""A running service with two insurers, small enough to know every row of it by heart.

| record | insurer | what it is |
|---|---|---|
| 0001 | UNION | agrees in every item |
| 0002 | UNION | another address: held |
| 0003 | UNION | the number of a stranger: held |
| 0004 | UNION | nobody has the number: held |
| 0005 | UNION | a birth date that does not exist: rejected |
| 0001 | ASSOCIATION | agrees in every item |
| 0002 | ASSOCIATION | another address: held |
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi.testclient import TestClient

from matcher.service.principals import Role

UNION, ASSOCIATION = "06139992", "01159995"
CANARIES = [
    line
    for line in (Path(__file__).parents[1] / "data" / "canary_numbers.txt").read_text("utf-8").splitlines()
    if line.isdigit()
]
REGISTRY_ONLY = ("登録太郎", "トウロクタロウ", "登録町一丁目")
"""Values that only the registry has: they must never come out."""

PERSON = {
    "name": "山田　太郎",
    "name_kana": "ヤマダ　タロウ",
    "birth_date": "19850102",
    "sex": "1",
    "postal_code": "",
    "address": "東京都千代田区千代田1-1",
}
STRANGER = {**PERSON, "name": REGISTRY_ONLY[0], "name_kana": REGISTRY_ONLY[1], "birth_date": "19601231", "sex": "2"}
ELSEWHERE = f"東京都港区{REGISTRY_ONLY[2]}2-3"

RESIDENTS = [
    (CANARIES[0], PERSON),
    (CANARIES[1], {**PERSON, "address": ELSEWHERE}),
    (CANARIES[2], STRANGER),
    (CANARIES[4], PERSON),
    (CANARIES[5], PERSON),
    (CANARIES[6], {**PERSON, "address": ELSEWHERE}),
]


def table(rows: list[dict[str, str]]) -> bytes:
    """Return rows as a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def enrolment(insurer_number: str, number: str, individual_number: str, **changes: str) -> dict[str, str]:
    """Return one row of an enrolment file."""
    return {
        "insurer_number": insurer_number,
        "symbol": "12",
        "number": number,
        "branch": "01",
        "individual_number": individual_number,
        **PERSON,
        "check_basis": "2",
        "relation": "1",
        "qualified_from": "20200401",
        "qualified_to": "",
        **changes,
    }


def resident(individual_number: str, person: dict[str, str]) -> dict[str, str]:
    """Return one row of a resident file."""
    return {"individual_number": individual_number, **person, "foreign": "0", "status": "1", "protected": "0"}


FILES = {
    UNION: table(
        [
            enrolment(UNION, "0001", CANARIES[0]),
            enrolment(UNION, "0002", CANARIES[1]),
            enrolment(UNION, "0003", CANARIES[2]),
            enrolment(UNION, "0004", CANARIES[3]),
            enrolment(UNION, "0005", CANARIES[4], birth_date="19850230"),
        ]
    ),
    ASSOCIATION: table([enrolment(ASSOCIATION, "0001", CANARIES[5]), enrolment(ASSOCIATION, "0002", CANARIES[6])]),
}
CARD = {"insurer_number": UNION, "symbol": "12", "branch": "01", "birth_date": "19850102"}


@dataclass(frozen=True)
class World:
    """The client, the token of each role, and what the two submissions were answered."""

    client: TestClient
    token: Callable[..., dict[str, str]]
    submissions: dict[str, dict[str, object]]
    log: io.StringIO
    data_dir: Path

    def hold_of(self, number: str, insurer_number: str = UNION) -> str:
        """Return the id of the open hold of one record."""
        page = self.client.get("/v1/holds", headers=self.token(Role.REVIEWER, insurer_number)).json()
        return next(str(hold["hold"]) for hold in page["holds"] if hold["number"] == number)

    def found(self, number: str) -> bool:
        """Ask the lookup for one record of the union."""
        body = {**CARD, "number": number}
        answer = self.client.post("/v1/eligibility-lookups", json=body, headers=self.token(Role.CLINIC))
        assert answer.status_code == 200
        return bool(answer.json()["found"])
