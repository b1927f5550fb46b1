"""A house seen at a glance: the first digits of an address and the character before them.

Whole notations of an address are read by `normalizers.addresses`, which is dear; a search asks millions of residents
first. What most notations of one address have in common is cheap: the digits of its numbers, and the last character of
the town. Nothing follows from it but that two people are compared.

Of numbers in kanji only those before 丁 and 条 count, since others are parts of names (三田, 八王子). A zero does not
count, and 十 only where a number begins with it, so that 二十条 and 20条 give the same digits.

>>> house_of("東京都渋谷区渋谷三丁目5番1号"), house_of("渋谷3-5-1 第一ビル２０２")
(('谷', 351), ('谷', 351))
>>> house_of("札幌市北区北二十一条西2丁目10番8号"), house_of("北21条西２丁目10-8"), house_of("所在不明")
(('北', 212), ('北', 212), ('', 0))

Source: measured in docs/find.md.
"""

import re
from functools import lru_cache

MOST_NUMERALS = 5
"""So many numerals in kanji are read before 丁 and 条."""
MOST_DIGITS = 3
NUMERALS = "〇一二三四五六七八九"
TEN = "十"
COUNTERS = "丁条"

_FULL_WIDTH_ZERO = ord("\N{FULLWIDTH DIGIT ZERO}")
_FULL_WIDTH = "".join(chr(_FULL_WIDTH_ZERO + value) for value in range(10))
_VALUES = {char: value for chars in ("0123456789", _FULL_WIDTH, NUMERALS) for value, char in enumerate(chars)}
_NUMBER = re.compile(f"[0-9{_FULL_WIDTH}]|[{NUMERALS}{TEN}]{{1,{MOST_NUMERALS}}}(?=[{COUNTERS}])")
_FIRST_OF_THREE_OCTETS, _FIRST_OF_FOUR_OCTETS = 0x800, 0x10000

House = tuple[str, int]
"""The character before the first digit (empty if it has not three octets in UTF-8), and the digits as one number."""


@lru_cache(1 << 14)
def house_of(address: str) -> House:
    """Return the house of an address as it is written; without a digit ("", 0)."""
    found = [
        (match.start() + place, 1 if char == TEN else _VALUES[char])
        for match in _NUMBER.finditer(address)
        for place, char in enumerate(match.group())
        if (place == 0 if char == TEN else _VALUES[char])
    ]
    if not found:
        return "", 0
    start = found[0][0]
    before = address[start - 1 : start]
    digits = int("".join(str(value) for _, value in found[:MOST_DIGITS]))
    return before if before and _FIRST_OF_THREE_OCTETS <= ord(before) < _FIRST_OF_FOUR_OCTETS else "", digits
