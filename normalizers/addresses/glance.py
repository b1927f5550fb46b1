"""An address at a glance: where it is, its numbers and its notations, from a head and an end that are remembered.

Nearly all addresses of a register are a known head (all before the first number) and a usual end (numbers, a building
of kana and kanji, a room), or another one that is read without its head, and registers repeat both: of a million pairs
that differ every sixth head and every fourth end is new. Each is read once, by the functions that read an address step
by step (`head.py`, `tail.py`); what is left to do for an address is to cut it in two. Everything else is not seen at a
glance and gives None.

>>> seen, _ = glances("渋谷区渋谷３丁目５－１", "東京都渋谷区渋谷３－５－１")
>>> seen.place, seen.values, seen.marks, notations_of(seen.notations)
('131130 渋谷', '3-5-1', ('丁目', '', ''), ('address_width', 'block_words', 'dash_variant', 'prefecture_omitted'))
>>> glances("中央区日本橋1-4-1", "中央区日本橋1-4-1") is glances("渋谷区", "渋谷区") is None
True

A text is cut before its widths are folded: a head is taken only where that fold leaves it alone, and what follows
begins with a digit or a kanji numeral, which the fold never joins with what stands before.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple, TypeVar

from normalizers.addresses.fold import fold_width, has_variant
from normalizers.addresses.head import FIRST_NUMBER, read_head
from normalizers.addresses.notation import BEFORE_PREFECTURE, NOTATIONS, notation_bits, place_notations
from normalizers.addresses.numbers import clean_aza
from normalizers.addresses.parse import BEFORE_POSTAL_CODE, LONGEST, clean_joint
from normalizers.addresses.street import may_be_street
from normalizers.addresses.tail import read_other, read_usual
from normalizers.addresses.towns import Town

T = TypeVar("T")
Marks = tuple[str, ...]
"""What follows each number: 丁目, 番地, … or ""."""

_HEADS, _TAILS = 1 << 17, 1 << 17
"""Heads and ends that are remembered, until there are so many: some 300 and 600 bytes each. Dictionaries, for an
`lru_cache` of that size takes five times as long to find what it has: it puts it in front of what lies elsewhere."""
_FIRST_NUMBER = re.compile(FIRST_NUMBER.replace("0-9", "0-9０-９"))
_POSTAL_MARKS = frozenset("〒〠")
_NOT_FIRST = BEFORE_POSTAL_CODE | set(BEFORE_PREFECTURE)
_BITS = {code: 1 << number for number, code in enumerate(NOTATIONS)}
_NO_CODE, _OAZA, _VARIANT = ~_BITS["postal_code_written"], _BITS["oaza_written"], _BITS["kanji_variant"]
_NO_CHOME: frozenset[int] = frozenset()
_PREFECTURE = 2


class Glance(NamedTuple):
    """What is seen of an address: equal parts are equal parts of its key (`address_key`).

    `place` is municipality, town beyond doubt and 小字; `values` and `marks` are those of the numbers, a first one that
    is a 丁目 marked as such; `dwelling` is building and room. `listed` says that the first number is a 丁目 of the town
    by the dictionary. `notations` has bit i for the i-th of `NOTATIONS`.
    """

    place: str
    values: str
    marks: Marks
    dwelling: str
    listed: bool
    notations: int


class _Head(NamedTuple):
    """What a head says; `unwritten` are the 丁目 that need not be called so."""

    identity: str
    town: Town
    unwritten: frozenset[int]
    rest: str
    in_kyoto: bool
    notations: int


class _Tail(NamedTuple):
    """What an end says; `as_chome` are its marks if its first number is a 丁目 without being called so."""

    first: int
    values: str
    marks: Marks
    as_chome: Marks
    dwelling: str
    street: bool
    usual: bool
    notations: int


def glances(one: str, other: str) -> tuple[Glance, Glance] | None:
    """Return what is seen of two addresses; None where one must be read step by step, or the two surely differ.

    Numbers, building and room tell of most that differ, and then no head is read.

    >>> glances("渋谷区渋谷3-5-1", "渋谷区渋谷3-5-2") is glances("渋谷区渋谷3-5-1", "渋谷区") is None
    True
    """
    ours, theirs = _cut(one), _cut(other)
    if ours is None or theirs is None:
        return None
    (head, tail), (their_head, their_tail) = ours, theirs
    if tail.values != their_tail.values or tail.dwelling != their_tail.dwelling:
        return None
    seen = _put_together(head, tail)
    also = _put_together(their_head, their_tail) if seen else None
    return (seen, also) if seen and also else None


def _cut(text: str) -> tuple[str, _Tail] | None:
    """Return all before the first number, and what is seen of the rest."""
    found = _FIRST_NUMBER.search(text)
    start = found.start() if found else 0
    if not start or len(text) > LONGEST:
        return None
    tail = _remembered(_known_tails, text[start:], _glance_tail, _TAILS)
    return (text[:start], tail) if tail else None


def _put_together(written: str, tail: _Tail) -> Glance | None:
    """Return what is seen of an address with this head, as written, and this end."""
    head = _remembered(_known_heads, written, _glance_head, _HEADS)
    if head is None or (head.in_kyoto and tail.street):
        return None
    identity, town, unwritten, rest, _, of_head = head
    first, values, marks, as_chome, dwelling, _, usual, of_tail = tail
    if not usual and (rest or of_head & _OAZA):
        return None
    if rest and (aza := clean_joint(town, clean_aza(rest, marks[0]))):
        identity, listed = f"{identity} a{aza}", False
    else:
        listed = first in town.chome
        if not marks[0] and first in unwritten:
            marks = as_chome
    return Glance(identity, values, marks, dwelling, listed, of_head | of_tail)


@lru_cache(1 << 12)
def notations_of(seen: int) -> tuple[str, ...]:
    """Return the notations of a glance, in their order."""
    return tuple(code for code, bit in _BITS.items() if seen & bit)


_known_heads: dict[str, _Head | None] = {}
_known_tails: dict[str, _Tail | None] = {}


def _remembered(known: dict[str, T | None], text: str, read: Callable[[str], T | None], most: int) -> T | None:
    """Return what is known of a text, or what is read now."""
    found = known.get(text)
    if found is None and text not in known:
        if len(known) >= most:
            known.clear()
        found = known[text] = read(text)
    return found


def _glance_head(head: str) -> _Head | None:
    """Return what a head as written says, None where the whole address must be read."""
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
    place, rest, oaza, in_kyoto, town_key, _ = read
    town = read.place.town
    seen = notation_bits(head) | _bits(place_notations(head, place)) | (_VARIANT if has_variant(head) else 0)
    unwritten = _NO_CHOME if oaza and town.plain else town.chome
    return _Head(f"{read.place.municipality.code} {town_key}", town, unwritten, rest, in_kyoto, seen)


def _glance_tail(tail: str) -> _Tail | None:
    """Return what an end as written says, None where the whole address must be read."""
    wide = fold_width(tail)
    if not _POSTAL_MARKS.isdisjoint(tail):
        return None
    usual = read_usual(wide)
    end = usual or read_other(wide)
    if end is None:
        return None
    _, numbers, building, room = end
    first = numbers[0][0]
    marks = tuple([mark for _, mark in numbers])
    seen = notation_bits(tail) | (_VARIANT if has_variant(wide) else 0)
    return _Tail(
        int(first),
        "-".join([value for value, _ in numbers]),
        marks,
        ("丁目", *marks[1:]),
        f"{building} r{room}",
        may_be_street(wide),
        usual is not None,
        seen & _NO_CODE,
    )


def _bits(codes: Iterable[str]) -> int:
    return sum(_BITS[code] for code in codes)
