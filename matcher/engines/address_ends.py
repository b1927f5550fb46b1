"""What the ends of addresses say, as rows of integers: each template of ends and each building is read once.

They are read by `normalizers.addresses.glance_parts`, of an example. A building of letters is read by itself, since it
adds only its name, its notations, and whether it could be a street of Kyoto; any other belongs to its template.

>>> import numpy as np
>>> from matcher.engines.address_cuts import cut_addresses
>>> ends = Ends()
>>> cut = cut_addresses(
...     ["渋谷3-5-1 渋谷荘203", "渋谷3丁目5番1号　渋谷荘２０３号室", "渋谷3-5-1 第2みどり荘 3F", "渋谷3-5-1 鈴木様方"]
... )
>>> said = ends.of(cut, np.arange(4))
>>> said[:, PARTS].tolist(), [ends.marks[number] for number in said[:3, MARKED].tolist()]
([7, 7, 6, -1], [('', '', ''), ('丁目', '番', '号'), ('', '', '')])
>>> bool(said[0, NAME] == said[1, NAME] != said[2, NAME])
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.engines.address_signs import example_of, numbers_in
from matcher.engines.said import Said
from normalizers.addresses.glance_parts import glance_building, glance_end

if TYPE_CHECKING:
    from matcher.engines.address_cuts import Cut, Places
    from matcher.engines.said import Rows
    from normalizers.addresses.glance_parts import EndGlance, Marks

NAME, STREET, NOTATIONS, PARTS, MARKED, AS_CHOME, UNUSUAL = range(7)
"""What is said of an end: the number of its building, whether it could name a street, notations, how many numbers
there are and whether a room, their marks, those with the first as 丁目, and whether it is no usual end. Of a building
by itself the first three are said."""
_LETTERS = "山"
"""The building of the example of an end whose building is of letters: it adds nothing else to what the end says.

One kanji, so that whatever could be taken for the name of a 字, where numbers follow, is so in the example."""
_OTHER_FIRST = 5
"""The first number of a second example: where a building has digits, a number of the first could be one of those."""


class Ends:
    """Reads ends, and remembers what they say; `marks` are those that numbers have, by the number of them."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._marks: dict[Marks, int] = {}
        self._names = {"": 0}
        self._templates, self._buildings = Said(self._read, width=7), Said(self._read_building, width=3)

    def __len__(self) -> int:
        """Return how much is remembered."""
        return len(self._names) + len(self._templates) + len(self._buildings)

    @property
    def marks(self) -> list[Marks]:
        """Return the marks of each number of them."""
        return [*self._marks]

    def of(self, cut: Cut, rows: Places) -> Rows:
        """Return what the ends of these rows of addresses say, which are good; `UNSAID` where it is not certain."""
        names, lettered = cut.buildings(rows), cut.lettered[rows].tolist()
        others = ["" if plain else name for name, plain in zip(names, lettered, strict=True)]
        letters = [name if plain else "" for name, plain in zip(names, lettered, strict=True)]
        ends = self._templates.of([*zip(cut.templates(rows), others, strict=True)])
        ends[:, : NOTATIONS + 1] |= self._buildings.of(letters)
        return ends

    def _read(self, written: tuple[bytes, str]) -> tuple[int, ...] | None:
        """Return what the ends of a template say; with it goes its building, "" for one that is read by itself."""
        template, building = written
        read = _read_example(template, building, 1)
        if read is None or (building and read != _read_example(template, building, _OTHER_FIRST)):
            return None
        end, name, parts = read
        marked = self._marks.setdefault(end.marks, len(self._marks))
        as_chome = marked if end.marks[0] else self._marks.setdefault(end.as_chome, len(self._marks))
        return self._number(name), end.street, end.notations, parts, marked, as_chome, not end.usual

    def _read_building(self, name: str) -> tuple[int, ...]:
        said = glance_building(name)
        return self._number(said.folded), said.street, said.notations

    def _number(self, name: str) -> int:
        return self._names.setdefault(name, len(self._names))


def _read_example(template: bytes, building: str, first: int) -> tuple[EndGlance, str, int] | None:
    """Return what an example says, without its numbers, the name of its building, and which parts there are.

    None where its numbers are not those of the end and its room: digits of a building may be a number or a room, too.
    """
    example, numbers = example_of(template, building or _LETTERS, first), numbers_in(template, first)
    end = glance_end(example)
    if end is None or end.values.split("-") != numbers[: len(end.marks)]:
        return None
    name, _, room = end.dwelling.partition(" r")
    rooms = numbers[len(end.marks) :]
    if rooms and rooms != [room]:
        return None
    if not building:
        if name != (_LETTERS if _LETTERS in example else ""):
            return None
        name = ""
    elif room and not rooms:
        name = end.dwelling
    return end._replace(first=0, values="", dwelling=""), name, len(end.marks) << 1 | bool(rooms)
