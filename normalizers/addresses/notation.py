"""The notations of one address that its key leaves out, as reason codes: what EQUIVALENT rests on."""

import re

from normalizers.addresses.fold import has_variant
from normalizers.addresses.parse import ParsedAddress

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


def notation_reasons(text: str, address: ParsedAddress) -> list[str]:
    """Return the notations of one side, in a fixed order."""
    place = address.place
    wide = address.wide
    characters = set(text)
    reasons = [
        code
        for code, needed, pattern in _WRITTEN
        if not needed.isdisjoint(characters) and (pattern is None or pattern.search(text))
    ]
    if has_variant(wide):
        reasons.append("kanji_variant")
    if place.municipality is not None:
        if not wide.lstrip("〒〠T0123456789- ()[]【】〔〕").startswith(place.municipality.prefecture[:2]):
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
