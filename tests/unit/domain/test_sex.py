"""Sex: a stated code agrees or not; 3 is missing, and told apart from an empty value."""

import pytest

from matcher.domain.levels import Level
from matcher.domain.sex import compare_sex

CASES = [
    ("1", "1", Level.EXACT, "", "both 男"),
    ("2", "2", Level.EXACT, "", "both 女"),
    ("1", "2", Level.DISAGREE, "", "男 and 女"),
    ("１", "1", Level.EQUIVALENT, "width@enrolment", "full width here"),
    ("2", " 2", Level.EQUIVALENT, "width@resident", "a space there"),
    ("3", "1", Level.MISSING, "sex_unset@enrolment", "未設定 here"),
    ("2", "3", Level.MISSING, "sex_unset@resident", "未設定 there"),
    ("3", "3", Level.MISSING, "sex_unset@enrolment sex_unset@resident", "未設定 is never the same"),
    ("", "1", Level.MISSING, "missing@enrolment", "empty here"),
    ("", "3", Level.MISSING, "missing@enrolment sex_unset@resident", "empty and 未設定"),
    ("9", "9", Level.DISAGREE, "unreadable@enrolment unreadable@resident", "the same unknown code is no agreement"),
    ("男", "1", Level.DISAGREE, "unreadable@enrolment", "a word is not a code"),
]


@pytest.mark.parametrize(
    ("enrolment", "resident", "level", "evidence"), [case[:4] for case in CASES], ids=[case[4] for case in CASES]
)
def test_compare(enrolment: str, resident: str, level: Level, evidence: str) -> None:
    comparison = compare_sex(enrolment, resident)
    assert comparison.level is level
    assert " ".join(map(str, comparison.evidence)) == evidence
