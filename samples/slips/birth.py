"""Slips in 生年月日 and 性別."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from samples.notation import era_of
from samples.people import SEX_UNSET, Person
from samples.slips import Row
from samples.verdicts import NO, UNSURE

LATEST = date(2026, 3, 31)
"""Nobody in the samples is born later."""
_MONTHS, _LEAP_DAY = 12, (2, 29)
_ERA_STARTS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_ERA_LENGTHS = {"大正": 15, "昭和": 64, "平成": 31, "令和": 8}


def day_off_by_one(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write the day before or after."""
    return _written(person, row, person.birth + timedelta(days=rng.choice((-1, 1))))


def day_and_month_swapped(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Swap month and day, where that is a date too."""
    born = person.birth
    return _written(person, row, born.replace(month=born.day, day=born.month)) if born.day <= _MONTHS else None


def era_slip(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Take a year of one era for a year of another: 平成5年 as 昭和5年."""
    era, year = era_of(person.birth)
    others = [name for name, length in _ERA_LENGTHS.items() if name != era and year < length]
    if not others or year == 1:
        return None
    slipped = _ERA_STARTS[rng.choice(others)] + year
    if person.birth.timetuple()[1:3] == _LEAP_DAY:
        return None
    return _written(person, row, person.birth.replace(year=slipped))


def one_digit(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Mistype one digit of the year or the day."""
    digits = f"{person.birth:%Y%m%d}"
    place = rng.choice((2, 3, 7))
    typed = digits[:place] + str((int(digits[place]) + rng.randint(1, 9)) % 10) + digits[place + 1 :]
    try:
        day = date(int(typed[:4]), int(typed[4:6]), int(typed[6:]))
    except ValueError:
        return None
    return _written(person, row, day)


def day_unknown(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write 00 for a day that the insurer does not know."""
    if person.birth_unknown:
        return None
    row["birth_date"] = f"{person.birth:%Y%m}00"
    return {}


def month_and_day_unknown(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write 0000 for a month and day that the insurer does not know."""
    if person.birth_unknown:
        return None
    row["birth_date"] = f"{person.birth:%Y}0000"
    return {}


def unknown_in_registry(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write a whole date where the registry knows only a part of it (生年月日不詳)."""
    if not person.birth_unknown:
        return None
    row["birth_date"] = f"{person.birth:%Y%m%d}"
    return {}


def sex_flip(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write the other sex."""
    if person.sex_unset:
        return None
    row["sex"] = "2" if person.sex == "1" else "1"
    return {"sex": NO}


def sex_unset(_rng: Random, _person: Person, row: Row) -> dict[str, str] | None:
    """Write 3 (未設定)."""
    row["sex"] = SEX_UNSET
    return {"sex": UNSURE}


def sex_unset_in_registry(_rng: Random, person: Person, _row: Row) -> dict[str, str] | None:
    """Leave the row as it is: it is the registry that says 3 (未設定)."""
    return {"sex": UNSURE} if person.sex_unset else None


def _written(person: Person, row: Row, day: date) -> dict[str, str] | None:
    if person.birth_unknown or day == person.birth or not date(1912, 8, 1) <= day <= LATEST:
        return None
    row["birth_date"] = f"{day:%Y%m%d}"
    return {"birth_date": NO}
