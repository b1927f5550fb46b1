"""Slips and habits in 漢字氏名 of Japanese residents, and 旧氏."""

from __future__ import annotations

from random import Random

from samples import notation
from samples.people import Person
from samples.pools import surnames
from samples.slips import Row, replaced
from samples.verdicts import NO

MASK = "●"


def half_space(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write a half-width space between surname and given name."""
    return None if person.foreigner else replaced(row, "name", row["name"].replace("　", " "))


def no_space(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Leave out the space."""
    return None if person.foreigner else replaced(row, "name", row["name"].replace("　", ""))


def common_form(_rng: Random, _person: Person, row: Row) -> dict[str, str] | None:
    """Write the common form of an uncommon character: 髙 as 高, 邊 as 辺."""
    return replaced(row, "name", notation.common_form(row["name"]))


def one_mask(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Mask the character that the system does not hold: 髙 as ●."""
    return _masked(rng, person, row, 1)


def two_masks(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Mask two characters, which is more than the rule forgives."""
    return None if _masked(rng, person, row, 2) is None else {"name": NO}


def homophone(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Pick another character of the same sound: 恵子 as 啓子, 斎藤 as 斉藤."""
    name = row["name"]
    places = [place for place, letter in enumerate(name) if letter in notation.HOMOPHONES]
    if person.foreigner or not places:
        return None
    place = rng.choice(places)
    return replaced(row, "name", name[:place] + notation.HOMOPHONES[name[place]] + name[place + 1 :], NO)


def old_surname(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Keep the surname from before a marriage; the registry has not recorded it as 旧氏."""
    if person.foreigner:
        return None
    old = rng.choice(surnames()[:400])
    if old.kana == person.family_kana or notation.common_form(old.kanji) == notation.common_form(person.family):
        return None
    row["name"], row["name_kana"] = f"{old.kanji}　{person.given}", f"{old.kana}　{person.given_kana}"
    return {"name": NO, "name_kana": NO}


def registered_old_surname(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write the registered 旧氏 in kanji and the present surname in kana: the name is one of the registered forms."""
    return replaced(row, "name", f"{person.former_family}　{person.given}") if person.former_family else None


def registered_old_surname_and_kana(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write the registered 旧氏 in kanji and kana: the registry has no kana for it, so that the kana differs.

    One that is read as the present surname (武内, now 竹内) has the kana of the registry, and is no such slip.
    """
    if not person.former_family or person.former_family_kana == person.family_kana:
        return None
    row["name"] = f"{person.former_family}　{person.given}"
    row["name_kana"] = f"{person.former_family_kana}　{person.given_kana}"
    return {"name_kana": NO}


def _masked(rng: Random, person: Person, row: Row, count: int) -> dict[str, str] | None:
    """Mask uncommon characters first, then others of a name; a name keeps at least one readable character."""
    name = row["name"]
    kanji = [place for place, letter in enumerate(name) if letter not in "　 々"]
    if person.foreigner or len(kanji) <= count:
        return None
    rng.shuffle(kanji)
    kanji.sort(key=lambda place: name[place] not in notation.COMMON_FORMS)
    for place in kanji[:count]:
        name = name[:place] + MASK + name[place + 1 :]
    row["name"] = name
    return {}
