"""The numbers after the town: 丁目, 番地, 号, 地割 and hyphens are all separators, and are kept as marks.

>>> read_numbers("1丁目35番20号ヴィラ風204号室").numbers
(Number(value='1', mark='丁目'), Number(value='35', mark='番'), Number(value='20', mark='号'))
>>> land = read_numbers("ヘ-36-15")
>>> land.aza, [number.value for number in land.numbers]
('ヘ', ['36', '15'])
>>> read_numbers("4-6-1SS30ビル27F").tail, read_numbers("14-A22ジオロニアマンション").tail
('SS30ビル27F', 'ジオロニアマンション')
>>> read_numbers("2-29-8第2田中荘").tail, read_numbers("1-2-3 3田市役所").tail
('第2田中荘', '3田市役所')
"""

import re
from typing import NamedTuple

_FIRST = re.compile("[0-9]")
_NUMBER = re.compile(
    "([-ノの之 ]{0,2})"
    "([A-Z]?[0-9]{1,9}(?:[A-EG-Z](?=[-0-9 ]|$))?|[A-Z](?=-|$)|[甲乙丙丁戊己庚辛壬癸](?=[0-9-]|$))"
    "(丁目|丁(?!目)|番地|番(?![館町丁街])|号(?![館棟室])|地割|)"
)
_BUILDING = re.compile("階|F(?![A-Z])|棟|号|室|館|番")
_NAME = re.compile("[ぁ-ヿ一-鿿々]")
_NUMBERED_AZA = re.compile("[0-9]{1,4}(?!丁|番|号|地割)[一-鿿々]{1,4}?(?=[0-9]+(?:番|-[0-9]))")


class Number(NamedTuple):
    """One number of an address, without leading zeros, and the mark that follows it."""

    value: str
    mark: str = ""


class Land(NamedTuple):
    """What follows a town: the 字 before the numbers, the numbers, and the 方書 after them."""

    aza: str
    numbers: tuple[Number, ...]
    tail: str


def read_numbers(text: str) -> Land:
    """Split the folded text after a town."""
    first = _FIRST.search(text)
    if first is None:
        return Land(text, (), "")
    start = first.start()
    numbered = _NUMBERED_AZA.match(text, start) if not start else None
    if numbered:
        start = numbered.end()
    numbers: list[Number] = []
    position = start
    while match := _NUMBER.match(text, position):
        separator, value, mark = match.groups()
        end = match.end()
        if numbers and not separator and not numbers[-1].mark:
            break
        if not mark and (_BUILDING.match(text, end) or (separator == " " and _NAME.match(text, end))):
            break
        numbers.append(Number(value.lstrip("0") or "0", mark))
        position = end
    aza = text[:start].strip("- ")
    if len(aza) > 1:
        aza = aza.rstrip("のノ")
    if aza.endswith("第") and numbers and numbers[0].mark == "地割":
        aza = aza[:-1]
    return Land(aza, tuple(numbers), text[position:])
