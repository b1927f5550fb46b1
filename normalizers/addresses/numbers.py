"""The numbers after the town: 丁目, 番地, 号, 地割 and hyphens are all separators, and are kept as marks.

>>> read_numbers("1丁目35番20号ヴィラ風204号室").numbers
(('1', '丁目'), ('35', '番'), ('20', '号'))
>>> land = read_numbers("ヘ-36-15")
>>> land.aza, [value for value, _ in land.numbers]
('ヘ', ['36', '15'])
>>> read_numbers("8軒5-1", ("8軒",)).aza
'8軒'
>>> read_numbers("4-6-1SS30ビル27F").tail, read_numbers("14-A22ジオロニアマンション").tail
('SS30ビル27F', 'ジオロニアマンション')
>>> read_numbers("2-29-8第2田中荘").tail, read_numbers("1-2-3 3田市役所").tail
('第2田中荘', ' 3田市役所')
"""

import re
from typing import NamedTuple

Number = tuple[str, str]
"""One number of an address, without leading zeros, and the mark that follows it: 丁目, 番地, … or ""."""

_LETTER = "(?:(?!B[0-9]{1,2}[階F])[A-EG-Z](?=[- ]|$|[0-9](?![0-9])))?+"
_STEM = "[甲乙丙丁戊己庚辛壬癸](?=[0-9-]|$)"
_NUMERIC = f"[A-Z]?[0-9]{{1,9}}+{_LETTER}"
_VALUE = f"(?:{_NUMERIC}|[A-Z](?=-|$)|{_STEM})"
_MARK = "丁目|丁(?!目)|番地|番(?![館町丁街])|号(?![館棟室])|地割|部(?=-?[0-9])|字(?=[0-9])"
_UNMARKED = "(?!階|F(?![A-Z])|棟|号|室|館|番)"
_NAME = "[ぁ-ヿ一-鿿々]"
_CHAIN = re.compile(
    f"{_VALUE}(?:{_MARK}|{_UNMARKED})"
    f"(?:(?:(?<=[目地番号割部字甲乙丙丁戊己庚辛壬癸])[-ノの之 ]{{0,2}}|[-ノの之]{{1,2}}){_VALUE}(?:{_MARK}|{_UNMARKED})"
    f"| {_NUMERIC}(?:{_MARK}|{_UNMARKED}(?!{_NAME}))|{_STEM})*+"
)
_NUMBER = re.compile(f"({_VALUE})({_MARK}|)")
_FIRST = re.compile("[0-9]")
_AZA_AFTER = re.compile(
    "第?([0-9]{1,3})(?:(地割)([一-鿿々ケノ]{1,6})(?=[0-9]+(?:[番-]|$))|(丁目)(?!ノ[0-9]|[甲乙丙丁戊己庚辛壬癸][0-9])([一-鿿々ケノツ]{1,8})(?=[0-9]+(?:番|-[0-9])))"
)
_NUMBERED_AZA = re.compile("[0-9]{1,4}(?!丁|番|号|地割|部[0-9]|字[0-9])[一-鿿々]{1,4}?(?=[0-9]+(?:番|-[0-9]))")


class Land(NamedTuple):
    """What follows a town: the 字 before the numbers, the numbers, and the 方書 after them."""

    aza: str
    numbers: tuple[Number, ...]
    tail: str


def read_numbers(text: str, azas: tuple[str, ...] = ()) -> Land:
    """Split the folded text after a town.

    Args:
        text: What follows the town, folded.
        azas: The town's 小字 with a numeral in their name, the longest first.
    """
    for aza in azas:
        if text.startswith(aza) and not (aza[-1].isdecimal() and text[len(aza) : len(aza) + 1].isdecimal()):
            land = read_numbers(text[len(aza) :].lstrip(" "))
            return Land(aza + land.aza, land.numbers, land.tail)
    return _read_any(text)


def _read_any(text: str) -> Land:
    """Split any text after a town; a 字 may follow its 地割 or 丁目."""
    after = _AZA_AFTER.match(text)
    if after:
        land = _read_any(text[after.end() :])
        first, mark, aza = (part for part in after.groups() if part)
        return Land(aza, ((first.lstrip("0") or "0", mark), *land.numbers), land.tail)
    first = _FIRST.search(text)
    if first is None:
        return Land(text, (), "")
    start = first.start()
    if not start:
        numbered = _NUMBERED_AZA.match(text)
        start = numbered.end() if numbered else 0
    chain = _CHAIN.match(text, start)
    if chain is None:
        return Land(text[:start].strip("- "), (), text[start:])
    end = chain.end()
    numbers = tuple(_NUMBER.findall(text, start, end))
    if "0" in chain[0]:
        numbers = tuple((value.lstrip("0") or "0" if value[0] == "0" else value, mark) for value, mark in numbers)
    return Land(clean_aza(text[:start], numbers[0][1]) if start else "", numbers, text[end:])


def clean_aza(aza: str, mark: str) -> str:
    """Return what stands before the numbers without joints: の, the 第 of 第5地割 and 第71番地."""
    aza = aza.strip("- ")
    if len(aza) > 1:
        aza = aza.rstrip("のノ")
    return aza[:-1] if mark in ("地割", "番地", "番", "号", "字") and aza.endswith("第") else aza
