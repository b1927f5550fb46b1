"""Two different places are never EXACT or EQUIVALENT: generated pairs from the whole dictionary."""

import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

import pytest

from matcher.domain.address_bulk import compare_addresses
from matcher.domain.levels import Level
from normalizers.addresses.dictionary import load_dictionary
from normalizers.addresses.towns import Municipality, Town

SEED = int(os.environ.get("TOTSUGO_SEED", "20261122"))
Pair = tuple[str, str]
Spot = tuple[Municipality, Town]


def municipalities() -> list[Municipality]:
    entries = load_dictionary().by_prefecture[""].values()
    return sorted(
        {place for group in entries for place in group if isinstance(place, Municipality)}, key=lambda place: place.code
    )


def spots(pick: random.Random, share: float) -> list[Spot]:
    """Return the towns of a share of the municipalities."""
    places = municipalities()
    chosen = places if share == 1 else pick.sample(places, int(len(places) * share))
    return [(place, town) for place in chosen for town in place.towns.values()]


def land(chance: random.Random, town: Town) -> list[int]:
    """Return a number list that fits the town."""
    lot = [chance.randint(1, 99), chance.randint(1, 60)]
    return [min(town.chome), *lot] if town.chome else lot


def numbers(chance: random.Random, values: list[int], town: Town) -> str:
    """Write a number list in one of the usual ways."""
    if chance.random() < 0.5:
        return "-".join(map(str, values))
    if not town.chome:
        return f"{values[0]}番地" + "".join(f"の{value}" for value in values[1:])
    return f"{values[0]}{town.unit}" + "".join(
        f"{value}{mark}" for value, mark in zip(values[1:], "番号", strict=False)
    )


def head(spot: Spot, chance: random.Random) -> str:
    place, town = spot
    streets = sorted(street for names in town.streets.values() for street in names)
    street = chance.choice(streets) if streets else ""
    name = town.spellings[0] if town.spellings else town.name
    if chance.random() < 0.5:
        name = name.removeprefix("大字").removeprefix("字")
    joint = " " if name[-1] in "０１２３４５６７８９" else ""
    return f"{place.prefecture}{place.name}{street}{name}{joint}"


def write(spot: Spot, chance: random.Random, values: list[int]) -> str:
    return head(spot, chance) + numbers(chance, values, spot[1])


def neighbours(chance: random.Random, groups: dict[object, list[Spot]], most: int) -> Iterator[Pair]:
    """Yield pairs of different towns of one group with the same numbers."""
    for group in groups.values():
        for first in group if len(group) > 1 else ():
            for second in chance.sample(group, min(most, len(group))):
                if first is not second:
                    values = land(chance, first[1])
                    yield write(first, chance, values), write(second, chance, values)


def same_name_elsewhere(chance: random.Random, everything: list[Spot]) -> Iterator[Pair]:
    groups: dict[object, list[Spot]] = defaultdict(list)
    for spot in everything:
        groups[spot[1].key].append(spot)
    yield from neighbours(chance, groups, 4)


def one_character_apart(chance: random.Random, everything: list[Spot]) -> Iterator[Pair]:
    """Directions swapped, numerals of a name changed, and every other single character."""
    groups: dict[object, list[Spot]] = defaultdict(list)
    for place, town in everything:
        for at in range(len(town.key)):
            groups[place.code, town.key[:at], town.key[at + 1 :]].append((place, town))
    yield from neighbours(chance, groups, 5)


def with_and_without(chance: random.Random, everything: list[Spot]) -> Iterator[Pair]:
    """X and X町, 大字X and X町, X and any town that begins with X, each with eight number lists."""
    known = {(place.code, town.key): (place, town) for place, town in everything}
    for place, town in everything:
        for length in range(1, len(town.key)):
            shorter = known.get((place.code, town.key[:length]))
            for _ in range(8 if shorter else 0):
                values = land(chance, town)
                yield write((place, town), chance, values), write(shorter, chance, values)  # type: ignore[arg-type]


