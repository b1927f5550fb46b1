"""A reading lattice: can this kana be cut so that every kanji gets a reading that it is known to have?

It supports, it never proves: a kana that fits belongs to these kanji far more often than not, and one that does not
fit says little, because Japanese given names are read freely.

>>> sorted(expand(["タカイ"]))
['タ', 'タカ', 'タカイ', 'ダ', 'ダカ', 'ダカイ']
>>> fits("日高", "ヒダカ", {"日": expand(["ヒ"]), "高": expand(["タカイ"])}.__getitem__)
True

Source: 連濁・促音便 as in the 常用漢字表 付表 and common surnames.
"""

from collections.abc import Callable, Iterable

from normalizers.kana import fold_small, fold_v, katakana

_VOICED = dict(zip("カキクケコサシスセソタチツテトハヒフヘホ", "ガギグゲゴザジズゼゾダジズデドバビブベボ", strict=True))
_SOUNDS = str.maketrans("ヂヅヲヱヰ", "ジズオエイ")
_HALF_VOICED = dict(zip("ハヒフヘホ", "パピプペポ", strict=True))
_CONTRACTS = frozenset("チツクキフ")
MAX_READING = 6


def fold_reading(text: str) -> str:
    """Return a reading as the lattice spells it: large katakana, yotsugana and ヲ by sound, no separators.

    >>> fold_reading("みづき しょう")
    'ミズキシヨウ'
    """
    return fold_v(fold_small(katakana(text)).replace(" ", "")).translate(_SOUNDS)


def expand(readings: Iterable[str]) -> frozenset[str]:
    """Return the readings with 連濁, 促音便 and the truncation that names apply to 訓 (たかい → たか)."""
    found: set[str] = set()
    for reading in readings:
        found.update(reading[:length] for length in range(1, len(reading) + 1))
        if len(reading) > 1 and reading[-1] in _CONTRACTS:
            found.add(reading[:-1] + "ツ")
    found.update([_VOICED[reading[0]] + reading[1:] for reading in found if reading[0] in _VOICED])
    found.update([_HALF_VOICED[reading[0]] + reading[1:] for reading in found if reading[0] in _HALF_VOICED])
    return frozenset(found)


def fits(kanji: str, kana: str, readings: Callable[[str], frozenset[str]], longest: int = MAX_READING) -> bool:
    """Return whether `kana` (as `fold_reading` gives it) can be cut into one reading per character of `kanji`."""
    ends = {0}
    for char in kanji:
        known = readings(char)
        ends = {
            start + length
            for start in ends
            for length in range(1, min(longest, len(kana) - start) + 1)
            if kana[start : start + length] in known
        }
        if not ends:
            return False
    return len(kana) in ends


def segment(kanji: str, kana: str, readings: Callable[[str], frozenset[str]]) -> list[tuple[str, str]]:
    """Return each (character, rest) such that reading the character as `rest` makes the kana fit; none if it fits.

    >>> segment("愛子", "ラブコ", {"愛": frozenset({"アイ"}), "子": frozenset({"コ"})}.__getitem__)
    [('愛', 'ラブ')]
    """
    if fits(kanji, kana, readings):
        return []
    found: set[tuple[str, str]] = set()
    for index, char in enumerate(kanji):
        heads = [end for end in range(len(kana)) if fits(kanji[:index], kana[:end], readings)]
        tails = [start for start in range(1, len(kana) + 1) if fits(kanji[index + 1 :], kana[start:], readings)]
        found |= {(char, kana[head:tail]) for head in heads for tail in tails if 0 < tail - head <= MAX_READING}
    return sorted(found)
