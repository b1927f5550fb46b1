"""Birth dates: one level per pair, and a name for every slip that would explain a difference."""

import pytest

from matcher.domain.dates import compare_birth_date
from matcher.domain.levels import Level

EX, EQ, DI, MI = Level.EXACT, Level.EQUIVALENT, Level.DISAGREE, Level.MISSING

CASES = [
    ("19850102", "19850102", EX, "", "same code points"),
    ("昭和60年1月2日", "昭和60年1月2日", EX, "", "same code points in wareki"),
    ("19850000", "19850000", EX, "", "same code points with unknown parts"),
    ("1985-01-02", "19850102", EQ, "date_notation", "ISO"),
    ("昭和60年1月2日", "19850102", EQ, "date_notation", "wareki"),
    ("3600102", "19850102", EQ, "date_notation", "era digit"),
    ("１９８５０１０２", "19850102", EQ, "date_notation", "full width"),
    ("19850102 ", "19850102", EQ, "date_notation", "a space"),
    ("大正15年12月25日", "昭和元年12月25日", EQ, "date_notation", "one day with two names"),
    ("S60.0.0", "19850000", EQ, "date_notation", "unknown on both sides"),
    ("19850100", "19850102", EQ, "unknown_part@enrolment", "day unknown here"),
    ("19850102", "19850000", EQ, "unknown_part@resident", "month and day unknown there"),
    ("19850002", "19850100", EQ, "unknown_part@enrolment unknown_part@resident", "another part unknown on each side"),
    ("19850002", "19850002 ", EQ, "date_notation", "month unknown on both sides"),
    ("19850201", "19850102", DI, "day_month_swapped same_year", "month and day swapped"),
    ("20080503", "19450503", DI, "era_slip same_month_day", "平成20年 for 昭和20年"),
    ("20080503", "19310503", DI, "same_month_day", "平成20年 is not 昭和6年"),
    ("20190503", "19890503", DI, "era_slip same_month_day", "令和元年 for 平成元年"),
    ("20190203", "19560203", DI, "era_slip same_month_day", "平成31年 for 昭和31年"),
    ("19850103", "19850102", DI, "one_day_off one_digit same_year", "the day after"),
    ("19850131", "19850201", DI, "one_day_off same_year", "across the end of a month"),
    ("19841231", "19850101", DI, "one_day_off", "across the end of a year"),
    ("19860102", "19850102", DI, "one_year_off one_digit same_month_day", "the year after"),
    ("19850712", "19850112", DI, "one_digit same_year", "one digit"),
    ("00010102", "19850102", DI, "same_month_day", "a year of one digit"),
    ("19851203", "19851230", DI, "digits_swapped same_year", "two neighbours"),
    ("19580712", "19850712", DI, "digits_swapped same_month_day", "two neighbours in the year"),
    ("19850714", "19850741", DI, "unreadable@resident", "a side that no calendar has"),
    ("19850101", "19850723", DI, "presumed_day@enrolment same_year", "1 January here"),
    ("19850723", "19850701", DI, "presumed_day@resident same_year", "1 July there"),
    ("19850429", "19850611", DI, "same_year", "the year alone"),
    ("19730518", "19850518", DI, "same_month_day", "month and day alone"),
    ("19730518", "19850429", DI, "", "nothing"),
    ("19850012", "19850013", DI, "same_year", "another day, month unknown"),
    ("19850500", "19850600", DI, "same_year", "another month, day unknown"),
    ("19850500", "19860500", DI, "", "another year with a day unknown"),
    ("19860000", "19850102", DI, "", "another year, the rest unknown"),
    ("19870429", "19880430", DI, "", "two neighbours that are not swapped"),
    ("19850433", "19850433", DI, "unreadable@enrolment unreadable@resident", "the same text, which is no date"),
    ("1985/01/02", "19850102", DI, "unreadable@enrolment", "a notation that is not accepted"),
    ("", "19850102", MI, "missing@enrolment", "empty here"),
    ("19850102", " ", MI, "missing@resident", "blank there"),
    ("", "", MI, "missing@enrolment missing@resident", "empty on both sides"),
    ("00000000", "19850102", MI, "unknown_date@enrolment", "wholly unknown here"),
    ("19850102", "００００００００", MI, "unknown_date@resident", "wholly unknown there"),
    ("00000000", "00000000", MI, "unknown_date@enrolment unknown_date@resident", "wholly unknown is never the same"),
    ("", "00000000", MI, "missing@enrolment unknown_date@resident", "empty and unknown"),
]


@pytest.mark.parametrize(
    ("enrolment", "resident", "level", "evidence"), [case[:4] for case in CASES], ids=[case[4] for case in CASES]
)
def test_compare(enrolment: str, resident: str, level: Level, evidence: str) -> None:
    comparison = compare_birth_date(enrolment, resident)
    assert comparison.level is level
    assert " ".join(map(str, comparison.evidence)) == evidence
