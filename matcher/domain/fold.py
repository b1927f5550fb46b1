"""From the levels of the five items to ○, × and – for each item of the key in force, as the policy says.

The order is fixed:

1. Every item of the key folds by its level, or by the evidence that says why nothing could be compared (sex 3).
2. In a key without the name, the name stands in for the kana of a foreign resident if that is NOT_COMPARABLE.
3. An item whose only doubt is one masked character counts as ○ if every other item of the key is ○. – is not enough.

>>> from matcher.domain.levels import Evidence, Side
>>> from rules import load_rules
>>> kana = Comparison(Level.COMPATIBLE, (Evidence("masked_character", Side.ENROLMENT, 2),))
>>> same = Comparison(Level.EXACT)
>>> marks = fold((same, kana, same, same, same), load_rules(), check_basis="2", foreign=False)
>>> {item: str(mark) for item, mark in marks.items()}
{'name': '○', 'name_kana': '○', 'birth_date': '○', 'sex': '○', 'address': '○'}
"""

from matcher.domain.levels import Comparison, Item, Level
from rules import Mark, RuleSet

Comparisons = tuple[Comparison, Comparison, Comparison, Comparison, Comparison]
"""One comparison per item, in the order of `Item`."""

_INDEX = {item: index for index, item in enumerate(Item)}


def compared_in_key(
    comparisons: Comparisons, rules: RuleSet, *, check_basis: str, foreign: bool
) -> dict[str, Comparison]:
    """Return the comparison that decides each item of the key, with the name standing in where it has to."""
    items = rules.key_for(check_basis)
    decisive = {item: comparisons[_INDEX[Item(item)]] for item in items}
    uncertified = decisive.get(rules.uncertified_item)
    if foreign and uncertified and uncertified.level is Level.NOT_COMPARABLE and rules.stand_in_item not in items:
        decisive[rules.uncertified_item] = comparisons[_INDEX[Item(rules.stand_in_item)]]
    return decisive


def fold(comparisons: Comparisons, rules: RuleSet, *, check_basis: str, foreign: bool) -> dict[str, Mark]:
    """Return the mark of every item of the key.

    Args:
        comparisons: the five comparisons.
        rules: the policy that folds them.
        check_basis: 本人確認判定フラグ of the enrolment, which chooses the key.
        foreign: whether the resident is a foreign one, whose kana is not certified.
    """
    decisive = compared_in_key(comparisons, rules, check_basis=check_basis, foreign=foreign)
    marks = {item: _mark(comparison, rules) for item, comparison in decisive.items()}
    doubtful = [item for item, mark in marks.items() if mark is not Mark.AGREES]
    if len(doubtful) == 1 and doubtful[0] in rules.policy.mask_items and _is_one_mask(decisive[doubtful[0]], rules):
        marks[doubtful[0]] = Mark.AGREES
    return marks


def _mark(comparison: Comparison, rules: RuleSet) -> Mark:
    if comparison.level is Level.MISSING:
        for evidence in comparison.evidence:
            if evidence.code in rules.policy.fold_of_evidence:
                return rules.policy.fold_of_evidence[evidence.code]
    return rules.policy.fold[comparison.level]


def _is_one_mask(comparison: Comparison, rules: RuleSet) -> bool:
    """Return whether one mask, and nothing else that is less than an equivalence, keeps the item from agreeing."""
    doubts = [evidence.code for evidence in comparison.evidence if not _is_equivalence(evidence.code, rules)]
    return comparison.level is Level.COMPATIBLE and doubts == [rules.policy.mask_code]


def _is_equivalence(code: str, rules: RuleSet) -> bool:
    reason = rules.reasons.get(code)
    return reason is not None and reason.level == Level.EQUIVALENT
