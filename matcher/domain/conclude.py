"""From five comparisons to the judgement of the row: verdict, class and scope by the official rule, then triage.

Order of the verdicts: REJECTED (intake), NO_NUMBER, NOT_FOUND, INACTIVE, then MATCHED or MISMATCHED. The first
three have no levels and no class, because nothing was compared; INACTIVE has levels for information and no class.

The three parts that decide read only levels, evidence and the policy. Cause, signature and score are computed after
them and from them, so they cannot influence the verdict.

>>> from matcher.domain.levels import Comparison, Evidence, Level
>>> from rules import load_rules
>>> same, address = Comparison(Level.EXACT), Comparison(Level.DISAGREE)
>>> judgement = conclude((same, same, same, same, address), load_rules(), Facts(check_basis="2"))
>>> judgement.verdict.name, judgement.class_, judgement.scope.name
('MISMATCHED', 3, 'BOTH')
>>> conclude((same, same, same, same, address), load_rules(), Facts(check_basis="1")).verdict.name
'MATCHED'
>>> no_number(load_rules()).held
True
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from matcher.domain.causes import cause_of_inactive, find_causes
from matcher.domain.fold import Comparisons, fold
from matcher.domain.levels import Item, Level
from matcher.domain.records import ResidentStatus
from matcher.domain.score import score
from matcher.domain.signatures import find_signature
from matcher.domain.verdicts import Judgement, Levels, Scope, Verdict
from rules import Mark, RuleSet


@dataclass(frozen=True, slots=True)
class Facts:
    """What the judgement of a compared pair reads besides the five comparisons.

    `check_basis` is 本人確認判定フラグ; `foreign` and `status` are the resident's; `current` says that the
    enrolment has no 資格喪失日. Pairs with equal comparisons and equal facts have equal judgements.
    """

    check_basis: str = ""
    foreign: bool = False
    status: ResidentStatus = ResidentStatus.LIVING
    current: bool = True

    @property
    def inactive(self) -> bool:
        """Whether the resident is dead or has moved out while the enrolment goes on."""
        return self.current and self.status is not ResidentStatus.LIVING


def rejected(rules: RuleSet) -> Judgement:
    """Return the judgement of a row that intake refused: it never became a record."""
    return Judgement(Verdict.REJECTED, Scope(rules.policy.scopes.rejected))


def no_number(rules: RuleSet) -> Judgement:
    """Return the judgement of an enrolment without 個人番号."""
    return Judgement(Verdict.NO_NUMBER, Scope(rules.policy.scopes.no_number), cause="no_number")


def not_found(rules: RuleSet) -> Judgement:
    """Return the judgement of an enrolment whose 個人番号 no usable resident has."""
    return Judgement(Verdict.NOT_FOUND, Scope(rules.policy.scopes.not_found), cause="number_not_found")


def conclude(comparisons: Comparisons, rules: RuleSet, facts: Facts) -> Judgement:
    """Judge a compared pair.

    Args:
        comparisons: the five comparisons, in the order of `Item`.
        rules: the policy in force.
        facts: what else of the pair the rule reads.
    """
    marks = fold(comparisons, rules, check_basis=facts.check_basis, foreign=facts.foreign)
    if rules.policy.holds_contradicted_address and comparisons[-1].level is Level.DISAGREE:
        marks |= _contradiction(marks, rules)
    verdict = Verdict.INACTIVE if facts.inactive else _verdict(marks, rules)
    class_ = _class(marks, rules, facts.check_basis) if verdict is Verdict.MISMATCHED else None
    decided = Judgement(
        verdict=verdict,
        scope=_scope(verdict, class_, marks, rules),
        class_=class_,
        levels=levels_of(comparisons),
        evidence=render_evidence(comparisons),
    )
    return with_triage(decided, comparisons, marks, rules, facts)


def render_evidence(comparisons: Comparisons) -> str:
    """Return the evidence of all items as the results file has it: `item:code@side.position`, separated by spaces."""
    pairs = zip(Item, comparisons, strict=True)
    return " ".join(f"{item}:{evidence}" for item, comparison in pairs for evidence in comparison.evidence)


def levels_of(comparisons: Comparisons) -> Levels:
    """Return the five levels, in the order of `Item`."""
    name, kana, birth, sex, address = comparisons
    return name.level, kana.level, birth.level, sex.level, address.level


def with_triage(
    decided: Judgement, comparisons: Comparisons, marks: Mapping[str, Mark], rules: RuleSet, facts: Facts
) -> Judgement:
    """Return a judgement with cause, signature and score beside what was decided; MATCHED has none of them."""
    if decided.verdict is Verdict.MATCHED:
        return decided
    if decided.verdict is Verdict.INACTIVE:
        return replace(decided, cause=cause_of_inactive(facts.status), score=score(comparisons, (), rules))
    return replace(
        decided,
        cause=find_causes(comparisons, marks, rules)[0],
        signature=find_signature(comparisons),
        score=score(comparisons, (), rules),
    )


def _contradiction(marks: Mapping[str, Mark], rules: RuleSet) -> dict[str, Mark]:
    """Return the mark of an address that disagrees, where everything else of a key without the address matches."""
    matched = Item.ADDRESS not in marks and _verdict(marks, rules) is Verdict.MATCHED
    return {Item.ADDRESS: Mark.DIFFERS} if matched else {}


def _verdict(marks: Mapping[str, Mark], rules: RuleSet) -> Verdict:
    """MATCHED: nothing is ×, the required items are ○, and so is one of the alternatives."""
    policy = rules.policy
    matched = (
        Mark.DIFFERS not in marks.values()
        and all(marks.get(item) is Mark.AGREES for item in policy.all_of)
        and any(marks.get(item) is Mark.AGREES for item in policy.one_of)
    )
    return Verdict.MATCHED if matched else Verdict.MISMATCHED


def _class(marks: Mapping[str, Mark], rules: RuleSet, check_basis: str) -> int | None:
    """Return the class of the first row of the table all of whose items are ×."""
    differing = {item for item, mark in marks.items() if mark is Mark.DIFFERS}
    return next((row.class_ for row in rules.key_of(check_basis).classes if row.differ <= differing), None)


def _scope(verdict: Verdict, class_: int | None, marks: Mapping[str, Mark], rules: RuleSet) -> Scope:
    if verdict is Verdict.MATCHED:
        return Scope.NONE
    if verdict is Verdict.INACTIVE:
        return Scope(rules.policy.scopes.inactive)
    name_agrees = any(marks.get(item) is Mark.AGREES for item in rules.policy.one_of)
    return Scope(rules.policy.scopes.of_mismatch(class_, name_agrees=name_agrees))
