"""Further habits of systems: signs between numbers, what is left out behind them, twins of characters in Unicode."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache
from random import Random

from samples import notation
from samples.people import Home, Person
from samples.pools import Town, towns
from samples.population import BUILDINGS
from samples.slips import Row, replaced
from samples.verdicts import NO

_DASHES = ("－", "‐", "−", "―", "ー", "–")
_COMPATIBILITY = {"神": "\ufa19", "福": "\ufa1b", "羽": "\ufa1e", "飯": "\ufa2a", "祥": "\ufa1a", "精": "\ufa1d"}
"""Characters that IBM's extension has a second time; the registry's form is the unified one."""


def other_dashes(rng: Random, _person: Person, row: Row) -> dict[str, str] | None:
    """Join the numbers with one of the signs that look like a hyphen."""
    return replaced(row, "address", notation.hyphen_address(row["address"]).replace("-", rng.choice(_DASHES)))


def without_go(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Leave out 号 behind the last number: 3丁目12番5."""
    home = person.home
    return replaced(row, "address", home.land().removesuffix("号") + home.dwelling()) if home.town.chome else None


def branch_with_no(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write の before the branch of a lot: 3001番地の2."""
    home = person.home
    if home.town.chome or not home.lot[1:]:
        return None
    return replaced(row, "address", home.land().replace("番地", "番地の") + home.dwelling())


def spaced(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write a space after the prefecture and after the municipality."""
    town = person.home.town
    head = town.prefecture + town.city
    return replaced(row, "address", row["address"].replace(head, f"{town.prefecture}　{town.city}　", 1))


def compatibility_characters(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write the twin of a character that Unicode keeps for older systems."""
    if person.foreigner:
        return None
    return replaced(row, "name", "".join(_COMPATIBILITY.get(letter, letter) for letter in row["name"]))


def building_added(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write a building where the registry has none."""
    if person.home.building:
        return None
    home = replace(person.home, building=rng.choice(BUILDINGS), room=rng.randint(1, 9) * 100 + rng.randint(1, 12))
    return replaced(row, "address", home.text(), NO)


def old_address_nearby(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Keep the address from before a move within the municipality."""
    own = person.home.town
    near = [town for town in _by_city()[own.prefecture, own.city] if town.town != own.town]
    if not near:
        return None
    town = rng.choice(near)
    lot = (rng.randint(1, 5), rng.randint(1, 30), rng.randint(1, 25)) if town.chome else (rng.randint(1, 1900),)
    home = Home(town, lot, wide=person.home.wide)
    row["postal_code"] = town.postal_code
    return replaced(row, "address", home.text(), NO)


@cache
def _by_city() -> dict[tuple[str, str], list[Town]]:
    found = defaultdict(list)
    for town in towns():
        found[town.prefecture, town.city].append(town)
    return found
