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
from typing import NamedTuple

from normalizers.addresses.detail import read_detail
from normalizers.addresses.fold import fold_spelling, fold_width
from normalizers.addresses.head import fold_tail, read_head, split_head
from normalizers.addresses.numbers import Land, Number, read_numbers
from normalizers.addresses.place import Place, locate
from normalizers.addresses.street import fold_street
from normalizers.addresses.towns import Municipality, Town

LONGEST = 300
"""So many characters of an address are parsed; what follows is residue."""

_CODE = "([0-9]{3})[-‐‑−–—ー]?([0-9]{4})(?![0-9-])"
_OLD_CODE = "[0-9]{3}(?:-[0-9]{2})?(?![0-9-])"
_POSTAL = re.compile(
    f"\\s*[(\\[【〔]?\\s{{0,3}}(?:(?:[〒〠]|T(?=[0-9]{{3}}-?[0-9]{{4}})|郵便番号:?)\\s*(?:{_CODE}|{_OLD_CODE})?|{_CODE})\\s{{0,3}}[)\\]】〕]?\\s*"
)
_POSTAL_AT_END = re.compile(f"[(\\[【〔 ]{{0,3}}[〒〠] ?{_CODE}[)\\]】〕 ]{{0,3}}$")
_BEFORE_PREFECTURE = frozenset(" \t\n\r\v\f〒〠T郵0123456789([【〔")
_DIGIT = "[0-9〇一二三四五六七八九十百千]"
_LOTS = re.compile(f"{_DIGIT}番?地?(?:[、,・〜~～]|及び|並びに)[ 第]?{_DIGIT}{{1,6}}番(?![町丁街館])")
_LOT_JOINT = re.compile("[、,・〜~～及並]")
_TWO = 2
_HUNDRED = 100
_TWO_LOTS = re.compile(f"{_DIGIT}[、,]{_DIGIT}{{1,6}}$")
_FIRST_CHOME = re.compile(" ?[0-9]+(?:丁目|丁)?[- ノの]?")
_KANJI = ("", *"一二三四五六七八九")
_CHOME = frozenset({"", "丁目", "丁"})
_NUMERAL_AZA = re.compile("[〇一二三四五六七八九百千]字[0-9]++(?!丁目)")
_BARE_KANJI_NUMBER = re.compile("[^0-9０-９〇一二三四五六七八九十百千丁番号の-][〇一二三四五六七八九十百千]{2,}$")


class ParsedAddress(NamedTuple):
    """The parts of one address, folded; a named tuple, because one is made for every address.

    `wide` is the text in one width, as far as it is read, `after` what follows the town, folded. `town_key` names the
    town beyond doubt, "" where the dictionary cannot: then `doubt` is the reason code. `numbers` begin with the 丁目,
    whose value is `chome`. `aza` is the 小字 or what else stands before the numbers; `residue` is what has no place: an
    unknown town, or what exceeds `LONGEST`.
    """

    place: Place
    wide: str
    after: str
    town_key: str
    doubt: str
    aza: str
    numbers: tuple[Number, ...]
    chome: int
    building: str
    room: str
    care_of: str
    through: str
    postal_code: str
    residue: str

    @property
    def pref(self) -> str:
        """Return the prefecture, "" where none is known."""
        return self.place.municipality.prefecture if self.place.municipality else self.place.prefecture

    @property
    def city(self) -> str:
        """Return the present municipality or ward, with its 郡 or city."""
        return self.place.municipality.name if self.place.municipality else ""

    @property
    def city_code(self) -> str:
        """Return the 団体コード of the municipality, six digits."""
        return self.place.municipality.code if self.place.municipality else ""

    @property
    def town(self) -> str:
        """Return the town as the dictionary writes it, with its 丁目."""
        town = self.place.town
        if town is None:
            return ""
        return f"{town.name}{kanji_numeral(self.shown_chome)}{town.unit}" if self.shown_chome else town.name

    @property
    def shown_chome(self) -> int:
        """Return the 丁目 to show with the town: a written one counts even where no list has it yet."""
        town = self.place.town
        if self.chome or town is None or not town.chome or not self.numbers or self.aza:
            return self.chome
        value, mark = self.numbers[0]
        return int(value) if mark == "丁目" and value.isdecimal() and int(value) < _HUNDRED else 0

    @property
    def rest(self) -> str:
        """Return what follows the town."""
        rest = self.after
        if not self.shown_chome or self.place.chome:
            return rest.lstrip("-")
        return _FIRST_CHOME.sub("", rest, count=1)

    @property
    def twin_certain(self) -> bool:
        """Say whether the town is one place by the dictionary, not by the street as written alone."""
        return self.place.town is not None and self.town_key.partition("/")[2] in {"", *self.place.town.streets}


def parse_address(text: str) -> ParsedAddress:
    """Return the parts of an address as written.

    Args:
        text: The address in any notation; any length.
    """
    start = split_head(text) if len(text) <= LONGEST else 0
    head = read_head(text[:start]) if start else None
    if head is not None:
        tail = fold_width(text[start:])
        folded = fold_tail(tail)
        if folded:
            wide = head.wide + tail
            return _assemble(text, head.place, head.rest + folded, wide, wide, "", oaza=head.oaza)
    return _parse_any(text)


