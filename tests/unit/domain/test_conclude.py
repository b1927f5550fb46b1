"""The official rule as a table: five levels, the key and the policy → verdict, class, scope.

A pair is five signs, one per item: = EXACT, ~ EQUIVALENT, ? COMPATIBLE, ! DISAGREE, 0 MISSING, - NOT_COMPARABLE,
u MISSING because the sex is 3, m COMPATIBLE for one mask, M for two masks, w for one mask and a width, x for one mask
and another doubt.
"""

import pytest

from matcher.domain.conclude import Facts, conclude, levels_of, no_number, not_found, rejected, render_evidence
from matcher.domain.fold import Comparisons
from matcher.domain.levels import Comparison, Evidence, Level, Side
from matcher.domain.records import ResidentStatus
from matcher.domain.verdicts import NO_LEVELS, Scope, Verdict
from rules import load_rules

MASK = Evidence("masked_character", Side.ENROLMENT, 2)
SIGNS = {
    "=": Comparison(Level.EXACT),
    "~": Comparison(Level.EQUIVALENT, (Evidence("width", Side.ENROLMENT),)),
    "?": Comparison(Level.COMPATIBLE),
    "!": Comparison(Level.DISAGREE),
    "0": Comparison(Level.MISSING, (Evidence("missing", Side.ENROLMENT),)),
    "-": Comparison(Level.NOT_COMPARABLE),
    "u": Comparison(Level.MISSING, (Evidence("sex_unset", Side.RESIDENT),)),
    "m": Comparison(Level.COMPATIBLE, (MASK,)),
    "M": Comparison(Level.COMPATIBLE, (MASK, Evidence("masked_character", Side.ENROLMENT, 3))),
    "w": Comparison(Level.COMPATIBLE, (Evidence("width", Side.ENROLMENT), MASK)),
    "x": Comparison(Level.COMPATIBLE, (MASK, Evidence("unlisted_doubt"))),
}
BOTH, MEDICAL, NONE = Scope.BOTH, Scope.MEDICAL, Scope.NONE
YES, NO = Verdict.MATCHED, Verdict.MISMATCHED


def pair(signs: str) -> Comparisons:
    name, kana, birth, sex, address = (SIGNS[sign] for sign in signs)
    return name, kana, birth, sex, address


CASES = [
    # signs, basis, foreign → verdict, class, scope under full_check_2023, why
    ("=====", "2", False, YES, None, NONE, "all the same"),
    ("~~~~~", "2", False, YES, None, NONE, "all equivalent"),
    ("=====", "", False, YES, None, NONE, "an empty flag means five items"),
    ("==!==", "2", False, NO, 1, BOTH, "birth date ×"),
    ("===!=", "2", False, NO, 1, BOTH, "sex ×"),
    ("!!!!!", "2", False, NO, 1, BOTH, "everything ×: the worst class counts"),
    ("==0==", "2", False, NO, 1, BOTH, "birth date missing"),
    ("===0=", "2", False, NO, 1, BOTH, "sex missing"),
    ("===u=", "2", False, YES, None, NONE, "sex not set"),
    ("!!===", "2", False, NO, 2, MEDICAL, "both names ×"),
    ("!===!", "2", False, NO, 2, MEDICAL, "name and address ×"),
    ("=!==!", "2", False, NO, 2, MEDICAL, "kana and address ×"),
    ("====!", "2", False, NO, 3, MEDICAL, "address × alone"),
    ("====?", "2", False, NO, 3, MEDICAL, "what is only compatible is ×"),
    ("====0", "2", False, NO, 3, MEDICAL, "address missing"),
    ("!====", "2", False, NO, None, NONE, "one name × with address ○ is listed only"),
    ("=!===", "2", False, NO, None, NONE, "kana × with address ○ is listed only"),
    ("=0===", "2", False, NO, None, NONE, "kana missing with address ○ is listed only"),
    ("=-===", "2", True, YES, None, NONE, "the kana of a foreign resident says nothing"),
    ("-====", "2", False, YES, None, NONE, "a name without basis and an agreeing kana"),
    ("--===", "2", True, NO, None, MEDICAL, "no name item ○: not matched, and withheld although nothing is ×"),
    ("!-===", "2", True, NO, None, MEDICAL, "name × and no kana: withheld although the table has no class"),
    ("!-==!", "2", True, NO, 2, MEDICAL, "name and address ×, kana open"),
    ("=-==!", "2", True, NO, 3, MEDICAL, "address × alone, kana open"),
    ("====-", "2", False, YES, None, NONE, "an address without basis says nothing"),
    ("==-==", "2", False, NO, None, NONE, "the birth date has to be ○"),
    ("m====", "2", False, YES, None, NONE, "one mask in the name, all else ○"),
    ("=m===", "2", False, YES, None, NONE, "one mask in the kana, all else ○"),
    ("w====", "2", False, YES, None, NONE, "one mask, and a width that is an equivalence"),
    ("M====", "2", False, NO, None, NONE, "two masks in the name"),
    ("x====", "2", False, NO, None, NONE, "one mask and another doubt"),
    ("mm===", "2", False, NO, 2, MEDICAL, "one mask in each name item: neither has all others ○"),
    ("m===!", "2", False, NO, 2, MEDICAL, "one mask, address ×"),
    ("m==u=", "2", False, NO, None, NONE, "one mask, sex – is not ○"),
    ("m-===", "2", True, NO, None, MEDICAL, "one mask, kana – is not ○"),
    ("====m", "2", False, NO, 3, MEDICAL, "a mask in the address has no exception"),
    ("!===!", "1", False, YES, None, NONE, "three items: name and address are for information"),
    ("=!===", "1", False, NO, 2, MEDICAL, "three items: kana × alone is class 2"),
    ("=0===", "1", False, NO, 2, MEDICAL, "three items: kana missing"),
    ("==!==", "1", False, NO, 1, BOTH, "three items: birth date ×"),
    ("===u!", "1", False, YES, None, NONE, "three items: sex not set"),
    ("=-==!", "1", True, YES, None, NONE, "three items, foreign: the name stands in for the kana"),
    ("!-===", "1", True, NO, 2, MEDICAL, "three items, foreign: the name that stands in is ×"),
    ("m-===", "1", True, YES, None, NONE, "three items, foreign: one mask in the name that stands in"),
    ("--===", "1", True, NO, None, MEDICAL, "three items, foreign: neither name nor kana"),
    ("!====", "1", True, YES, None, NONE, "three items, foreign: an equal kana needs no stand-in"),
    ("=-===", "1", False, NO, None, MEDICAL, "three items, not foreign: no stand-in"),
    ("=m===", "1", False, YES, None, NONE, "three items: one mask in the kana"),
    ("=m=u=", "1", False, NO, 2, MEDICAL, "three items: one mask in the kana, sex –"),
]


