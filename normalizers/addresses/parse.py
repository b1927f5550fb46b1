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
from normalizers.addresses.head import Head, read_head, split_head
from normalizers.addresses.identity import identify_town, number_doubt
from normalizers.addresses.numbers import Land, Number, clean_aza, read_numbers
from normalizers.addresses.numerals import kanji_numeral
from normalizers.addresses.place import Place, locate
from normalizers.addresses.street import may_be_street
from normalizers.addresses.tail import Tail, fold_tail, read_usual
from normalizers.addresses.towns import Town

LONGEST = 300
"""So many characters of an address are parsed; what follows is residue."""

_CODE = "([0-9]{3})[-‐‑−–—ー]?([0-9]{4})(?![0-9-])"
_OLD_CODE = "[0-9]{3}(?:-[0-9]{2})?(?![0-9-])"
_POSTAL = re.compile(
    f"\\s*[(\\[【〔]?\\s{{0,3}}(?:(?:[〒〠]|T(?=[0-9]{{3}}-?[0-9]{{4}})|郵便番号:?)\\s*(?:{_CODE}|{_OLD_CODE})?|{_CODE})\\s{{0,3}}[)\\]】〕]?\\s*"
)
_POSTAL_AT_END = re.compile(f"[(\\[【〔 ]{{0,3}}[〒〠] ?{_CODE}[)\\]】〕 ]{{0,3}}$")
BEFORE_POSTAL_CODE = frozenset(" \t\n\r\v\f〒〠T郵0123456789([【〔")
"""What an address with a postal code before it may begin with, in one width."""
_HUNDRED = 100
_FIRST_CHOME = re.compile(" ?[0-9]+(?:丁目|丁)?[- ノの]?")
_CHOME = frozenset({"", "丁目", "丁"})
_JOINTS = frozenset("のノ")
_LETTERS = frozenset("イロハニホヘトチリヌルヲ甲乙丙丁戊己庚辛壬癸")


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
    whole = fold_width(text[:LONGEST])
    wide, postal_code = _split_postal(whole)
    start = split_head(wide)
    head = read_head(wide[:start]) if start else None
    tail = wide[start:]
    if head is None or (head.in_kyoto and may_be_street(tail)):
        return parse_whole(text)
    usual = read_usual(tail) if head.town_key else None
    if usual is None:
        folded = fold_tail(tail)
        if not folded:
            return parse_whole(text)
        usual = _usual_once_folded(head, folded, wide)
        if usual is None:
            return _assemble(text, head.place, head.rest + folded, whole, wide, postal_code)
    return _with_usual(head, usual, whole, postal_code, text[LONGEST:])


def parse_whole(text: str) -> ParsedAddress:
    """Return the parts of an address without regard to its head or to a usual end: what `parse_address` must say."""
    whole = fold_width(text[:LONGEST])
    wide, postal_code = _split_postal(whole)
    place = locate(fold_spelling(wide))
    return _assemble(text, place, place.rest, whole, wide, postal_code)


def _split_postal(whole: str) -> tuple[str, str]:
    """Return a text in one width without its postal code, and that code."""
    if whole[:1] in BEFORE_POSTAL_CODE:
        postal = _POSTAL.match(whole)
        if postal:
            return whole[postal.end() :], "".join(part or "" for part in postal.groups())
    if "〒" in whole or "〠" in whole:
        postal = _POSTAL_AT_END.search(whole)
        if postal:
            return whole[: postal.start()], "".join(postal.groups())
    return whole, ""


def _usual_once_folded(head: Head, folded: str, wide: str) -> Tail | None:
    """Return the usual end that another dash or kanji numerals hid, None where there is none or it is doubtful."""
    usual = read_usual(folded) if head.town_key else None
    if usual is None or number_doubt(wide, Land(head.rest, usual.numbers, usual.building + usual.room)):
        return None
    return usual


def _with_usual(head: Head, tail: Tail, whole: str, postal_code: str, residue: str) -> ParsedAddress:
    """Return the parts of an address with a known head and a usual end."""
    place, rest, oaza, _, town_key, _ = head
    text, numbers, building, room = tail
    aza = clean_joint(place.town, clean_aza(rest, numbers[0][1])) if rest and place.town else ""
    numbers, chome = (numbers, 0) if aza else _with_chome(place, numbers, oaza=oaza)
    return ParsedAddress(
        place, whole, rest + text, town_key, "", aza, numbers, chome, building, room, "", "", postal_code, residue
    )


def _assemble(text: str, place: Place, rest: str, whole: str, wide: str, postal_code: str) -> ParsedAddress:
    """Return the parts of an address whose place is known.

    `rest` is what follows the town, folded; `whole` is the text in one width, and `wide` that without a postal code.
    """
    town = place.town
    land = (
        read_numbers(rest.removeprefix(town.unit) if place.chome else rest, town.azas) if town else read_numbers(rest)
    )
    numbers, chome = land.numbers, 0
    if place.chome or not land.aza or rest[0].isdecimal():
        numbers, chome = _with_chome(place, numbers, oaza="大字" in wide)
    town_key, doubt = identify_town(place, wide, land)
    aza, residue = (clean_joint(town, land.aza), text[LONGEST:]) if town else ("", land.aza + text[LONGEST:])
    return ParsedAddress(
        place, whole, rest, town_key, doubt, aza, numbers, chome, *read_detail(land.tail), postal_code, residue
    )


def clean_joint(town: Town, aza: str) -> str:
    """Return the 小字, "" for the の between a town that is a letter and its number: イの1775 is イ1775."""
    return "" if aza in _JOINTS and town.key[-1] in _LETTERS else aza


def _with_chome(place: Place, numbers: tuple[Number, ...], *, oaza: bool) -> tuple[tuple[Number, ...], int]:
    """Return the numbers after a town with the mark of the 丁目 filled in, and the 丁目, 0 where there is none."""
    town = place.town
    if place.chome:
        return ((str(place.chome), "丁目"), *numbers), place.chome
    if town is None or not town.chome or not numbers:
        return numbers, 0
    value, mark = numbers[0]
    if not value.isdecimal() or mark not in _CHOME or int(value) not in town.chome:
        return numbers, 0
    if mark == "丁目":
        return numbers, int(value)
    if oaza and town.plain and not mark:
        return numbers, 0
    return ((value, "丁目"), *numbers[1:]), int(value)
