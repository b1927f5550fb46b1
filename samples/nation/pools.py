"""The vocabularies of a nation: every text is one entry, so that a million rows are a million indexes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

from samples import notation
from samples.nation.arrow import Flags, Floats, Ints, Texts, pick, texts
from samples.pools import FEMALE, MALE, Name, age_weight, given_names, is_wide, surnames, towns
from samples.population import BUILDINGS
from samples.slips.names import MASK

FIRST_DAY = date(1915, 1, 1)
LAST_DAY = date(2026, 12, 31)
DECADES = tuple(range(1910, 2030, 10))
ROOMS = tuple(floor * 100 + door for floor in range(1, 10) for door in range(1, 13))
MAX_LOT = 1900
_CHOME_TOWN_WEIGHT = 6.0
"""How many times as many people live in a town with 丁目 as in one without."""


@dataclass(frozen=True, slots=True)
class Words:
    """Texts in several notations, one block after the other: the entry of notation k is at k × size + index."""

    entries: Texts
    size: int

    def take(self, index: Ints, form: Ints) -> Texts:
        """Return the texts at the indexes, each in its notation."""
        return pick(self.entries, index + form * self.size)


def words(*blocks: list[str]) -> Words:
    """Return the blocks, which have one entry per text in one order."""
    return Words(texts(text for block in blocks for text in block), len(blocks[0]))


@cache
def surname_words() -> tuple[Words, Words]:
    """Return surnames in kanji (registry, common form, masked, JIS) and kana (registry, large, 半角, large 半角)."""
    return _name_words(surnames())


@cache
def given_pool() -> tuple[Name, ...]:
    """Return the given names of men, then of women."""
    return given_names(MALE) + given_names(FEMALE)


@cache
def given_words() -> tuple[Words, Words]:
    """Return given names in the same notations as surnames."""
    return _name_words(given_pool())


def masked(text: str) -> str:
    """Return a name with every character outside JIS levels 1 and 2 masked."""
    return "".join(letter if notation.in_jis(letter) else MASK for letter in text)


def _name_words(names: tuple[Name, ...]) -> tuple[Words, Words]:
    kanji, kana = [name.kanji for name in names], [name.kana for name in names]
    large = [notation.large_kana(text) for text in kana]
    return (
        words(
            kanji,
            [notation.common_form(text) for text in kanji],
            [masked(text) for text in kanji],
            [notation.jis_form(text) for text in kanji],
        ),
        words(
            kana,
            large,
            [notation.half_width_kana(text) for text in kana],
            [notation.half_width_kana(text) for text in large],
        ),
    )


@cache
def reading_ids() -> Ints:
    """Return one number per given name, the same for names that sound alike when kana is written large."""
    ids: dict[str, int] = {}
    return np.array([ids.setdefault(notation.large_kana(name.kana), len(ids)) for name in given_pool()])


@cache
def uncommon_counts() -> tuple[Ints, Ints]:
    """Return how many characters with a common form each surname and each given name has."""
    return _counts(surnames(), notation.COMMON_FORMS.__contains__), _counts(
        given_pool(), notation.COMMON_FORMS.__contains__
    )


@cache
def masked_counts() -> tuple[Ints, Ints]:
    """Return how many characters outside JIS levels 1 and 2 each surname and each given name has."""
    return _counts(surnames(), _outside_jis), _counts(given_pool(), _outside_jis)


def _outside_jis(letter: str) -> bool:
    return not notation.in_jis(letter)


def _counts(names: tuple[Name, ...], counted: Callable[[str], bool]) -> Ints:
    return np.array([sum(map(counted, name.kanji)) for name in names])


@cache
def surname_weights() -> Floats:
    """Return running shares of the surnames."""
    return _running(np.array([name.weight for name in surnames()]))


@cache
def given_weights(sex: str, decade: int) -> tuple[int, Floats]:
    """Return where the names of one sex begin in the pool, and their running shares in a decade."""
    names = given_names(sex)
    start = 0 if sex == MALE else len(given_names(MALE))
    return start, _running(np.array([age_weight(name, decade + 5) for name in names]))


@cache
def town_weights() -> Floats:
    """Return running shares of the towns."""
    return _running(np.array([_CHOME_TOWN_WEIGHT if town.chome else 1.0 for town in towns()]))


def _running(weights: Floats) -> Floats:
    totals = np.cumsum(weights)
    shares: Floats = totals / totals[-1]
    return shares


@dataclass(frozen=True, slots=True)
class AddressWords:
    """The parts of an address; each holds the four notations registry, full width, hyphens, kanji 丁目."""

    town: Words
    """With and without the prefecture."""
    chome: Flags
    wide: Flags
    postal: Texts
    first_chome: Words
    first_lot: Words
    second_chome: Words
    second_lot: Words
    third: Words
    dwelling: Words


REGISTRY, WIDE, HYPHENS, KANJI_CHOME = range(4)


@cache
def address_words() -> AddressWords:
    """Return the vocabulary of addresses."""
    places = towns()
    rooms = [f"　{building}{room}号室" for building in BUILDINGS for room in ROOMS]
    return AddressWords(
        words(
            [place.prefecture + place.city + place.town for place in places],
            [place.city + place.town for place in places],
        ),
        np.array([place.chome for place in places]),
        np.array([is_wide(place) for place in places]),
        texts(place.postal_code for place in places),
        _forms(
            [f"{n}丁目" for n in range(7)],
            [f"{n}-" for n in range(7)],
            [f"{notation.kanji_number(n)}丁目" for n in range(7)],
        ),
        _forms([f"{n}番地" for n in range(MAX_LOT + 1)], [f"{n}" for n in range(MAX_LOT + 1)]),
        _forms([f"{n}番" for n in range(31)], [f"{n}-" for n in range(31)]),
        _forms(["", *(f"{n}" for n in range(1, 31))], ["", *(f"-{n}" for n in range(1, 31))]),
        _forms(["", *(f"{n}号" for n in range(1, 31))], ["", *(f"{n}" for n in range(1, 31))]),
        _forms(
            ["", *rooms],
            ["", *(notation.hyphen_address(room) for room in rooms)],
            ["", *(notation.narrow(room) for room in rooms)],
        ),
    )


def _forms(registry: list[str], hyphens: list[str], kanji: list[str] | None = None) -> Words:
    return words(registry, [notation.full_width(text) for text in registry], hyphens, kanji or registry)


@cache
def date_words() -> Words:
    """Return every birth date as YYYYMMDD, YYYY-MM-DD and in four Japanese notations."""
    days = [FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    return words(
        [f"{day:%Y%m%d}" for day in days],
        [f"{day:%Y-%m-%d}" for day in days],
        *([notation.wareki(day, form) for day in days] for form in range(4)),
    )
