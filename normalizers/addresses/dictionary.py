"""Municipalities and their towns, loaded once per process from the committed artefact.

Loading reads the municipalities; the towns of one are read when an address first names it, so that a small job pays
for what it looks up only. After `load_dictionary().read_all()` a forked process shares everything.

>>> place = load_dictionary().by_prefecture["和歌山県"]["串本町"][0]
>>> place.name, place.code, place.towns["串本"].name
('東牟婁郡串本町', '304280', '串本')

Source: see the first line of `tables/addresses/dictionary.txt.xz` and `docs/addresses.md`.
"""

import lzma
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from normalizers.addresses.fold import TABLES, fold_address

_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Town:
    """A town (町域) of one municipality.

    `chome` are its 丁目, `plain` says that a number after 大字 is none of them. `streets` maps the postal codes of a
    Kyoto twin to their 通り名; `spellings` are those of towns that only the spelling as written tells apart, `azas`
    the 小字 that have a numeral in their name.
    """

    key: str
    name: str
    chome: frozenset[int] = _NONE
    unit: str = "丁目"
    plain: bool = True
    streets: dict[str, frozenset[str]] = field(default_factory=dict)
    spellings: tuple[str, ...] = ()
    azas: tuple[str, ...] = ()


class Hit(NamedTuple):
    """A town that a text begins with.

    `length` is that of the name in the text, `chome` the 丁目 that this name includes (0: none); `settled` says that
    the name alone tells which town it is.
    """

    town: Town
    length: int
    chome: int
    settled: bool


_ONE = (1,)


def lengths_by_head(names: Iterable[str], size: int) -> dict[str, tuple[int, ...]]:
    """Return, per first `size` characters, the lengths of the names that begin so, longest first.

    >>> lengths_by_head(["本町", "本町通", "栄"], 1)
    {'本': (3, 2), '栄': (1,)}
    """
    found: dict[str, set[int]] = {}
    for name in names:
        found.setdefault(name[:size], set()).add(len(name))
    return {head: tuple(sorted(lengths, reverse=True)) for head, lengths in found.items()}


@dataclass(slots=True, eq=False)
class Municipality:
    """A municipality or ward of today; its towns are read on first use."""

    prefecture: str
    name: str
    code: str
    aliases: tuple[str, ...]
    lines: list[str]
    in_kyoto: bool = False
    _details: dict[str, str] = field(default_factory=dict)
    _lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _hits: dict[str, Hit] = field(default_factory=dict)

    def read(self) -> None:
        """Split the lines of the towns into keys and details."""
        self._details = {key: details for key, _, details in (line.partition("\t") for line in self.lines)}
        self._lengths = {head: (*lengths, 1) for head, lengths in lengths_by_head(self._details, 2).items()}
        self.lines = []

    @property
    def towns(self) -> dict[str, Town]:
        """Return every town by key."""
        if self.lines:
            self.read()
        return {key: self._hit(key).town for key, details in self._details.items() if not details.startswith("=")}

    def has_oaza(self, machi: Town) -> bool:
        """Say whether a 大字 X exists beside the town X町."""
        key = machi.key[:-1]
        return (
            not machi.name.startswith("大字") and key in self._details and self._hit(key).town.name.startswith("大字")
        )

    def find_town(self, text: str) -> Hit | None:
        """Return the town that `text` begins with.

        The longest name wins; a name that ends in a digit is none when another digit follows.
        """
        if self.lines:
            self.read()
        details = self._details
        for length in self._lengths.get(text[:2], _ONE):
            head = text[:length]
            if head in details and not (head[-1].isdecimal() and text[length : length + 1].isdecimal()):
                return self._hits.get(head) or self._hit(head)
        return None

    def _hit(self, head: str) -> Hit:
        details = self._details[head]
        if details.startswith("="):
            key, _, chome = details[1:].partition("\t")
            town = self._hit(key).town
        else:
            town, chome = read_town(head, *details.split("\t")) if details else Town(head, head), ""
        settled = not town.streets and not town.spellings and {town.key[-1], head[-1]} != {"町", "丁"}
        return self._hits.setdefault(head, Hit(town, len(head), int(chome or 0), settled))


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

    `lengths` are those of its names, by their first two characters.
    """

    edition: str
    by_prefecture: dict[str, dict[str, tuple[Entry, ...]]]
    lengths: dict[str, dict[str, tuple[int, ...]]]

    def read_all(self) -> None:
        """Read every town now, for a process that is about to fork."""
        for entries in self.by_prefecture[""].values():
            for entry in entries:
                if isinstance(entry, Municipality) and entry.lines:
                    entry.read()


def read_town(key: str, name: str = "", chome: str = "", plain: str = "", more: str = "", azas: str = "") -> Town:
    """Return the town of one line of the artefact."""
    spans = chome.rstrip("丁目")
    numbers = frozenset(n for span in spans.split(",") if span for n in _span(span))
    streets: dict[str, frozenset[str]] = {}
    spellings: tuple[str, ...] = ()
    if ":" in more:
        streets = {
            code: frozenset(names.split(",")) - {""}
            for code, _, names in (part.partition(":") for part in more.split("|"))
        }
    elif more:
        spellings = tuple(more.split("|"))
    return Town(
        key,
        name or key,
        numbers,
        chome[len(spans) :] or "丁目",
        not numbers or plain == "+",
        streets,
        spellings,
        tuple(sorted(azas.split("|"), key=len, reverse=True)) if azas else (),
    )


def _span(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


@cache
def load_dictionary() -> Dictionary:
    """Return the dictionary of this process."""
    with lzma.open(TABLES / "dictionary.txt.xz", "rt", encoding="utf-8") as file:
        edition, *lines = file.read().splitlines()
    present: dict[str, Municipality] = {}
    entries: list[Entry] = []
    rows: list[str] = []
    for line in lines:
        if line.startswith("C\t"):
            _, code, prefecture, name, aliases = line.split("\t")
            rows = []
            present[code[:-1]] = Municipality(
                prefecture, name, code, tuple(aliases.split("|")), rows, name.startswith("京都市")
            )
        elif line.startswith("O\t"):
            _, prefecture, name, date, codes, prefixes, whole, aliases = line.split("\t")
            successors = tuple(present[code] for code in codes.split("|"))
            entries.append(
                Former(
                    prefecture,
                    name,
                    date,
                    successors,
                    tuple(prefixes.split("|")),
                    bool(whole),
                    tuple(aliases.split("|")),
                )
            )
        else:
            rows.append(line)
    return index_entries(edition.removeprefix("# "), [*present.values(), *entries])


def index_entries(edition: str, entries: list[Entry]) -> Dictionary:
    """Return the dictionary of these entries."""
    found: dict[str, dict[str, tuple[Entry, ...]]] = {"": {}}
    for entry in entries:
        for alias in entry.aliases:
            for names in (found[""], found.setdefault(fold_address(entry.prefecture), {})):
                names[alias] = (*names.get(alias, ()), entry)
    return Dictionary(edition, found, {prefecture: lengths_by_head(names, 2) for prefecture, names in found.items()})
