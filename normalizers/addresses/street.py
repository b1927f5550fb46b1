"""Kyoto's 通り名: where it ends, and the spelling in which two of them are compared.

>>> street_ends("寺町通4条上ル中ノ町683")
[7]
>>> fold_street("寺町通4条上ル"), fold_street("油小路椹木町下ル")
('寺町4条上', '油小路椹木町下')
"""

import re

_END = re.compile(
    "(?:[上下](?:ケル|ガル|ル|る)|アガル|サガル|[東西南北][ヘへ]?入[ルる]?)(?:[0-9]+(?:丁目|筋目))?|(?<=[橋通])[東西南北][0-9]+丁目"
)
_BARE_END = re.compile("(?<=[0-9]条)[上下]")
LAST_OF_STREET = frozenset("ルる入東西南北")
"""A street that ends so takes in the 丁目 that may follow."""
_IN_STREET = re.compile("[上下アサあさ東西南北]")
_LONGEST = 60
"""A street is looked for within so many characters."""
_SOFT = re.compile("通|(?<=[上下入])(?:ケル|ガル|ル|る)|[ヘへ](?=入)")


def street_ends(text: str) -> list[int]:
    """Return the places where a street may end, the last one first."""
    return [match.end() for match in _END.finditer(text, 0, _LONGEST)][::-1]


def bare_ends(text: str) -> list[int]:
    """Return the places where a street may end in 七条下, written without ル.

    >>> bare_ends("烏丸通7条下東塩小路町721-1")
    [6]
    """
    return [match.end() for match in _BARE_END.finditer(text, 0, _LONGEST)]


def may_be_street(text: str) -> bool:
    """Say whether a text in one width could have the end of a street in it."""
    return _IN_STREET.search(text) is not None


def fold_street(street: str) -> str:
    """Return a street without what is written or not (通, the ル of 上ル, the へ of 東へ入); アガル is 上."""
    return _SOFT.sub("", street.replace("アガル", "上").replace("サガル", "下"))
