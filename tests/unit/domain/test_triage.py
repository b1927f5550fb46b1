"""Triage: one main cause, a signature and a score for what is held, and nothing of it decides."""

from dataclasses import replace

import pytest

from matcher.domain import conclude as conclude_module
from matcher.domain.causes import find_causes
from matcher.domain.conclude import Facts, conclude
from matcher.domain.fold import Comparisons, fold
from matcher.domain.levels import Comparison, Evidence, Level
from matcher.domain.signals import Signal, Signals
from matcher.domain.signatures import find_signature
from rules import load_rules

RULES = load_rules()
LEVELS = {
    "=": Level.EXACT,
    "~": Level.EQUIVALENT,
    "?": Level.COMPATIBLE,
    "!": Level.DISAGREE,
    "0": Level.MISSING,
    "-": Level.NOT_COMPARABLE,
}


def pair(signs: str, **codes: str) -> Comparisons:
    """Return five comparisons from five level signs, with evidence codes by item."""
    items = ("name", "kana", "birth", "sex", "address")
    name, kana, birth, sex, address = (
        Comparison(LEVELS[sign], tuple(Evidence(code) for code in codes.get(item, "").split()))
        for item, sign in zip(items, signs, strict=True)
    )
    return name, kana, birth, sex, address


CAUSES = [
    (pair("==!==", birth="day_month_swapped same_year"), "birth_date_swapped", "day and month"),
    (pair("==!==", birth="era_slip one_digit same_month_day"), "birth_date_era", "era"),
    (pair("==!==", birth="one_day_off one_digit"), "birth_date_typing", "one day"),
    (pair("==!==", birth="digits_swapped"), "birth_date_typing", "two digits"),
    (pair("==!==", birth="presumed_day same_year"), "birth_date_presumed", "presumed"),
    (pair("==!==", birth="same_year"), "birth_date_differs", "another date"),
    (pair("==0==", birth="missing"), "birth_date_missing", "no date"),
    (pair("===!="), "sex_differs", "sex"),
    (pair("===0=", sex="missing"), "sex_missing", "no sex"),
    (pair("!===="), "kanji_differs", "other characters, the same reading"),
    (pair("!====", name="letters_differ"), "foreign_name", "other letters, the same kana"),
    (pair("??===", name="kana_for_name", kana="kanji_for_kana"), "name_notation", "name and kana exchanged"),
    (pair("!!===", name="given_name_differs"), "name_differs", "another given name"),
    (pair("!!===", name="surname_differs"), "name_change", "another surname"),
    (pair("!!==="), "name_differs", "another name"),
    (pair("?====", name="masked_character masked_character"), "masked_character", "two masks"),
    (pair("?===="), "variant_character", "look-alike"),
    (pair("?====", name="gaiji_shrink masked_character masked_character"), "masked_character", "what made the level"),
    (pair("!====", name="given_name_differs"), "kanji_differs", "another kanji in the given name, the same reading"),
    (pair("=!===", kana="surname_differs"), "kana_reading", "another kana in the surname, the same kanji"),
    (pair("=?===", kana="yotsugana_wo"), "kana_notation", "ヅ and ズ"),
    (pair("~!===", name="form_former", kana="surname_differs"), "name_change", "旧氏 with its own kana"),
    (pair("~!===", name="space_width", kana="surname_differs"), "kana_reading", "the name agrees by itself"),
    (pair("?!===", name="middle_dropped"), "foreign_name", "a middle name is left out"),
    (pair("!-===", name="reading_contradicted", kana="kana_not_certified"), "foreign_name", "an alias of a foreigner"),
    (pair("!-==!", kana="kana_not_certified"), "unexplained", "a foreigner of another name at another address"),
    (pair("0===="), "name_missing", "no name"),
    (pair("=!==="), "kana_reading", "another reading"),
    (pair("=?==="), "kana_notation", "notation of the kana"),
    (pair("=0==="), "name_missing", "no kana"),
    (pair("====!"), "address_differs", "another address"),
    (pair("====?"), "address_notation", "notation of the address"),
    (pair("====0"), "address_missing", "no address"),
    (pair("!!!=!"), "unexplained", "everything differs"),
    (pair("!!==!"), "unexplained", "name and address differ"),
    (pair("!!==!", name="surname_differs"), "name_change", "a new surname and a new address"),
    (pair("!==!="), "sex_differs", "what speaks for another person comes first"),
    (pair("!!=!=", name="given_name_differs"), "unexplained", "another given name and another sex"),
    (pair("--==="), "no_basis", "nothing is ×"),
    (pair("=!===", kana="unlisted_code"), "kana_reading", "evidence that no catalogue has"),
]


@pytest.mark.parametrize(("comparisons", "cause"), [case[:2] for case in CAUSES], ids=[case[2] for case in CAUSES])
def test_main_cause(comparisons: Comparisons, cause: str) -> None:
    judgement = conclude(comparisons, RULES, Facts("2"))
    assert judgement.cause == cause
    assert cause in RULES.causes


def test_further_causes_stand_behind_the_main_one() -> None:
    comparisons = pair("!!==!", name="surname_differs")
    marks = fold(comparisons, RULES, check_basis="2", foreign=False)
    assert find_causes(comparisons, marks, RULES) == ("name_change", "address_differs")


