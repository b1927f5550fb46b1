"""Which town an address names beyond doubt, or the reason code of the doubt.

>>> from normalizers.addresses.place import locate
>>> identify_town(locate("北海道羅臼町岬町1"), "北海道羅臼町岬町1", Land("", (), ""))
('岬町', '')
>>> identify_town(locate("京都市中京区亀屋町4"), "京都市中京区亀屋町4", Land("", (), ""))
('', 'kyoto_twin')
"""

import re

from normalizers.addresses.fold import fold_spelling, fold_width
from normalizers.addresses.numbers import Land
from normalizers.addresses.place import Place
from normalizers.addresses.street import fold_street
from normalizers.addresses.towns import Municipality, Town

NO_TOWN = "-"
"""The identity where numbers follow the municipality at once (龍ケ崎市3710番地)."""
AS_WRITTEN = "/?"
"""In the identity of a town that does not say which of its namesakes it is: it is the same only as an address that
leaves it as open. It ends the identity where the text leaves out what one of them lacks by right (下京区上之町 without
a street, 別府市鶴見 beside 大字鶴見); a spelling of none of them follows it (日ノ出 for 日の出 or 日之出)."""
_DIGIT = "[0-9〇一二三四五六七八九十百千]"
_LOTS = re.compile(f"{_DIGIT}番?地?(?:[、,・〜~～]|及び|並びに)[ 第]?{_DIGIT}{{1,6}}番(?![町丁街館])")
_LOT_JOINT = re.compile("[、,・〜~～及並]")
_TWO = 2
_TWO_LOTS = re.compile(f"{_DIGIT}[、,]{_DIGIT}{{1,6}}$")
_NUMERAL_AZA = re.compile("[0-9〇一二三四五六七八九十百千]字$")
_BARE_KANJI_NUMBER = re.compile("[^0-9０-９〇一二三四五六七八九十百千丁番号の-][〇一二三四五六七八九十百千]{2,}$")
_OPEN_LIST = re.compile("[、,・〜~～及並](?:(?<![及並])|び)")


def identify_town(place: Place, wide: str, land: Land) -> tuple[str, str]:
    """Return the town's identity and the doubt about it; one of them is empty.

    Args:
        place: What the dictionary says.
        wide: The address in one width.
        land: The numbers after the town.
    """
    doubt = _place_doubt(place, wide)
    bare = doubt == "town_unknown" and place.former is None and land.numbers and not land.aza
    doubt = number_doubt(wide, land) if bare else doubt or number_doubt(wide, land)
    if doubt:
        return "", doubt
    return (NO_TOWN, "") if place.town is None else _name_town(place, place.town, wide)


def identify_surely(place: Place, head: str) -> str:
    """Return the town's identity that every usual number after this head leaves, "" where one could raise a doubt.

    >>> from normalizers.addresses.place import locate
    >>> identify_surely(locate("北海道羅臼町岬町1"), "北海道羅臼町岬町")
    '岬町'
    """
    town = place.town
    if town is None or town.spellings or _place_doubt(place, head) or _OPEN_LIST.search(head):
        return ""
    return _name_town(place, town, head)[0]


def _name_town(place: Place, town: Town, wide: str) -> tuple[str, str]:
    """Return the identity of a town by its name, its spelling or its street, and the doubt that they leave."""
    if town.spellings:
        return _spelt_identity(place, town, wide)
    if town.streets:
        street = fold_street(place.street)
        codes = [code for code, streets in town.streets.items() if street in streets]
        if not street and not all(town.streets.values()):
            return f"{town.key}{AS_WRITTEN}", ""
        if len(codes) > 1 or not street:
            return "", "kyoto_twin"
        return f"{town.key}/{codes[0] if codes else street}", ""
    return town.key, ""


def _spelt_identity(place: Place, town: Town, wide: str) -> tuple[str, str]:
    """Return the identity of a town that its spelling tells apart, in Kyoto its street too, and the doubt about it."""
    written = f"{fold_light(wide)}\n{wide}"
    found = [spelling for spelling in town.spellings if spelling in written]
    if not found and all(spelling.startswith(("大字", "字")) for spelling in town.spellings):
        return f"{town.key}{AS_WRITTEN}", ""
    in_kyoto = place.municipality is not None and place.municipality.in_kyoto
    if len(found) != 1:
        written = "" if in_kyoto else _town_as_written(town, wide)
        if written not in town.spellings:
            return (f"{town.key}{AS_WRITTEN}{written}", "") if written else ("", "town_spelling")
        found = [written]
    if not in_kyoto:
        return found[0], ""
    street = fold_street(place.street)
    return (f"{found[0]}/{street}", "") if street else ("", "kyoto_twin")


def _town_as_written(town: Town, wide: str) -> str:
    """Return the first part of a text that is folded to the town's key, in one width and without spaces, "" for none.

    >>> _town_as_written(Town("日ノ出", "日の出"), "清須市西枇杷島町 日ﾉ 出1")
    '日ノ出'
    """
    text, longest = "".join(fold_light(wide).split()), 2 * len(town.key)
    parts = (text[at : at + length] for at in range(len(text)) for length in range(1, longest))
    return next((part for part in parts if fold_spelling(part) == town.key), "")


def _place_doubt(place: Place, wide: str) -> str:
    """Return why the dictionary does not settle the town, "" where it does."""
    if place.candidates:
        return "municipality_ambiguous"
    if place.municipality is None:
        return "municipality_unknown"
    if place.town is None:
        return "town_unknown"
    if not place.proven:
        return "merged_unproven"
    return _town_doubt(place.municipality, place.town, place.town_written, wide)


def _town_doubt(municipality: Municipality, town: Town, written: str, wide: str) -> str:
    """Return why a town that was found may be another one."""
    if "大字" in wide and town.key.endswith("町") and municipality.has_oaza(town):
        return "oaza_or_machi"
    if town.key[-1] != written[-1] and {town.key[-1], written[-1]} == {"町", "丁"}:
        return "town_block_confused"
    return ""


def number_doubt(wide: str, land: Land) -> str:
    """Return why the number may be the name of a 字 (kanji digits that stand alone at the end), or several numbers."""
    if wide.count("番地") > 1 and sum(mark == "番地" for _, mark in land.numbers) > 1:
        return "several_lots"
    if _LOT_JOINT.search(wide) and (_LOTS.search(wide) or (len(land.numbers) == _TWO and _TWO_LOTS.search(wide))):
        return "several_lots"
    alone = len(land.numbers) == 1 and not land.tail and not land.aza
    if alone and _BARE_KANJI_NUMBER.search(wide):
        return "bare_kanji_number"
    if "字" not in wide:
        return ""
    crossroads = "十字" in wide and land.numbers[:1] == (("10", ""),)
    return "bare_kanji_number" if crossroads or _NUMERAL_AZA.search(wide) else ""


def fold_light(text: str) -> str:
    """Return the spelling that tells apart what the fold joins: widths, numerals, 字 and ヶ only."""
    return fold_width(text).replace("大字", "").replace("字", "").replace("ヶ", "ケ")
