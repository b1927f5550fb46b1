"""Sex: 1 男, 2 女, 3 未設定. A 3 says nothing and is MISSING, with evidence that it was not left empty.

>>> compare_sex("1", "１").evidence
(Evidence(code='width', side=<Side.RESIDENT: 'resident'>, position=None),)
>>> compare_sex("3", "2").level, [str(evidence) for evidence in compare_sex("3", "2").evidence]
(<Level.MISSING: 'MISSING'>, ['sex_unset@enrolment'])

Source: オンライン資格確認 OQSCD007.
"""

from matcher.domain.levels import Comparison, Evidence, Level, Side
from normalizers.identifiers import fold_digits

_UNSET = "3"
_STATED = frozenset({"1", "2"})


def compare_sex(enrolment: str, resident: str) -> Comparison:
    """Compare two codes of sex as they stand in the files; a code that is not in the list is DISAGREE."""
    sides = ((Side.ENROLMENT, enrolment, fold_digits(enrolment)), (Side.RESIDENT, resident, fold_digits(resident)))
    absent = tuple(
        Evidence("sex_unset" if code else "missing", side) for side, _, code in sides if code in {"", _UNSET}
    )
    if absent:
        return Comparison(Level.MISSING, absent)
    unreadable = tuple(Evidence("unreadable", side) for side, _, code in sides if code not in _STATED)
    if unreadable:
        return Comparison(Level.DISAGREE, unreadable)
    if sides[0][2] != sides[1][2]:
        return Comparison(Level.DISAGREE)
    if enrolment == resident:
        return Comparison(Level.EXACT)
    return Comparison(Level.EQUIVALENT, tuple(Evidence("width", side) for side, raw, code in sides if raw != code))