def _parse_any(text: str) -> ParsedAddress:
    """Return the parts of any address, whatever its head."""
    whole = wide = fold_width(text[:LONGEST])
    oaza = "大字" in wide
    postal_code = ""
    if wide[:1] in _BEFORE_PREFECTURE:
        postal = _POSTAL.match(wide)
        if postal:
            postal_code = "".join(part or "" for part in postal.groups())
            wide = wide[postal.end() :]
    if "〒" in wide or "〠" in wide:
        postal = _POSTAL_AT_END.search(wide)
        if postal:
            postal_code = "".join(postal.groups())
            wide = wide[: postal.start()]
    place = locate(fold_spelling(wide))
    return _assemble(text, place, place.rest, whole, wide, postal_code, oaza=oaza)


def _assemble(
    text: str, place: Place, rest: str, whole: str, wide: str, postal_code: str, *, oaza: bool
) -> ParsedAddress:
    """Return the parts of an address whose place is known.

    `rest` is what follows the town, folded; `whole` is the text in one width, and `wide` that without a postal code.
    """
    town = place.town
    land = (
        read_numbers(rest.removeprefix(town.unit) if place.chome else rest, town.azas) if town else read_numbers(rest)
    )
    numbers, chome = _with_chome(place, rest, land, oaza=oaza)
    if town is not None and place.settled and not oaza:
        doubt = _number_doubt(wide, land)
        town_key = "" if doubt else town.key
    else:
        town_key, doubt = _identity(place, wide, land)
    aza, residue = (land.aza, text[LONGEST:]) if town else ("", land.aza + text[LONGEST:])
    return ParsedAddress(
        place, whole, rest, town_key, doubt, aza, numbers, chome, *read_detail(land.tail), postal_code, residue
    )


def _with_chome(place: Place, rest: str, land: Land, *, oaza: bool) -> tuple[tuple[Number, ...], int]:
    """Return the numbers with the mark of the 丁目 filled in, and the 丁目, 0 where there is none."""
    town, numbers = place.town, land.numbers
    if place.chome:
        return ((str(place.chome), "丁目"), *numbers), place.chome
    if town is None or not town.chome or not numbers or (land.aza and not rest[0].isdecimal()):
        return numbers, 0
    value, mark = numbers[0]
    if not value.isdecimal() or mark not in _CHOME or int(value) not in town.chome:
        return numbers, 0
    if mark == "丁目":
        return numbers, int(value)
    if oaza and town.plain and not mark:
        return numbers, 0
    return ((value, "丁目"), *numbers[1:]), int(value)


def _identity(place: Place, wide: str, land: Land) -> tuple[str, str]:
    """Return the town's identity and the doubt about it; one of them is empty."""
    town = place.town
    doubt = _doubt(place, wide, land)
    if doubt or town is None:
        return "", doubt
    key = town.key
    if town.spellings:
        return _spelt_identity(place, town, wide)
    if town.streets:
        street = fold_street(place.street)
        codes = [code for code, streets in town.streets.items() if street in streets]
        if len(codes) > 1 or not street:
            return "", "kyoto_twin"
        return f"{key}/{codes[0] if codes else street}", ""
    return key, ""


def _spelt_identity(place: Place, town: Town, wide: str) -> tuple[str, str]:
    """Return the identity of a town that its spelling tells apart, in Kyoto its street too, and the doubt about it."""
    written = f"{fold_light(wide)}\n{wide}"
    found = [spelling for spelling in town.spellings if spelling in written]
    if len(found) != 1:
        return "", "town_spelling"
    if not place.municipality or not place.municipality.in_kyoto:
        return found[0], ""
    street = fold_street(place.street)
    return (f"{found[0]}/{street}", "") if street else ("", "kyoto_twin")


def _doubt(place: Place, wide: str, land: Land) -> str:
    """Return why the dictionary does not settle the town, "" where it does."""
    if place.candidates:
        return "municipality_ambiguous"
    if place.municipality is None:
        return "municipality_unknown"
    if place.town is None:
        return "town_unknown"
    if not place.proven:
        return "merged_unproven"
    return _town_doubt(place.municipality, place.town, place.town_written, wide) or _number_doubt(wide, land)


def _town_doubt(municipality: Municipality, town: Town, written: str, wide: str) -> str:
    """Return why a town that was found may be another one."""
    if "大字" in wide and town.key.endswith("町") and municipality.has_oaza(town):
        return "oaza_or_machi"
    if town.key[-1] != written[-1] and {town.key[-1], written[-1]} == {"町", "丁"}:
        return "town_block_confused"
    return ""


def _number_doubt(wide: str, land: Land) -> str:
    """Return why the number may be the name of a 字 (kanji digits that stand alone at the end), or several numbers."""
    if wide.count("番地") > 1 and sum(mark == "番地" for _, mark in land.numbers) > 1:
        return "several_lots"
    if _LOT_JOINT.search(wide) and (_LOTS.search(wide) or (len(land.numbers) == _TWO and _TWO_LOTS.search(wide))):
        return "several_lots"
    alone = len(land.numbers) == 1 and not land.tail and not land.aza
    if alone and _BARE_KANJI_NUMBER.search(wide):
        return "bare_kanji_number"
    return "bare_kanji_number" if "字" in wide and _NUMERAL_AZA.search(wide) else ""


def fold_light(text: str) -> str:
    """Return the spelling that tells apart what the fold joins: widths, numerals, 字 and ヶ only."""
    return fold_width(text).replace("大字", "").replace("字", "").replace("ヶ", "ケ")


def kanji_numeral(number: int) -> str:
    """Return a number below one hundred in kanji."""
    tens, ones = divmod(number, 10)
    return f"{_KANJI[tens] if tens > 1 else ''}{'十' if tens else ''}{_KANJI[ones]}"
