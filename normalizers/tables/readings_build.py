"""Builder of the reading tables: Japanese, learned Japanese, surnames, Mandarin and Korean.

Learned readings: a name of the dataset whose kanji can all be read by the known readings but one teaches the rest to
that one kanji; where that could be one of several, it teaches the (kanji, rest) that most names share. Three
attestations make a reading. Nothing is learned from a name that is read without help.

Source: MJ文字情報一覧表 006.02 (読み), Unihan 16 (kJapanese, kMandarin, kHanyuPinyin, kXHC1983, kHangul),
通用规范汉字表, japanese-personal-name-dataset 0.4.0 (MIT).
"""

import re
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from japanese_personal_name_dataset import load_dataset

from normalizers.lattice import expand, fold_reading, segment
from normalizers.tables.specs import MJ_LICENCE, UNICODE_LICENCE, TableSpec

NAMES = "japanese-personal-name-dataset 0.4.0"
NAMES_LICENCE = "MIT"
ATTESTATIONS = 3
_PASSES = 2
Write = Callable[[Path, TableSpec, tuple[str, ...], Sequence[tuple[str, ...]]], None]
Names = list[tuple[str, str]]


def build(db: sqlite3.Connection, folder: Path, write: Write) -> None:
    """Write the five tables into `folder`."""
    in_jis = """SELECT "実装したUCS" FROM mji
        WHERE "実装したUCS" IS NOT NULL AND ("X0213" IS NOT NULL OR "X0212" IS NOT NULL)"""
    common = {char for (char,) in db.execute(in_jis)}
    simplified = {char for (char,) in db.execute("SELECT 规范字 FROM tghb")}
    base = japanese(db, common)
    given, surnames = dataset()
    tables: list[tuple[str, str, str, Mapping[str, Iterable[str]]]] = [
        ("reading", "MJ文字情報一覧表 006.02 読み, Unihan 16 kJapanese", MJ_LICENCE, base),
        ("reading_learned", NAMES, NAMES_LICENCE, learn(given + surnames, base)),
        ("pinyin", "Unihan 16 kMandarin, kHanyuPinyin, kXHC1983", UNICODE_LICENCE, pinyin(db, common | simplified)),
        ("hangul", "Unihan 16 kHangul", UNICODE_LICENCE, hangul(db, common)),
    ]
    for kind, edition, licence, readings in tables:
        rows = [(f"U+{ord(char):04X}", " ".join(values)) for char, values in sorted(readings.items()) if values]
        write(folder, TableSpec(kind, "C", edition, licence, ""), ("character", "readings"), rows)
    words = sorted({(kanji, fold_reading(reading)) for kanji, reading in surnames})
    write(folder, TableSpec("surname", "C", NAMES, NAMES_LICENCE, ""), ("surname", "reading"), words)
    collisions = sorted(kana_collisions(given + surnames))
    write(
        folder, TableSpec("kana_small", "C", NAMES, NAMES_LICENCE, ""), ("reading",), [(word,) for word in collisions]
    )


def japanese(db: sqlite3.Connection, wanted: set[str]) -> dict[str, list[str]]:
    """Return character → its readings in folded katakana."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    by_glyph = """SELECT m."実装したUCS", r."読み" FROM mji_reading r JOIN mji m USING("MJ文字図形名")
        WHERE m."実装したUCS" IS NOT NULL"""
    for char, reading in db.execute(by_glyph):
        found[char].add(fold_reading(reading))
    for char, readings in db.execute("SELECT UCS, value FROM unihan_kJapanese"):
        found[char].update(map(fold_reading, readings.split()))
    kana = re.compile("[ァ-ヶー]+")
    return {char: sorted(filter(kana.fullmatch, values)) for char, values in found.items() if char in wanted}


def dataset() -> tuple[Names, Names]:
    """Return (kanji, hiragana) of every given name and of every surname."""
    men, women, last = load_dataset(include_last_names=True)
    given = sorted(
        {(kanji, reading) for names in (men, women) for reading, entry in names.items() for kanji in entry["kanji"]}
    )
    return given, sorted((kanji, entry["reading"]) for kanji, entry in last.items())


def learn(names: Names, base: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return character → readings that only names teach."""
    known = {char: expand(readings) for char, readings in base.items()}
    unread = [
        segment(kanji, fold_reading(reading), lambda char: known.get(char, frozenset())) for kanji, reading in names
    ]
    choices = [found for found in unread if found]
    weight: Counter[tuple[str, str]] = Counter()
    for found in choices:
        weight.update(dict.fromkeys(found, 1))
    for _ in range(_PASSES):
        chosen = Counter(max(found, key=lambda pair: (weight[pair], pair)) for found in choices)
        weight = chosen
    learned: defaultdict[str, list[str]] = defaultdict(list)
    for (char, rest), count in sorted(weight.items()):
        if count >= ATTESTATIONS:
            learned[char].append(rest)
    return learned


def kana_collisions(names: Names) -> set[str]:
    """Return the large-kana readings under which two real ones hide, one with small kana (ジユウ: じゆう, じゅう)."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for _, reading in names:
        groups[fold_reading(reading)].add(reading)
    return {
        word
        for word, readings in groups.items()
        if len(readings) > 1 and any(set("ぁぃぅぇぉっゃゅょ") & set(reading) for reading in readings)
    }


def pinyin(db: sqlite3.Connection, wanted: set[str]) -> dict[str, list[str]]:
    """Return character → its Mandarin syllables without tones, ü as V."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for table in ("kMandarin", "kHanyuPinyin", "kXHC1983"):
        for char, value in db.execute(f"SELECT UCS, value FROM unihan_{table}"):  # noqa: S608  three literal names
            for part in value.split():
                found[char].update(plain_pinyin(syllable) for syllable in part.rpartition(":")[2].split(","))
    return {char: sorted(values) for char, values in found.items() if char in wanted}


def plain_pinyin(syllable: str) -> str:
    """Return a syllable in capitals without its tone; ü is V."""
    bare = unicodedata.normalize("NFD", syllable).replace("u\N{COMBINING DIAERESIS}", "v")
    return re.sub("[^A-ZÊ]", "", re.sub("[\u0300-\u036f]", "", bare).upper())


def hangul(db: sqlite3.Connection, wanted: set[str]) -> dict[str, list[str]]:
    """Return character → its Korean syllables."""
    rows = db.execute("SELECT UCS, value FROM unihan_kHangul")
    return {char: sorted({part[0] for part in value.split()}) for char, value in rows if char in wanted}
