"""Periods of qualification: from 資格取得日 to the day before 資格喪失日, and whether two of them overlap.

A period is [qualified_from, qualified_to), so who leaves one insurer on the day on which the next one begins is
qualified once. Without an end it goes on. One that ends before it begins, or whose beginning cannot be read, is none.

>>> overlapping(("20200401", ""), ("令和6年4月1日", "")), overlapping(("20200401", "20240401"), ("20240401", ""))
(True, False)

Source: 健康保険法 第36条, 国民健康保険法 第8条 (資格喪失の時期).
"""

from functools import lru_cache

from matcher.domain.surroundings import Bystander
from matcher.domain.traits import birth_trait

_OPEN = "99999999"
_KEPT = 1 << 14

Period = tuple[str, str]
"""資格取得日 and 資格喪失日 as written; an empty end is open."""


def overlap(one: Bystander, other: Bystander) -> bool:
    """Return whether two rows are valid on a day in common."""
    return overlapping(
        (one.qualified_from, one.enrolment.qualified_to), (other.qualified_from, other.enrolment.qualified_to)
    )


def overlapping(one: Period, other: Period) -> bool:
    """Return whether two periods have a day in common."""
    (first, last), (begin, end) = _read(one), _read(other)
    return bool(first and begin) and max(first, begin) < min(last, end)


@lru_cache(_KEPT)
def _read(period: Period) -> Period:
    since, until = period
    return birth_trait(since), birth_trait(until) if until.strip() else _OPEN
