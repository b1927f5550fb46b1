"""How a character may be read: Japanese for the lattice, Mandarin syllables, Korean syllables.

Supporting evidence only (`normalizers.lattice`). Measured on 3,000 given-name forms held back from learning: the
figures and the command stand in `docs/names.md`.

>>> may_read("田中太郎", "タナカ タロウ"), may_read("田中太郎", "サトウ ハナコ")
(True, False)
>>> may_read("髙橋", "タカハシ"), may_read("佐々木", "ササキ"), may_read("東海林", "ショウジ")
(True, True, True)

Source: tables `reading`, `reading_learned`, `surname`, `pinyin`, `hangul` of `normalizers/tables`.
"""

from functools import cache, lru_cache

from normalizers.lattice import MAX_READING, expand, fits, fold_reading
from normalizers.relations import active_relations
from normalizers.tables import code_point, committed_lines

MAX_NAME = 24
"""Longer than any name that is read: the lattice answers no without looking."""

_EMPTY: frozenset[str] = frozenset()
_CONNECTIVES = {"ケ": ("ケ", "ガ", "カ"), "ヶ": ("ケ", "ガ", "カ"), "ノ": ("ノ",), "之": ("ノ", "ユキ", "シ")}


@cache
def _table(kind: str) -> dict[str, str]:
    return dict(row.split("\t") for row in committed_lines(kind))


def _readings(kind: str, char: str) -> list[str]:
    return _table(kind).get(code_point(char), "").split()


@cache
def _surnames() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in committed_lines("surname"):
        surname, reading = row.split("\t")
        found[surname] = (*found.get(surname, ()), reading)
    return found


@lru_cache(maxsize=4096)
def japanese_readings(char: str) -> frozenset[str]:
    """Return every reading of one character that the lattice accepts; kana read as themselves.

    A variant is read like the character that it is a variant of, too: of 𠮷 itself the tables know only キチ and キツ.
    """
    if "ぁ" <= char <= "ヺ" or char == "ー":
        return frozenset(_CONNECTIVES.get(char, ())) | {fold_reading(char)}
    targets = [relation.target for relation in active_relations().targets(char)]
    return _EMPTY.union(*(_own_readings(spelling) for spelling in (char, *targets)))


def _own_readings(char: str) -> frozenset[str]:
    return expand(_readings("reading", char)) | frozenset(_readings("reading_learned", char))


def may_read(kanji: str, kana: str) -> bool:
    """Return whether `kana` may be the reading of all of `kanji`; a known surname may be read as one word.

    Args:
        kanji: characters without separators; 々 takes the readings of the character before it.
        kana: kana in any notation.
    """
    sounds = fold_reading(kana)
    if not (0 < len(kanji) <= MAX_NAME and 0 < len(sounds) <= MAX_NAME * MAX_READING):
        return False
    spelled = "".join([kanji[index - 1] if char == "々" and index else char for index, char in enumerate(kanji)])
    if fits(spelled, sounds, japanese_readings):
        return True
    return any(
        sounds.startswith(reading) and fits(spelled[length:], sounds[len(reading) :], japanese_readings)
        for length in range(1, len(kanji) + 1)
        for reading in _surnames().get(kanji[:length], ())
    )


def pinyin(char: str) -> list[str]:
    """Return the Mandarin syllables of a character, without tones; ü is V."""
    return _readings("pinyin", char)


def hangul(char: str) -> list[str]:
    """Return the Korean syllables of a character."""
    return _readings("hangul", char)


@cache
def colliding_kana() -> frozenset[str]:
    """Return the large-kana readings under which two different readings hide (ジユウ: じゆう and じゅう)."""
    return frozenset(committed_lines("kana_small"))
