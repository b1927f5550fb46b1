r"""The towns of one municipality, read from its rows of the artefact when an address first names it.

>>> place = Municipality("県", "町", "0", ("町",), "本町\t大字本町\t1-3丁\n本\t=本町\t2")
>>> hit = place.find_town("本町1")
>>> hit.town.name, sorted(hit.town.chome), hit.length
('大字本町', [1, 2, 3], 2)
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

_NONE: frozenset[int] = frozenset()
_NO_STREETS: dict[str, frozenset[str]] = {}


class Town(NamedTuple):
    """A town (町域) of one municipality; a named tuple, because a nation has 125,000.

    `chome` are its 丁目, `plain` says that a number after 大字 is none of them. `streets` maps the postal codes of a
    Kyoto twin to their 通り名; `spellings` are those of towns that only the spelling as written tells apart, `azas`
    the 小字 that have a numeral in their name, the longest first.
    """

    key: str
    name: str
    chome: frozenset[int] = _NONE
    unit: str = "丁目"
    plain: bool = True
    streets: dict[str, frozenset[str]] = _NO_STREETS
    spellings: tuple[str, ...] = ()
    azas: tuple[str, ...] = ()


class Hit(NamedTuple):
    """A town that a text begins with.

    `length` is that of the name in the text, `chome` the 丁目 that this name includes (0: none).
    """

    town: Town
    length: int
    chome: int


@dataclass(slots=True, eq=False)
class Municipality:
    """A municipality or ward of today; `rows` are those of its towns in the artefact, and are split on first use."""

    prefecture: str
    name: str
    code: str
    aliases: tuple[str, ...]
    rows: str
    in_kyoto: bool = False
    _details: dict[str, str] = field(default_factory=dict)
    _lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _before_digit: frozenset[str] = frozenset()
    _hits: dict[str, Hit] = field(default_factory=dict)

    def read(self) -> None:
        """Split the rows of the towns into keys and details, unless that is done."""
        if self.rows:
            details = self._details
            for row in self.rows.split("\n"):
                key, _, details[key] = row.partition("\t")
            self._lengths = lengths_by_head(details)
            self._before_digit = before_digit(details)
            self.rows = ""

    @property
    def towns(self) -> dict[str, Town]:
        """Return every town by key."""
        self.read()
        return {key: self._hit(key).town for key, details in self._details.items() if not details.startswith("=")}

    def has_oaza(self, machi: Town) -> bool:
        """Say whether a 大字 X exists beside the town X町."""
        key = machi.key[:-1]
        return (
            not machi.name.startswith("大字") and key in self._details and self._hit(key).town.name.startswith("大字")
        )

    def goes_on(self, text: str) -> bool:
        """Say whether a name of the dictionary begins with `text` and a digit after it.

        >>> place = Municipality("県", "町", "0", ("町",), "北7条西")
        >>> place.goes_on("北"), place.goes_on("北7条"), place.goes_on("南")
        (True, False, False)
        """
        self.read()
        return text in self._before_digit

    def find_town(self, text: str) -> Hit | None:
        """Return the town that `text` begins with.

        The longest name wins; a name that ends in a digit is none when another digit follows.
        """
        if self.rows:
            self.read()
        details = self._details
        for length in self._lengths.get(text[:2], ()):
            head = text[:length]
            if head in details and not (head[-1].isdecimal() and text[length : length + 1].isdecimal()):
                return self._hits.get(head) or self._hit(head)
        head = text[:1]
        if head in details and not (head.isdecimal() and text[1:2].isdecimal()):
            return self._hits.get(head) or self._hit(head)
        return None

    def _hit(self, head: str) -> Hit:
        details = self._details[head]
        if details.startswith("="):
            key, _, chome = details[1:].partition("\t")
            town = self._hit(key).town
        else:
            town, chome = read_town(head, *details.split("\t")) if details else Town(head, head), ""
        return self._hits.setdefault(head, Hit(town, len(head), int(chome or 0)))


def lengths_by_head(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return, per first two characters, the lengths of the names that begin so, longest first.

    >>> lengths_by_head(["本町", "本町通", "栄"])
    {'本町': (3, 2), '栄': (1,)}
    """
    found: dict[str, tuple[int, ...]] = {}
    for name in names:
        head, length = name[:2], len(name)
        known = found.get(head)
        if known is None:
            found[head] = (length,)
        elif length not in known:
            found[head] = tuple(sorted((*known, length), reverse=True))
    return found


def before_digit(names: Iterable[str]) -> frozenset[str]:
    """Return what stands before each digit of the names.

    >>> sorted(before_digit(["北7条西", "8日市", "栄"]))
    ['', '北']
    """
    return frozenset(
        name[:at] for name in names if not name.isalpha() for at, char in enumerate(name) if char.isdecimal()
    )


def read_town(key: str, name: str = "", chome: str = "", plain: str = "", more: str = "", azas: str = "") -> Town:
    """Return the town of one row of the artefact."""
    spans = chome.rstrip("丁目")
    numbers = frozenset(n for span in spans.split(",") for n in _span(span)) if spans else _NONE
    streets = _NO_STREETS
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
