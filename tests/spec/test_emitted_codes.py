"""Whatever the comparisons emit is in the catalogue, and no item is better than its evidence allows.

Run over the ready samples and the labelled pairs: real notations, in which every rule has its place.
"""

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from matcher.domain.addresses import compare_address
from matcher.domain.dates import compare_birth_date
from matcher.domain.kana import compare_name_kana
from matcher.domain.levels import Comparison, Level
from matcher.domain.names import RegisteredNames, compare_name
from matcher.domain.sex import compare_sex
from rules import load_rules

REASONS = load_rules().reasons
ROOT = Path(__file__).parents[2]
LABELLED = ROOT / "tests" / "data" / "conformance"
WORSE = {
    Level.EXACT: set(),
    Level.EQUIVALENT: {Level.COMPATIBLE, Level.DISAGREE, Level.MISSING, Level.NOT_COMPARABLE},
    Level.COMPATIBLE: {Level.MISSING, Level.NOT_COMPARABLE},
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def neighbours() -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Yield pairs of residents that stand side by side in the samples: relatives, neighbours and strangers."""
    residents = rows(ROOT / "samples" / "residents.csv")[:1200]
    for distance in (0, 1, 7):
        yield from zip(residents, itertools.islice(residents, distance, None), strict=False)


def comparisons() -> Iterator[Comparison]:
    for one, other in neighbours():
        names = RegisteredNames(
            other["name"], other["name_kana"], other["alias"], other["former_name"], other["name_roman"],
            other["foreign"] == "1",
        )  # fmt: skip
        for written in {one["name"], one["alias"], one["name_roman"]} - {""}:
            yield (name := compare_name(written, names))
            yield compare_name_kana(one["name_kana"], names, name.level)
        yield compare_birth_date(one["birth_date"], other["birth_date"])
        yield compare_sex(one["sex"], other["sex"])
        yield compare_address(one["address"], other["address"])
    for row in rows(LABELLED / "addresses.csv"):
        yield compare_address(row["a"], row["b"])
    for row in rows(LABELLED / "names.csv"):
        if row["kind"] == "kana":
            yield compare_name_kana(row["a"], RegisteredNames("", row["b"]), None)
        else:
            yield compare_name(row["a"], RegisteredNames(row["b"]))


@pytest.fixture(scope="module")
def emitted() -> list[Comparison]:
    return list(comparisons())


def test_every_code_is_in_the_catalogue(emitted: list[Comparison]) -> None:
    codes = {evidence.code for comparison in emitted for evidence in comparison.evidence}
    assert codes <= set(REASONS)
    assert len(codes) > 40, "the samples no longer exercise the rules"


def test_no_item_is_better_than_its_evidence(emitted: list[Comparison]) -> None:
    for comparison in emitted:
        found = {Level(REASONS[evidence.code].level) for evidence in comparison.evidence}
        assert not found & WORSE.get(comparison.level, set()), comparison


def test_what_is_only_compatible_says_why(emitted: list[Comparison]) -> None:
    for comparison in emitted:
        if comparison.level is Level.COMPATIBLE:
            assert any(REASONS[evidence.code].level != Level.EQUIVALENT for evidence in comparison.evidence), comparison
