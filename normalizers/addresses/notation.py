"""The notations of one address that its key leaves out, as reason codes: what EQUIVALENT rests on."""

import re

from normalizers.addresses.fold import fold_width, has_variant
from normalizers.addresses.parse import ParsedAddress

_WRITTEN = (
    ("address_width", re.compile("[！-～　ｦ-ﾟ]")),
    ("postal_code_written", re.compile("[〒〠]|^\\s*[0-9０-９]{3}[-－][0-9０-９]{4}(?![0-9０-９])")),
    ("address_spaces", re.compile("\\s")),
    ("kanji_numerals", re.compile("[一二三四五六七八九十]+(?:丁目|番|号|条|線|丁|地割)")),
    ("block_words", re.compile("[0-9０-９一二三四五六七八九十百千](?:丁目|番|号)")),
    ("oaza_written", re.compile("大字|字")),
    ("ke_variant", re.compile("[ヶがガｹヵ]")),
    ("no_variant", re.compile("[之の乃]")),
    ("dash_variant", re.compile("[‐‑‒–—―−─━﹣－ー]")),
    ("chiwari_written", re.compile("地割")),
)


def notation_reasons(text: str, address: ParsedAddress) -> list[str]:
    """Return the notations of one side, in a fixed order."""
    place = address.place
    wide = fold_width(text)
    reasons = [code for code, pattern in _WRITTEN if pattern.search(text)]
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
