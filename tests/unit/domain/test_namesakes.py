"""Of two people whom a record describes, the nearer to its address is the one; where both are as near, it is open."""

from uuid import UUID

import pytest

from matcher.domain.conclude import Facts, conclude
from matcher.domain.judgement import compare_items
from matcher.domain.records import Enrolment, PersonKey, Resident, ResidentStatus
from matcher.domain.signals import Signal, of_namesakes
from matcher.domain.surroundings import FoundResident, Record, Surroundings
from rules import load_rules

TOKYO, OSAKA, KOBE = "東京都千代田区丸の内1-1-1", "大阪府大阪市北区梅田1-1-1", "兵庫県神戸市中央区加納町1-1-1"
NEXT_DOOR, TWO_DOORS_ON = "東京都千代田区丸の内1-1-2", "東京都千代田区丸の内1-1-3"


def resident(number: int, address: str, **changes: str) -> Resident:
    items = {"name": "山田　太郎", "name_kana": "ヤマダ　タロウ", "birth_date": "19850102"} | changes
    return Resident(
        PersonKey(UUID(int=number)), items["name"], items["name_kana"], items["birth_date"], "1", address, "", "", "",
        foreign=False, status=ResidentStatus.LIVING, protected=False,
    )  # fmt: skip


CASES = [
    (OSAKA, [resident(2, TOKYO)], {Signal.RIGHT_PERSON_FOUND}, "the other one lives there"),
    (OSAKA, [resident(2, NEXT_DOOR)], {Signal.RIGHT_PERSON_FOUND}, "the other one lives in the same town"),
    (OSAKA, [resident(2, KOBE)], {Signal.NOBODY_FOUND}, "neither lives there"),
    (NEXT_DOOR, [resident(2, TWO_DOORS_ON)], {Signal.NAMESAKE_FOUND}, "both live in the same town"),
    (TOKYO + "　寮", [resident(2, TOKYO + "　第二寮")], {Signal.NAMESAKE_FOUND}, "both perhaps live there"),
    ("", [resident(2, KOBE)], {Signal.NAMESAKE_FOUND}, "nobody knows where the answer lives"),
    (OSAKA, [resident(2, KOBE), resident(3, TOKYO)], {Signal.RIGHT_PERSON_FOUND}, "one of two lives there"),
    (NEXT_DOOR, [resident(2, KOBE)], {Signal.NOBODY_FOUND}, "the answer is nearer"),
    (OSAKA, [resident(2, TOKYO, birth_date="19500303")], {Signal.NOBODY_FOUND}, "nobody else is described"),
    (OSAKA, [], {Signal.NOBODY_FOUND}, "nobody else at all"),
]


@pytest.mark.parametrize(
    ("answers", "others", "signals"), [case[:3] for case in CASES], ids=[case[3] for case in CASES]
)
def test_namesakes(answers: str, others: list[Resident], signals: set[Signal]) -> None:
    answer = resident(1, answers)
    enrolment = Enrolment(answer.person_key, answer.name, answer.name_kana, answer.birth_date, "1", TOKYO, "2", "")
    comparisons = compare_items(enrolment, answer)
    judgement = conclude(comparisons, load_rules(), Facts("2"))
    record = Record(0, enrolment, answer, judgement, ("06130488", "1", "2"), "01", "1", "20200401")
    candidates = tuple(FoundResident(other, compare_items(enrolment, other)) for other in others)
    found = of_namesakes(record, comparisons[4], Surroundings(candidates=candidates, searched=True))
    assert set(found) == signals
