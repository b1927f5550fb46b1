"""Who insures whom, and in which house style: the enrolment side of a chunk as NumPy arrays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

from samples.nation import pools
from samples.nation.arrow import Flags, Floats, Ints
from samples.nation.columns import MASKED, Style
from samples.nation.people import LATEST_DAY, Chunk
from samples.nation.pools import FIRST_DAY
from samples.people import LIVING, Membership
from samples.pools import towns
from samples.verdicts import THREE_ITEMS

SYMBOLS = (*(str(100 + n) for n in range(1, 60)), "")
UNION, ASSOCIATION, MUNICIPAL, MUTUAL, LATE_ELDERLY = range(5)
_BY_HOUSEHOLD = (MUNICIPAL, LATE_ELDERLY)
_LAWS = ("06", "01", "", "32", "39")
_KIND_SHARES = (0.42, 0.06, 0.36, 0.12, 0.04)
_THREE_ITEM_SHARES = np.array([0.0, 0.3, 0.0, 0.0, 0.6])
_PEOPLE_PER_INSURER, _FEWEST, _MOST = 40_000, 12, 3_400
_LATE_ELDERLY_DAYS = int(75 * 365.25)
_LOST_SHARE = 0.02
"""People who left insurance altogether, and as many closed records of people who changed their insurer."""
_ADULT_DAYS, _WORKING_DAYS = int(23 * 365.25), int(65 * 365.25)
_PARTNER_EMPLOYED, _CHILD_EMPLOYED = 0.45, 0.7
"""Which part of the partners and of the grown children have an employer, and so an insurance, of their own."""
_OWN_NUMBERS = 200_000_000
_LATE_CLOSED_SHARE = 0.3
_SETTLED_DAYS = 400
"""Who is younger, or insured for a shorter time, has changed no insurer."""
_STYLE_SHARES = {
    "name": (0.68, 0.12, 0.08, 0.12), "gap": (0.8, 0.2), "kana": (0.5, 0.2, 0.2, 0.1), "no_prefecture": (0.8, 0.2),
    "address": (0.5, 0.0, 0.35, 0.15), "birth": (0.6, 0.15, 0.07, 0.06, 0.06, 0.06),
}  # fmt: skip
_PLAIN_SHARE = 0.35


@dataclass(frozen=True, slots=True)
class Insurers:
    """The nation's insurers and the style of each; `plain` means that all write what the registry writes."""

    codes: tuple[str, ...]
    kinds: Ints
    totals: Floats
    styles: Style

    def first(self, kind: int) -> Ints:
        """Return the insurers of one kind."""
        return np.flatnonzero(self.kinds == kind)


