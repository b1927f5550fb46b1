"""Slips and habits in カナ氏名."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from random import Random

from samples import notation
from samples.people import Person
from samples.pools import given_names
from samples.slips import Row, replaced
from samples.verdicts import NO

_YOTSUGANA = {"ヅ": "ズ", "ズ": "ヅ", "ヂ": "ジ", "ジ": "ヂ"}
_VOICED = {"ガ": "カ", "ギ": "キ", "グ": "ク", "ゲ": "ケ", "ゴ": "コ", "ザ": "サ", "ゼ": "セ", "ゾ": "ソ", "ダ": "タ",
"デ": "テ", "ド": "ト",
           "バ": "ハ", "ビ": "ヒ", "ブ": "フ", "ベ": "ヘ", "ボ": "ホ"}  # fmt: skip
_LOOKALIKE = {
    "ソ": "ン",
    "シ": "ツ",
    "ク": "ワ",
    "コ": "ユ",
    "チ": "テ",
    "ナ": "メ",
    "ラ": "ヲ",
    "マ": "ム",
    "ル": "レ",
    "ヒ": "モ",
    "ノ": "メ",
}


def half_width(_rng: Random, _person: Person, row: Row) -> dict[str, str] | None:
    """Write 半角カナ."""
    return replaced(row, "name_kana", notation.half_width_kana(row["name_kana"]))


def large(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Write small kana large: ショウイチ as シヨウイチ."""
    return None if person.foreigner else replaced(row, "name_kana", notation.large_kana(row["name_kana"]))


def hiragana(_rng: Random, _person: Person, row: Row) -> dict[str, str] | None:
    """Write hiragana."""
    return replaced(row, "name_kana", notation.hiragana(row["name_kana"]))


def no_space(_rng: Random, _person: Person, row: Row) -> dict[str, str] | None:
    """Leave out the space between surname and given name."""
    return replaced(row, "name_kana", row["name_kana"].replace("　", ""))


def blank(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Leave the kana empty, where the registry has it."""
    if person.foreigner:
        return None
    row["name_kana"] = ""
    return {"name_kana": NO}


def yotsugana(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Take ズ for ヅ, or ジ for ヂ, or the other way round."""
    return _one_letter(person, row, _YOTSUGANA)


def voicing(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Drop a 濁点: ヤマザキ as ヤマサキ."""
    return _one_letter(person, row, _VOICED)


def lookalike(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Mistake a letter for one that looks like it: シ as ツ."""
    return _one_letter(person, row, _LOOKALIKE)


def long_vowel(_rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Lose a long vowel: ユウコ as ユコ, オオノ as オノ."""
    if person.foreigner:
        return None
    kana = row["name_kana"]
    for place in range(1, len(kana)):
        if (kana[place] == "ウ" and kana[place - 1] in "ュョユヨコソトロ") or kana[place - 1 : place + 1] == "オオ":
            return replaced(row, "name_kana", kana[:place] + kana[place + 1 :], NO)
    return None


def other_reading(rng: Random, person: Person, row: Row) -> dict[str, str] | None:
    """Read the given name otherwise: 裕子 as ユウコ, not ヒロコ."""
    if person.foreigner:
        return None
    others = [reading for reading in _readings(person.sex).get(person.given, ()) if _far(reading, person.given_kana)]
    return replaced(row, "name_kana", f"{person.family_kana}　{rng.choice(others)}", NO) if others else None


def _far(reading: str, other: str) -> bool:
    return notation.large_kana(reading) != notation.large_kana(other)


@cache
def _readings(sex: str) -> dict[str, tuple[str, ...]]:
    readings = defaultdict(set)
    for name in given_names(sex):
        readings[name.kanji].add(name.kana)
    return {kanji: tuple(sorted(kana)) for kanji, kana in readings.items() if len(kana) > 1}


def _one_letter(person: Person, row: Row, table: dict[str, str]) -> dict[str, str] | None:
    if person.foreigner:
        return None
    kana = row["name_kana"]
    place = next((place for place, letter in enumerate(kana) if letter in table), None)
    return (
        None if place is None else replaced(row, "name_kana", kana[:place] + table[kana[place]] + kana[place + 1 :], NO)
    )