def oaza_and_chome(chance: random.Random, everything: list[Spot]) -> Iterator[Pair]:
    """大字芝5番地3 and 芝五丁目3番: the same figures in the 大字 and in its 丁目."""
    for place, town in everything:
        for chome in town.chome:
            lot = chance.randint(1, 60)
            oaza = f"{place.prefecture}{place.name}大字{town.name.removeprefix('大字')}"
            yield f"{oaza}{chome}番地{lot}", f"{place.prefecture}{place.name}{town.name}{chome}{town.unit}{lot}番"


def one_number_off(chance: random.Random, everything: list[Spot]) -> Iterator[Pair]:
    for spot in everything:
        values = land(chance, spot[1])
        for at in range(len(values)):
            other = list(values)
            other[at] += chance.choice([1, 10, 100])
            yield write(spot, chance, values), write(spot, chance, other)


def digits_regrouped(chance: random.Random, everything: list[Spot]) -> Iterator[Pair]:
    """84-9 and 8-49, 1-2-3 and 12-3, 34の6 and 346."""
    for spot in everything:
        if not spot[1].name[-1].isdecimal():
            values = land(chance, spot[1])
            digits = "".join(map(str, values))
            cut = chance.randint(1, len(digits) - 1)
            other = [int(digits[:cut]), int(digits[cut:])] if chance.random() < 0.7 else [int(digits)]
            if other != values and "-" not in str(other):
                plain = "-".join(map(str, values)), "-".join(map(str, other))
                yield head(spot, chance) + plain[0], head(spot, chance) + plain[1]


def other_room(chance: random.Random, everything: list[Spot]) -> Iterator[Pair]:
    for spot in everything:
        lot = write(spot, chance, land(chance, spot[1]))
        room = chance.randint(101, 999)
        other = room + chance.choice([1, 100])
        kind = chance.choice(["号室", "号", ""])
        yield f"{lot}コーポ青空{room}{kind}", f"{lot} コーポ青空 {other}"


def kyoto_twins(chance: random.Random, everything: list[Spot]) -> Iterator[Pair]:
    for place, town in everything:
        for code, streets in town.streets.items():
            for other, rivals in town.streets.items():
                for street in streets:
                    for rival in rivals - streets if code != other else ():
                        values = numbers(chance, land(chance, town), town)
                        yield (
                            f"{place.prefecture}{place.name}{street}{town.name}{values}",
                            f"{place.prefecture}{place.name}{rival}{town.name}{values}",
                        )


FAMILIES: tuple[Callable[[random.Random, list[Spot]], Iterator[Pair]], ...] = (
    same_name_elsewhere,
    one_character_apart,
    with_and_without,
    oaza_and_chome,
    one_number_off,
    digits_regrouped,
    other_room,
    kyoto_twins,
)


def pairs_of(seed: int, share: float = 1) -> Iterator[tuple[str, Pair]]:
    """Yield family and pair; a share of one takes every pair."""
    chance = random.Random(seed)
    everything = spots(random.Random(seed), share)
    for family in FAMILIES:
        for pair in family(chance, everything):
            yield family.__name__, pair


def false_matches(pairs: list[Pair], processes: int = 1) -> list[tuple[Pair, str]]:
    """Return the pairs that come out as one place, with the evidence."""
    found = zip(pairs, compare_addresses(pairs, processes=processes), strict=True)
    return [
        (pair, " ".join(map(str, comparison.evidence)))
        for pair, comparison in found
        if comparison.level in (Level.EXACT, Level.EQUIVALENT)
    ]


def test_different_places_are_kept_apart_in_a_sample() -> None:
    pairs = [pair for _, pair in pairs_of(SEED, share=0.01)]
    assert len(pairs) > 5_000
    assert false_matches(pairs) == []


@pytest.mark.slow
def test_a_million_pairs_of_different_places_are_kept_apart(capsys: pytest.CaptureFixture[str]) -> None:
    families = list(pairs_of(SEED))
    pairs = list(dict.fromkeys(pair for _, pair in families))
    with capsys.disabled():
        sys.stdout.write(
            f"\nseed {SEED}: {len(pairs):,} pairs of different places: {dict(Counter(name for name, _ in families))}\n"
        )
    assert len(pairs) >= 1_000_000
    assert false_matches(pairs, processes=2) == []
