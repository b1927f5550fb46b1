"""Classes of kanji for the pattern of the usual form.

>>> kanji_but("丁七")
'一-一丂-丂丄-鿿'
"""

from itertools import pairwise

FIRST_KANJI, LAST_KANJI = 0x4E00, 0x9FFF


def kanji_but(excluded: str) -> str:
    """Return the inside of a character class: every kanji of the basic block but those of `excluded`."""
    inner = sorted(code for code in map(ord, excluded) if FIRST_KANJI <= code <= LAST_KANJI)
    codes = [FIRST_KANJI - 1, *inner, LAST_KANJI + 1]
    return "".join(f"{chr(before + 1)}-{chr(after - 1)}" for before, after in pairwise(codes) if after - before > 1)
