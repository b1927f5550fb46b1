"""A dry run says what other rules would release and newly hold, from results alone where they say enough."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from matcher.engines.names import EngineName
from matcher.service.check import CheckRequest, check
from matcher.service.checked_files import CheckedFiles
from matcher.service.dry_run import Change, OtherRules, dry_run
from matcher.service.dry_run_results import UnreadableResults
from matcher.service.rule_sets import rule_set
from rules import RuleSet, UnknownPolicy, load_rules
from tests.records import POLICE, enrolment, resident, write_enrolments, write_residents

TODAY = date(2026, 11, 22)
STOP_ALL, FULL_CHECK = load_rules("stop_all"), load_rules("full_check_2023")
MOVED = "大阪府大阪市北区梅田1丁目1番"

Check = Callable[..., Path]


@pytest.fixture
def files(tmp_path: Path) -> CheckedFiles:
    """Return nine enrolments, of which six are held under `stop_all`."""
    rows = [
        enrolment(0),
        enrolment(1, address=MOVED),
        enrolment(2, name="山口　太郎"),
        enrolment(3, name_kana="ヤマグチ　ジロウ", check_basis="1"),
        enrolment(4, sex="2", insurer_number=POLICE),
        enrolment(5, individual_number=""),
        enrolment(6),
        enrolment(7, name="山●　太郎", address=MOVED, check_basis="1"),
        enrolment(8, birth_date="2000-13-01"),
    ]
    people = [resident(number) for number in range(6)] + [resident(6, status="2"), resident(7), resident(8)]
    return CheckedFiles(
        write_enrolments(tmp_path / "enrolments.csv", rows), write_residents(tmp_path / "residents.csv", people), TODAY
    )


@pytest.fixture
def checked(files: CheckedFiles, tmp_path: Path) -> Check:
    def run(policy: str, name: str = "results.csv", *, differences: bool = False) -> Path:
        request = CheckRequest(
            (files.enrolments,), tmp_path / name, TODAY, files.registry, policy, EngineName.REFERENCE,
            differences=differences,
        )  # fmt: skip
        check(request)
        return tmp_path / name

    return run


def changed(old: RuleSet, new: RuleSet, results: Path, files: CheckedFiles | None = None) -> dict[str, int]:
    return {change.value: count for change, count in dry_run(old, new, results, files).rows.items() if count}


@pytest.mark.parametrize("name", ["results.csv", "results.parquet"])
def test_what_the_rules_of_2023_would_release(checked: Check, name: str) -> None:
    found = dry_run(STOP_ALL, FULL_CHECK, checked("stop_all", name))
    assert found.rows[Change.RELEASED] == 1, "the name alone"
    assert found.rows[Change.OTHER_SCOPE] == 2, "address alone, kana alone"
    assert found.rows[Change.SAME] == 6
    assert found.samples == {Change.RELEASED: [3], Change.OTHER_SCOPE: [2, 4]}
    assert found.causes[Change.RELEASED, "kanji_differs"] == 1
    assert sum(count for (change, _), count in found.insurers.items() if change is Change.OTHER_SCOPE) == 2


def test_the_other_way_holds_anew(checked: Check) -> None:
    results = checked("full_check_2023")
    assert changed(FULL_CHECK, STOP_ALL, results) == {
        "newly held": 1,
        "held with another scope": 2,
        "unchanged": 6,
    }
    only = checked("full_check_2023", "differences.csv", differences=True)
    assert changed(FULL_CHECK, STOP_ALL, only)["newly held"] == 1


def test_nothing_changes_under_the_same_rules(checked: Check) -> None:
    assert changed(STOP_ALL, STOP_ALL, checked("stop_all")) == {"unchanged": 9}


def test_results_of_other_rules_are_refused(checked: Check) -> None:
    with pytest.raises(OtherRules, match="row 2 of the results"):
        dry_run(FULL_CHECK, STOP_ALL, checked("stop_all"))


@pytest.fixture
def five_always(tmp_path: Path) -> RuleSet:
    """Return rules under which a check basis of 1 chooses five items, too."""
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "policy").mkdir()
    for file in STOP_ALL.folder.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        place = folder / file.relative_to(STOP_ALL.folder)
        place.write_text(text.replace('"1": three_items', '"1": five_items'), encoding="utf-8")
    return rule_set(str(folder))


def test_what_only_one_check_basis_explains_is_decided(checked: Check, five_always: RuleSet) -> None:
    results = checked("stop_all")
    without = dry_run(STOP_ALL, five_always, results)
    assert without.rows[Change.HELD] == 1, "it was matched with another address: its check basis must be 1"
    assert without.rows[Change.UNDECIDED] == 0


def test_rows_that_the_results_leave_undecided(
    checked: Check, files: CheckedFiles, five_always: RuleSet, tmp_path: Path
) -> None:
    folder = five_always.folder
    keys = (folder / "keys.yaml").read_text(encoding="utf-8")
    keys = keys.replace('"1": five_items', '"1": three_items')
    keys = keys.replace("{class: 1, differ: [sex]}", "{class: 2, differ: [sex]}", 1)
    (folder / "keys.yaml").write_text(keys, encoding="utf-8")
    policy = (folder / "policy" / "stop_all.yaml").read_text(encoding="utf-8")
    (folder / "policy" / "stop_all.yaml").write_text(
        policy.replace("class_2: eligibility+medical", "class_2: medical"), encoding="utf-8"
    )
    new, results = rule_set(str(folder / "policy" / "stop_all.yaml")), checked("stop_all")
    assert dry_run(STOP_ALL, new, results).samples[Change.UNDECIDED] == [5]
    decided = dry_run(STOP_ALL, new, results, files)
    assert decided.rows[Change.UNDECIDED] == 0
    assert 5 in decided.samples[Change.OTHER_SCOPE], "its check basis is 2"
    assert tmp_path.is_dir()


HEAD = (
    "row,insurer_number,verdict,class,scope,cause,name_level,name_kana_level,birth_date_level,sex_level,address_level,"
    "evidence"
)
UNREADABLE = [
    ("a,b\n1,2\n", "no result file"),
    (
        f"{HEAD}\n1,0,PERHAPS,,,,,,,,,\n",
        "row 1",
    ),
]


@pytest.mark.parametrize(("text", "message"), UNREADABLE, ids=["other columns", "another verdict"])
def test_what_is_no_result_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "no.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableResults, match=message):
        dry_run(STOP_ALL, FULL_CHECK, tmp_path / "no.csv")


def test_presubmit_results_have_no_outcome(files: CheckedFiles, tmp_path: Path) -> None:
    check(CheckRequest((files.enrolments,), tmp_path / "pre.csv", TODAY))
    with pytest.raises(UnreadableResults):
        dry_run(STOP_ALL, FULL_CHECK, tmp_path / "pre.csv")


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(UnknownPolicy):
        rule_set("hold_nobody")
