"""Households of made-up people: families with one surname and one home, some with twins, some of foreign residents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from samples import foreign_names
from samples.foreign_names import Community
from samples.notation import large_kana
from samples.people import Home, Person
from samples.pools import FEMALE, MALE, Name, Town, age_weight, cumulative, given_names, is_wide, surnames
from samples.slips.birth import LATEST

BUILDINGS = (
    "コーポ桜", "メゾン新緑", "グリーンハイツ", "サンライズ中央", "パークサイド若葉", "第二富士荘", "ハイム青空",
    "レジデンス本町",
    "県営みどり団地", "ライオンズガーデン", "シティハイツ", "ヴィラ風", "ロイヤルコート", "プラザ栄", "エスポワール",
    "カーサ白樺",
)  # fmt: skip
APARTMENT_SHARE = 0.38
FOREIGN_SHARE = 0.03
TWINS_SHARE = 0.02
_CHILDREN = ((0, 22), (1, 24), (2, 32), (3, 12))
_MALE_HEAD_SHARE, _COUPLE_SHARE = 0.7, 0.68
_DECADE = 10
_OLDEST = 1932
_CHILDREN_GONE = 1958
"""The children of parents born before have left home."""


@dataclass(slots=True)
class Household:
    """People who live together; the first is the head."""

    members: list[Person] = field(default_factory=list)


@dataclass(slots=True)
class Population:
    """Makes people one household after the other, and gives each the next place of the number sequence."""

    rng: Random
    people: list[Person] = field(default_factory=list)
    _names: dict[tuple[str, int], tuple[tuple[Name, ...], list[float]]] = field(default_factory=dict)
    _surname_weights: list[float] = field(default_factory=lambda: cumulative(name.weight for name in surnames()))
    _households: int = 0

    def household(
        self, places: Sequence[Town], *, twins: str = "", community: Community | None = None, since: int = _OLDEST
    ) -> Household:
        """Make one household somewhere in the given towns.

        Args:
            places: The towns to choose from.
            twins: The sexes of twins to have, as "12"; empty for ordinary children.
            community: Whose names a household of foreign residents has.
            since: The first year in which an adult is born.
        """
        rng, found = self.rng, Household()
        home, self._households = self.home(places), self._households + 1
        birth = date(rng.randint(since, 1998), 1, 1) + timedelta(days=rng.randrange(365))
        sex = MALE if rng.random() < _MALE_HEAD_SHARE else FEMALE
        family = self.surname()
        self._join(found, family, birth, sex, home, community=community)
        if twins or rng.random() < _COUPLE_SHARE:
            first = date(since, 1, 1)
            partner = first + abs(birth + timedelta(days=rng.randint(-1900, 1900)) - first)
            self._join(found, family, partner, FEMALE if sex == MALE else MALE, home, community=community)
            for child, child_sex in self._children(max(birth, partner), twins):
                self._join(found, family, child, child_sex, home, community=community)
        return found

    def home(self, places: Sequence[Town]) -> Home:
        """Make one home."""
        rng, town = self.rng, self.rng.choice(places)
        if town.chome:
            lot: tuple[int, ...] = (rng.randint(1, 6), rng.randint(1, 30), rng.randint(1, 28))
        else:
            lot = (rng.randint(1, 1900), rng.randint(1, 25))[: rng.choice((1, 2, 2))]
        building = rng.choice(BUILDINGS) if rng.random() < APARTMENT_SHARE else ""
        room = rng.randint(1, 9) * 100 + rng.randint(1, 12) if building else 0
        return Home(town, lot, building, room, wide=is_wide(town))

    def surname(self) -> Name:
        """Draw a surname as often as people bear it."""
        return self.rng.choices(surnames(), cum_weights=self._surname_weights)[0]

    def given(self, sex: str, birth: date) -> Name:
        """Draw a given name that fits the year of birth."""
        key = (sex, birth.year // _DECADE)
        if key not in self._names:
            names = given_names(sex)
            self._names[key] = (names, cumulative(age_weight(name, birth.year) for name in names))
        names, weights = self._names[key]
        return self.rng.choices(names, cum_weights=weights)[0]

    def add(self, person: Person) -> Person:
        """Take a person into the population."""
        self.people.append(person)
        return person

    def _join(
        self, household: Household, family: Name, birth: date, sex: str, home: Home, *, community: Community | None
    ) -> None:
        taken = {large_kana(member.given_kana) for member in household.members}
        given = self.given(sex, birth)
        while large_kana(given.kana) in taken:
            given = self.given(sex, birth)
        person = Person(
            len(self.people), family.kanji, given.kanji, family.kana, given.kana, birth, sex, home, self._households
        )
        if community:
            person.foreigner = foreign_names.member(
                self.rng, community, sex, alias=self.rng.random() < foreign_names.ALIAS_SHARE
            )
        household.members.append(self.add(person))

    def _children(self, parent: date, twins: str) -> list[tuple[date, str]]:
        """Return birth date and sex of the children still at home."""
        rng = self.rng
        day = parent + timedelta(days=rng.randint(22 * 365, 34 * 365))
        if parent.year < _CHILDREN_GONE and not twins:
            return []
        if twins:
            return [(min(day, LATEST), sex) for sex in twins]
        found = []
        for _ in range(rng.choices([n for n, _ in _CHILDREN], [weight for _, weight in _CHILDREN])[0]):
            if day > LATEST:
                break
            found.append((day, rng.choice((MALE, FEMALE))))
            day += timedelta(days=rng.randint(500, 1700))
        return found
