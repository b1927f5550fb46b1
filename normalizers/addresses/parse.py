"""One address as written → its parts; nothing in the input is lost.

>>> address = parse_address("〒150-0002 東京都渋谷区渋谷３丁目５－１ 渋谷ハイツ２０３号室")
>>> address.pref, address.city, address.town, address.rest
('東京都', '渋谷区', '渋谷三丁目', '5-1渋谷ハイツ203号室')
>>> address.city_code, address.building, address.room, address.postal_code
('131130', '渋谷ハイツ', '203', '1500002')
>>> parse_address("北海道羅臼町岬町1244番地57").city
'目梨郡羅臼町'
"""

import re
from dataclasses import dataclass

from normalizers.addresses.detail import read_detail
from normalizers.addresses.dictionary import Town
from normalizers.addresses.fold import fold_address, fold_width
from normalizers.addresses.numbers import Land, Number, read_numbers
from normalizers.addresses.place import Place, locate
from normalizers.addresses.street import fold_street

LONGEST = 300
"""So many characters of an address are parsed; what follows is residue."""

_POSTAL = re.compile("^\\s*(?:〒|郵便番号:?)?\\s*([0-9]{3})[-‐−–ー]?([0-9]{4})(?![0-9-])\\s*")
_POSTAL_SIGN = re.compile("^\\s*〒\\s*")
_KANJI = ("", *"一二三四五六七八九")
_CHOME = ("丁目", "丁")
_BARE_KANJI_NUMBER = re.compile("[^0-9０-９〇一二三四五六七八九十百千丁番号の-][〇一二三四五六七八九十百千]{2,}$")


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """The parts of one address, folded; see `parse_address`.

    `pref`, `city`, `town` are the dictionary's names ("" where it has none) and `rest` is what follows them. `town_key`
    names the town beyond doubt, "" where the dictionary cannot. `aza` is the 小字 or what stands before the numbers;
    `residue` is what has no place: an unknown town, or what exceeds `LONGEST`.
    """

    pref: str
    city: str
    town: str
    rest: str
    city_code: str
    town_key: str
    place: Place
    aza: str
    numbers: tuple[Number, ...]
    building: str
    room: str
    care_of: str
    through: str
    postal_code: str
    residue: str
    doubt: str

    @property
    def twin_certain(self) -> bool:
        """Say whether the town is one place by the dictionary, not by the street as written alone."""
        return self.place.town is not None and self.town_key.partition("/")[2] in {"", *self.place.town.streets}


def parse_address(text: str) -> ParsedAddress:
    """Return the parts of an address as written.

    Args:
        text: The address in any notation; any length.
    """
    written = text[:LONGEST]
    wide = fold_width(written)
    postal = _POSTAL.match(wide)
    wide = wide[postal.end() :] if postal else _POSTAL_SIGN.sub("", wide)
    place = locate(fold_address(wide))
    land = read_numbers(place.rest.removeprefix(place.town.unit) if place.town and place.chome else place.rest)
    numbers = (Number(str(place.chome), "丁目"), *land.numbers) if place.chome else land.numbers
    numbers, chome = _with_chome(place.town, numbers, oaza="大字" in wide)
    detail = read_detail(land.tail)
    town_key, doubt = _identity(place, wide, land)
    town = "" if place.town is None else place.town.name + (f"{kanji_numeral(chome)}{place.town.unit}" if chome else "")
    municipality = place.municipality
    known = place.town is not None
    return ParsedAddress(
        municipality.prefecture if municipality else place.prefecture,
        municipality.name if municipality else "",
        town,
        _rest(place, chome),
        municipality.code if municipality else "",
        town_key,
        place,
        land.aza if known else "",
        numbers,
        *detail,
        postal[1] + postal[2] if postal else "",
        ("" if known else land.aza) + text[LONGEST:],
        doubt,
    )


def _with_chome(town: Town | None, numbers: tuple[Number, ...], *, oaza: bool) -> tuple[tuple[Number, ...], int]:
    """Return the numbers with the mark of the 丁目 filled in, and the 丁目, 0 where there is none."""
    if town is None or not town.chome or not numbers or not numbers[0].value.isdecimal():
        return numbers, 0
    value = int(numbers[0].value)
    if value not in town.chome or numbers[0].mark not in ("", *_CHOME) or (oaza and town.plain and not numbers[0].mark):
        return numbers, 0
    return (Number(numbers[0].value, "丁目"), *numbers[1:]), value


def _identity(place: Place, wide: str, land: Land) -> tuple[str, str]:
    """Return the town's identity and the doubt about it; one of them is empty."""
    town = place.town
    doubt = _doubt(place, wide, land)
    if doubt or town is None:
        return "", doubt
    key = town.key
    if town.spellings:
        written = fold_light(wide)
        found = [spelling for spelling in town.spellings if spelling in written]
        return (found[0], "") if len(found) == 1 else ("", "town_spelling")
    if town.streets:
        street = fold_street(place.street)
        codes = [code for code, streets in town.streets.items() if street in streets]
        if len(codes) > 1 or not street:
            return "", "kyoto_twin"
        return f"{key}/{codes[0] if codes else street}", ""
    return key, ""


def _doubt(place: Place, wide: str, land: Land) -> str:
    """Return why the dictionary does not settle the town, "" where it does."""
    town = place.town
    if place.candidates:
        return "municipality_ambiguous"
    if place.municipality is None:
        return "municipality_unknown"
    if town is None:
        return "town_unknown"
    if not place.proven:
        return "merged_unproven"
    if "大字" in wide and town.key.endswith("町") and place.municipality.has_oaza(town):
        return "oaza_or_machi"
    if len(land.numbers) == 1 and not land.tail and not land.aza and _BARE_KANJI_NUMBER.search(wide):
        return "bare_kanji_number"
    return ""


def fold_light(text: str) -> str:
    """Return the spelling that tells apart what the fold joins: widths, numerals, 字 and ヶ only."""
    return fold_width(text).replace("大字", "").replace("字", "").replace("ヶ", "ケ")


def kanji_numeral(number: int) -> str:
    """Return a number below one hundred in kanji."""
    tens, ones = divmod(number, 10)
    return f"{_KANJI[tens] if tens > 1 else ''}{'十' if tens else ''}{_KANJI[ones]}"


def _rest(place: Place, chome: int) -> str:
    rest = place.rest
    if not chome or place.chome:
        return rest.lstrip("-")
    return re.sub("^ ?[0-9]+(?:丁目|丁)?[- ノの]?", "", rest)
