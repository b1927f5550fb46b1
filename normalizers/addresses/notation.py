"""The notations of one address that its key leaves out, as reason codes: what EQUIVALENT rests on.

Some are read off the characters, the others off the place that was found. `NOTATIONS` is their order.

>>> written_notations("芝五丁目５番"), place_notations("芝5-1", Place("", ""))
(['address_width', 'kanji_numerals', 'block_words'], [])
"""

import re

from normalizers.addresses.fold import has_variant
from normalizers.addresses.parse import ParsedAddress
from normalizers.addresses.place import Place

_KANJI_DIGITS = "一二三四五六七八九十"
_DIGITS = "0123456789０１２３４５６７８９"
_WRITTEN = (
    ("address_width", frozenset(map(chr, (*range(0xFF01, 0xFF5F), 0x3000, *range(0xFF66, 0xFFA0)))), None),
    (
        "postal_code_written",
        frozenset(f"〒〠{_DIGITS}"),
        re.compile("[〒〠]|^\\s*[0-9０-９]{3}[-－][0-9０-９]{4}(?![0-9０-９])"),
    ),
    ("address_spaces", frozenset(char for char in map(chr, range(0x3001)) if char.isspace()), None),
    ("kanji_numerals", frozenset(_KANJI_DIGITS), re.compile(f"[{_KANJI_DIGITS}]+(?:丁目|番|号|条|線|丁|地割)")),
    ("block_words", frozenset("丁番号"), re.compile("[0-9０-９一二三四五六七八九十百千](?:丁目|番|号)")),
    ("oaza_written", frozenset("字"), None),
    ("ke_variant", frozenset("ヶがガｹヵ"), None),
    ("no_variant", frozenset("之の乃"), None),
    ("dash_variant", frozenset("‐‑‒–—―−─━﹣－ー"), None),
    ("chiwari_written", frozenset("割"), re.compile("地割")),
)
"""Code, characters of which one must be there, and the pattern, where the characters alone do not tell."""


_OF_PLACE = ("prefecture_omitted", "municipality_merged", "municipality_short", "town_alias", "kyoto_street")
NOTATIONS = (*(code for code, _, _ in _WRITTEN), "kanji_variant", *_OF_PLACE)
BEFORE_PREFECTURE = "〒〠T0123456789- ()[]【】〔〕"
"""What may stand before a prefecture."""


def notation_reasons(text: str, address: ParsedAddress) -> list[str]:
    """Return the notations of one side, in the order of `NOTATIONS`."""
    reasons = written_notations(text)
    if has_variant(address.wide):
        reasons.append("kanji_variant")
    return reasons + place_notations(address.wide, address.place)


def written_notations(text: str) -> list[str]:
    """Return the notations that the characters of an address as written show."""
    characters = set(text)
    return [
        code
        for code, needed, pattern in _WRITTEN
        if not needed.isdisjoint(characters) and (pattern is None or pattern.search(text))
    ]


def place_notations(wide: str, place: Place) -> list[str]:
    """Return the notations of municipality and town in a text in one width."""
    reasons = []
    if place.municipality is not None:
        if not wide.lstrip(BEFORE_PREFECTURE).startswith(place.municipality.prefecture[:2]):
            reasons.append("prefecture_omitted")
        if place.former is not None:
            reasons.append("municipality_merged")
        elif place.written != place.municipality.aliases[0]:
            reasons.append("municipality_short")
    if place.town is not None and place.town_written != place.town.key and place.former is None:
        reasons.append("town_alias")
    if place.street:
        reasons.append("kyoto_street")
    return reasons
