"""What the parts of two parsed addresses say about each other, one finding per part.

A finding names a rule and the best level that it leaves: DISAGREE for another place, COMPATIBLE for a named cause that
is no proof, EQUIVALENT for a rule that keeps the place.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from matcher.domain.levels import Evidence, Level, Side
from normalizers.addresses import ParsedAddress
from normalizers.addresses.identity import AS_WRITTEN
from normalizers.addresses.key import number_key
from normalizers.addresses.numbers import Number

_DIGITS = re.compile("[0-9]+")
_WING = re.compile(
    "[0-9A-Z東西南北中本新別][号番]?(?:棟|館|タワー)|[0-9](?:街区|階)|イースト|ウエスト|ウェスト|サウス|ノース|アネツクス|アネックス"
)
"""What tells one part of a building from another: with it left out, two rooms of one number are in doubt."""
_KIND_SHORT = re.compile(
    "(.*(?:[^A-Z0-9]|第[0-9]+))(MS?|APT?|BLD?G?|ビルデイング|ビルディング)([0-9]+号棟)?([A-Z]?[0-9]+階?)"
)
_KINDS = {"M": "マンション", "A": "アパート", "B": "ビル", "ビ": "ビル"}
"""The kinds of buildings whose abbreviations are usual, by the first character of those."""
_WING_NUMBER = re.compile("([A-Z]?[0-9]+)号棟$")
_MARK_CLASS = {"丁目": "chome", "丁": "chome", "地割": "chiwari", "番地": "banchi", "部": "bu", "字": "aza"}
_FULL_NUMBER = 3
"""丁目, 番 and 号: with all three given, a fourth number is a room."""
_LONG_ROOM = 3
"""A room of so many digits is no 枝番 where a town has no 丁目 and 番 and 号 are given."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that applies to a pair of addresses."""

    level: Level
    evidence: Evidence


def found(level: Level, code: str, side: Side | None = None) -> Finding:
    """Return a finding."""
    return Finding(level, Evidence(code, side))


def worst(findings: list[Finding]) -> Level:
    """Return the level that the findings leave."""
    level = Level.EQUIVALENT
    for finding in findings:
        if finding.level is Level.DISAGREE:
            return Level.DISAGREE
        if finding.level is Level.COMPATIBLE:
            level = Level.COMPATIBLE
    return level


def lacking(enrolment: object) -> Side:
    """Return the side that lacks a part, given the enrolment's."""
    return Side.RESIDENT if enrolment else Side.ENROLMENT


def compare_places(enrolment: ParsedAddress, resident: ParsedAddress) -> Iterator[Finding]:
    """Compare municipality, town and 字."""
    if enrolment.city_code and resident.city_code:
        if enrolment.city_code != resident.city_code:
            yield found(Level.DISAGREE, "municipality_differs")
            return
    elif not _could_share(enrolment, resident):
        yield found(Level.DISAGREE, "municipality_differs")
        return
    else:
        for side, address in ((Side.ENROLMENT, enrolment), (Side.RESIDENT, resident)):
            if not address.city_code:
                yield found(Level.COMPATIBLE, address.doubt or "municipality_unknown", side)
    yield from _compare_towns(enrolment, resident)


def _could_share(enrolment: ParsedAddress, resident: ParsedAddress) -> bool:
    prefectures = {address.pref for address in (enrolment, resident) if address.pref}
    codes = [_codes(address) for address in (enrolment, resident)]
    return len(prefectures) < 2 and (not all(codes) or bool(codes[0] & codes[1]))  # noqa: PLR2004


def _codes(address: ParsedAddress) -> set[str]:
    return {address.city_code} if address.city_code else {place.code for place in address.place.candidates}


def _compare_towns(enrolment: ParsedAddress, resident: ParsedAddress) -> Iterator[Finding]:
    towns = [address.place.town.key if address.place.town else "" for address in (enrolment, resident)]
    if all(towns):
        if towns[0] != towns[1]:
            added = towns[0] + "町" == towns[1] or towns[1] + "町" == towns[0]
            yield found(Level.DISAGREE, "town_with_and_without_machi" if added else "town_differs")
            return
        yield from _compare_identities(enrolment, resident)
        yield from _compare_aza(enrolment.aza, resident.aza)
    elif enrolment.city_code and resident.city_code:
        heads = [town or address.residue for town, address in zip(towns, (enrolment, resident), strict=True)]
        if any(towns) or heads[0] != heads[1]:
            machi = heads[0] + "町" == heads[1] or heads[1] + "町" == heads[0]
            side = Side.ENROLMENT if not towns[0] else Side.RESIDENT
            yield found(Level.COMPATIBLE, "machi_omitted" if machi else "town_unknown", None if machi else side)
        else:
            yield found(Level.COMPATIBLE, "town_unknown")


