"""Every town of the dictionary, in twelve legal notations, is EQUIVALENT to itself."""

import os
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from matcher.domain.addresses import compare_address
from matcher.domain.levels import Level
from normalizers.addresses import normalize_address, parse_address
from normalizers.addresses.build_aliases import short_name
from normalizers.addresses.dictionary import load_dictionary
from normalizers.addresses.numerals import kanji_numeral
from normalizers.addresses.towns import Municipality, Town

SAME = (Level.EXACT, Level.EQUIVALENT)
SEED = int(os.environ.get("TOTSUGO_SEED", "20261122"))
FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
TO_ASCII = str.maketrans("０１２３４５６７８９", "0123456789")
KE = {"ケ": "ヶ", "ヶ": "ケ", "が": "ガ", "ガ": "ケ"}
NO = {"ノ": "の", "の": "ノ", "之": "ノ"}
OLD = dict(zip("沢浜島崎国広桜竜条渕峰", "澤濱嶋﨑國廣櫻龍條淵峯", strict=True))
DASHES = "‐‑‒–—−─ー－"
NUMERALS = "一二三四五六七八九十百千壱弐参拾"
BETWEEN_KANJI = re.compile("(?<=[一-鿿])[ケヶがガノの之](?=[一-鿿])")


def kanji_at_end(town: str) -> str:
    """Write the digits at the end of a name in kanji, so that a number can follow."""
    digits = re.search("[0-9]+$", town.translate(TO_ASCII))
    return town[: digits.start()] + kanji_numeral(int(digits[0])) if digits else town


def unambiguous(place: Municipality, town: Town, number: int) -> int:
    """Return a house number that does not make another town's name of this one's (砂子沢5-55 and 砂子沢五 55)."""
    hits = [place.find_town(f"{town.key}{number}{mark}") for mark in "-番"]
    return 97 if any(hit and hit.town is not town for hit in hits) else number


class Written:
    """One address of one town, to be written in many ways."""

    def __init__(self, place: Municipality, town: Town, chance: random.Random) -> None:
        self.prefecture, self.municipality = place.prefecture, place.name
        street = min((min(streets) for streets in town.streets.values() if streets), default="")
        self.street = re.sub("([上下])(?=$|[0-9東西])", r"\1ル", street)
        self.apart = bool(town.spellings)
        self.town = kanji_at_end(
            town.spellings[0] if town.spellings else town.name.replace("大字", "").removeprefix("字")
        )
        self.oaza = self.town if self.apart else kanji_at_end(town.name)
        self.unit = town.unit
        lot = [unambiguous(place, town, chance.randint(1, 99)), chance.randint(1, 60)]
        self.numbers = [min(town.chome), *lot] if town.chome else lot
        self.marks = [town.unit, "番", "号"] if town.chome else ["番地", ""]

    def compose(self, numbers: str, *, prefecture: str | None = None, municipality: str = "", town: str = "") -> str:
        head = (self.prefecture if prefecture is None else prefecture) + (municipality or self.municipality)
        return head + self.street + (town or self.town) + numbers

    @property
    def words(self) -> str:
        """丁目 in kanji, the rest in digits: the form of the registry."""
        first = kanji_numeral(self.numbers[0]) if self.marks[0] == self.unit else str(self.numbers[0])
        return "".join(f"{number}{mark}" for number, mark in zip([first, *self.numbers[1:]], self.marks, strict=True))

    @property
    def kanji(self) -> str:
        """Every number in kanji; a name that ends in a numeral runs into them, and is no legal form then."""
        if self.town[-1] in NUMERALS:
            return self.digits
        return "".join(f"{kanji_numeral(number)}{mark}" for number, mark in zip(self.numbers, self.marks, strict=True))

    @property
    def digits(self) -> str:
        return "".join(f"{number}{mark}" for number, mark in zip(self.numbers, self.marks, strict=True))

    @property
    def hyphens(self) -> str:
        return "-".join(map(str, self.numbers))

    @property
    def short(self) -> str:
        return (
            self.municipality[self.municipality.find("市") + 1 :]
            if self.municipality.endswith("区")
            else short_name(self.municipality)
        )

    def swapped(self, pairs: dict[str, str]) -> str:
        return self.town if self.apart else BETWEEN_KANJI.sub(lambda match: pairs.get(match[0], match[0]), self.town)

    @property
    def old_kanji(self) -> str:
        return self.town if self.apart else "".join(OLD.get(char, char) for char in self.town)


