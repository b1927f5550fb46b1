"""One chunk of the nation's people as NumPy arrays, drawn household by household, and any of them as a `Person`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from random import Random

import numpy as np

from samples import foreign_names
from samples.nation import pools
from samples.nation.arrow import Flags, Floats, Ints
from samples.nation.pools import FIRST_DAY
from samples.people import DEAD, LIVING, MOVED_OUT, Foreigner, Home, Person
from samples.pools import FEMALE, MALE, surnames, towns
from samples.population import APARTMENT_SHARE, BUILDINGS, FOREIGN_SHARE, TWINS_SHARE
from samples.slips.birth import LATEST

LATEST_DAY = (LATEST - FIRST_DAY).days
_SIZES, _SIZE_SHARES = (1, 2, 3, 4, 5), (0.24, 0.28, 0.2, 0.2, 0.08)
_YEAR = 365.25
_ADULT, _USUAL_AGE, _OLDEST_AGE = 20, 44, 95
_FOREIGN_NAMES = 64
_NOTED_KANA_SHARE = 0.85
_FIRST_LOT = 30
_FEMALE_HEAD_SHARE, _BRANCH_SHARE = 0.35, 0.66
_FORMER_SHARE, _UNKNOWN_SHARE, _UNSET_SHARE, _PROTECTED_SHARE = 0.004, 0.0002, 0.00005, 0.0008
DEAD_SHARE, MOVED_SHARE = 0.0004, 0.0004


@cache
def foreigners() -> tuple[Foreigner, ...]:
    """Return the foreign residents' names to draw from: family by family, first its men, then as many women."""
    rng, found = Random(_FOREIGN_NAMES), []
    for community in foreign_names.COMMUNITIES:
        for family in community.families:
            only = replace(community, families=(family,))
            for sex in (MALE, FEMALE):
                for _ in range(_FOREIGN_NAMES):
                    one = foreign_names.member(rng, only, sex, alias=rng.random() < foreign_names.ALIAS_SHARE)
                    one.noted_kana = rng.random() < _NOTED_KANA_SHARE
                    found.append(one)
    return tuple(found)


@cache
def _foreign_families() -> Floats:
    """Return running shares of the families: a community's share is divided among them."""
    shares = [one.weight / len(one.families) for one in foreign_names.COMMUNITIES for _ in one.families]
    totals = np.cumsum(shares)
    running: Floats = totals / totals[-1]
    return running


