"""The score: how likely a held record is another person, by the Fellegi–Sunter model. Triage: it decides nothing.

odds = wrong / (held − wrong) × Π over the items (share among wrong links / share among right records of this level and
evidence), score = odds / (1 + odds), rounded to six digits. Weights and prior are `rules/weights.yaml`. The product
is taken in the order of `Item`, so every engine gets the same digits.

>>> from matcher.domain.levels import Comparison, Level
>>> from rules import load_rules
>>> same, other = Comparison(Level.EXACT), Comparison(Level.DISAGREE)
>>> moved, stranger = score((same, same, same, same, other), (), load_rules()), score((other,) * 5, (), load_rules())
>>> moved < 0.0001 < 0.9 < stranger
True

Source: I. P. Fellegi and A. B. Sunter, A Theory for Record Linkage, JASA 64 (1969).
"""

from collections.abc import Collection, Iterator

from matcher.domain.fold import Comparisons
from matcher.domain.levels import Comparison, Item
from rules import RuleSet
from rules.model import Weight

_DIGITS = 6


def score(comparisons: Comparisons, signals: Collection[str], rules: RuleSet) -> float:
    """Return the probability, from 0 to 1, that the pair is two people.

    Args:
        comparisons: the five comparisons, in the order of `Item`.
        signals: codes of what stands around the record; one without a weight says nothing.
        rules: the weights.
    """
    odds = rules.weights.prior_wrong / (rules.weights.prior_held - rules.weights.prior_wrong)
    for weight in weights_of(comparisons, rules):
        odds *= weight.wrong / weight.right
    for code, weight in rules.weights.signals.items():
        if code in signals:
            odds *= weight.wrong / weight.right
    return round(odds / (1 + odds), _DIGITS)


def weights_of(comparisons: Comparisons, rules: RuleSet) -> Iterator[Weight]:
    """Yield the row of the weight table that counts for each item, in the order of `Item`."""
    for item, comparison in zip(Item, comparisons, strict=True):
        yield _weight(comparison, rules.weights.items[item])


def _weight(comparison: Comparison, rows: tuple[Weight, ...]) -> Weight:
    codes = {evidence.code for evidence in comparison.evidence} | {""}
    return next(row for row in rows if row.level == comparison.level and row.code in codes)
