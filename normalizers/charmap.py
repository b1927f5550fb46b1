"""What is known of single characters, worked out when a character is first met.

Names use a few thousand of the characters that Unicode has, so a map of all of them costs more to build than most
runs spend on names. It is also quick: `str.translate` pays for every character that its map does not have.

>>> upper = CharacterMap(str.upper)
>>> "abc".translate(upper), len(upper)
('ABC', 3)
"""

from collections.abc import Callable
from typing import TypeVar

V = TypeVar("V")
_MOST = 1 << 16


class CharacterMap(dict[int, V]):
    """Code point → what a function says of the character; bounded, because hostile text has every character."""

    def __init__(self, function: Callable[[str], V]) -> None:
        """Know nothing yet."""
        super().__init__()
        self._function = function

    def __missing__(self, code: int) -> V:
        """Ask the function, once."""
        if len(self) >= _MOST:
            self.clear()
        found = self[code] = self._function(chr(code))
        return found