def make_insurers(rng: np.random.Generator, residents: int, *, house_styles: bool) -> Insurers:
    """Make as many insurers as a nation of this size has."""
    count = int(np.clip(residents // _PEOPLE_PER_INSURER, _FEWEST, _MOST))
    kinds = np.sort(rng.choice(5, count, p=_KIND_SHARES))
    kinds[:4], kinds[-1] = (UNION, UNION, ASSOCIATION, MUNICIPAL), LATE_ELDERLY
    kinds = np.sort(kinds)
    codes = tuple(_code(kind, place) for place, kind in enumerate(kinds.tolist()))
    weights = (
        np.where(kinds == LATE_ELDERLY, 0.0, np.where(kinds == ASSOCIATION, 6.0, 1.0))
        / (1 + rng.permutation(count)) ** 0.5
    )
    totals = np.cumsum(weights)
    drawn = {part: rng.choice(len(shares), count, p=shares) for part, shares in _STYLE_SHARES.items()}
    plain = (rng.random(count) < _PLAIN_SHARE) | (not house_styles)
    # A masked name is in doubt, and then large kana would be no mere habit.
    drawn["kana"][drawn["name"] == MASKED] &= ~1
    styles = Style(**{part: np.where(plain, 0, values) for part, values in drawn.items()})
    return Insurers(codes, kinds, totals / totals[-1], styles)


def _code(kind: int, place: int) -> str:
    law = _LAWS[kind]
    body = f"{law}{place % 47 + 1:02d}{place // 47 + 100:03d}"
    doubled = sum(sum(divmod(int(digit) * (2 - index % 2), 10)) for index, digit in enumerate(reversed(body)))
    return body + str(-doubled % 10)


@dataclass(slots=True)
class Enrolments:
    """The rows of one chunk in the order of the insurers' files; each array has one entry per row."""

    person: Ints
    insurer: Ints
    extra: Flags
    """Whether this is an old record of somebody who is insured elsewhere now."""
    doubled: Flags
    """Whether the old record is still open, or was closed too late: the rows of people insured twice at once."""
    own: Flags
    """Whether the person has a 番号 of their own, not that of the household."""
    since: Ints
    until: Ints
    """Day of the loss, or -1."""
    three_items: Flags
    insurers: Insurers
    chunk: Chunk

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.person)

    def style(self) -> Style:
        """Return the style of each row; a prefecture stays where the municipality's name needs it."""
        own = self.insurers.styles
        town = self.chunk.town[self.person]
        address = own.address[self.insurer]
        return Style(
            own.name[self.insurer],
            own.gap[self.insurer],
            own.kana[self.insurer],
            np.where((address == pools.KANJI_CHOME) & _numeral_ends()[town], pools.REGISTRY, address),
            np.where(needs_prefecture()[town], 0, own.no_prefecture[self.insurer]),
            own.birth[self.insurer],
        )

    def by_household(self) -> Flags:
        """Return which rows belong to an insurer that counts everybody as 本人."""
        kinds = self.insurers.kinds[self.insurer]
        return np.isin(kinds, _BY_HOUSEHOLD)

    def number(self) -> Ints:
        """Return 番号: one per household, or one's own."""
        household = 1_000_000 + self.chunk.start + self.chunk.household[self.person]
        return np.where(self.own, _OWN_NUMBERS + self.chunk.start + self.person, household)

    def number_at(self, row: int) -> int:
        """Return 番号 of one row."""
        person = int(self.person[row])
        own = _OWN_NUMBERS + person if self.own[row] else 1_000_000 + int(self.chunk.household[person])
        return own + self.chunk.start

    def symbol(self) -> Ints:
        """Return the index of 記号, which those aged 75 and over do not have."""
        late = self.insurers.kinds[self.insurer] == LATE_ELDERLY
        return np.where(late, len(SYMBOLS) - 1, self.chunk.household[self.person] % (len(SYMBOLS) - 1))

    def seat(self) -> Ints:
        """Return who one is under the 番号: 0 the insured, then the others in order."""
        return np.where(self.own, 0, self.chunk.seat[self.person])

    def membership(self, row: int) -> Membership:
        """Return the insurance side of one row, as far as a slip looks at it."""
        until = int(self.until[row])
        return Membership(
            self.insurers.codes[self.insurer[row]],
            "",
            "",
            "",
            "2" if self.chunk.seat[self.person[row]] and not self.own[row] else "1",
            FIRST_DAY + timedelta(days=int(self.since[row])),
            FIRST_DAY + timedelta(days=until) if until >= 0 else None,
            THREE_ITEMS if self.three_items[row] else "2",
        )


def enrol(rng: np.random.Generator, chunk: Chunk, insurers: Insurers, doubles: int) -> Enrolments:
    """Insure the people of a chunk: as many rows as people, in the order of the insurers.

    Args:
        rng: Draws what is drawn.
        chunk: The people.
        insurers: The nation's insurers.
        doubles: How many people are insured twice at once.
    """
    size = len(chunk)
    insurer, own = _insurers_of(rng, chunk, insurers)
    start = (date(2006, 4, 1) - FIRST_DAY).days + rng.integers(0, 7200, size)
    since = np.maximum(np.where(own, start, start[chunk.household]), chunk.birth)
    until = np.full(size, -1)

    gone = (rng.random(size) < _LOST_SHARE) & (chunk.status == int(LIVING))
    late = insurers.kinds[insurer] == LATE_ELDERLY
    settled = np.flatnonzero(~gone & ~late & (since - chunk.birth > _SETTLED_DAYS))
    out = np.flatnonzero(gone)[: len(settled)]
    stay = np.ones(size, dtype=bool)
    stay[out] = False
    changed = rng.choice(settled, len(out), replace=False)
    employers = np.flatnonzero(insurers.kinds != LATE_ELDERLY)
    old_insurer = employers[(np.searchsorted(employers, insurer[changed]) + 1) % len(employers)]
    old_since = np.maximum(since[changed] - rng.integers(200, 3000, len(out)), chunk.birth[changed])
    old_until = since[changed].copy()
    doubled = _leave_open(rng, chunk, changed, old_until, doubles)

    person = np.concatenate((np.flatnonzero(stay), changed))
    extra = np.arange(size) >= size - len(out)
    insurer = np.concatenate((insurer[stay], old_insurer))
    order = np.lexsort((person, insurer))
    return Enrolments(
        person[order],
        insurer[order],
        extra[order],
        np.isin(person, changed[doubled])[order],
        own[person][order],
        np.concatenate((since[stay], old_since))[order],
        np.concatenate((until[stay], old_until))[order],
        (rng.random(size) < _THREE_ITEM_SHARES[insurers.kinds[insurer]])[order],
        insurers,
        chunk,
    )


def _insurers_of(rng: np.random.Generator, chunk: Chunk, insurers: Insurers) -> tuple[Ints, Flags]:
    """Return each person's insurer, and who is insured under a 番号 of their own."""
    size = len(chunk)
    drawn = np.minimum(np.searchsorted(insurers.totals, rng.random(size)), len(insurers.codes) - 1)
    age = LATEST_DAY - chunk.birth
    employed = rng.random(size) < np.where(chunk.seat == 1, _PARTNER_EMPLOYED, _CHILD_EMPLOYED)
    employed &= (chunk.seat > 0) & (age > _ADULT_DAYS) & (age < _WORKING_DAYS)
    employed &= np.isin(insurers.kinds[drawn], (UNION, ASSOCIATION, MUTUAL))
    late = insurers.first(LATE_ELDERLY)
    elderly = age > _LATE_ELDERLY_DAYS
    insurer = np.where(elderly, late[chunk.town % len(late)], np.where(employed, drawn, drawn[chunk.household]))
    return insurer, elderly | employed


def _leave_open(rng: np.random.Generator, chunk: Chunk, changed: Ints, old_until: Ints, doubles: int) -> Ints:
    """Leave some old records open, or close them too late; return which."""
    ordinary = (
        (chunk.status[changed] == int(LIVING))
        & (chunk.foreigner[changed] < 0)
        & (chunk.unknown[changed] == 0)
        & ~chunk.sex_unset[changed]
    )
    places = np.flatnonzero(ordinary & (old_until + _SETTLED_DAYS < LATEST_DAY))
    chosen = rng.choice(places, min(doubles, len(places)), replace=False)
    closed = rng.random(len(chosen)) < _LATE_CLOSED_SHARE
    old_until[chosen] = np.where(closed, old_until[chosen] + rng.integers(20, _SETTLED_DAYS, len(chosen)), -1)
    return chosen


@cache
def needs_prefecture() -> Flags:
    """Return in which towns an address needs its prefecture: Tokyo, and municipalities whose name is used twice."""
    prefectures: dict[str, set[str]] = {}
    for town in towns():
        prefectures.setdefault(town.city, set()).add(town.prefecture)
    return np.array([town.prefecture == "東京都" or len(prefectures[town.city]) > 1 for town in towns()])


@cache
def _numeral_ends() -> Flags:
    return np.array([town.town[-1] in "一二三四五六七八九十百千" for town in towns()])
