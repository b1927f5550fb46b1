"""The shipped catalogues: complete, in both languages, and pointing only at what exists."""

import re

import pytest

from matcher.domain.levels import Item, Level
from matcher.domain.signals import Signal
from rules import load_rules

RULES = load_rules()


@pytest.mark.parametrize("name", ["reasons", "causes", "release_reasons", "signatures", "signals", "defects"])
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


def test_every_level_has_a_face_and_the_first_is_that_of_agreement() -> None:
    for item in Item:
        faces = RULES.weights.faces[item]
        assert {level for face in faces if not face.codes for level in face.levels} == set(Level), item
        assert faces[0].name == "same"
        assert set(faces[0].levels) == {Level.EXACT, Level.EQUIVALENT}


def test_every_signal_and_every_signature_is_in_its_catalogue() -> None:
    assert list(RULES.signals) == list(Signal)
    codes = {"duplicate_qualification", "two_numbers", "typing_error", "wrong_line", "same_name_stranger", "twin"}
    codes |= {"family_member", "row_shift", "key_shared", "deceased", "moved_out"}
    assert set(RULES.signatures) == codes
    assert all(signature.todo.ja and signature.todo.en for signature in RULES.signatures.values())
    advisories = [code for code, signature in RULES.signatures.items() if not signature.wrong_link]
    assert advisories == ["key_shared", "deceased", "moved_out"]


def test_the_prior_is_the_one_of_the_national_check() -> None:
    wrong, records = RULES.weights.prior
    assert wrong / records * 1_000_000 == pytest.approx(3.75)


def test_the_kinds_of_wrong_links_are_all_of_them() -> None:
    assert sum(RULES.weights.kinds.values()) == pytest.approx(1)


def test_shares_add_up() -> None:
    for name, weighed in RULES.weights.weighed.items():
        rows = list(weighed.shares.values())
        assert sum(row.right for row in rows) == pytest.approx(1, abs=0.001), name
        for place, kind in enumerate(RULES.weights.kinds):
            assert sum(row.wrong[place] for row in rows) == pytest.approx(1, abs=0.001), (name, kind)


def test_every_file_defect_and_row_defect_says_what_to_do() -> None:
    kinds = {defect.kind for defect in RULES.defects.values()}
    assert kinds == {"row", "file", "warning"}
    assert all(defect.todo.ja and defect.todo.en for defect in RULES.defects.values())
