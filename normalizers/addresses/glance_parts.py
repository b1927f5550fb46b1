"""What a head and what an end of an address say at a glance, each by itself; both are remembered.

A head is all before the first number, as written; an end is all from it on. Each is read by the functions that read an
address step by step (`head.py`, `tail.py`). What is said of one holds whatever the other is; who puts the two together
(`glance.py`) asks for the few cases in which it does not.

>>> head, end = glance_head("東京都渋谷区渋谷"), glance_end("３丁目５－１　山荘２０３号室")
>>> head.identity, 3 in head.town.chome
('131130 渋谷', True)
>>> end.values, end.marks, end.dwelling, end.usual
('3-5-1', ('丁目', '', ''), '山荘 r203', True)
>>> glance_head("渋谷") is glance_end("5-1 鈴木様方") is None
True
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple, TypeVar

from normalizers.addresses.fold import fold_name, fold_width, has_variant
from normalizers.addresses.head import read_head, without_prefecture
from normalizers.addresses.notation import BEFORE_PREFECTURE, NOTATIONS, notation_bits, place_notations
from normalizers.addresses.parse import BEFORE_POSTAL_CODE
from normalizers.addresses.street import may_be_street
from normalizers.addresses.tail import read_other, read_usual
from normalizers.addresses.towns import Town

T = TypeVar("T")
Marks = tuple[str, ...]
"""What follows each number: 丁目, 番地, … or ""."""

_HEADS, _ENDS = 1 << 17, 1 << 17
"""Heads and ends that are remembered, until there are so many: some 300 and 600 bytes each. Dictionaries, for an
`lru_cache` of that size takes five times as long to find what it has: it puts it in front of what lies elsewhere."""
_POSTAL_MARKS = frozenset("〒〠")
_NOT_FIRST = BEFORE_POSTAL_CODE | set(BEFORE_PREFECTURE)
_BITS = {code: 1 << number for number, code in enumerate(NOTATIONS)}
_NO_CODE, _VARIANT = ~_BITS["postal_code_written"], _BITS["kanji_variant"]
OMITTED = _BITS["prefecture_omitted"]
"""The notation that a head has not if its prefecture is written before it."""
_NO_CHOME: frozenset[int] = frozenset()
_PREFECTURE = 2


class HeadGlance(NamedTuple):
    """What a head says: place, town, what follows the town, whether a street of Kyoto may follow, and notations.

    `unwritten` are the 丁目 that need not be called so; `prefecture` is one that may be written before the head and
    changes nothing else. `notations` has bit i for the i-th of `NOTATIONS`.
    """

    identity: str
    town: Town
    unwritten: frozenset[int]
    rest: str
    in_kyoto: bool
    prefecture: str
    notations: int

    @property
    def with_oaza(self) -> bool:
        """Say whether a 大字 or 字 is written in it."""
        return bool(self.notations & _BITS["oaza_written"])


class EndGlance(NamedTuple):
    """What an end says; `as_chome` are its marks if its first number is a 丁目 without being called so.

    `dwelling` is building and room, `street` says that it could name a street of Kyoto, `usual` that it is a usual end.
    """

    first: int
    values: str
    marks: Marks
    as_chome: Marks
    dwelling: str
    street: bool
    usual: bool
    notations: int


class BuildingGlance(NamedTuple):
    """What the name of a building, of letters that a usual end may have, adds to what its end says."""

    folded: str
    street: bool
    notations: int


_known_heads: dict[str, HeadGlance | None] = {}
_known_ends: dict[str, EndGlance | None] = {}


def recall_head(head: str) -> HeadGlance | None:
    """Return what `glance_head` says, which is remembered."""
    return _remembered(_known_heads, head, glance_head, _HEADS)


def recall_end(end: str) -> EndGlance | None:
    """Return what `glance_end` says, which is remembered."""
    return _remembered(_known_ends, end, glance_end, _ENDS)


def _remembered(known: dict[str, T | None], text: str, read: Callable[[str], T | None], most: int) -> T | None:
    """Return what is known of a text, or what is read now."""
    found = known.get(text)
    if found is None and text not in known:
        if len(known) >= most:
            known.clear()
        found = known[text] = read(text)
    return found


def glance_head(head: str) -> HeadGlance | None:
    """Return what a head as written says, None where the whole address must be read."""
    bare = without_prefecture(head)
    known = recall_head(bare) if bare else None
    if known and known.prefecture and head.startswith(known.prefecture):
        return known._replace(prefecture="", notations=known.notations & ~OMITTED)
    if (
        len(head) < _PREFECTURE
        or head[0] in _NOT_FIRST
        or fold_width(head) != head
        or not _POSTAL_MARKS.isdisjoint(head)
    ):
        return None
    read = read_head(head)
    if read is None or not read.town_key or read.place.town is None or read.place.municipality is None:
        return None
    place, rest, oaza, in_kyoto, town_key, alone = read
    town = read.place.town
    seen = notation_bits(head) | _bits(place_notations(head, place)) | (_VARIANT if has_variant(head) else 0)
    unwritten = _NO_CHOME if oaza and town.plain else town.chome
    before = place.prefecture if alone and not bare else ""
    return HeadGlance(f"{read.place.municipality.code} {town_key}", town, unwritten, rest, in_kyoto, before, seen)


def glance_end(end: str) -> EndGlance | None:
    """Return what an end as written says, None where the whole address must be read."""
    wide = fold_width(end)
    if not _POSTAL_MARKS.isdisjoint(end):
        return None
    usual = read_usual(wide)
    read = usual or read_other(wide)
    if read is None:
        return None
    _, numbers, building, room = read
    first = numbers[0][0]
    marks = tuple([mark for _, mark in numbers])
    seen = notation_bits(end) | (_VARIANT if has_variant(wide) else 0)
    return EndGlance(
        int(first),
        "-".join([value for value, _ in numbers]),
        marks,
        ("丁目", *marks[1:]),
        f"{building} r{room}",
        may_be_street(wide),
        usual is not None,
        seen & _NO_CODE,
    )


def glance_building(name: str) -> BuildingGlance:
    """Return what a name of the letters of `FIRST_LETTER` and `LETTER` (`tail.py`) adds to what its end says.

    >>> glance_building("自由ガ丘澤荘")
    BuildingGlance(folded='自由ケ丘沢荘', street=False, notations=1088)
    >>> named, unnamed = glance_end("5-1 自由ガ丘澤荘203"), glance_end("5-1 山203")
    >>> named == unnamed._replace(dwelling="自由ケ丘沢荘 r203", notations=unnamed.notations | 1088)
    True
    """
    return BuildingGlance(
        fold_name(name), may_be_street(name), notation_bits(name) | (_VARIANT if has_variant(name) else 0)
    )


@lru_cache(1 << 12)
def notations_of(seen: int) -> tuple[str, ...]:
    """Return the notations of a glance, in their order."""
    return tuple(code for code, bit in _BITS.items() if seen & bit)


def _bits(codes: Iterable[str]) -> int:
    return sum(_BITS[code] for code in codes)
