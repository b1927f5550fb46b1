"""Slips and habits in 住所: notation, 方書, 居所, old addresses."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from random import Random

from samples import notation
from samples.people import Home, Person
from samples.pools import Town, surnames, towns
from samples.slips import Row, replaced
from samples.verdicts import NO

_TOKYO = "東京都"


def hyphens(_rng: Random, _person: Person, row: Row) -> dict[str, str] | None:
    """Join the numbers with hyphens: 2-1-3."""
    return replaced(row, "address", notation.hyphen_address(row["address"]))


def kanji_chome(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write the 丁目 in kanji."""
    town = person.home.town
    return (
        replaced(row, "address", notation.kanji_chome(row["address"]))
        if town.chome and not _numeral_end(person)
        else None
    )


def kanji_numbers(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write every number of the land in kanji."""
    return None if _numeral_end(person) else replaced(row, "address", notation.kanji_numbers(row["address"]))


def full_width(_rng: Random, _person: Person, row: Row) -> dict[str, str] | None:
    """Write full-width digits and dashes."""
    return replaced(row, "address", notation.full_width(notation.hyphen_address(row["address"])))


def half_width(_rng: Random, _person: Person, row: Row) -> dict[str, str] | None:
    """Write half-width digits and spaces."""
    return replaced(row, "address", notation.narrow(row["address"]))


def no_prefecture(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Leave out the prefecture, where the name of the municipality is unique."""
    town = person.home.town
    if (
        town.prefecture == _TOKYO
        or len(_prefectures()[town.city]) > 1
        or not row["address"].startswith(town.prefecture)
    ):
        return None
    return replaced(row, "address", row["address"].removeprefix(town.prefecture))


def small_ke(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write ヶ for ケ in the name of the town."""
    town = person.home.town.town
    return replaced(row, "address", row["address"].replace(town, town.replace("ケ", "ヶ")))


def postal_code_in_front(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write the postal code into the address."""
    code = person.home.town.postal_code
    return replaced(row, "address", f"〒{code[:3]}-{code[3:]} {row['address']}")


def room_without_sign(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Leave out 号室 and narrow the space: コーポ桜 203."""
    home = person.home
    return replaced(row, "address", f"{home.land()} {home.building} {home.room}") if home.building else None


def room_as_number(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Keep the room behind the house number and drop the name of the building: 2-1-3-203."""
    home = person.home
    if not home.building or not home.town.chome:
        return None
    return replaced(row, "address", f"{notation.hyphen_address(home.land())}-{home.room}")


def building_missing(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Leave out building and room (方書)."""
    return replaced(row, "address", person.home.land(), NO) if person.home.building else None


def room_missing(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Leave out the room and keep the building."""
    home = person.home
    return replaced(row, "address", f"{home.land()}　{home.building}", NO) if home.building else None


def room_wrong(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write another room of the same building."""
    home = person.home
    if not home.building:
        return None
    return replaced(row, "address", Home(home.town, home.lot, home.building, home.room + rng.randint(1, 3)).text(), NO)


def house_number_slip(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Mistype the last house number."""
    home = person.home
    lot = (*home.lot[:-1], home.lot[-1] + rng.randint(1, 8))
    return replaced(row, "address", Home(home.town, lot, home.building, home.room, home.wide).text(), NO)


def blank(_rng: Random, _person: Person, row: Row) -> dict[str, str] | None:
    """Leave the address empty."""
    row["address"] = row["postal_code"] = ""
    return {"address": NO}


def residence(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write where the person stays (居所: 社宅, 寮, 施設), not where they are registered."""
    place = rng.choice(("社員寮", "独身寮", "第二寮", "学生会館"))
    home = _elsewhere(rng, person)
    return _moved(row, Home(home.town, home.lot, place, rng.randint(1, 5) * 100 + rng.randint(1, 12)))


def old_address(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Keep the address from before a move that nobody reported."""
    return _moved(row, _elsewhere(rng, person))


def registered_domicile(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write the 本籍, which is a lot of land somewhere else."""
    place = rng.choice([town for town in _sample_towns() if not town.chome])
    if place.city == person.home.town.city:
        return None
    return _moved(row, Home(place, (rng.randint(100, 2900),)))


def care_of(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Add the name of the household that the person lives with (様方)."""
    if person.home.building or person.foreigner:
        return None
    host = rng.choice(surnames()[:60])
    return None if host.kanji == person.family else replaced(row, "address", f"{row['address']}　{host.kanji}様方")


def _numeral_end(person: Person) -> bool:
    """Tell whether the town's name ends in a numeral (与一), which a kanji number behind it would run into."""
    return person.home.town.town[-1] in "一二三四五六七八九十百千"


def _elsewhere(rng: Random, person: Person) -> Home:
    """Return a home in another town."""
    choices = _sample_towns()
    town = rng.choice(choices)
    while town.town == person.home.town.town:
        town = rng.choice(choices)
    lot = (
        (rng.randint(1, 5), rng.randint(1, 30), rng.randint(1, 25))
        if town.chome
        else (rng.randint(1, 1900), rng.randint(1, 20))
    )
    return Home(town, lot)


def _moved(row: Row, home: Home) -> dict[str, str]:
    row["address"], row["postal_code"] = home.text(), home.town.postal_code
    return {"address": NO}


@cache
def _sample_towns() -> list[Town]:
    return list(towns()[::37])


@cache
def _prefectures() -> dict[str, set[str]]:
    found = defaultdict(set)
    for town in towns():
        found[town.city].add(town.prefecture)
    return found
