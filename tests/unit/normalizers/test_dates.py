"""A date has one reading in every accepted notation, and every way of being wrong has its own code."""

from datetime import date
from itertools import pairwise

import pytest

from normalizers.dates import ERAS, DateError, PartialDate, eras_of, fold_date, parse_date
from rules import load_rules

CASES = [
    ("19850102", PartialDate(1985, 1, 2), "compact"),
    ("1985-01-02", PartialDate(1985, 1, 2), "ISO"),
    ("昭和60年1月2日", PartialDate(1985, 1, 2), "wareki written out"),
    ("昭和60年01月02日", PartialDate(1985, 1, 2), "wareki with zeros"),
    ("昭和 60年 1月 2日", PartialDate(1985, 1, 2), "wareki padded with spaces"),
    ("S60.1.2", PartialDate(1985, 1, 2), "letter and full stops"),
    ("s60.01.02", PartialDate(1985, 1, 2), "small letter"),
    ("S600102", PartialDate(1985, 1, 2), "letter and six digits"),
    ("3600102", PartialDate(1985, 1, 2), "era digit"),
    ("１９８５０１０２", PartialDate(1985, 1, 2), "full-width digits"),
    ("１９８５－０１－０２", PartialDate(1985, 1, 2), "FULLWIDTH HYPHEN-MINUS"),
    ("1985\N{MINUS SIGN}01\N{MINUS SIGN}02", PartialDate(1985, 1, 2), "MINUS SIGN, as Shift_JIS decoders give it"),
    ("Ｓ６０．１．２", PartialDate(1985, 1, 2), "full-width letter and full stops"),
    ("\N{SQUARE ERA NAME SYOUWA}60年1月2日", PartialDate(1985, 1, 2), "SQUARE ERA NAME SYOUWA"),
    ("\N{IDEOGRAPHIC SPACE}19850102 ", PartialDate(1985, 1, 2), "surrounding spaces"),
    ("令和元年5月1日", PartialDate(2019, 5, 1), "元年"),
    ("R元.5.1", PartialDate(2019, 5, 1), "元 after a letter"),
    ("5010501", PartialDate(2019, 5, 1), "era digit, first year"),
    ("1100101", PartialDate(1877, 1, 1), "era digit 1 is 明治"),
    ("2100101", PartialDate(1921, 1, 1), "era digit 2 is 大正"),
    ("4100101", PartialDate(1998, 1, 1), "era digit 4 is 平成"),
    ("明治1年10月23日", PartialDate(1868, 10, 23), "first day of 明治"),
    ("明治45年7月30日", PartialDate(1912, 7, 30), "last day of 明治"),
    ("大正1年7月30日", PartialDate(1912, 7, 30), "first day of 大正 is the same day"),
    ("大正15年12月25日", PartialDate(1926, 12, 25), "last day of 大正"),
    ("昭和元年12月25日", PartialDate(1926, 12, 25), "first day of 昭和 is the same day"),
    ("昭和64年1月7日", PartialDate(1989, 1, 7), "last day of 昭和"),
    ("平成元年1月8日", PartialDate(1989, 1, 8), "first day of 平成"),
    ("平成31年4月30日", PartialDate(2019, 4, 30), "last day of 平成"),
    ("20000229", PartialDate(2000, 2, 29), "leap day of a century year"),
    ("99991231", PartialDate(9999, 12, 31), "an end that is left open"),
    ("19500000", PartialDate(1950, None, None), "month and day unknown"),
    ("19500500", PartialDate(1950, 5, None), "day unknown"),
    ("19500015", PartialDate(1950, None, 15), "month unknown"),
    ("S25.0.0", PartialDate(1950, None, None), "unknown parts in wareki"),
    ("昭和64年00月00日", PartialDate(1989, None, None), "unknown parts in the last year of an era"),
    ("昭和64年1月0日", PartialDate(1989, 1, None), "unknown day in the last month of an era"),
]

