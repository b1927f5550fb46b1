"""In words: what each reason of a comparison means, and which character it is about.

This is for people who may see the values; results and logs carry codes only.

>>> from matcher.domain.levels import Evidence, Level
>>> found = Comparison(Level.COMPATIBLE, (Evidence("masked_character", Side.ENROLMENT, 2),))
>>> explanation(found, "山●", "山田")
'masked_character: 表示できない文字の置き換え(●など) [enrolment 2: ● U+25CF]'
"""

from functools import cache

from matcher.domain.levels import Comparison, Evidence, Item, Side
from matcher.domain.names import RegisteredNames
from matcher.domain.names_trail import explain_kana, explain_name
from rules import RuleSet, load_rules


def explanation(comparison: Comparison, enrolment: str, resident: str) -> str:
    """Return the texts of the evidence in its order, separated by semicolons; "" where there is none."""
    return "; ".join(_sentence(evidence, enrolment, resident) for evidence in comparison.evidence)


def name_explanation(item: Item, enrolment: str, resident: str) -> str:
    """Return the trail of a name or kana pair of which nothing else is known, in Japanese and English.

    >>> name_explanation(Item.NAME, "髙橋", "高橋")
    '加入者情報の1文字目: 髙 U+9AD9 → 高 U+9AD8。... / enrolment, character 1: ...'
    """
    reasons = _rules().reasons
    if item is Item.NAME:
        lines = explain_name(enrolment, RegisteredNames(resident), reasons)
    else:
        lines = explain_kana(enrolment, RegisteredNames("", resident), None, reasons)
    return "; ".join(f"{line.ja} / {line.en}" for line in lines)


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
