"""The shipped catalogues: complete, in both languages, and pointing only at what exists."""

import re

import pytest

from matcher.domain.levels import Item, Level
from rules import load_rules

RULES = load_rules()


@pytest.mark.parametrize("name", ["reasons", "causes", "release_reasons", "signatures", "defects"])
def test_every_text_is_in_both_languages(name: str) -> None:
    for code, text in getattr(RULES, name).items():
        assert text.ja.strip(), code
        assert text.en.strip(), code
        assert re.search("[a-z]{3}", text.en), f"{code}: the English text has no word"
        assert not text.ja.isascii(), f"{code}: the Japanese text is not Japanese"


def test_the_release_reasons_are_those_of_the_project() -> None:
    assert list(RULES.release_reasons) == [*(f"{number:02d}" for number in range(1, 11)), "99"]
    assert [code for code, reason in RULES.release_reasons.items() if reason.text_required] == ["99"]


def test_every_level_that_is_no_agreement_has_a_cause() -> None:
    covered = {pair for cause in RULES.causes.values() for pair in cause.of}
    for item in Item:
        for level in (Level.COMPATIBLE, Level.DISAGREE, Level.MISSING):
            assert (item, level) in covered, f"{item} {level}"


def test_every_level_has_a_weight() -> None:
    for item in Item:
        assert {row.level for row in RULES.weights.items[item] if not row.code} == set(Level), item


def test_the_prior_is_the_one_of_the_national_check() -> None:
    weights = RULES.weights
    assert 1 / (weights.prior_wrong / weights.prior_held) == pytest.approx(3089, abs=1)


def test_every_file_defect_and_row_defect_says_what_to_do() -> None:
    kinds = {defect.kind for defect in RULES.defects.values()}
    assert kinds == {"row", "file", "warning"}
    assert all(defect.todo.ja and defect.todo.en for defect in RULES.defects.values())