@pytest.mark.parametrize(
    ("signs", "basis", "foreign", "verdict", "class_", "scope"),
    [case[:6] for case in CASES],
    ids=[f"{case[6]} ({case[0]})" for case in CASES],
)
def test_rule(signs: str, basis: str, foreign: bool, verdict: Verdict, class_: int | None, scope: Scope) -> None:  # noqa: FBT001
    facts = Facts(check_basis=basis, foreign=foreign)
    once = conclude(pair(signs), load_rules("full_check_2023"), facts)
    assert (once.verdict, once.class_, once.scope) == (verdict, class_, scope)
    always = conclude(pair(signs), load_rules("stop_all"), facts)
    assert (always.verdict, always.class_) == (verdict, class_), "verdict and class are the same under either policy"
    assert always.scope is (NONE if verdict is YES else BOTH), "stop_all withholds whatever does not match"
    assert once.levels == levels_of(pair(signs))


@pytest.mark.parametrize("policy", ["stop_all", "full_check_2023"])
@pytest.mark.parametrize(
    ("status", "cause"), [(ResidentStatus.DEAD, "resident_dead"), (ResidentStatus.MOVED_OUT, "resident_moved_out")]
)
def test_inactive(policy: str, status: ResidentStatus, cause: str) -> None:
    judgement = conclude(pair("=!!=="), load_rules(policy), Facts("2", status=status))
    assert (judgement.verdict, judgement.class_, judgement.scope) == (Verdict.INACTIVE, None, BOTH)
    assert judgement.cause == cause
    assert judgement.levels == levels_of(pair("=!!==")), "levels are there for information"
    assert judgement.signature == ""


def test_a_past_enrolment_is_compared_with_a_dead_resident() -> None:
    facts = Facts("2", status=ResidentStatus.DEAD, current=False)
    assert conclude(pair("====="), load_rules(), facts).verdict is YES
    assert conclude(pair("==!=="), load_rules(), facts).verdict is NO


@pytest.mark.parametrize("policy", ["stop_all", "full_check_2023"])
def test_what_was_not_compared_has_no_levels(policy: str) -> None:
    rules = load_rules(policy)
    for judgement, verdict in (
        (rejected(rules), Verdict.REJECTED),
        (no_number(rules), Verdict.NO_NUMBER),
        (not_found(rules), Verdict.NOT_FOUND),
    ):
        assert (judgement.verdict, judgement.scope, judgement.held) == (verdict, BOTH, True)
        assert (judgement.class_, judgement.levels, judgement.score) == (None, NO_LEVELS, None)
        assert judgement.cause in {"", *rules.causes}


def test_matched_has_no_triage() -> None:
    judgement = conclude(pair("m===="), load_rules(), Facts("2"))
    assert (judgement.cause, judgement.signature, judgement.score) == ("", "", None)
    assert judgement.levels[0] is Level.COMPATIBLE, "the level stays what it is"
    assert not judgement.held


def test_evidence_is_rendered_by_item() -> None:
    assert (
        render_evidence(pair("m==u~"))
        == "name:masked_character@enrolment.2 sex:sex_unset@resident address:width@enrolment"
    )
    assert render_evidence(pair("=====")) == ""
