"""The score: how likely a held record is another person, by the Fellegi–Sunter model. Triage: it decides nothing.

The log odds of "another person" are a sum, and each of its parts can be shown (`parts`, a waterfall):

1. the prior: wrong links among all records;
2. for the items: how much more often their faces are seen among pairs of two persons than among records of one. Which
   items two persons share depends on who they are, so there are kinds of wrong links (a twin, somebody of the
   household, a namesake, anybody), each with its own shares. What one item adds is what it adds to the items before
   it: a given name that differs says more once the address agrees. The order is that of `together` in
   `rules/score.yaml`;
3. for the signals, what stands around the record: the strongest that speaks for another person and the strongest that
   speaks against it. The others say the same once more, and are not counted again.

The sum is put on a line, `calibration`, and score = odds / (1 + odds), rounded to six digits. Every engine adds in the
same order, so every engine gets the same digits.

>>> from matcher.domain.levels import Comparison, Evidence, Level
>>> from rules import load_rules
>>> same, other = Comparison(Level.EXACT), Comparison(Level.DISAGREE)
>>> moved, stranger = score((same, same, same, same, other), (), load_rules()), score((other,) * 5, (), load_rules())
>>> moved < 0.001 < 0.9 < stranger
True
>>> given = Comparison(Level.DISAGREE, (Evidence("given_name_differs"),))
>>> [part.name for part in parts((given, given, same, same, same), (), load_rules())]
['prior', 'names', 'birth_date', 'sex', 'address']

Source: I. P. Fellegi and A. B. Sunter, A Theory for Record Linkage, JASA 64 (1969); classes of non-matches as in
W. E. Winkler, Frequency-Based Matching in Fellegi-Sunter Model of Record Linkage (2000).
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import exp, log

from matcher.domain.fold import Comparisons
from matcher.domain.levels import Comparison, Item
from rules import RuleSet
from rules.weights import Face, Faces

PRIOR = "prior"
_DIGITS = 6
_INDEX = {item: index for index, item in enumerate(Item)}


@dataclass(frozen=True, slots=True)
class Part:
    """One summand of the log odds: `name` is the prior, items weighed together with their faces, or a signal."""

    name: str
    faces: Faces
    log_odds: float


def score(comparisons: Comparisons, signals: Collection[str], rules: RuleSet) -> float:
    """Return the probability, from 0 to 1, that the pair is two people.

    Args:
        comparisons: the five comparisons, in the order of `Item`.
        signals: codes of what stands around the record; one without a weight says nothing.
        rules: the weights.
    """
    return probability(parts(comparisons, signals, rules))


def probability(waterfall: Collection[Part]) -> float:
    """Return the probability that these parts of the log odds add up to."""
    return round(1 / (1 + exp(-sum(part.log_odds for part in waterfall))), _DIGITS)


def parts(comparisons: Comparisons, signals: Collection[str], rules: RuleSet) -> tuple[Part, ...]:
    """Return what the log odds of the score are made of, in the order in which they are added."""
    weights, line = rules.weights, rules.weights.calibration
    found = [Part(PRIOR, (), line.intercept + line.slope * weights.prior_log_odds)]
    faces = faces_of(comparisons, rules)
    likely = list(weights.kinds.values())
    for name, weighed in weights.weighed.items():
        seen = tuple(faces[_INDEX[Item(item)]] for item in weighed.items)
        shares = weighed.shares[seen]
        before = sum(likely)
        likely = [so_far * share for so_far, share in zip(likely, shares.wrong, strict=True)]
        found.append(Part(name, seen, line.slope * log(sum(likely) / (before * shares.right))))
    return (*found, *_strongest(signals, rules))


def faces_of(comparisons: Comparisons, rules: RuleSet) -> Faces:
    """Return what each item looks like to the score, in the order of `Item`."""
    pairs = zip(Item, comparisons, strict=True)
    return tuple(_face(comparison, rules.weights.faces[item]) for item, comparison in pairs)


def _face(comparison: Comparison, faces: tuple[Face, ...]) -> str:
    codes = {evidence.code for evidence in comparison.evidence}
    return next(
        face.name for face in faces if comparison.level in face.levels and (not face.codes or codes & face.codes)
    )


def _strongest(signals: Collection[str], rules: RuleSet) -> list[Part]:
    """Return the strongest signal for another person and the strongest against it, in the order of the catalogue."""
    weights, slope = rules.weights.signals, rules.weights.calibration.slope
    weighed = [Part(code, (), slope * shares.log_ratio) for code, shares in weights.items() if code in signals]
    strongest = [max(weighed, key=_log_odds), min(weighed, key=_log_odds)] if weighed else []
    for_another = [part for part in strongest[:1] if part.log_odds > 0]
    against = [part for part in strongest[1:] if part.log_odds < 0]
    return for_another + against


def _log_odds(part: Part) -> float:
    return part.log_odds
