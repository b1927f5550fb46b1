"""Whole records: any text at all has a judgement, a copy matches, and another person's birth date never does."""

import csv
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.judgement import compare_items, judge
from matcher.domain.levels import Level
from matcher.domain.records import Enrolment, PersonKey, Resident, ResidentStatus
from matcher.domain.verdicts import Scope, Verdict
from rules import load_rules

RULES = load_rules()
KEY = PersonKey(UUID(int=1))


def _residents() -> list[Resident]:
    path = Path(__file__).parents[2] / "samples" / "residents.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Resident(
                KEY, row["name"], row["name_kana"], row["birth_date"], row["sex"], row["address"], row["alias"],
                row["former_name"], row["name_roman"], row["foreign"] == "1", ResidentStatus(row["status"]),
                row["protected"] == "1",
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


LIVING = [resident for resident in _residents() if resident.status is ResidentStatus.LIVING]
RESIDENT = LIVING[0]
RESIDENTS = st.sampled_from([resident for resident in LIVING if resident.name_kana])
BASIS = st.sampled_from(["", "1", "2"])
SOUP = st.text(
    alphabet="山田太郎髙﨑●〓々ヶーｱﾞヤャヂヅ゛ァア亜Ａab1１二丁目番地号-‐－ー　 ・,'"
    "\N{ZERO WIDTH SPACE}\N{VARIATION SELECTOR-17}\N{COMBINING KATAKANA-HIRAGANA VOICED SOUND MARK}\ue000𠮷é",
    max_size=12,
)
TEXT = st.one_of(SOUP, st.text(max_size=8))


def enrolment_of(resident: Resident, check_basis: str) -> Enrolment:
    return Enrolment(
        KEY, resident.name, resident.name_kana, resident.birth_date, resident.sex, resident.address, check_basis, ""
    )


@given(RESIDENTS, BASIS)
def test_a_copy_of_a_living_resident_matches(resident: Resident, basis: str) -> None:
    judgement = judge(enrolment_of(resident, basis), resident, RULES)
    assert judgement.verdict is Verdict.MATCHED
    assert judgement.scope is Scope.NONE


@given(RESIDENTS, BASIS, st.dates())
def test_another_birth_date_never_matches(resident: Resident, basis: str, day: object) -> None:
    other = f"{day:%Y%m%d}".rjust(8, "0")
    judgement = judge(replace(enrolment_of(resident, basis), birth_date=other), resident, RULES)
    if judgement.levels[2] in {Level.DISAGREE, Level.MISSING}:
        assert (judgement.verdict, judgement.class_) == (Verdict.MISMATCHED, 1)
    else:
        assert other[:4] == resident.birth_date[:4]


@given(RESIDENTS, RESIDENTS, BASIS)
def test_the_number_of_another_resident_never_matches(one: Resident, other: Resident, basis: str) -> None:
    judgement = judge(enrolment_of(one, basis), other, RULES)
    same = (one.name_kana, one.birth_date, one.sex) == (other.name_kana, other.birth_date, other.sex)
    unset = "3" in {one.sex, other.sex}
    unknown = "00" in {one.birth_date[4:6], one.birth_date[6:], other.birth_date[4:6], other.birth_date[6:]}
    assert judgement.verdict is Verdict.MISMATCHED or same or unset or unknown


@given(st.tuples(TEXT, TEXT, TEXT), st.tuples(TEXT, TEXT, TEXT, TEXT, TEXT), st.sampled_from([True, False]), BASIS)
def test_any_text_has_a_judgement(ours: tuple[str, ...], theirs: tuple[str, ...], foreign: object, basis: str) -> None:
    (name, kana, address), (other_name, other_kana, other_address, alias, former) = ours, theirs
    enrolment = Enrolment(KEY, name, kana, "19850102", "1", address, basis, "")
    resident = replace(
        RESIDENT, name=other_name, name_kana=other_kana, address=other_address, alias=alias, former_name=former,
        name_roman=alias, foreign=bool(foreign),
    )  # fmt: skip
    judgement = judge(enrolment, resident, RULES)
    assert judgement == judge(enrolment, resident, RULES)
    assert all(level is not None for level in judgement.levels)
    assert judgement.evidence.isascii(), "evidence carries no character of a value"
    assert {part.split(":")[1].split("@")[0] for part in judgement.evidence.split()} <= set(RULES.reasons)


@given(RESIDENTS, TEXT, TEXT, TEXT)
def test_what_is_exact_is_the_same_text(resident: Resident, name: str, kana: str, address: str) -> None:
    enrolment = replace(enrolment_of(resident, "2"), name=name, name_kana=kana, address=address)
    name_level, kana_level, _, _, address_level = (
        comparison.level for comparison in compare_items(enrolment, resident)
    )
    assert (name_level is Level.EXACT) == (name == resident.name != "")
    assert kana_level is not Level.EXACT or kana == resident.name_kana
    assert (address_level is Level.EXACT) == (address == resident.address != "")
