"""What each character is, by patterns: an array over all code points, so that a whole column is told at once.

>>> kinds = kinds_of({"[あ-ん]": 1, "[あい]": 2}, {" ": 3})
>>> kinds[[*map(ord, "あう x")]].tolist()
[2, 1, 3, 0]
"""

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Kinds = npt.NDArray[np.uint8]

CODE_POINTS = 0x110000
_PLANE = 0x10000


def kinds_of(patterns: Mapping[str, int], characters: Mapping[str, int]) -> Kinds:
    """Return the kind of each character, 0 for most; what comes later goes before.

    Args:
        patterns: classes of characters of the first plane, and their kinds.
        characters: single characters, and theirs.
    """
    kinds = np.zeros(CODE_POINTS, np.uint8)
    plane = "".join(map(chr, range(_PLANE)))
    for pattern, kind in patterns.items():
        for found in re.finditer(f"{pattern}+", plane):
            kinds[found.start() : found.end()] = kind
    for character, kind in characters.items():
        kinds[ord(character)] = kind
    return kinds
