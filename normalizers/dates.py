"""Dates as insurers and municipalities write them → year, month and day, each of which may be unknown.

Accepted, after folding of full-width characters and surrounding spaces, and nothing else:

- `YYYYMMDD` and `YYYY-MM-DD`;
- 和暦 written out: `昭和60年1月2日`, `令和元年5月1日`;
- 和暦 with a letter: `S60.1.2`, `S600102`;
- 和暦 with the era digit of claims and certificates: `3600102` (1 明治 2 大正 3 昭和 4 平成 5 令和).

A month or day of 00 is unknown (不詳) and stays unknown: it is never guessed. Anything that can be read in two ways is
refused, because a wrong birth date is the strongest sign of a wrong person.

>>> parse_date("昭和60年1月2日") == parse_date("S60.1.2") == parse_date("3600102") == parse_date("１９８５－０１－０２")
True
>>> parse_date("令和元年5月1日").compact
'20190501'
>>> parse_date("19500000")
PartialDate(year=1950, month=None, day=None)

Each way of being wrong is its own error, and its code is a code of `rules/defects.yaml`:

>>> for text in ("19850230", "昭和65年1月1日", "00000101", "1985/1/2"):
...     try:
...         parse_date(text)
...     except DateError as error:
...         print(error.code)
impossible_date
out_of_era
year_zero
unreadable

Source: 元号を改める詔書・政令 of 1912, 1926, 1989 and 2019. 大正 and 昭和 began on the day on which the era before them
ended, so 1912-07-30 and 1926-12-25 have two names each; 平成 and 令和 began on the day after. 明治 is counted from the
proclamation of 1868-10-23.
"""

import re
from calendar import isleap
from dataclasses import dataclass
from datetime import date

_FOLD = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {
    ord("\N{IDEOGRAPHIC SPACE}"): " ",
    ord("\N{MINUS SIGN}"): "-",
    ord("\N{SQUARE ERA NAME MEIZI}"): "明治",
    ord("\N{SQUARE ERA NAME TAISYOU}"): "大正",
    ord("\N{SQUARE ERA NAME SYOUWA}"): "昭和",
    ord("\N{SQUARE ERA NAME HEISEI}"): "平成",
    ord("\N{SQUARE ERA NAME REIWA}"): "令和",
}
_GREGORIAN = re.compile(r"([0-9]{4})(-?)([0-9]{2})\2([0-9]{2})")
_WAREKI = (
    re.compile(r"(明治|大正|昭和|平成|令和) ?(元|[0-9]{1,2})年 ?([0-9]{1,2})月 ?([0-9]{1,2})日"),
    re.compile(r"([MTSHRmtshr])(元|[0-9]{1,2})\.([0-9]{1,2})\.([0-9]{1,2})"),
    re.compile(r"([MTSHRmtshr1-5])([0-9]{2})([0-9]{2})([0-9]{2})"),
)
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LONGEST_MONTH = 31
_FEBRUARY = 2
_LAST_DAY_OF_FEBRUARY = 28


class DateError(ValueError):
    """The text is no date that may be used; `code` says why."""

    code = "unreadable"


class UnreadableDate(DateError):
    """Not one of the accepted notations."""


class ImpossibleDate(DateError):
    """A month or day that the calendar does not have."""

    code = "impossible_date"


class OutOfEra(DateError):
    """A 和暦 date before the first or after the last day of its era."""

    code = "out_of_era"


class YearZero(DateError):
    """The year 0000, with which systems mark a date that they do not have."""

    code = "year_zero"


@dataclass(frozen=True, slots=True)
class Era:
    """One 元号: `last` is None for the current one."""

    name: str
    letter: str
    digit: str
    first: date
    last: date | None

    def year_of(self, year: int) -> int:
        """Return the 和暦 year of a Gregorian year, which may lie outside the era."""
        return year - self.first.year + 1


ERAS: tuple[Era, ...] = (
    Era("明治", "M", "1", date(1868, 10, 23), date(1912, 7, 30)),
    Era("大正", "T", "2", date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "S", "3", date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", "4", date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", "5", date(2019, 5, 1), None),
)
_ERA_OF = {sign: era for era in ERAS for sign in (era.name, era.letter, era.digit)}


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date in the Gregorian calendar whose month or day may be unknown (None)."""

    year: int
    month: int | None
    day: int | None

    @property
    def compact(self) -> str:
        """The date as YYYYMMDD, with 00 for what is unknown."""
        return f"{self.year:04d}{self.month or 0:02d}{self.day or 0:02d}"

    @property
    def exact(self) -> date | None:
        """The calendar day, or None if a part is unknown."""
        return None if self.month is None or self.day is None else date(self.year, self.month, self.day)

    def earliest(self) -> date:
        """Return the first day that this date may be."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """Return the last day that this date may be."""
        month = self.month or 12
        return date(self.year, month, self.day or _days_in(self.year, month))


def fold_date(text: str) -> str:
    """Return the text without surrounding spaces, with full-width characters and square era names written out.

    >>> fold_date("　㍼６０年１月２日 ")
    '昭和60年1月2日'
    """
    return text.translate(_FOLD).strip()


def parse_date(text: str) -> PartialDate:
    """Read a date in any accepted notation.

    Args:
        text: the value as it stands in the file.

    Returns:
        The date; None in `month` or `day` where the text says 00.

    Raises:
        UnreadableDate: the notation is not one of those above.
        ImpossibleDate: the calendar has no such month or day.
        OutOfEra: the 和暦 date lies outside its era.
        YearZero: the year is 0000.
    """
    folded = fold_date(text)
    if gregorian := _GREGORIAN.fullmatch(folded):
        year, _, month, day = gregorian.groups()
        if year == "0000":
            raise YearZero("the year is 0000")
        return _checked(int(year), int(month), int(day))
    for pattern in _WAREKI:
        if wareki := pattern.fullmatch(folded):
            sign, year, month, day = wareki.groups()
            return _in_era(_ERA_OF[sign.upper()], 1 if year == "元" else int(year), int(month), int(day))
    raise UnreadableDate("not a date in an accepted notation")


def eras_of(day: date) -> tuple[Era, ...]:
    """Return the eras that a day belongs to: two on the days of 1912 and 1926 on which they changed, none before 1868.

    >>> [era.name for era in eras_of(date(1926, 12, 25))], [era.name for era in eras_of(date(1989, 1, 7))]
    (['大正', '昭和'], ['昭和'])
    """
    return tuple(era for era in ERAS if era.first <= day and (era.last is None or day <= era.last))


def _checked(year: int, month: int, day: int) -> PartialDate:
    if month > len(_DAYS) or day > (_days_in(year, month) if month else _LONGEST_MONTH):
        raise ImpossibleDate("the calendar has no such month or day")
    return PartialDate(year, month or None, day or None)


def _in_era(era: Era, year: int, month: int, day: int) -> PartialDate:
    parsed = _checked(era.first.year + year - 1, month, day)
    if year == 0 or parsed.latest() < era.first or (era.last is not None and parsed.earliest() > era.last):
        raise OutOfEra(f"not a date of {era.name}")
    return parsed


def _days_in(year: int, month: int) -> int:
    return _LAST_DAY_OF_FEBRUARY if month == _FEBRUARY and not isleap(year) else _DAYS[month - 1]
