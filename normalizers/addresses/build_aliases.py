"""Other spellings under which a municipality or a town is looked up, and the compact forms of its details."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from normalizers.addresses.fold import fold_address
from normalizers.addresses.numerals import kanji_numeral
from normalizers.addresses.street import fold_street

_WARD = re.compile("(.+?市)(.+区)")
_COUNTY = re.compile("(.+?郡)(.+[町村])")
_ISLAND = re.compile("(三宅島|八丈島)(.+[町村])")
_JO = re.compile("(.*[北南東西])([0-9]+)条([北南東西])")
_JOINT = re.compile("(.+)([のノ])([0-9]+)")
_YOTSUYA = re.compile("4ツ?谷(?!尾)")
_LAST_JO = re.compile("(.*[^0-9])([0-9]+)条")


class HasChome(Protocol):
    """A town as far as its aliases depend on it."""

    chome: set[int]


def short_name(name: str) -> str:
    """Return a municipality's own name: without its 郡 or island.

    >>> short_name("東牟婁郡串本町"), short_name("八丈島八丈町"), short_name("郡上市")
    ('串本町', '八丈町', '郡上市')
    """
    match = _COUNTY.fullmatch(name) or _ISLAND.fullmatch(name)
    return match[2] if match else name


def municipality_aliases(name: str) -> list[str]:
    """Return the folded names under which a municipality is written, its full name first.

    >>> municipality_aliases("浜松市中央区"), municipality_aliases("糟屋郡須惠町")
    (['浜松市中央区', '中央区', '浜松市'], ['糟屋郡須恵町', '須恵町'])
    """
    ward = _WARD.fullmatch(name)
    others = [ward[2], ward[1]] if ward else [short_name(name)]
    return list(dict.fromkeys(fold_address(other) for other in [name, *others]))


def town_aliases(towns: Mapping[str, HasChome]) -> Iterator[tuple[str, str, int]]:
    """Yield (alias, key, 丁目) for the spellings that a folded key does not cover.

    与一四丁目 runs two numerals together; 志の八 ends as a number would begin; 北五条西 is written 北5西, 月寒東三条
    月寒東3-; 番町 and 番丁 are confused; 四谷 and 四ツ谷 are one name (but for 四谷尾, which is read otherwise).
    An alias that is a key, or that two towns would share, is left out.
    """
    found: dict[str, set[tuple[str, int]]] = {}
    for key, town in towns.items():
        for alias, chome in _aliases_of(key, town.chome):
            found.setdefault(alias, set()).add((key, chome))
    for alias, targets in sorted(found.items()):
        if len(targets) == 1 and alias not in towns and not (alias.endswith("-") and _head(alias) in towns):
            ((key, chome),) = targets
            yield alias, key, chome


def _head(alias: str) -> str:
    return alias.rstrip("-0123456789")


def _aliases_of(key: str, chome: set[int]) -> Iterator[tuple[str, int]]:
    if key[-1].isdecimal():
        for number in chome:
            yield fold_address(f"{_last_numeral_in_kanji(key)}{kanji_numeral(number)}"), number
    joint = _JOINT.fullmatch(key)
    if joint:
        yield f"{joint[1]}{'の' if joint[2] == 'ノ' else 'ノ'}{joint[3]}", 0
    between = _JO.fullmatch(key)
    if between:
        yield f"{between[1]}{between[2]}{between[3]}", 0
    last = _LAST_JO.fullmatch(key)
    if last:
        yield f"{last[1]}{last[2]}-", 0
    yotsuya = _YOTSUYA.search(key)
    if yotsuya:
        yield key.replace(yotsuya[0], "4谷" if "ツ" in yotsuya[0] else "4ツ谷"), 0
    if key.endswith(("番町", "番丁")):
        yield f"{key[:-1]}{'丁' if key.endswith('町') else '町'}", 0


def _last_numeral_in_kanji(key: str) -> str:
    digits = re.search("[0-9]+$", key)
    return key[: digits.start()] + kanji_numeral(int(digits[0])) if digits and int(digits[0]) < 100 else key  # noqa: PLR2004


def spans(numbers: Iterable[int]) -> str:
    """Return numbers as ascending spans.

    >>> spans({1, 2, 3, 7})
    '1-3,7'
    """
    ordered = sorted(numbers)
    starts = [number for number in ordered if number - 1 not in ordered]
    ends = [number for number in ordered if number + 1 not in ordered]
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True))


def fold_streets(streets: Iterable[str]) -> list[str]:
    """Return the streets of Japan Post's notes for one Kyoto town, folded as they are looked up."""
    return sorted({fold_street(fold_address(street)) for street in streets})
