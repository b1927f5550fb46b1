"""The kanji variants of the address fold: official tables and place-name pairs, closed into groups.

The representative of a group is its member in 常用漢字, else the first of the hand list, else the target of the
official table.
"""

from collections.abc import Iterator

from normalizers.addresses.fold import TABLES

_OFFICIAL = ("joyo_kangxi", "jinmei1", "jinmei2", "jis_unify")
_HEAD = (
    "# One kanji per group of variants: the representative, a tab, what is written for it.\n# Built; see build.py.\n"
)
_NUMERALS = "〇一二三四五六七八九十百千"


def code_point(text: str) -> int:
    """Return the number of a code point such as U+4E00."""
    return int(text.removeprefix("U+"), base=16)


def _official_pairs() -> Iterator[tuple[str, str]]:
    for table in _OFFICIAL:
        for line in (TABLES.parent / f"{table}.tsv").read_text(encoding="utf-8").splitlines():
            if line.startswith("U+"):
                source, target, *_ = line.split("\t")
                yield chr(code_point(source)), chr(code_point(target))


def _hand_groups() -> list[str]:
    lines = (TABLES / "variants_hand.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if line and not line.startswith("#")]


def _apart() -> set[frozenset[str]]:
    lines = (TABLES / "variants_apart.tsv").read_text(encoding="utf-8").splitlines()
    return {frozenset(line.split("\t")[0]) for line in lines if line and not line.startswith("#")}


def _joyo() -> set[str]:
    lines = (TABLES.parent / "joyo.tsv").read_text(encoding="utf-8").splitlines()
    return {chr(code_point(line.split("\t")[0])) for line in lines if line.startswith("U+")}


def variant_groups() -> dict[str, str]:
    """Return representative → the other members, in code point order."""
    apart = _apart()
    parent: dict[str, str] = {}

    def root(char: str) -> str:
        while parent.get(char, char) != char:
            char = parent[char]
        return char

    hand = _hand_groups()
    pairs = [*_official_pairs(), *((member, group[0]) for group in hand for member in group[1:])]
    for source, target in pairs:
        if frozenset(source + target) not in apart and source not in _NUMERALS and target not in _NUMERALS:
            parent[root(source)] = root(target)
    members: dict[str, set[str]] = {}
    for char in {char for pair in pairs for char in pair}:
        members.setdefault(root(char), set()).add(char)
    joyo, first = _joyo(), {group[0] for group in hand}
    groups: dict[str, str] = {}
    for top, group in members.items():
        best = min(group, key=lambda char: (char not in joyo, char not in first, char != top, char))
        if len(group) > 1:
            groups[best] = "".join(sorted(group - {best}))
    return dict(sorted(groups.items()))


def variants_text() -> str:
    """Return the content of variants.tsv."""
    return _HEAD + "".join(f"{target}\t{sources}\n" for target, sources in variant_groups().items())
