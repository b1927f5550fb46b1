"""The sample files are what their makers say: the same every time, true row by row, and ignorant of our rules."""

from __future__ import annotations

import csv
import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pytest

import samples
from samples import files, generate, kinds
from samples.individual_numbers import canary_lists, individual_number, is_valid, mistyped, number_strings, position
from samples.people import Home, Person
from samples.plan import PLANS, FilePlan
from samples.pools import Town
from samples.slips.names import registered_old_surname_and_kana

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "samples"
OURS = ("normalizers", "rules", "matcher", "api")
MODULES = sorted(
    module.name for module in pkgutil.walk_packages(samples.__path__, "samples.") if "tour" not in module.name
)
WRONG_KINDS = {
    "family_number", "twin_swap", "same_name_stranger", "row_shift", "typing_error_stranger", "duplicate_qualification",
    "two_numbers", "wrong_line_birth", "wrong_line_kanji",
}  # fmt: skip


def rows(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as lines:
        return list(csv.DictReader(lines))


def truths() -> list[dict[str, str]]:
    return [row for plan in PLANS for row in rows(FOLDER / "truth" / f"{plan.stem}.csv")]


def test_the_ready_files_come_out_byte_for_byte(tmp_path: Path) -> None:
    for path in files.write_ready(tmp_path):
        assert path.read_bytes() == (FOLDER / path.relative_to(tmp_path)).read_bytes(), path.name


def test_the_canary_lists_are_the_beginning_of_the_sequence(tmp_path: Path) -> None:
    assert generate.main(["canaries", "--out", str(tmp_path)]) == 0
    for name, text in zip(("canary_numbers.txt", "canary_numbers_invalid.txt"), canary_lists(), strict=True):
        assert (
            (ROOT / "tests/data" / name).read_text(encoding="utf-8")
            == (tmp_path / name).read_text(encoding="utf-8")
            == text
        )


def test_the_makers_import_nothing_of_ours() -> None:
    code = f"import sys, {', '.join(MODULES)}; print(*sorted(name.split('.')[0] for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not set(done.stdout.split()) & set(OURS)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_every_number_has_the_searchable_form_and_comes_once() -> None:
    residents = rows(FOLDER / "residents.csv")
    numbers = [row["individual_number"] for row in residents]
    assert len(set(numbers)) == len(numbers) == 2500
    assert all(re.fullmatch(r"99000\d{7}", number) and is_valid(number) for number in numbers)


def test_the_sequence_is_a_bijection_and_the_same_in_bulk() -> None:
    places = [0, 1, 999_999, 1_000_000, 124_999_999, 999_999_999]
    numbers = [individual_number(place) for place in places]
    assert [position(number) for number in numbers] == places
    assert [number.decode() for number in number_strings(np.array(places))] == numbers


def test_a_typing_error_changes_the_number_and_passes_the_check_digit() -> None:
    own = individual_number(3)
    found = mistyped(own, first=2)
    assert found
    assert own not in found
    assert all(is_valid(number) and number.startswith("99") for number in found)


def test_a_former_surname_that_is_read_alike_is_not_said_to_differ_in_its_kana() -> None:
    home = Home(Town("1000005", "東京都", "千代田区", "丸の内", chome=True), (1, 1, 1))
    one = Person(0, "竹内", "花子", "タケウチ", "ハナコ", date(1990, 1, 2), "2", home, 0, None, "武内", "タケウチ")
    other = replace(one, former_family="佐藤", former_family_kana="サトウ")
    assert registered_old_surname_and_kana(Random(7), one, {}) is None
    assert registered_old_surname_and_kana(Random(7), other, {}) == {"name_kana": "×"}


def test_no_wrong_link_is_expected_to_match() -> None:
    wrong = [row for row in truths() if row["wrong_link"] == "1"]
    assert {row["kind"] for row in wrong} == WRONG_KINDS
    assert {row["verdict"] for row in wrong} == {"MISMATCHED"}


def test_every_kind_of_difference_is_there() -> None:
    seen = {part for row in truths() for part in re.split(r"[+:]", row["kind"])}
    assert {kind.name for kind in kinds.CATALOGUE} <= seen


def test_nearly_all_records_are_right_as_in_life() -> None:
    verdicts = Counter(row["verdict"] for row in truths())
    assert 0.9 < verdicts["MATCHED"] / verdicts.total() < 0.95
    assert set(verdicts) == {"MATCHED", "MISMATCHED", "NOT_FOUND", "INACTIVE", "NO_NUMBER", "REJECTED"}


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.stem)
def test_a_truth_row_for_every_row_and_it_points_at_the_owner_of_the_number(plan: FilePlan) -> None:
    header = plan.style.headers.get("individual_number", "individual_number")
    residents = rows(FOLDER / "residents.csv")
    enrolments = rows(FOLDER / f"{plan.stem}.csv", plan.style.encoding)
    expected = rows(FOLDER / "truth" / f"{plan.stem}.csv")
    assert len(enrolments) == len(expected)
    for row, truth in zip(enrolments, expected, strict=True):
        number = row[header]
        if truth["linked"] and truth["verdict"] != "REJECTED" and number.isascii():
            assert residents[int(truth["linked"]) - 1]["individual_number"] == number
