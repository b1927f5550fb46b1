"""An explanation is that of the result; characters are shown only when asked for, and never of a protected resident."""

from datetime import date
from pathlib import Path

import pytest

from matcher.domain.score import probability
from matcher.engines.names import Look
from matcher.service.checked_files import CheckedFiles
from matcher.service.explain_row import NoSuchRow, explain_row
from rules import load_rules
from tests.records import enrolment, resident, write_enrolments, write_residents

RULES, TODAY = load_rules(), date(2026, 11, 22)


@pytest.fixture
def files(tmp_path: Path) -> CheckedFiles:
    rows = [
        enrolment(0),
        enrolment(1, name="山口　太郎", address="大阪府大阪市北区梅田1丁目1番"),
        enrolment(2, name="山口　太郎"),
        enrolment(3, individual_number=""),
        enrolment(4, sex="7"),
        enrolment(5, name="山口　太郎", name_kana=""),
    ]
    people = [resident(0), resident(1), resident(2, protected="1"), resident(4), resident(5)]
    return CheckedFiles(
        write_enrolments(tmp_path / "enrolments.csv", rows), write_residents(tmp_path / "residents.csv", people), TODAY
    )


def test_a_held_row(files: CheckedFiles) -> None:
    found = explain_row(files, 2, RULES)
    assert (found.result["row"], found.result["verdict"], found.result["class"]) == ("2", "MISMATCHED", "2")
    assert found.levels == {
        "name": "DISAGREE", "name_kana": "EXACT", "birth_date": "EXACT", "sex": "EXACT", "address": "DISAGREE",
    }  # fmt: skip
    assert float(found.result["score"]) == probability(found.parts)
    assert (found.characters, found.protected) == ({}, False)


def test_characters_are_revealed_when_asked_for(files: CheckedFiles) -> None:
    shown = explain_row(files, 2, RULES, reveal=True).characters
    assert "梅田" in shown["address"]
    assert not explain_row(files, 2, RULES).characters


def test_a_missing_kana_is_suggested(files: CheckedFiles) -> None:
    shown = explain_row(files, 6, RULES, reveal=True).characters
    assert shown["suggestion"].startswith("ヤマグチ タロウ may be the missing kana")
    assert "suggestion" not in explain_row(files, 2, RULES, reveal=True).characters


def test_the_look_is_that_of_the_check(files: CheckedFiles) -> None:
    evidence = {look: explain_row(files, 2, RULES, look).result["evidence"] for look in Look}
    assert "record:" not in evidence[Look.PAIR]
    assert "record:" in evidence[Look.SEARCH]


def test_nothing_of_a_protected_resident_is_revealed(files: CheckedFiles) -> None:
    found = explain_row(files, 3, RULES, reveal=True)
    assert found.protected
    assert found.characters == {}
    assert found.parts


@pytest.mark.parametrize(("row", "verdict"), [(1, "MATCHED"), (4, "NO_NUMBER"), (5, "REJECTED")])
def test_rows_without_a_score(files: CheckedFiles, row: int, verdict: str) -> None:
    found = explain_row(files, row, RULES, reveal=True)
    assert (found.result["verdict"], found.parts, found.characters) == (verdict, (), {})


def test_a_row_that_is_not_there(files: CheckedFiles) -> None:
    with pytest.raises(NoSuchRow, match="has 6 rows, and no row 7"):
        explain_row(files, 7, RULES)
