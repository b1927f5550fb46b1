"""What kind of wrong link a pair looks like, seen from the pair alone. Triage: it decides nothing.

A signature needs a contradiction that the notation does not explain, and the agreement that makes the kind:

| signature | name | birth date | address |
|---|---|---|---|
| twin | other given name, surname not contradicted | agrees | agrees |
| family_member | other given name, surname not contradicted | disagrees, no slip explains it | agrees |
| same_name_stranger | agrees, with the kana | agrees | another municipality, and no place of stay |
| typing_error | disagrees as a whole | disagrees, no slip explains it | does not agree |

Whatever else differs has no signature. Those that are seen only across records (shifted rows, double
qualifications) are not found here.

>>> from matcher.domain.levels import Evidence
>>> same, other = Comparison(Level.EXACT), Comparison(Level.DISAGREE)
>>> given = Comparison(Level.DISAGREE, (Evidence("given_name_differs"),))
>>> find_signature((given, other, same, same, same)), find_signature((given, other, other, same, same))
('twin', 'family_member')
>>> away = Comparison(Level.DISAGREE, (Evidence("municipality_differs"),))
>>> find_signature((same, same, same, same, away)), find_signature((other, other, other, same, away))
('same_name_stranger', 'typing_error')
>>> find_signature((same, same, same, same, other))
''
"""

from matcher.domain.causes import NAME_PARTS
from matcher.domain.fold import Comparisons
from matcher.domain.levels import Comparison, Level

_AGREEING = frozenset({Level.EXACT, Level.EQUIVALENT})
_ELSEWHERE = frozenset({"municipality_differs"})
_SLIPS = frozenset({"day_month_swapped", "era_slip", "one_day_off", "one_year_off", "digits_swapped", "one_digit"})


def find_signature(comparisons: Comparisons) -> str:
    """Return the code of the signature (`rules/signatures.yaml`) of a mismatched pair, or empty text."""
    name, kana, birth, _, address = comparisons
    other_birth = birth.level is Level.DISAGREE and not _has(birth, _SLIPS)
    if _other_given_name(name, kana) and _agrees(address):
        if _agrees(birth):
            return "twin"
        return "family_member" if other_birth else ""
    elsewhere = address.level is Level.DISAGREE and _has(address, _ELSEWHERE)
    if _agrees(name) and _agrees(kana) and _agrees(birth) and elsewhere:
        return "same_name_stranger"
    if _all_differs(name) and _all_differs(kana) and other_birth and not _agrees(address):
        return "typing_error"
    return ""


def _agrees(comparison: Comparison) -> bool:
    return comparison.level in _AGREEING


def _has(comparison: Comparison, codes: frozenset[str]) -> bool:
    return any(evidence.code in codes for evidence in comparison.evidence)


def _other_given_name(name: Comparison, kana: Comparison) -> bool:
    """Return whether the given name differs in one name item and the other item does not contradict it."""
    other = frozenset({"given_name_differs"})
    return (_has(name, other) and not _agrees(kana)) or (_has(kana, other) and not _agrees(name))


def _all_differs(comparison: Comparison) -> bool:
    return comparison.level in {Level.DISAGREE, Level.NOT_COMPARABLE} and not _has(comparison, NAME_PARTS)