def test_only_the_items_of_the_key_have_causes() -> None:
    comparisons = pair("=!==!")
    marks = fold(comparisons, RULES, check_basis="1", foreign=False)
    assert find_causes(comparisons, marks, RULES) == ("kana_reading",)


SIGNATURES = [
    (pair("!!===", name="given_name_differs"), "twin", "another given name, all else the same"),
    (pair("!!=!~", name="given_name_differs"), "twin", "twins of different sex"),
    (pair("-!===", kana="given_name_differs"), "twin", "seen in the kana alone"),
    (pair("!====", name="given_name_differs"), "", "the kana contradicts it"),
    (pair("!!!==", name="given_name_differs"), "family_member", "another birth date, too"),
    (pair("!!!==", name="given_name_differs", birth="one_digit"), "family_member", "two given names, so no slip"),
    (pair("!!==!", name="given_name_differs"), "", "another address"),
    (pair("!!===", name="surname_differs"), "", "marriage"),
    (pair("====!", address="municipality_differs"), "", "a move, as far as the pair shows"),
    (pair("====!", address="number_differs"), "", "a move within the town"),
    (pair("!===!", address="municipality_differs"), "", "the name differs"),
    (pair("====?", address="municipality_differs residence_dormitory"), "", "a dormitory explains the address"),
    (pair("!!!!!"), "typing_error", "nothing agrees"),
    (pair("--!!!"), "typing_error", "nothing agrees or can be compared"),
    (pair("!!!=="), "family_member", "another person at the same address, of another name"),
    (pair("!!!=!", name="surname_differs"), "", "the given name is the same"),
    (pair("!!!=!", birth="one_year_off"), "", "the birth date is nearly the same"),
    (pair("!!!!?", address="municipality_differs residence_care_of"), "typing_error", "様方 in another municipality"),
    (pair("!!!!?", address="number_missing"), "", "the address may be the same"),
]
SEARCHED = [
    (pair("!!===", name="given_name_differs"), "", "two slips of one name"),
    (pair("!!!==", name="given_name_differs"), "", "no relative of that name"),
    (pair("!!!!!"), "typing_error", "nothing agrees, whoever it is"),
]


@pytest.mark.parametrize(
    ("comparisons", "signature"), [case[:2] for case in SIGNATURES], ids=[case[2] for case in SIGNATURES]
)
def test_signature(comparisons: Comparisons, signature: str) -> None:
    assert find_signature(comparisons) == signature
    assert signature in {"", *RULES.signatures}


MASKED = [
    (pair("?=!=!", name="masked_character"), "wrong_line", "another birth date"),
    (pair("?===!", name="masked_character"), "same_name_stranger", "the same birth date"),
    (pair("?===!", name="gaiji_pua"), "same_name_stranger", "a private-use character"),
    (pair("?===!", name="lookalike_kanji"), "wrong_line", "a look-alike that is seen"),
    (pair("?=!=!", name="lookalike_kanji"), "duplicate_qualification", "a look-alike and another birth date"),
]


@pytest.mark.parametrize(("comparisons", "signature"), [case[:2] for case in MASKED], ids=[case[2] for case in MASKED])
def test_a_mask_hides_a_character_of_a_namesake_and_contradicts_none(comparisons: Comparisons, signature: str) -> None:
    signals = Signals({Signal.RIGHT_PERSON_FOUND: 0, Signal.QUALIFIED_TWICE: 2})
    assert find_signature(comparisons, signals) == signature


@pytest.mark.parametrize(
    ("comparisons", "signature"), [case[:2] for case in SEARCHED], ids=[case[2] for case in SEARCHED]
)
def test_nobody_is_a_relative_whom_the_search_does_not_find(comparisons: Comparisons, signature: str) -> None:
    assert find_signature(comparisons, Signals({Signal.NOBODY_FOUND: 0})) == signature
    household = Signals({Signal.NOBODY_FOUND: 0, Signal.FITS_HOUSEHOLD_MEMBER: 0})
    assert find_signature(comparisons, household) in {"twin", "family_member"}


def test_triage_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever triage says, verdict, class, scope, levels and evidence stay the same."""

    def decided(comparisons: Comparisons) -> list[object]:
        judgement = conclude(comparisons, RULES, Facts("2"))
        return [judgement.verdict, judgement.class_, judgement.scope, judgement.levels, judgement.evidence]

    pairs = [comparisons for comparisons, *_ in [*CAUSES, *SIGNATURES]]
    honest = [decided(comparisons) for comparisons in pairs]
    monkeypatch.setattr(conclude_module, "find_causes", lambda *_: ("kana_notation",))
    monkeypatch.setattr(conclude_module, "find_signature", lambda *_: "twin")
    monkeypatch.setattr(conclude_module, "score", lambda *_: 0.0)
    assert [decided(comparisons) for comparisons in pairs] == honest


def test_the_verdict_does_not_depend_on_the_evidence_for_the_score() -> None:
    judgement = conclude(pair("!!===", name="given_name_differs"), RULES, Facts("2"))
    other = conclude(pair("!!==="), RULES, Facts("2"))
    same = {"evidence": "", "cause": "", "signature": "", "score": None}
    assert replace(judgement, **same) == replace(other, **same)  # type: ignore[arg-type]
