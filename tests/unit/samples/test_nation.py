"""A simulated nation holds together: its truth agrees with its files, and a seed makes it again, however it is made."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from rules import load_rules
from samples import generate
from samples.nation.links import DOUBLE, SHARES, SHIFT_END, UNSEEN
from samples.nation.recipe import CHUNK, Recipe
from samples.nation.stream import FILES, write_nation
from samples.people import ENROLMENT_COLUMNS, RESIDENT_COLUMNS

SIZE, LINKS = 6000, 240
RECIPE = Recipe(SIZE, wrong_links=LINKS, unseen_links=5, house_styles=True)
FAMILY = {"family_number", "family_swap", "twin_swap", "twin_number"}
TRUTH_COLUMNS = [
    "row", "verdict", "class", "kind", "group", "slip", "wrong_link", "signature", "signatures", "cause", "causes",
    "described", "linked", "right_exists", "weight",
]  # fmt: skip
Rows = list[dict[str, Any]]


def made(recipe: Recipe, folder: Path, processes: int = 1) -> tuple[Rows, Rows, Rows]:
    write_nation(recipe, folder, processes=processes)
    residents, enrolments, truth = (pq.read_table(folder / f"{name}.parquet").to_pylist() for name in FILES)
    return residents, enrolments, truth


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nation")


@pytest.fixture(scope="module")
def nation(folder: Path) -> tuple[Rows, Rows, Rows]:
    return made(RECIPE, folder)


def test_a_nation_has_a_row_per_resident_and_unique_keys(nation: tuple[Rows, Rows, Rows]) -> None:
    residents, enrolments, truth = nation
    assert list(residents[0]) == list(RESIDENT_COLUMNS)
    assert list(enrolments[0]) == list(ENROLMENT_COLUMNS)
    assert list(truth[0]) == TRUTH_COLUMNS
    assert len(residents) == len(enrolments) == len(truth) == SIZE
    assert len({row["individual_number"] for row in residents}) == SIZE
    key = ("insurer_number", "symbol", "number", "branch", "qualified_from")
    assert len({tuple(row[part] for part in key) for row in enrolments}) == SIZE


def test_the_truth_agrees_with_the_files(nation: tuple[Rows, Rows, Rows]) -> None:
    residents, enrolments, truths = nation
    owners = {row["individual_number"]: place for place, row in enumerate(residents, start=1)}
    for place, (row, truth) in enumerate(zip(enrolments, truths, strict=True), start=1):
        assert truth["row"] == place
        assert owners.get(row["individual_number"]) == truth["linked"]
        assert truth["wrong_link"] == (truth["linked"] not in {None, truth["described"]})
        assert truth["right_exists"] == (truth["described"] is not None)
        if truth["kind"] == "exact":
            owner = residents[truth["described"] - 1]
            assert all(row[item] == owner[item] for item in ("name", "name_kana", "birth_date", "sex", "address"))


def test_every_kind_of_wrong_link_is_there_and_none_is_expected_to_match(nation: tuple[Rows, Rows, Rows]) -> None:
    wrong = [truth for truth in nation[2] if truth["wrong_link"]]
    in_so_few_numbers_no_two_are_one_typing_error_apart = {"typing_error_stranger"}
    assert {row["kind"] for row in wrong} == {*SHARES, UNSEEN} - in_so_few_numbers_no_two_are_one_typing_error_apart
    for truth in wrong:
        assert truth["verdict"] in ({"MATCHED"} if truth["kind"] == UNSEEN else {"MISMATCHED", "INACTIVE"})
        assert truth["group"] == "wrong_link"


def test_the_codes_of_the_truth_are_in_the_catalogues(nation: tuple[Rows, Rows, Rows]) -> None:
    rules = load_rules()
    for truth in nation[2]:
        assert truth["cause"] == truth["causes"][0]
        assert truth["signature"] == truth["signatures"][0]
        assert set(truth["causes"]) <= {*rules.causes, ""}
        assert set(truth["signatures"]) <= {*rules.signatures, ""}
        assert bool(truth["cause"]) == (truth["verdict"] != "MATCHED"), truth["kind"]


def test_a_family_stands_under_one_number_and_is_told_by_it(nation: tuple[Rows, Rows, Rows]) -> None:
    _, enrolments, truths = nation
    seen: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in enrolments:
        seen[row["insurer_number"], row["symbol"], row["number"]].add(row["branch"])
    assert max(map(len, seen.values())) > 2
    for truth in truths:
        if truth["kind"] in FAMILY:
            assert truth["signature"] in {"twin", "family_member"}


def test_shifted_numbers_come_from_the_row_above_or_below(nation: tuple[Rows, Rows, Rows]) -> None:
    truths = nation[2]
    beside = 0
    for place, truth in enumerate(truths):
        if truth["kind"] == "row_shift":
            around = {truths[other]["described"] for other in (place - 1, place + 1) if 0 <= other < SIZE}
            beside += truth["linked"] in around
            assert truth["signature"] == "row_shift"
    shifted = sum(truth["kind"] == "row_shift" for truth in truths)
    assert shifted * 0.9 < beside <= shifted, "all but those at whose place the numbers of a block begin anew"


def test_a_number_in_two_valid_rows_is_expected_to_be_seen(nation: tuple[Rows, Rows, Rows]) -> None:
    _, enrolments, truths = nation
    holders: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(enrolments):
        if row["individual_number"] and not row["qualified_to"]:
            holders[row["individual_number"]].append(place)
    twice = [places for places in holders.values() if len(places) > 1]
    assert twice
    for places in twice:
        assert all("duplicate_qualification" in truths[place]["signatures"] for place in places)
    doubled = [truth for truth in truths if truth["kind"] == DOUBLE]
    assert doubled
    assert all(
        not truth["wrong_link"] and truth["verdict"] == "MATCHED" and truth["signature"] == "duplicate_qualification"
        for truth in doubled
    )


def test_the_weights_lead_back_to_the_base_rates(nation: tuple[Rows, Rows, Rows]) -> None:
    truths = nation[2]
    wrong = sum(truth["weight"] for truth in truths if truth["wrong_link"] and truth["kind"] != UNSEEN)
    assert wrong == pytest.approx(RECIPE.base_links(), rel=0.1)
    beside = Counter(truth["kind"] for truth in truths if truth["kind"] in {DOUBLE, SHIFT_END})
    assert beside[DOUBLE] == 2 * round(LINKS / 10)
    assert sum(truth["weight"] for truth in truths) == pytest.approx(SIZE, rel=0.02)


def test_a_seed_makes_the_same_nation_and_another_seed_another_one(folder: Path, tmp_path: Path) -> None:
    write_nation(RECIPE, tmp_path / "same", processes=1)
    write_nation(Recipe(SIZE, seed=8, wrong_links=LINKS, house_styles=True), tmp_path / "other")
    for name in FILES:
        first = pq.read_table(folder / f"{name}.parquet")
        assert pq.read_table(tmp_path / "same" / f"{name}.parquet").equals(first)
        assert not pq.read_table(tmp_path / "other" / f"{name}.parquet").equals(first)


@pytest.mark.slow
def test_several_processes_make_the_same_files_as_one(tmp_path: Path) -> None:
    recipe = Recipe(CHUNK + 3000, wrong_links=300, house_styles=True)
    rows: list[int] = []
    write_nation(recipe, tmp_path / "one", processes=1)
    write_nation(recipe, tmp_path / "two", processes=2, on_rows=rows.append)
    for name in FILES:
        one, two = (tmp_path / folder / f"{name}.parquet" for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()
    assert rows == [CHUNK, recipe.residents]


def test_the_command_writes_csv_and_takes_options_without_a_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate.main(["--residents", "300", "--format", "csv", "--out", str(tmp_path)]) == 0
    captured = capsys.readouterr()
    assert "300 residents and as many enrolments" in captured.out
    assert "300 of 300 rows" in captured.err
    assert pa_csv.read_csv(tmp_path / "enrolments.csv").column_names == list(ENROLMENT_COLUMNS)


def test_no_mismatches_and_no_wrong_links_leave_nothing_to_hold_but_the_gone(tmp_path: Path) -> None:
    recipe = Recipe(3000, wrong_links=0, notation_share=0, mismatch_share=0, closed_mismatch_share=0)
    truths = made(recipe, tmp_path)[2]
    assert {truth["verdict"] for truth in truths} <= {"MATCHED", "INACTIVE", "NO_NUMBER", "NOT_FOUND"}
    assert {truth["weight"] for truth in truths} == {1.0}


def test_a_nation_without_people_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="residents"):
        write_nation(Recipe(0), tmp_path)


def test_a_nation_that_fails_leaves_no_file(tmp_path: Path) -> None:
    (tmp_path / "truth.parquet").mkdir()
    with pytest.raises(OSError, match=r"truth\.parquet"):
        write_nation(Recipe(300), tmp_path)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
