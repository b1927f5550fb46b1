"""Former municipalities and wards: what they became, when, and how their towns are named now.

`merged_towns.csv` covers 2003 to 2019, `successors.tsv` adds the rest by hand. The present name of a town of a former
municipality is prefix + its former name, where the prefix is the former municipality's name (気高町), its name with 区
(柿崎区), its stem (御津) or nothing; which of them occur is read off the present towns.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from normalizers.addresses.build_aliases import short_name
from normalizers.addresses.fold import TABLES, fold_address

_HEISEI = re.compile("平成([0-9]+)年([0-9]+)月([0-9]+)日?")
_YEAR = re.compile("([0-9]{4})年([0-9]+)月([0-9]+)日?")
_REMARK = re.compile("（.*）")
_BEFORE_HEISEI = 1988
_SHORTEST_STEM = 2
_LONGEST_CHAIN = 3


@dataclass(frozen=True, slots=True)
class Former:
    """A former municipality; `whole` = every town kept its name."""

    prefecture: str
    name: str
    successors: tuple[str, ...]
    date: str
    whole: bool


def read_table(name: str) -> list[list[str]]:
    """Return the rows of a hand-written table."""
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def hand_successors() -> list[Former]:
    """Return the rows of successors.tsv."""
    return [
        Former(row[0], row[1], tuple(row[2].split()), row[3], row[4] == "1") for row in read_table("successors.tsv")
    ]


def iso_date(text: str) -> str:
    """Return the ISO date of a Japanese one.

    >>> iso_date("平成17年4月1日"), iso_date("2019年5月1日"), iso_date("平成15年10月1")
    ('2005-04-01', '2019-05-01', '2003-10-01')
    """
    heisei = _HEISEI.match(text)
    match = heisei or _YEAR.match(text)
    if match is None:
        raise ValueError("no Japanese date")
    year, month, day = (int(part) for part in match.groups())
    return f"{year + _BEFORE_HEISEI if heisei else year:04}-{month:02}-{day:02}"


def each_name(old: str) -> list[str]:
    """Return each municipality of a row that names several of one 郡, without remarks.

    >>> each_name("西彼杵郡香焼町・伊王島町"), each_name("西八代郡上九一色村（分村：梯・古関）")
    (['西彼杵郡香焼町', '西彼杵郡伊王島町'], ['西八代郡上九一色村'])
    """
    first, *others = _REMARK.sub("", old).split("・")
    county = first[: first.rfind("郡") + 1]
    return [first, *(f"{county}{other}" for other in others)]


def merged_towns() -> list[Former]:
    """Return the rows of merged_towns.csv; a successor alone in its name and stem kept every town."""
    with (TABLES / "merged_towns.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    pairs = dict.fromkeys(
        (row["都道府県"], old, _REMARK.sub("", row["変更後"]), row["変更日"])
        for row in rows
        for old in each_name(row["変更前"])
    )
    parts = Counter((prefecture, new) for prefecture, _, new, _ in pairs)
    return [
        Former(
            prefecture,
            old,
            (new,),
            iso_date(date),
            parts[prefecture, new] == 1 and short_name(old)[:-1] == short_name(new)[:-1],
        )
        for prefecture, old, new, date in pairs
        if old != new
    ]


def former_lines(
    codes: Mapping[tuple[str, str], list[str]], towns: Mapping[str, Mapping[str, object]]
) -> Iterator[str]:
    """Yield one line per former municipality: prefecture, name, date, codes, prefixes, whole, aliases.

    Args:
        codes: (prefecture, folded name) → codes of the present municipalities or wards of that name.
        towns: Code → present towns by key.
    """
    formers = [*hand_successors(), *merged_towns()]
    chain = {(former.prefecture, fold_address(former.name)): former for former in reversed(formers)}
    for former in formers:
        found = list(
            dict.fromkeys(
                code for name in former.successors for code in _present_codes(former.prefecture, name, codes, chain)
            )
        )
        if not found:
            raise SystemExit(f"{former.prefecture}{former.name}: its successor is no municipality")
        keys = [key for code in found for key in towns[code]]
        prefixes = "|".join(town_prefixes(short_name(former.name), keys))
        aliases = "|".join(dict.fromkeys(fold_address(name) for name in (former.name, short_name(former.name))))
        whole = "whole" if former.whole else ""
        yield "\t".join(("O", former.prefecture, former.name, former.date, "|".join(found), prefixes, whole, aliases))


def _present_codes(
    prefecture: str, name: str, codes: Mapping[tuple[str, str], list[str]], chain: Mapping[tuple[str, str], Former]
) -> list[str]:
    """Return the codes of a successor, following later mergers and a change of prefecture."""
    for _ in range(_LONGEST_CHAIN):
        for key in ((prefecture, fold_address(name)), (name[:3], fold_address(name[3:]))):
            if key in codes:
                return codes[key]
        later = chain.get((prefecture, fold_address(name)))
        if later is None:
            return []
        name = later.successors[0]
    return []


def town_prefixes(name: str, keys: list[str]) -> list[str]:
    """Return the prefixes that present towns carry for a former municipality, longest first, "" last.

    A village may have become a 町 of its successor: 富士見村 is 前橋市富士見町.

    >>> town_prefixes("御津町", ["御津宇垣", "御津金川", "本町"])
    ['御津', '']
    >>> town_prefixes("富士見村", ["富士見町田島", "本町"])
    ['富士見町', '']
    """
    stem = fold_address(name[:-1])
    prefixes: list[str] = []
    machi = [f"{stem}町"] if name.endswith("村") else []
    for prefix in (fold_address(name), *machi, f"{stem}区", stem):
        rest = [key for key in keys if key.startswith(prefix) and len(key) > len(prefix)]
        if len(prefix) >= _SHORTEST_STEM and any(not key.startswith(tuple(prefixes)) for key in rest):
            prefixes.append(prefix)
    return [*prefixes, ""]