ERRORS = [
    ("19850230", "impossible_date", "30 February"),
    ("19850229", "impossible_date", "leap day of a common year"),
    ("19000229", "impossible_date", "leap day of a century year that is none"),
    ("19851301", "impossible_date", "month 13"),
    ("19850132", "impossible_date", "day 32"),
    ("19850431", "impossible_date", "31 April"),
    ("19850032", "impossible_date", "day 32 of an unknown month"),
    ("昭和60年2月30日", "impossible_date", "30 February in wareki"),
    ("昭和65年13月1日", "impossible_date", "the calendar is asked before the era"),
    ("昭和65年1月1日", "out_of_era", "昭和65年"),
    ("3650101", "out_of_era", "昭和65年 by era digit"),
    ("S65.1.1", "out_of_era", "昭和65年 by letter"),
    ("昭和64年1月8日", "out_of_era", "the day after 昭和"),
    ("昭和64年2月0日", "out_of_era", "a month after 昭和, day unknown"),
    ("平成元年1月7日", "out_of_era", "the day before 平成"),
    ("平成31年5月1日", "out_of_era", "the day after 平成"),
    ("令和元年4月30日", "out_of_era", "the day before 令和"),
    ("大正元年7月29日", "out_of_era", "the day before 大正"),
    ("大正15年12月26日", "out_of_era", "the day after 大正"),
    ("昭和元年12月24日", "out_of_era", "the day before 昭和"),
    ("明治1年10月22日", "out_of_era", "the day before 明治"),
    ("昭和0年1月1日", "out_of_era", "year 0 of an era"),
    ("3000101", "out_of_era", "year 0 of an era by digit"),
    ("00000101", "year_zero", "year 0000"),
    ("00000000", "year_zero", "nothing but zeros"),
    ("0000-01-01", "year_zero", "year 0000 in ISO"),
    ("1985/01/02", "unreadable", "slashes"),
    ("1985-1-2", "unreadable", "ISO without zeros"),
    ("1985-0102", "unreadable", "one hyphen"),
    ("850102", "unreadable", "six digits"),
    ("6600102", "unreadable", "era digit 6"),
    ("0600102", "unreadable", "era digit 0"),
    ("118991201", "unreadable", "another coding of era digits"),
    ("S6012", "unreadable", "too few digits after a letter"),
    ("S60-01-02", "unreadable", "hyphens after a letter"),
    ("昭和六十年一月二日", "unreadable", "kanji numerals"),
    ("昭和60年1月2日生", "unreadable", "text after the date"),
    ("1985 01 02", "unreadable", "spaces inside"),
    ("１９８５年", "unreadable", "a year alone"),
    ("\N{ARABIC-INDIC DIGIT ONE}9850102", "unreadable", "digits of another script"),
    ("", "unreadable", "empty"),
    ("\N{IDEOGRAPHIC SPACE}", "unreadable", "blank"),
]


@pytest.mark.parametrize(("text", "expected"), [case[:2] for case in CASES], ids=[case[2] for case in CASES])
def test_reads(text: str, expected: PartialDate) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(("text", "code"), [case[:2] for case in ERRORS], ids=[case[2] for case in ERRORS])
def test_refuses(text: str, code: str) -> None:
    with pytest.raises(DateError) as refused:
        parse_date(text)
    assert refused.value.code == code
    assert not text.strip() or text.strip() not in str(refused.value)


def test_the_codes_are_those_of_the_defect_catalogue() -> None:
    assert {code for _, code, _ in ERRORS} <= set(load_rules().defects)


@pytest.mark.parametrize(
    ("text", "compact", "exact"),
    [("19850102", "19850102", date(1985, 1, 2)), ("19850100", "19850100", None), ("19850002", "19850002", None)],
    ids=["whole", "day unknown", "month unknown"],
)
def test_compact_and_exact(text: str, compact: str, exact: date | None) -> None:
    parsed = parse_date(text)
    assert (parsed.compact, parsed.exact) == (compact, exact)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("19850102", date(1985, 1, 2), date(1985, 1, 2)),
        ("19850200", date(1985, 2, 1), date(1985, 2, 28)),
        ("19840200", date(1984, 2, 1), date(1984, 2, 29)),
        ("19850000", date(1985, 1, 1), date(1985, 12, 31)),
        ("19850031", date(1985, 1, 31), date(1985, 12, 31)),
    ],
    ids=["whole", "day unknown", "day unknown, leap year", "month and day unknown", "month unknown"],
)
def test_the_days_that_a_partial_date_may_be(text: str, earliest: date, latest: date) -> None:
    parsed = parse_date(text)
    assert (parsed.earliest(), parsed.latest()) == (earliest, latest)


def test_eras_of_a_day() -> None:
    assert eras_of(date(1868, 10, 22)) == ()
    assert [era.name for era in eras_of(date(1912, 7, 30))] == ["明治", "大正"]
    assert [era.name for era in eras_of(date(2019, 4, 30))] == ["平成"]
    assert [era.name for era in eras_of(date(2026, 1, 1))] == ["令和"]


def test_no_day_since_meiji_is_without_an_era() -> None:
    for before, after in pairwise(ERAS):
        assert before.last is not None
        assert (after.first - before.last).days in {0, 1}


def test_fold_keeps_what_it_does_not_know() -> None:
    assert fold_date(" 元気 ") == "元気"


def test_the_year_of_an_era() -> None:
    assert ERAS[2].year_of(1985) == 60