NOTATIONS: dict[str, Callable[[Written, random.Random], str]] = {
    "hyphens": lambda one, _: one.compose(one.hyphens),
    "full_width": lambda one, _: one.compose(one.digits.translate(FULL_WIDTH)),
    "kanji_numerals": lambda one, _: one.compose(one.kanji),
    "banchi_no": lambda one, _: one.compose(one.words.replace("番地", "番地の")),
    "prefecture_omitted": lambda one, _: one.compose(one.words, prefecture=""),
    "short_municipality": lambda one, _: one.compose(one.words, municipality=one.short),
    "oaza": lambda one, _: one.compose(one.words, town=one.oaza),
    "ke": lambda one, _: one.compose(one.words, town=one.swapped(KE)),
    "no": lambda one, _: one.compose(one.words, town=one.swapped(NO)),
    "old_kanji": lambda one, _: one.compose(one.words, town=one.old_kanji),
    "dashes": lambda one, chance: one.compose(one.hyphens.replace("-", chance.choice(DASHES))),
    "spaces": lambda one, _: f"〒100-0001 {one.prefecture} {one.municipality}　{one.street}{one.town} {one.digits}",
}


def written_towns(chance: random.Random, share: float) -> Iterator[Written]:
    """Yield one address per town of a share of the municipalities."""
    entries = (entry for group in load_dictionary().by_prefecture[""].values() for entry in group)
    places = sorted({place for place in entries if isinstance(place, Municipality)}, key=lambda place: place.code)
    for place in places if share == 1 else chance.sample(places, int(len(places) * share)):
        yield from (Written(place, town, chance) for town in place.towns.values())


def rewritten(seed: int, share: float) -> tuple[Counter[str], list[tuple[str, str, str]]]:
    """Return the pairs made per notation, and those that are neither EQUIVALENT nor in doubt about the municipality.

    Without its prefecture a name may fit towns in several municipalities: then nothing is chosen. 中京区 has 舟屋町 in
    three places, and no list of their streets.
    """
    chance = random.Random(seed)
    counts: Counter[str] = Counter()
    wrong: list[tuple[str, str, str]] = []
    for one in written_towns(chance, share):
        plain = one.compose(one.words)
        key = normalize_address(plain).key
        for name, notation in NOTATIONS.items():
            other = notation(one, chance)
            counts[name] += 1
            if normalize_address(other).key != key and compare_address(other, plain).level not in SAME:
                doubt = parse_address(other).doubt
                if doubt == "municipality_ambiguous" or (one.apart and doubt == "kyoto_twin"):
                    counts["ambiguous"] += 1
                else:
                    wrong.append((name, other, plain))
    return counts, wrong


def test_a_sample_of_the_towns_is_the_same_in_every_notation() -> None:
    counts, wrong = rewritten(SEED, share=0.004)
    assert counts.total() > 1_000
    assert wrong == []


@pytest.mark.slow
def test_every_town_is_the_same_in_every_notation(capsys: pytest.CaptureFixture[str]) -> None:
    counts, wrong = rewritten(SEED, share=1)
    with capsys.disabled():
        sys.stdout.write(f"\nseed {SEED}: {counts.total():,} rewritten addresses: {dict(counts)}\n")
    assert len(NOTATIONS) == 12
    assert counts["hyphens"] >= 120_000
    assert counts["ambiguous"] < counts["prefecture_omitted"] / 1_000
    assert wrong == []
