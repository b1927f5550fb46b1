"""Blocks: who is compared at all, when a person is looked for without the number.

Nobody can compare a description with every resident. A resident stands in a few blocks, each the residents with one
key; a description asks for a few keys, and only who stands in a block that it asks for is compared. The keys are such
that one error, whichever item it is in, leaves at least one block that both are in:

| block | key | finds the right person in spite of |
|---|---|---|
| birth_kana | birth date (also the day before and after) and kana | a name in another script, another address |
| kana_year | kana and year of birth | a wrong or unknown month or day |
| kana_month_day | kana and month and day | a wrong year: era slip, one digit |
| kana_name_month | kana, name and month | a wrong year and day |
| kana_name_day | kana, name and day | a wrong year and month |
| kana_name | kana and name | a birth date that one side does not have |
| birth_given | birth date, sex and the last two kana | another surname: marriage, 旧氏 |
| birth_surname | birth date, sex and the first two kana | another reading of the given name, a typing error in it |
| name_year | name and year of birth | kana that are missing or differ |
| name_month_day | name and month and day | the same, and a wrong year |
| birth_foreign | birth date and sex, of foreign residents | names in scripts that no key relates |
| address_given | house, sex and the last two kana | another surname, and a birth date that one side does not have |

A house is what is seen of an address at a glance (`matcher.domain.houses`).

A family member and a twin differ from the person described in the given name, so both are found where they matter: in
the blocks of the person described, whose own items are right. Slips of a date are made on the side of the description
only, of which there are few; a resident has one key in each block, one per form of the name.

>>> from matcher.domain.records import Enrolment
>>> from matcher.domain.traits import traits_of
>>> asked = description_keys(traits_of(Enrolment(None, "", "ﾔﾏﾀﾞ ﾀﾛｳ", "S60.1.2", "1", "", "", "")))
>>> [(block.value, number) for block, number, _ in asked if block is Block.BIRTH_KANA]
[('birth_kana', 19850102), ('birth_kana', 19850101), ('birth_kana', 19850103)]

Source: measured in docs/find.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

from matcher.domain.houses import house_of
from matcher.domain.traits import Traits

MOST_RESIDENTS = 1000
"""A block with more residents is not compared with anybody, and is named instead (`not_compared`)."""

AFFIX = 2
"""So many kana of the beginning and of the end stand for surname and given name: no cut between them is needed."""

DATED, UNDATED = 0, 1
"""What stands for a date in `kana_name` and `address_given`: who has one is not compared with all others."""

HOUSES = 1000
"""More than the digits of any house: what the rest of a number is multiplied by, before them."""

UNSET_SEX = 3
"""What stands for a sex that nobody states (未設定)."""
EDGE_YEARS = (1, 9999)
"""Years without a day before or after them."""
_ONE_DAY = timedelta(days=1)


class Block(StrEnum):
    """A kind of block, by the items that make its key."""

    BIRTH_KANA = "birth_kana"
    KANA_YEAR = "kana_year"
    KANA_MONTH_DAY = "kana_month_day"
    KANA_NAME_MONTH = "kana_name_month"
    KANA_NAME_DAY = "kana_name_day"
    KANA_NAME = "kana_name"
    BIRTH_GIVEN = "birth_given"
    BIRTH_SURNAME = "birth_surname"
    NAME_YEAR = "name_year"
    NAME_MONTH_DAY = "name_month_day"
    BIRTH_FOREIGN = "birth_foreign"
    ADDRESS_GIVEN = "address_given"


BlockKey = tuple[Block, int, str]
"""One block: its kind, the digits of its house, date and sex, and its text."""


def resident_keys(resident: Traits) -> tuple[BlockKey, ...]:
    """Return the blocks that a resident stands in."""
    kana_name = [(Block.KANA_NAME, DATED, text) for text in _kana_names(resident)]
    if not resident.birth:
        kana_name += [(Block.KANA_NAME, UNDATED, text) for _, _, text in kana_name]
    sex = _sex(resident)
    dates = (DATED,) if resident.birth else (DATED, UNDATED)
    housed = _housed(resident, _parts(resident, sex, dates))
    return (*_keys(resident), *kana_name, *_keys_with_sex(resident, sex, foreign=resident.foreign), *housed)


def description_keys(description: Traits) -> tuple[BlockKey, ...]:
    """Return the blocks that a description asks for."""
    keys = [*_keys(description), *_keys_with_sex(description, _sex(description), foreign=True)]
    keys += [(Block.KANA_NAME, UNDATED if description.birth else DATED, text) for text in _kana_names(description)]
    for sex in (UNSET_SEX,) if description.sex else (1, 2):
        keys += _keys_with_sex(description, sex, foreign=True)
    keys += _housed(description, _house_parts(description))
    if description.kana:
        keys += [(Block.BIRTH_KANA, day, description.kana) for day in _neighbours(description.birth)]
    return tuple(keys)


def _keys(traits: Traits) -> Iterator[BlockKey]:
    kana, names, birth = traits.kana, traits.names, traits.birth
    if birth:
        year, month_day = int(birth[:4]), int(birth[4:])
        if kana:
            yield Block.BIRTH_KANA, int(birth), kana
            yield Block.KANA_YEAR, year, kana
            yield Block.KANA_MONTH_DAY, month_day, kana
        for name in names:
            yield Block.NAME_YEAR, year, name
            yield Block.NAME_MONTH_DAY, month_day, name
        for text in _kana_names(traits):
            yield Block.KANA_NAME_MONTH, month_day // 100, text
            yield Block.KANA_NAME_DAY, month_day % 100, text


def _kana_names(traits: Traits) -> list[str]:
    return [f"{traits.kana} {name}" for name in traits.names] if traits.kana else []


def _keys_with_sex(traits: Traits, sex: int, *, foreign: bool) -> Iterator[BlockKey]:
    if traits.birth:
        number = int(traits.birth) * 10 + sex
        if traits.kana:
            yield Block.BIRTH_GIVEN, number, traits.kana[-AFFIX:]
            yield Block.BIRTH_SURNAME, number, traits.kana[:AFFIX]
        if foreign:
            yield Block.BIRTH_FOREIGN, number, ""


def _house_parts(description: Traits) -> list[BlockKey]:
    """Return the blocks of houses that a description asks for, without the house.

    Most residents have none of these parts, and their addresses need not be looked at.
    """
    if not house_of(description.address)[1]:
        return []
    sexes = (_sex(description), UNSET_SEX) if description.sex else (UNSET_SEX, 1, 2)
    dates = (UNDATED,) if description.birth else (DATED,)
    return [part for sex in sexes for part in _parts(description, sex, dates)]


def _housed(traits: Traits, parts: Iterable[BlockKey]) -> list[BlockKey]:
    """Return the blocks that these parts are with the house, none if there is no house."""
    town, digits = house_of(traits.address)
    return [(block, number * HOUSES + digits, town + text) for block, number, text in parts] if digits else []


def _parts(traits: Traits, sex: int, dates: Sequence[int]) -> list[BlockKey]:
    """Return the blocks of the house, without the house."""
    given = traits.kana[-AFFIX:]
    return [(Block.ADDRESS_GIVEN, dated * 10 + sex, given) for dated in dates] if given else []


def _sex(traits: Traits) -> int:
    return int(traits.sex) if traits.sex else UNSET_SEX


def _neighbours(birth: str) -> list[int]:
    """Return the day before and the day after a wholly known date."""
    if not birth or "00" in (birth[4:6], birth[6:]) or int(birth[:4]) in EDGE_YEARS:
        return []
    day = date(int(birth[:4]), int(birth[4:6]), int(birth[6:]))
    others = (day - _ONE_DAY, day + _ONE_DAY)
    return [(other.year * 100 + other.month) * 100 + other.day for other in others]
