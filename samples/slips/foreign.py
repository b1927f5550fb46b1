"""Slips and habits in the names of foreign residents: Roman letters, kanji, 通称."""

from __future__ import annotations

from random import Random

from samples import notation
from samples.people import Foreigner, Person
from samples.slips import Row, replaced
from samples.verdicts import NO, UNSURE

_SIMPLIFIED = {"張": "张", "陳": "陈", "楊": "杨", "麗": "丽", "東": "东", "馬": "马"}
"""Characters that are no 正字 themselves: 刘 is left out, because JIS X 0212 has it, so that a card keeps it."""
_ROOM = 20
"""How many characters a name field of an old system holds."""


def order(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write the given name first."""
    who = _roman_only(person)
    return replaced(row, "name", " ".join((*who.roman[1:], who.roman[0]))) if who else None


def full_width(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write full-width letters."""
    return replaced(row, "name", notation.full_width(row["name"])) if _roman_only(person) else None


def lower_case(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write small letters after the first."""
    return replaced(row, "name", row["name"].title()) if _roman_only(person) else None


def comma(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write a comma after the family name."""
    who = _roman_only(person)
    return replaced(row, "name", f"{who.roman[0]}, {' '.join(who.roman[1:])}") if who else None


def middle_name_dropped(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Leave out the middle name."""
    who = _roman_only(person)
    return replaced(row, "name", f"{who.roman[0]} {who.roman[1]}", NO) if who and who.roman[2:] else None


def truncated(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Cut a long name where the field of an old system ends."""
    return (
        replaced(row, "name", row["name"][:_ROOM].rstrip(), NO)
        if _roman_only(person) and len(row["name"]) > _ROOM
        else None
    )


def katakana_name(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write the Roman name in katakana: it may be the same, but no rule proves it."""
    who = _roman_only(person)
    return replaced(row, "name", "　".join(who.kana), NO) if who else None


def roman_for_kanji(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write the registered Roman name of a person who is registered in kanji too."""
    return (
        replaced(row, "name", " ".join(person.foreigner.roman)) if person.foreigner and person.foreigner.kanji else None
    )


def simplified(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write 簡体字 where the registry has the 正字 of 法務省告示582号."""
    if not person.foreigner:
        return None
    return replaced(row, "name", "".join(_SIMPLIFIED.get(letter, letter) for letter in row["name"]))


def registered_alias(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write the registered 通称."""
    if not person.foreigner or not person.foreigner.alias:
        return None
    row["name"], row["name_kana"] = person.foreigner.alias, person.foreigner.alias_kana
    return {"name_kana": UNSURE}


def unregistered_alias(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write a 通称 that the registry does not know."""
    if not _roman_only(person) or (person.foreigner and person.foreigner.alias):
        return None
    row["name"], row["name_kana"] = "木村　安奈", "キムラ　アンナ"
    return {"name": NO, "name_kana": UNSURE}


def _roman_only(person: Person) -> Foreigner | None:
    return person.foreigner if person.foreigner and not person.foreigner.kanji else None
