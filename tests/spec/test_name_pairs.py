"""The labelled name pairs: no false match and no silent clear, ever, and a recall that may only rise."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from matcher.domain.kana import compare_name_kana
from matcher.domain.levels import Level
from matcher.domain.names import RegisteredNames, compare_name

PAIRS = Path(__file__).parents[1] / "data" / "conformance" / "names.csv"
FLOORS = {"kanji": 1.0, "kana": 1.0, "romaji": 1.0, "mixed": 1.0}
SAME = {Level.EXACT, Level.EQUIVALENT}


def level(row: dict[str, str]) -> Level:
    if row["kind"] == "kana":
        return compare_name_kana(row["a"], RegisteredNames("", row["b"]), None).level
    return compare_name(row["a"], RegisteredNames(row["b"])).level


@pytest.fixture(scope="module")
def judged() -> dict[str, list[tuple[dict[str, str], Level]]]:
    found: defaultdict[str, list[tuple[dict[str, str], Level]]] = defaultdict(list)
    with PAIRS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["kind"]].append((row, level(row)))
    return found


@pytest.mark.parametrize("kind", FLOORS)
def test_no_two_people_are_made_one(kind: str, judged: dict[str, list[tuple[dict[str, str], Level]]]) -> None:
    wrong = SAME | {Level.COMPATIBLE} if kind == "mixed" else SAME
    assert [row["id"] for row, got in judged[kind] if row["same"] == "0" and got in wrong] == []


@pytest.mark.parametrize("kind", FLOORS)
def test_no_debatable_pair_is_cleared_in_silence(
    kind: str, judged: dict[str, list[tuple[dict[str, str], Level]]]
) -> None:
    assert [row["id"] for row, got in judged[kind] if row["same"] == "?" and got in SAME] == []


@pytest.mark.parametrize("kind", FLOORS)
def test_recall_stays_on_its_floor(kind: str, judged: dict[str, list[tuple[dict[str, str], Level]]]) -> None:
    right = SAME | {Level.COMPATIBLE} if kind == "mixed" else SAME
    same = [got in right for row, got in judged[kind] if row["same"] == "1"]
    assert sum(same) / len(same) >= FLOORS[kind]
