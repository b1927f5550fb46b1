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
_WRITTEN = (
    ("address_width", frozenset(map(chr, (*range(0xFF01, 0xFF5F), 0x3000, *range(0xFF66, 0xFFA0)))), None),
    (
        "postal_code_written",
        frozenset("〒〠"),
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
"""Code, characters of which one must be there, and the pattern, where the characters alone do not tell.

A postal code without its sign is looked for where an address begins with three digits (`_FIRST_OF_CODE`)."""
_POSTAL_CODE = "postal_code_written"
_FIRST_OF_CODE = re.compile("\\s*[0-9０-９]{3}[-－]")
_OF_PLACE = ("prefecture_omitted", "municipality_merged", "municipality_short", "town_alias", "kyoto_street")
NOTATIONS = (*(code for code, _, _ in _WRITTEN), "kanji_variant", *_OF_PLACE)
BEFORE_PREFECTURE = "〒〠T0123456789- ()[]【】〔〕"
"""What may stand before a prefecture."""
_BITS = {code: 1 << number for number, code in enumerate(NOTATIONS)}
_TELLING = frozenset[str]().union(*(characters for _, characters, _ in _WRITTEN))
_BITS_OF = {char: sum(_BITS[code] for code, characters, _ in _WRITTEN if char in characters) for char in _TELLING}
_PATTERNS = tuple((_BITS[code], pattern) for code, _, pattern in _WRITTEN if pattern is not None)
_WITH_PATTERN = sum(bit for bit, _ in _PATTERNS)


def notation_reasons(text: str, address: ParsedAddress) -> list[str]:
    """Return the notations of one side, in the order of `NOTATIONS`."""
    reasons = written_notations(text)
    if has_variant(address.wide):
        reasons.append("kanji_variant")
    return reasons + place_notations(address.wide, address.place)


def written_notations(text: str) -> list[str]:
    """Return the notations that the characters of an address as written show."""
    seen = notation_bits(text)
    return [code for code, _, _ in _WRITTEN if seen & _BITS[code]]


def notation_bits(text: str) -> int:
    """Return the notations that the characters of a text show: bit i for the i-th of `NOTATIONS`."""
    seen = _BITS[_POSTAL_CODE] if _FIRST_OF_CODE.match(text) else 0
    for char in _TELLING.intersection(text):
        seen |= _BITS_OF[char]
    if seen & _WITH_PATTERN:
        for bit, pattern in _PATTERNS:
            if seen & bit and not pattern.search(text):
                seen ^= bit
    return seen


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