@dataclass(slots=True)
class Chunk:
    """The people of one chunk, in the order of the registry; every array has one entry per person."""

    start: int
    """The place of the first person in the nation, from 0."""
    household: Ints
    """Which household of this chunk, from 0."""
    seat: Ints
    """0 the head, 1 the partner, then children."""
    surname: Ints
    given: Ints
    birth: Ints
    """Days since 1915-01-01."""
    female: Flags
    town: Ints
    lot: Ints
    """Three columns: 丁目 or 番地, 番 or branch, 号."""
    dwelling: Ints
    """0 a house, else 1 + building × rooms + room."""
    foreigner: Ints
    """-1 for a Japanese, else an index into `foreigners()`."""
    former: Ints
    """-1, or the surname that is registered as 旧氏."""
    unknown: Ints
    """How many parts of the birth date the registry does not know: 0, 1 the day, 2 month and day."""
    sex_unset: Flags
    status: Ints
    protected: Flags
    cache: dict[int, Person] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many people there are."""
        return len(self.household)

    def person(self, index: int) -> Person:
        """Return one of them; always the same object for the same index."""
        if index not in self.cache:
            self.cache[index] = self._person(index)
        return self.cache[index]

    def _person(self, index: int) -> Person:
        family, given, foreign = (
            surnames()[self.surname[index]],
            pools.given_pool()[self.given[index]],
            self.foreigner[index],
        )
        birth = FIRST_DAY + timedelta(days=int(self.birth[index]))
        former = surnames()[self.former[index]] if self.former[index] >= 0 else None
        return Person(
            self.start + index,
            family.kanji,
            given.kanji,
            family.kana,
            given.kana,
            birth,
            FEMALE if self.female[index] else MALE,
            self._home(index),
            int(self.household[index]),
            foreigners()[foreign] if foreign >= 0 else None,
            former.kanji if former else "",
            former.kana if former else "",
            ("", f"{birth:%Y%m}00", f"{birth:%Y}0000")[self.unknown[index]],
            bool(self.sex_unset[index]),
            str(self.status[index]),
            bool(self.protected[index]),
        )

    def _home(self, index: int) -> Home:
        town = towns()[self.town[index]]
        first, second, third = (int(number) for number in self.lot[index])
        lot = (first, second, third) if town.chome else (first, second) if second else (first,)
        building, room = divmod(int(self.dwelling[index]) - 1, len(pools.ROOMS))
        wide = bool(pools.address_words().wide[self.town[index]])
        return (
            Home(town, lot, BUILDINGS[building], pools.ROOMS[room], wide)
            if self.dwelling[index]
            else Home(town, lot, wide=wide)
        )


def make_chunk(rng: np.random.Generator, start: int, size: int) -> Chunk:
    """Draw the people of one chunk."""
    sizes = rng.choice(_SIZES, size=size, p=_SIZE_SHARES)
    count = int(np.searchsorted(np.cumsum(sizes), size)) + 1
    sizes = sizes[:count]
    household = np.repeat(np.arange(count), sizes)[:size]
    seat = (np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes))[:size]
    birth, female = _births(rng, household, seat, count)
    foreign_home = rng.random(count) < FOREIGN_SHARE
    town = np.sort(_draw(rng, pools.town_weights(), count))
    is_foreign = foreign_home[household]
    family = _draw(rng, _foreign_families(), count)[household]
    pick = rng.integers(0, _FOREIGN_NAMES, size) + (2 * family + female) * _FOREIGN_NAMES
    surname = _draw(rng, pools.surname_weights(), count)[household]
    former = _draw(rng, pools.surname_weights(), size)
    former[~female | (seat != 1) | is_foreign | (rng.random(size) > _FORMER_SHARE) | (former == surname)] = -1
    unknown = np.where(
        (birth < _YEAR * 35) & ~is_foreign & (rng.random(size) < _UNKNOWN_SHARE * 4), rng.integers(1, 3, size), 0
    )
    fate = rng.random(size)
    return Chunk(
        start,
        household,
        seat,
        surname,
        _given(rng, household, birth, female),
        birth,
        female,
        town[household],
        _lots(rng, town)[household],
        np.where(rng.random(count) < APARTMENT_SHARE, rng.integers(1, len(BUILDINGS) * len(pools.ROOMS) + 1, count), 0)[
            household
        ],
        np.where(is_foreign, pick, -1),
        former,
        unknown,
        rng.random(size) < _UNSET_SHARE,
        np.where(fate < DEAD_SHARE, int(DEAD), np.where(fate < DEAD_SHARE + MOVED_SHARE, int(MOVED_OUT), int(LIVING))),
        rng.random(size) < _PROTECTED_SHARE,
    )


def _draw(rng: np.random.Generator, totals: Floats, size: int) -> Ints:
    """Draw indexes by running shares."""
    return np.minimum(np.searchsorted(totals, rng.random(size)), len(totals) - 1)


def _births(rng: np.random.Generator, household: Ints, seat: Ints, count: int) -> tuple[Ints, Flags]:
    """Draw birth days and sexes: a head, a partner of about that age, children 22 to 36 years younger, some twins."""
    size = len(household)
    head = LATEST_DAY - (rng.triangular(_ADULT, _USUAL_AGE, _OLDEST_AGE, count) * _YEAR).astype(np.int64)
    partner = np.minimum(head + rng.integers(-1900, 1901, count), LATEST_DAY - int(_ADULT * _YEAR))
    eldest = np.maximum(head, partner) + (rng.uniform(22, 36, count) * _YEAR).astype(np.int64)
    step = np.where(rng.random(count) < TWINS_SHARE, 0, rng.integers(420, 1500, count))
    child = eldest[household] + (seat - 2) * step[household]
    late = child > LATEST_DAY
    child = np.where(late, LATEST_DAY - rng.integers(0, 3000, size), child)
    birth = np.select([seat == 0, seat == 1], [head[household], partner[household]], child)
    head_female = rng.random(count) < _FEMALE_HEAD_SHARE
    female = np.select(
        [seat == 0, seat == 1], [head_female[household], ~head_female[household]], rng.integers(0, 2, size) == 1
    ).astype(bool)
    return np.maximum(birth, 0), female


def _given(rng: np.random.Generator, household: Ints, birth: Ints, female: Flags) -> Ints:
    """Draw given names that fit sex and decade, drawn again while two in one household sound alike."""
    given = np.zeros(len(birth), dtype=np.int64)
    years = (np.datetime64(FIRST_DAY) + birth.astype("timedelta64[D]")).astype("datetime64[Y]").astype(np.int64) + 1970
    decade = years // 10 * 10
    again = np.arange(len(birth))
    readings = pools.reading_ids()
    while len(again):
        for sex in (MALE, FEMALE):
            for ten in pools.DECADES:
                group = again[(female[again] == (sex == FEMALE)) & (decade[again] == ten)]
                begin, totals = pools.given_weights(sex, ten)
                given[group] = begin + _draw(rng, totals, len(group))
        key = household * len(readings) + readings[given]
        order = np.argsort(key, kind="stable")
        again = order[1:][key[order][1:] == key[order][:-1]]
    return given


def _lots(rng: np.random.Generator, town: Ints) -> Ints:
    """Draw house numbers: 丁目-番-号 where the town has 丁目, else 番地 and perhaps a branch.

    The postal data do not know of every town with 丁目, so a 番地 is never a number that could be one of a 丁目.
    """
    count = len(town)
    chome = pools.address_words().chome[town]
    first = np.where(chome, rng.integers(1, 7, count), rng.integers(_FIRST_LOT, pools.MAX_LOT + 1, count))
    branch = np.where(rng.random(count) < _BRANCH_SHARE, rng.integers(1, 26, count), 0)
    second = np.where(chome, rng.integers(1, 31, count), branch)
    third = np.where(chome, rng.integers(1, 29, count), 0)
    return np.column_stack((first, second, third))
