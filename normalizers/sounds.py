"""How well a kana token renders a Latin token: the least cost of spelling every mora with letters of the token.

A mora is a consonant and a vowel; each has the letters that write it in passports (Japanese, English, Spanish,
Portuguese, Vietnamese, pinyin, Korean, Nepali, Indonesian), some of them at a cost. Letters left over cost, less if
they are often silent. The cost per mora of the *worst* token decides: with the mean, a shared family name hides
another given name.

>>> (
...     sound_supports(("WANG", "XIAOMING"), ["ワン", "シャオミン"]),
...     sound_supports(("WANG", "XIAOLI"), ["ワン", "シャオミン"]),
... )
(True, False)

Source: 外来語の表記 (平成3年内閣告示第2号); own table, measured in `docs/names.md` on names with published renderings.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, pairwise

THRESHOLD = 0.3
"""Highest cost per mora that still supports."""

_CONSONANTS = {
    "": ["", "H:.2", "W:.3", "Y:.3", "L:.6", "R:.6", "NG:.2"],
    "K": ["K", "C", "Q", "KH", "CK", "CC", "CH:.2", "QU", "G:.3", "KK", "X:.5", "CU:.1", "H:.7"],
    "G": ["G", "GH", "GU", "GG", "NG", "K:.3", "C:.5", "J:.6"],
    "S": ["S", "SS", "Z", "C:.1", "TH", "X:.2", "SC", "SH:.3", "PS", "TS:.4"],
    "SH": ["SH", "X", "S", "SI", "SY", "SCH", "SS", "C", "CH:.3", "SJ", "TI:.4", "HS", "SHI", "TH:.2", "CI:.2"],
    "Z": ["Z", "S", "D:.3", "TH", "ZZ", "DS", "J:.3", "X:.4", "DZ"],
    "J": ["J", "G", "DG", "DJ", "GI", "ZH", "Z", "DI", "D:.5", "DH:.5", "CH:.3", "X:.4", "Y:.5", "JH", "JI",
        "JY", "GY", "LL:.2", "R:.5"],
    "T": ["T", "TT", "TH", "D:.3", "PT", "DT"],
    "CH": ["CH", "TI", "T:.2", "ZH", "Q", "J", "TR", "TCH", "CI", "C:.2", "TY", "TH:.3", "CZ", "CHH", "TSCH",
        "GI:.5", "X:.5", "D:.7"],
    "TS": ["TS", "TZ", "Z", "C:.2", "T", "ZZ", "S:.4", "TH:.3"],
    "D": ["D", "DD", "DH", "T:.4", "TH:.2", "Z:.6"],
    "N": ["N", "NN", "NG:.2", "NW:.1", "KN", "GN", "NH", "M:.5"],
    "H": ["H", "J:.1", "KH:.1", "CH:.3", "G:.3", "X:.4", "F:.4", "WH:.1", ":.5", "R:.5"],
    "F": ["F", "PH", "H:.1", "V:.3", "FF", "HU", "J:.1", "P:.7"],
    "B": ["B", "V", "PH:.2", "BB", "W:.2", "P:.4", "BH", "F:.6"],
    "P": ["P", "PP", "B:.3", "PH:.2", "F:.5"],
    "M": ["M", "MM", "MB:.2", "N:.5"],
    "Y": ["Y", "I", "J:.2", "LL:.1", "E:.2", "IE", "G:.5", "NY:.5"],
    "R": ["R", "L", "RR", "LL", "RH", "LH", "WR"],
    "W": ["W", "U", "HW", "V:.1", "O", "OU", "HU:.1", "WH", "OI:.2", "GU:.3"],
    "KY": ["KY", "KI", "CU", "GY", "KH:.3", "K:.3", "Q:.3", "KE", "CY", "C:.2"],
    "GY": ["GY", "GI", "GU:.1", "KY:.1", "G:.3", "K:.4", "GE:.2"],
    "NY": ["NY", "NI", "NH", "N:.1", "GN", "NE:.1"],
    "HY": ["HY", "HU", "HI", "HE:.2"],
    "FY": ["FY", "FU", "FI", "PHY", "HU"],
    "BY": ["BY", "BI", "BE", "VI", "VY", "VU", "BU"],
    "PY": ["PY", "PI", "PE", "PU", "BY:.1"],
    "MY": ["MY", "MI", "ME", "MU"],
    "RY": ["RY", "RI", "LI", "LY", "LU", "RU", "L:.2", "R:.2", "LE", "RE"],
    "TY": ["TY", "TU", "TI", "CH:.3"],
    "DY": ["DY", "DU", "DI", "J:.2"],
}  # fmt: skip
_VOWELS = {
    "A": ["A", "AA", "AH", "AR", "ER:.1", "UR:.1", "IR:.2", "OR:.2", "U:.2", "O:.3", "E:.3", "EA:.2", "AU:.2",
        "AE:.2", "YA:.3", "IA:.1", "I:.4", "IGH:.1", "Y:.4", "OI:.5", "EO:.5", "WA:.4"],
    "I": ["I", "E:.2", "Y", "EE", "EA", "EY", "IE", "II", "IH", "J:.2", "U:.4", "EI:.1", "UI:.2", "EU:.4",
        ":.3", "A:.6", "YI"],
    "U": ["U", ":.0", "O:.3", "OO", "W:.1", "OU", "UU", "E:.4", "UE:.2", "OE:.2", "EU:.1", "UH", "UI:.3",
        "I:.5", "UO:.3", "A:.6", "V:.1"],
    "E": ["E", "A:.3", "EH", "AI:.1", "AY:.1", "EI", "AE", "EE:.3", "I:.3", "IE:.2", "EY", "EA:.1", "EO:.4",
        "OE:.2", "OI:.2", "YE:.2", "U:.6"],
    "O": ["O", "OU", "AU", "AW", "OH", "OA", "OW", "OO:.2", "A:.3", "U:.3", "EO", "EAU", "E:.4", "OR:.1",
        "OE:.2", "EU:.3", "UO:.1", "EOU"],
}  # fmt: skip
_BARE_O = {"T", "D"}
_ROWS = {
    "": "アイウエオ", "K": "カキクケコ", "G": "ガギグゲゴ", "S": "サ-スセソ", "Z": "ザ-ズゼゾ", "T": "タ--テト",
    "D": "ダ--デド",
    "N": "ナニヌネノ", "H": "ハヒ-ヘホ", "B": "バビブベボ", "P": "パピプペポ", "M": "マミムメモ",
    "Y": "ヤ-ユ-ヨ", "R": "ラリルレロ",
    "W": "ワ---ヲ", "F": "--フ--", "SH": "-シ---", "J": "-ジ---", "CH": "-チ---", "TS": "--ツ--",
}  # fmt: skip
_MORA = {
    char: (consonant, vowel)
    for consonant, row in _ROWS.items()
    for char, vowel in zip(row, "AIUEO", strict=True)
    if char != "-"
}
_MORA |= {"ヂ": ("J", "I"), "ヅ": ("Z", "U"), "ヰ": ("", "I"), "ヱ": ("", "E")}
_SMALL = dict(zip("ァィゥェォャュョヮ", ("A", "I", "U", "E", "O", "A", "U", "O", "A"), strict=True))
_PALATAL = {"K": "KY", "G": "GY", "N": "NY", "H": "HY", "B": "BY", "P": "PY", "M": "MY", "R": "RY", "SH": "SH",
    "J": "J", "CH": "CH",
            "F": "FY", "T": "TY", "D": "DY"}  # fmt: skip
_SILENT = {
    "H": 0.2,
    "E": 0.25,
    "R": 0.35,
    "W": 0.4,
    "Y": 0.4,
    "G": 0.5,
    "I": 0.5,
    "U": 0.4,
    "A": 0.5,
    "O": 0.5,
    "T": 0.6,
    "D": 0.6,
}
_NASAL = ["N", "O:.3", "M", "NG", "NN", "NH", "MM", "GN:.2", "NE:.1", ":.7"]
_LONG = ["", "L:.2", "GH", "R", "H", "A", "E", "I", "O", "U", "Y", "W", "ER", "RE"]
_STOP = ["", "T", "P", "K", "C", "D", "S", "G", "B", "L", "Z"]
_KOREAN_R = {
    "LEE": ("イ",),
    "YI": ("イ",),
    "RHEE": ("イ",),
    "LIM": ("イム",),
    "RIM": ("イム",),
    "RYU": ("ユ",),
    "ROH": ("ノ",),
}
_DROP, _MAX = 1.0, 40


def _costs(spellings: list[str]) -> dict[str, float]:
    return {letters: float(cost or 0) for letters, _, cost in (item.partition(":") for item in spellings)}


_CONSONANT_COSTS = {key: _costs(value) for key, value in _CONSONANTS.items()}
_VOWEL_COSTS = {key: _costs(value) for key, value in _VOWELS.items()}
_OTHER_COSTS = {"N": _costs(_NASAL), "-": _costs(_LONG), "Q": _costs(_STOP)}
_BARE_O_COSTS = {**_VOWEL_COSTS["O"], "": 0.0}
_LONGEST = 4
"""The most letters that spell one sound (TSCH)."""


def morae(kana: str) -> list[tuple[str, str]]:
    """Return (consonant, vowel) per mora; ン is ("N", ""), ー ("-", ""), ッ ("Q", "").

    >>> morae("シャオミン")
    [('SH', 'A'), ('', 'O'), ('M', 'I'), ('N', '')]
    """
    found: list[tuple[str, str]] = []
    for char in kana.replace("ヴ", "ブ").replace("ホワ", "ワ"):
        if char in _SMALL and found and found[-1][1]:
            consonant, vowel = found[-1]
            glide = char in "ャュョ"
            if consonant == "" and vowel == "U":
                consonant = "W"
            elif consonant == "" and vowel == "I":
                consonant = "Y"
            found[-1] = (_PALATAL.get(consonant, consonant) if glide else consonant, _SMALL[char])
        elif char in _MORA:
            found.append(_MORA[char])
        else:
            found.append((_OTHER.get(char, ""), ""))
    return found


_OTHER = {"ン": "N", "ー": "-", "ッ": "Q"}


@lru_cache(maxsize=8192)
def token_cost(latin: str, kana: str) -> float:
    """Return the cost per mora of writing `latin` as `kana`; 0 is a regular rendering, 1 nothing in common.

    Args:
        latin: one upper-case ASCII token.
        kana: the token in katakana, small kana kept.
    """
    if kana in _KOREAN_R.get(latin, ()):
        return 0.0
    sounds = morae(kana)
    if not sounds or not latin or max(len(sounds), len(latin)) > _MAX:
        return 1.0
    row = _leftover(latin)
    for consonant, vowel in sounds:
        row = _advance(latin, row, consonant, vowel)
    weight = max(len(sounds), _consonants(latin))
    return min(row[-1] / weight, 1.0)


def _consonants(latin: str) -> float:
    return len(re.sub("[AEIOUYH]", "", latin)) * 0.8


def _leftover(latin: str) -> list[float]:
    row = [0.0]
    for letter in latin:
        row.append(row[-1] + _SILENT.get(letter, 1.0))
    return row


def _advance(latin: str, row: list[float], consonant: str, vowel: str) -> list[float]:
    """Return the least cost of having spelled one more mora, per number of letters used."""
    size = len(latin) + 1
    if not vowel and consonant in _OTHER_COSTS:
        after = _consume(
            latin, row, _OTHER_COSTS[consonant], [cost + (0.2 if consonant == "-" else _DROP * 0.7) for cost in row]
        )
    else:
        middle = _consume(latin, row, _CONSONANT_COSTS.get(consonant, {}), [float("inf")] * size)
        for index in range(1, size):
            middle[index] = min(middle[index], middle[index - 1] + _SILENT.get(latin[index - 1], 1.0))
        spellings = _BARE_O_COSTS if vowel == "O" and consonant in _BARE_O else _VOWEL_COSTS.get(vowel, {})
        after = _consume(latin, middle, spellings, [cost + _DROP * (0.5 if not consonant else 1.0) for cost in row])
    for index in range(1, size):
        after[index] = min(after[index], after[index - 1] + _SILENT.get(latin[index - 1], 1.0))
    return after


def _consume(latin: str, row: list[float], spellings: dict[str, float], after: list[float]) -> list[float]:
    for index, spent in enumerate(row):
        for end in range(index, min(index + _LONGEST, len(latin)) + 1):
            cost = spellings.get(latin[index:end])
            if cost is not None and spent + cost < after[end]:
                after[end] = spent + cost
    return after


def sound_supports(latin: tuple[str, ...], kana: list[str]) -> bool:
    """Return whether the kana may render the Latin name: in one order every token, neighbours joined or not.

    Args:
        latin: upper-case ASCII tokens.
        kana: katakana tokens.
    """
    return any(
        all(token_cost(token, sounds) <= THRESHOLD for token, sounds in zip(one, other, strict=True))
        for one, other in _alignments(latin, kana)
    )


def _alignments(latin: tuple[str, ...], kana: list[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the ways to lay the tokens side by side, as they stand first."""
    if not latin or not kana or max(len(latin), len(kana)) > 6:  # noqa: PLR2004
        return
    orders = dict.fromkeys([*(latin[cut:] + latin[:cut] for cut in range(len(latin))), latin[::-1]])
    count = min(len(latin), len(kana))
    for tokens in orders:
        for one in _joined(tokens, count):
            for other in _joined(tuple(kana), count):
                yield one, other


def _joined(tokens: tuple[str, ...], count: int) -> list[tuple[str, ...]]:
    """Return every way to join neighbours until `count` tokens are left."""
    found = []
    for cuts in combinations(range(1, len(tokens)), count - 1):
        bounds = (0, *cuts, len(tokens))
        found.append(tuple("".join(tokens[start:end]) for start, end in pairwise(bounds)))
    return found
