"""An address at a glance: where it is, its numbers and its notations, from a head and an end that are remembered.

Nearly all addresses of a register are a known head (all before the first number) and a usual end (numbers, a building
of kana and kanji, a room), or another one that is read without its head, and registers repeat both: of a million pairs
that differ every sixth head and every fourth end is new. Each is read once (`glance_parts.py`); what is left to do for
an address is to cut it in two. Everything else is not seen at a glance and gives None.

>>> from normalizers.addresses.glance_parts import notations_of
>>> seen, _ = glances("渋谷区渋谷３丁目５－１", "東京都渋谷区渋谷３－５－１")
>>> seen.place, seen.values, seen.marks, notations_of(seen.notations)
('131130 渋谷', '3-5-1', ('丁目', '', ''), ('address_width', 'block_words', 'dash_variant', 'prefecture_omitted'))
>>> glances("中央区日本橋1-4-1", "中央区日本橋1-4-1") is glances("渋谷区", "渋谷区") is None
True

A text is cut before its widths are folded: a head is taken only where that fold leaves it alone, and what follows
begins with a digit or a kanji numeral, which the fold never joins with what stands before.
"""

import re
from typing import NamedTuple

from normalizers.addresses.glance_parts import EndGlance, Marks, recall_end, recall_head
from normalizers.addresses.head import FIRST_NUMBER
from normalizers.addresses.numbers import clean_aza
from normalizers.addresses.parse import LONGEST, clean_joint

_FIRST_NUMBER = re.compile(FIRST_NUMBER.replace("0-9", "0-9０-９"))


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


def glances(one: str, other: str) -> tuple[Glance, Glance] | None:
    """Return what is seen of two addresses; None where one must be read step by step, or the two surely differ.

    Numbers, building and room tell of most that differ, and then no head is read.

    >>> glances("渋谷区渋谷3-5-1", "渋谷区渋谷3-5-2") is glances("渋谷区渋谷3-5-1", "渋谷区") is None
    True
    """
    ours, theirs = _cut(one), _cut(other)
    if ours is None or theirs is None:
        return None
    (head, end), (their_head, their_end) = ours, theirs
    if end.values != their_end.values or end.dwelling != their_end.dwelling:
        return None
    seen = _put_together(head, end)
    also = _put_together(their_head, their_end) if seen else None
    return (seen, also) if seen and also else None


def _cut(text: str) -> tuple[str, EndGlance] | None:
    """Return all before the first number, and what is seen of the rest."""
    found = _FIRST_NUMBER.search(text)
    start = found.start() if found else 0
    if not start or len(text) > LONGEST:
        return None
    end = recall_end(text[start:])
    return (text[:start], end) if end else None


def _put_together(written: str, end: EndGlance) -> Glance | None:
    """Return what is seen of an address with this head, as written, and this end."""
    head = recall_head(written)
    if head is None or (head.in_kyoto and end.street):
        return None
    identity, town, unwritten, rest, _, _, of_head = head
    first, values, marks, as_chome, dwelling, _, usual, of_end = end
    if not usual and (rest or head.with_oaza):
        return None
    if rest and (aza := clean_joint(town, clean_aza(rest, marks[0]))):
        identity, listed = f"{identity} a{aza}", False
    else:
        listed = first in town.chome
        if not marks[0] and first in unwritten:
            marks = as_chome
    return Glance(identity, values, marks, dwelling, listed, of_head | of_end)
