"""In words: what each reason of a comparison means, and which character it is about.

This is for people who may see the values; results and logs carry codes only.

>>> from matcher.domain.levels import Evidence, Level
>>> found = Comparison(Level.COMPATIBLE, (Evidence("masked_character", Side.ENROLMENT, 2),))
>>> explanation(found, "山●", "山田")
'masked_character: 表示できない文字の置き換え(●など) [enrolment 2: ● U+25CF]'
"""

from functools import cache

from matcher.domain.levels import Comparison, Evidence, Side
from rules import RuleSet, load_rules


def explanation(comparison: Comparison, enrolment: str, resident: str) -> str:
    """Return the texts of the evidence in its order, separated by semicolons; "" where there is none."""
    return "; ".join(_sentence(evidence, enrolment, resident) for evidence in comparison.evidence)


def _sentence(evidence: Evidence, enrolment: str, resident: str) -> str:
    text = f"{evidence.code}: {_rules().reasons[evidence.code].ja}"
    if evidence.side is None:
        return text
    if evidence.position is None:
        return f"{text} [{evidence.side}]"
    character = (enrolment if evidence.side is Side.ENROLMENT else resident)[evidence.position - 1]
    return f"{text} [{evidence.side} {evidence.position}: {character} U+{ord(character):04X}]"


@cache
def _rules() -> RuleSet:
    return load_rules()
