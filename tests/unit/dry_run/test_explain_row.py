"""An explanation is that of the result; characters are shown only when asked for, and never of a protected resident."""

from datetime import date
from pathlib import Path

import pytest

from matcher.domain.score import probability
from matcher.service.evaluate.nation import Nation
from matcher.service.explain_row import NoSuchRow, explain_row
from rules import load_rules
from tests.records import enrolment, resident, write_enrolments, write_residents

RULES, TODAY = load_rules(), date(2026, 11, 22)


@pytest.fixture
def nation(tmp_path: Path) -> Nation:
    rows = [
        enrolment(0),
        enrolment(1, name="山口　太郎", address="大阪府大阪市北区梅田1丁目1番"),
        enrolment(2, name="山口　太郎"),
        enrolment(3, individual_number=""),
        enrolment(4, sex="7"),
    ]
    people = [resident(0), resident(1), resident(2, protected="1"), resident(4)]
    return Nation(
        write_enrolments(tmp_path / "enrolments.csv", rows), write_residents(tmp_path / "residents.csv", people), TODAY
    )


def test_a_held_row(nation: Nation) -> None:
    found = explain_row(nation, 2, RULES)
    assert (found.result["row"], found.result["verdict"], found.result["class"]) == ("2", "MISMATCHED", "2")
    assert found.levels == {
        "name": "DISAGREE", "name_kana": "EXACT", "birth_date": "EXACT", "sex": "EXACT", "address": "DISAGREE",
    }  # fmt: skip
    assert float(found.result["score"]) == probability(found.parts)
    assert (found.characters, found.protected) == ({}, False)


def test_characters_are_revealed_when_asked_for(nation: Nation) -> None:
    shown = explain_row(nation, 2, RULES, reveal=True).characters
    assert "梅田" in shown["address"]
    assert not explain_row(nation, 2, RULES).characters


def test_nothing_of_a_protected_resident_is_revealed(nation: Nation) -> None:
    found = explain_row(nation, 3, RULES, reveal=True)
    assert found.protected
    assert found.characters == {}
    assert found.parts


@pytest.mark.parametrize(("row", "verdict"), [(1, "MATCHED"), (4, "NO_NUMBER"), (5, "REJECTED")])
def test_rows_without_a_score(nation: Nation, row: int, verdict: str) -> None:
    found = explain_row(nation, row, RULES, reveal=True)
    assert (found.result["verdict"], found.parts, found.characters) == (verdict, (), {})


def test_a_row_that_is_not_there(nation: Nation) -> None:
    with pytest.raises(NoSuchRow, match="has 5 rows, and no row 6"):
        explain_row(nation, 6, RULES)
