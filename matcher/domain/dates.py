"""Birth dates: how far the date of an enrolment agrees with that of the registry, and what an error looks like.

Steps, in this order:

1. A side that is empty, or wholly unknown (00000000), is MISSING.
2. The same code points are EXACT.
3. Both sides are read; a side that cannot be read is DISAGREE, because nothing must match by not being understood.
4. The same known parts are EQUIVALENT: `date_notation` if the texts differ only in how they are written, `unknown_part`
   for each side on which the month or the day is unknown. An unknown part fits every value; the year is always known.
5. All else is DISAGREE, with every slip that would explain it.

>>> compare_birth_date("昭和60年1月2日", "19850102")
Comparison(level=<Level.EQUIVALENT: 'EQUIVALENT'>, evidence=(Evidence(code='date_notation', side=None, position=None),))
>>> [str(evidence) for evidence in compare_birth_date("19850100", "19850102").evidence]
['unknown_part@enrolment']
>>> [str(evidence) for evidence in compare_birth_date("19850201", "19850102").evidence]
['day_month_swapped', 'same_year']

Slips: `day_month_swapped`; `era_slip`, the same 和暦 year under another era (昭和20年 for 平成20年); `one_day_off`,
`one_year_off`; `one_digit` of the eight; `digits_swapped`, two neighbours; `presumed_day`, the same year with 1
January or 1 July on one side, as registers presume it for people whose birthday is unknown. `same_year` and
`same_month_day` name what agrees.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from matcher.domain.levels import Comparison, Evidence, Level, Side
from normalizers.dates import ERAS, DateError, PartialDate, eras_of, fold_date, parse_date

_UNKNOWN = "00000000"
_PRESUMED_DAYS = frozenset({(1, 1), (7, 1)})


def compare_birth_date(enrolment: str, resident: str) -> Comparison:
    """Compare two birth dates as they stand in the files."""
    missing = [_absence(text, side) for text, side in ((enrolment, Side.ENROLMENT), (resident, Side.RESIDENT))]
    if any(missing):
        return Comparison(Level.MISSING, tuple(evidence for evidence in missing if evidence))
    ours, theirs = _read(enrolment), _read(resident)
    unreadable = [side for side, value in ((Side.ENROLMENT, ours), (Side.RESIDENT, theirs)) if value is None]
    if ours is None or theirs is None:
        return Comparison(Level.DISAGREE, tuple(Evidence("unreadable", side) for side in unreadable))
    if enrolment == resident:
        return Comparison(Level.EXACT)
    if _fits(ours, theirs):
        return Comparison(Level.EQUIVALENT, tuple(_equivalence(ours, theirs)))
    return Comparison(Level.DISAGREE, tuple(Evidence(*slip) for slip in _slips(ours, theirs)))


def _absence(text: str, side: Side) -> Evidence | None:
    folded = fold_date(text)
    if not folded:
        return Evidence("missing", side)
    return Evidence("unknown_date", side) if folded == _UNKNOWN else None


@lru_cache(1 << 16)
def _read(text: str) -> PartialDate | None:
    try:
        return parse_date(text)
    except DateError:
        return None


def _fits(ours: PartialDate, theirs: PartialDate) -> bool:
    return ours.year == theirs.year and all(
        None in parts or parts[0] == parts[1] for parts in ((ours.month, theirs.month), (ours.day, theirs.day))
    )


def _equivalence(ours: PartialDate, theirs: PartialDate) -> Iterator[Evidence]:
    """Name what lies between two texts that fit: their notation, or a part that only one of them knows."""
    if ours == theirs:
        yield Evidence("date_notation")
        return
    for side, mine, other in ((Side.ENROLMENT, ours, theirs), (Side.RESIDENT, theirs, ours)):
        if (mine.month is None and other.month is not None) or (mine.day is None and other.day is not None):
            yield Evidence("unknown_part", side)


def _slips(ours: PartialDate, theirs: PartialDate) -> Iterator[tuple[str] | tuple[str, Side]]:
    """Name every slip that would turn one date into the other, then what agrees."""
    mine, other = ours.exact, theirs.exact
    if mine and other:
        yield from _slips_of_days(mine, other)
    if ours.year == theirs.year:
        yield ("same_year",)
    if None not in (ours.month, ours.day) and (ours.month, ours.day) == (theirs.month, theirs.day):
        yield ("same_month_day",)


def _slips_of_days(ours: date, theirs: date) -> Iterator[tuple[str] | tuple[str, Side]]:
    same_year, same_day = ours.year == theirs.year, (ours.month, ours.day) == (theirs.month, theirs.day)
    if same_year and (ours.month, ours.day) == (theirs.day, theirs.month):
        yield ("day_month_swapped",)
    if same_day and _is_era_slip(ours, theirs):
        yield ("era_slip",)
    if abs((ours - theirs).days) == 1:
        yield ("one_day_off",)
    if same_day and abs(ours.year - theirs.year) == 1:
        yield ("one_year_off",)
    digits, others = (day.isoformat().replace("-", "") for day in (ours, theirs))  # %Y may be a single digit
    differing = [place for place in range(len(digits)) if digits[place] != others[place]]
    if len(differing) == 1:
        yield ("one_digit",)
    if len(differing) == 2 and differing[1] - differing[0] == 1:  # noqa: PLR2004 (two neighbours)
        first, second = differing
        if digits[first] == others[second] and digits[second] == others[first]:
            yield ("digits_swapped",)
    for side, day in ((Side.ENROLMENT, ours), (Side.RESIDENT, theirs)):
        if same_year and (day.month, day.day) in _PRESUMED_DAYS:
            yield ("presumed_day", side)


def _is_era_slip(ours: date, theirs: date) -> bool:
    """Return whether both days have the same year of two different eras."""
    years = {(era.name, era.year_of(theirs.year)) for era in eras_of(theirs)}
    return any(
        (other.name, era.year_of(ours.year)) in years for era in eras_of(ours) for other in ERAS if other is not era
    )
