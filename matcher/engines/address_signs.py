"""The signs of an address's end: what makes ends alike whose digits and building differ, and an example of them.

The template of an end has a sign for any digit of one width, one for a 丁目 in kanji, one for the whole building, and
one for each of `KEPT`. Ends of one template have numbers of the same length at the same places, so that what is read
of one example is true of all, but for what the numbers and the building are.

>>> template = bytes(sign_table()[[*map(ord, "３丁目５－12")]])
>>> example_of(template, ""), example_of(template, "", 4), numbers_in(template)
('１丁目２－33', '４丁目５－66', ['1', '2', '33'])
>>> example_of(bytes([KANJI]) + template[1:] + bytes([BUILDING, *template[:1]]), "山荘")
'一丁目２－33山荘４'
"""

import re
from functools import cache

from matcher.engines.character_kinds import Kinds, kinds_of
from normalizers.addresses.tail import FIRST_LETTER, LETTER, LOT_JOINTS

OTHER, HALF, FULL, KANJI, BUILDING, LATER, FIRST = range(7)
"""Signs: of any other character; of a digit in either width; of a 丁目 in kanji; of a building; of a letter that the
building of a usual end has, and of one that it may begin with. Those of `KEPT` follow."""
KEPT = "- －　丁目番地号室の"
"""What stands for itself."""
MOST_NUMBERS = 5
"""So many numbers has an example at most."""
_RUNS = re.compile(f"{HALF:c}+|{FULL:c}+|{KANJI:c}|.".encode(), re.DOTALL)
_NUMBERS = {HALF: " 123456789", FULL: " １２３４５６７８９", KANJI: " 一二三四五六七八九"}
"""Each digit as it is written."""


def numbers_in(template: bytes, first: int = 1) -> list[str]:
    """Return the numbers of a template's example: `first` for each digit of the first one, and so on."""
    runs = [run for run in _RUNS.findall(template) if run[0] in _NUMBERS]
    return [str(place) * len(run) for place, run in enumerate(runs, first)]


def example_of(template: bytes, building: str, first: int = 1) -> str:
    """Return an end of this template, with `numbers_in` it and this building.

    Args:
        template: signs, but none of single letters, of at most `MOST_NUMBERS` numbers.
        building: what stands for its sign.
        first: the digit of the first number, at most 5.
    """
    text, digit = [], first
    for run in _RUNS.findall(template):
        sign = run[0]
        if sign in _NUMBERS:
            text.append(_NUMBERS[sign][digit] * len(run))
            digit += 1
        else:
            text.append(building if sign == BUILDING else KEPT[sign - FIRST - 1])
    return "".join(text)


@cache
def sign_table() -> Kinds:
    """Return the sign of each character; one that could join two lots is no letter, whatever building it is in."""
    patterns = {LETTER: LATER, FIRST_LETTER: FIRST, "[0-9]": HALF, "[０-９]": FULL}
    kept = {character: sign for sign, character in enumerate(KEPT, FIRST + 1)}
    return kinds_of(patterns, dict.fromkeys(LOT_JOINTS, OTHER) | kept)