def _compare_identities(enrolment: ParsedAddress, resident: ParsedAddress) -> Iterator[Finding]:
    if enrolment.town_key and resident.town_key:
        if enrolment.town_key != resident.town_key:
            yield _twins_differ(enrolment, resident)
        return
    for side, address in ((Side.ENROLMENT, enrolment), (Side.RESIDENT, resident)):
        if address.doubt:
            yield found(Level.COMPATIBLE, address.doubt, side)


def _twins_differ(enrolment: ParsedAddress, resident: ParsedAddress) -> Finding:
    """Return the finding for two towns of one name: another place, or a doubt where a side leaves out which it is."""
    if enrolment.twin_certain and resident.twin_certain:
        return found(Level.DISAGREE, "twin_town_differs")
    open_sides = [
        side
        for side, address in ((Side.ENROLMENT, enrolment), (Side.RESIDENT, resident))
        if AS_WRITTEN in address.town_key
    ]
    kyoto = enrolment.place.municipality is not None and enrolment.place.municipality.in_kyoto
    return found(Level.COMPATIBLE, "kyoto_twin" if kyoto else "town_spelling", open_sides[0] if open_sides else None)


def _compare_aza(enrolment: str, resident: str) -> Iterator[Finding]:
    if enrolment == resident:
        return
    if enrolment and resident:
        yield found(Level.DISAGREE, "koaza_differs")
    elif (enrolment or resident) == "町":
        yield found(Level.COMPATIBLE, "machi_omitted", lacking(enrolment))
    else:
        yield found(Level.COMPATIBLE, "koaza_omitted", lacking(enrolment))


def compare_numbers(enrolment: ParsedAddress, resident: ParsedAddress) -> Iterator[Finding]:
    """Compare the numbers and, after them, building and room."""
    values = [tuple(value for value, _ in address.numbers) for address in (enrolment, resident)]
    if values[0] == values[1]:
        if enrolment.place.town and resident.place.town and enrolment.chome != resident.chome:
            yield found(Level.COMPATIBLE, "number_marks_differ")
        else:
            yield from _compare_marks(enrolment.numbers, resident.numbers)
        yield from _compare_buildings(enrolment, resident)
        return
    short, long = sorted((enrolment, resident), key=lambda address: len(address.numbers))
    shorter, longer = sorted(values, key=len)
    side = Side.ENROLMENT if short is enrolment else Side.RESIDENT
    if not shorter:
        yield found(Level.COMPATIBLE, "number_missing", side)
    elif longer[: len(shorter)] != shorter or len(shorter) == len(longer):
        yield found(Level.DISAGREE, "number_differs")
    elif not short.room:
        yield found(Level.COMPATIBLE, "branch_number_extra", side)
    elif not (long.building or long.room) and _wing_omitted("-".join(longer[len(shorter) :]), short.room):
        named = short.room[0].isalpha()
        yield found(Level.COMPATIBLE, "building_missing", lacking((short is enrolment) is named))
    elif not (long.building or long.room) and longer[len(shorter) :] == (_wing_number(short.building), short.room):
        yield found(Level.COMPATIBLE, "room_or_branch_number", lacking(short is enrolment))
    elif longer[len(shorter) :] != (short.room,) or long.building or long.room:
        yield found(Level.DISAGREE, "room_differs")
    else:
        yield from _compare_marks(short.numbers, long.numbers[: len(shorter)])
        if _is_room(long, len(shorter)) and not _WING.search(short.building):
            yield found(Level.EQUIVALENT, "building_name_omitted", lacking(short is enrolment))
        else:
            yield found(Level.COMPATIBLE, "room_or_branch_number", lacking(short is enrolment))


def _wing_number(building: str) -> str:
    """Return the number of the wing that a building ends with, "" for none: C48 of C48号棟, which 5-1-8-C48-302 has."""
    wing = _WING_NUMBER.search(building)
    return wing[1] if wing else ""


def _is_room(address: ParsedAddress, last: int) -> bool:
    """Say whether the number at `last` is a room beyond doubt: 丁目, 番 and 号 stand before it, and no の joins it.

    After 71番地 a 203 is a 枝番, which is another piece of land: so it is after の, and so is a 号 after a 番. After a
    枝番, 203号 is a room where a space sets it apart, as 203 is.
    """
    (value, mark), before = address.numbers[last], address.numbers[last - 1][1]
    if before == "号":
        return True
    if before in ("番", "番地") or any(f"{joint}{value}" in address.after for joint in "のノ之"):
        return False
    if address.chome:
        return last >= _FULL_NUMBER
    return last > 1 and len(value) >= _LONG_ROOM and (mark != "号" or f" {value}号" in address.wide)


