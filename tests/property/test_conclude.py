"""The official rule against a second, naive writing of it, and the laws that it must keep for any levels at all."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.conclude import Facts, conclude
from matcher.domain.fold import Comparisons
from matcher.domain.levels import Comparison, Evidence, Item, Level, Side
from matcher.domain.records import ResidentStatus
from matcher.domain.verdicts import Judgement, Scope, Verdict
from rules import load_rules

STOP_ALL, FULL_CHECK = load_rules("stop_all"), load_rules("full_check_2023")
CODES = {
    code: Level(reason.level)
    for code, reason in STOP_ALL.reasons.items()
    if code not in {"sex_unset", "masked_character"}
}
YES, NO, OPEN = "○", "×", "–"


@st.composite
def comparisons(draw: st.DrawFn, *, masks: bool = True) -> Comparisons:
    """Draw five levels with evidence that may come with them, masks and an unset sex among it."""
    name, kana, birth, sex, address = (draw(_comparison(masks=masks and item != Item.SEX)) for item in Item)
    if draw(st.booleans()):
        sex = Comparison(Level.MISSING, (Evidence("sex_unset", draw(st.sampled_from(Side))),))
    return name, kana, birth, sex, address


@st.composite
def _comparison(draw: st.DrawFn, *, masks: bool) -> Comparison:
    level = draw(st.sampled_from([Level.EXACT, Level.EXACT, Level.EXACT, *Level]))
    allowed = [
        code for code, best in CODES.items() if best is level or (best is Level.EQUIVALENT and level != Level.EXACT)
    ]
    codes = draw(st.lists(st.sampled_from(allowed), max_size=2, unique=True)) if allowed else []
    evidence = [Evidence(code) for code in codes]
    if masks and level is Level.COMPATIBLE:
        evidence += [Evidence("masked_character", Side.ENROLMENT, place) for place in range(draw(st.integers(0, 2)))]
    return Comparison(level, tuple(evidence))


FACTS = st.builds(
    Facts,
    check_basis=st.sampled_from(["", "1", "2"]),
    foreign=st.booleans(),
    status=st.sampled_from([ResidentStatus.LIVING, ResidentStatus.LIVING, *ResidentStatus]),
    current=st.booleans(),
)


def naive(pair: Comparisons, facts: Facts) -> tuple[Verdict, int | None]:
    """Return verdict and class as the page of rules says, written once more and without masks."""
    marks = []
    for comparison in pair:
        agrees = comparison.level in {Level.EXACT, Level.EQUIVALENT}
        unset = any(evidence.code == "sex_unset" for evidence in comparison.evidence)
        marks.append(YES if agrees else OPEN if unset or comparison.level is Level.NOT_COMPARABLE else NO)
    name, kana, birth, sex, address = marks
    three = facts.check_basis == "1"
    if three:
        kana = name if facts.foreign and pair[1].level is Level.NOT_COMPARABLE else kana
        name, address = OPEN, OPEN
    if facts.current and facts.status is not ResidentStatus.LIVING:
        return Verdict.INACTIVE, None
    if NO not in (name, kana, birth, sex, address) and birth == YES and YES in (name, kana):
        return Verdict.MATCHED, None
    if NO in (birth, sex):
        return Verdict.MISMATCHED, 1
    if (name, kana) == (NO, NO) or (NO in (name, kana) and (address == NO or three)):
        return Verdict.MISMATCHED, 2
    return Verdict.MISMATCHED, 3 if address == NO else None


def decision(judgement: Judgement) -> tuple[Verdict, int | None, Scope]:
    return judgement.verdict, judgement.class_, judgement.scope


@given(comparisons(masks=False), FACTS)
def test_verdict_and_class_are_those_of_the_naive_writing(pair: Comparisons, facts: Facts) -> None:
    for rules in (STOP_ALL, FULL_CHECK):
        judgement = conclude(pair, rules, facts)
        assert (judgement.verdict, judgement.class_) == naive(pair, facts)


@given(comparisons(), FACTS)
def test_laws_of_every_judgement(pair: Comparisons, facts: Facts) -> None:
    always, once = conclude(pair, STOP_ALL, facts), conclude(pair, FULL_CHECK, facts)
    assert always.scope is (Scope.NONE if always.verdict is Verdict.MATCHED else Scope.BOTH)
    assert (always.verdict, always.class_) == (once.verdict, once.class_)
    matched = always.verdict is Verdict.MATCHED
    for judgement in (always, once):
        assert (judgement.cause in STOP_ALL.causes) is not matched
        assert judgement.signature in {"", *STOP_ALL.signatures}
        assert (judgement.score is None) is matched
        assert judgement.score is None or 0 <= judgement.score <= 1
    assert once.class_ is None or once.scope is (Scope.BOTH if once.class_ == 1 else Scope.MEDICAL)


@given(comparisons(), FACTS, st.sampled_from(range(5)), st.sampled_from([Level.DISAGREE, Level.MISSING]))
def test_making_an_item_worse_never_lets_a_pair_through(
    pair: Comparisons, facts: Facts, place: int, worse: Level
) -> None:
    before = conclude(pair, STOP_ALL, facts)
    changed = list(pair)
    changed[place] = Comparison(worse)
    after = conclude(tuple(changed), STOP_ALL, facts)  # type: ignore[arg-type]
    assert before.verdict is Verdict.MATCHED or after.verdict is not Verdict.MATCHED


@given(comparisons(), FACTS, st.sampled_from(range(5)))
def test_making_an_item_exact_never_stops_a_pair(pair: Comparisons, facts: Facts, place: int) -> None:
    before = conclude(pair, STOP_ALL, facts)
    changed = list(pair)
    changed[place] = Comparison(Level.EXACT)
    after = conclude(tuple(changed), STOP_ALL, facts)  # type: ignore[arg-type]
    assert before.verdict is not Verdict.MATCHED or after.verdict is Verdict.MATCHED


@given(comparisons(), FACTS, st.sampled_from(Level), st.sampled_from(Level))
def test_name_and_address_do_not_decide_a_three_item_check(
    pair: Comparisons, facts: Facts, name: Level, address: Level
) -> None:
    three = replace(facts, check_basis="1", foreign=False)
    other = (Comparison(name), pair[1], pair[2], pair[3], Comparison(address))
    for rules in (STOP_ALL, FULL_CHECK):
        assert decision(conclude(pair, rules, three)) == decision(conclude(other, rules, three))


@given(comparisons(), FACTS)
def test_a_matched_pair_has_agreed_in_a_name_and_in_the_birth_date(pair: Comparisons, facts: Facts) -> None:
    if conclude(pair, STOP_ALL, facts).verdict is Verdict.MATCHED:
        assert pair[2].level in {Level.EXACT, Level.EQUIVALENT}
        assert {pair[0].level, pair[1].level} & {Level.EXACT, Level.EQUIVALENT, Level.COMPATIBLE}
        assert Level.DISAGREE not in {pair[1].level, pair[3].level}
