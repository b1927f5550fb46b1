"""Municipalities of today and of before, loaded once per process from the committed artefact.

Loading cuts the text into municipalities; the towns of one are read when an address first names it (`towns`), so that a
small job pays for what it looks up only. After `load_dictionary().read_all()` a forked process shares everything.

>>> place = load_dictionary().by_prefecture["和歌山県"]["串本町"][0]
>>> place.name, place.code, place.towns["串本"].name
('東牟婁郡串本町', '304280', '串本')

Source: see the first line of `tables/addresses/dictionary.txt.gz` and `docs/addresses.md`.
"""

import gzip
from dataclasses import dataclass
from functools import cache

from normalizers.addresses.fold import TABLES, fold_address
from normalizers.addresses.towns import Municipality, before_digit, lengths_by_head


@dataclass(frozen=True, slots=True)
class Former:
    """A former municipality: what it is today, since when, and how its towns are named now."""

    prefecture: str
    name: str
    date: str
    successors: tuple[Municipality, ...]
    prefixes: tuple[str, ...]
    whole: bool
    aliases: tuple[str, ...]


Entry = Municipality | Former


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Every municipality by prefecture and folded name; the prefecture "" holds all of them.

    `lengths` are those of its names, by their first two characters; `before_digit` is what stands before their digits.
    """

    edition: str
    by_prefecture: dict[str, dict[str, tuple[Entry, ...]]]
    lengths: dict[str, dict[str, tuple[int, ...]]]
    before_digit: frozenset[str]

    def read_all(self) -> None:
        """Read every town now, for a process that is about to fork."""
        for entries in self.by_prefecture[""].values():
            for entry in entries:
                if isinstance(entry, Municipality):
                    entry.read()


@cache
def load_dictionary() -> Dictionary:
    """Return the dictionary of this process."""
    text = gzip.decompress((TABLES / "dictionary.txt.gz").read_bytes()).decode()
    present_text, *formers = text.rstrip("\n").split("\nO\t")
    edition, *places = present_text.split("\nC\t")
    present: dict[str, Municipality] = {}
    for place in places:
        line, _, rows = place.partition("\n")
        code, prefecture, name, aliases = line.split("\t")
        present[code[:-1]] = Municipality(
            prefecture, name, code, tuple(aliases.split("|")), rows, name.startswith("京都市")
        )
    entries: list[Entry] = [*present.values()]
    for line in formers:
        prefecture, name, date, codes, prefixes, whole, aliases = line.split("\t")
        successors = tuple(present[code] for code in codes.split("|"))
        entries.append(
            Former(
                prefecture, name, date, successors, tuple(prefixes.split("|")), bool(whole), tuple(aliases.split("|"))
            )
        )
    return index_entries(edition.removeprefix("# "), entries)


def index_entries(edition: str, entries: list[Entry]) -> Dictionary:
    """Return the dictionary of these entries."""
    folded = {prefecture: fold_address(prefecture) for prefecture in {entry.prefecture for entry in entries}}
    everywhere: dict[str, tuple[Entry, ...]] = {}
    found = {"": everywhere, **{prefecture: {} for prefecture in folded.values()}}
    for entry in entries:
        here = found[folded[entry.prefecture]]
        for alias in entry.aliases:
            for names in (everywhere, here):
                names[alias] = (*names.get(alias, ()), entry)
    lengths = {prefecture: lengths_by_head(names) for prefecture, names in found.items()}
    return Dictionary(edition, found, lengths, before_digit(everywhere))