def _compare_marks(enrolment: tuple[Number, ...], resident: tuple[Number, ...]) -> Iterator[Finding]:
    """A number marked as 丁目 on one side and as 番地 on the other, or 番地 against 番…号, is no proof.

    Nor is a numeral that is the name of a 字 on one side only: 6字695 is not lot 6.
    """
    classes = [_mark_classes(numbers) for numbers in (enrolment, resident)]
    for first, second in zip(*classes, strict=True):
        if first != second and ((first and second) or "aza" in (first, second)):
            yield found(Level.COMPATIBLE, "number_marks_differ")
            return


@lru_cache(1 << 12)
def marks_agree(enrolment: tuple[str, ...], resident: tuple[str, ...], *, listed: bool) -> bool:
    """Say whether equal numbers of one town with these marks raise no doubt (`compare_numbers`, without the dwelling).

    Args:
        enrolment: The marks of the enrolment's numbers, at least one.
        resident: As many of the resident's.
        listed: Whether the first number is a 丁目 of the town by the dictionary.
    """
    ours, theirs = ([("1", mark) for mark in marks] for marks in (enrolment, resident))
    if number_key(tuple(ours)) == number_key(tuple(theirs)):
        return True
    if listed and (enrolment[0] == "丁目") is not (resident[0] == "丁目"):
        return False
    return not any(_compare_marks(tuple(ours), tuple(theirs)))


def _mark_classes(numbers: tuple[Number, ...]) -> list[str]:
    ends_in_go = any(mark == "号" for _, mark in numbers)
    return ["go" if ends_in_go and mark in ("番", "番地") else _MARK_CLASS.get(mark, "") for _, mark in numbers]


def _compare_buildings(enrolment: ParsedAddress, resident: ParsedAddress) -> Iterator[Finding]:
    names, rooms = (enrolment.building, resident.building), (enrolment.room, resident.room)
    if all(names) and all(rooms) and names != names[::-1] and _kind_written(enrolment) == _kind_written(resident):
        short = len(names[0] + rooms[0]) < len(names[1] + rooms[1])
        yield found(Level.EQUIVALENT, "building_abbreviated", Side.ENROLMENT if short else Side.RESIDENT)
        return
    if all(names) and _DIGITS.findall(names[0]) != _DIGITS.findall(names[1]):
        yield found(Level.DISAGREE, "building_number_differs")
    elif all(names) and names[0] != names[1]:
        yield found(Level.COMPATIBLE, "building_name_differs")
    elif names[0] != names[1]:
        wing = _WING.search(names[0] or names[1])
        kept = all(rooms) and not wing
        code = "building_name_omitted" if kept else "building_missing"
        yield found(Level.EQUIVALENT if kept else Level.COMPATIBLE, code, lacking(names[0]))
    if _wing_omitted(*rooms):
        yield found(Level.COMPATIBLE, "building_missing", lacking(len(rooms[0]) > len(rooms[1])))
    elif all(rooms) and rooms[0] != rooms[1]:
        yield found(Level.DISAGREE, "room_differs")
    elif rooms[0] != rooms[1]:
        yield found(Level.COMPATIBLE, "room_missing", lacking(rooms[0]))


def _kind_written(address: ParsedAddress) -> tuple[str, str]:
    """Return building and room with the kind of the building written out: グランドマンション, 201 for グランドM201."""
    short = _KIND_SHORT.fullmatch(f"{address.building}{address.room}")
    if short is None:
        return address.building, address.room
    return f"{short[1]}{_KINDS[short[2][0]]}{short[3] or ''}", short[4]


def _wing_omitted(one: str, other: str) -> bool:
    """Say whether two rooms are A101 and 101: one names its wing; B1階 and 1階 are two floors."""
    shorter, longer = sorted((one, other), key=len)
    return bool(shorter) and longer[:1].isalpha() and longer[1:] == shorter and not longer.endswith("階")


def compare_care_of(enrolment: ParsedAddress, resident: ParsedAddress) -> Iterator[Finding]:
    """Compare 様方 and 気付."""
    if enrolment.care_of == resident.care_of:
        return
    if enrolment.care_of and resident.care_of:
        yield found(Level.COMPATIBLE, "care_of_differs")
    elif "気付" in (enrolment.through, resident.through):
        yield found(Level.COMPATIBLE, "through_firm_one_side", lacking(enrolment.care_of))
    else:
        yield found(Level.EQUIVALENT, "care_of_omitted", lacking(enrolment.care_of))
