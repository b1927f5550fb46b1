"""Classes of kanji for the patterns of the usual forms.

>>> kanji_but("丁七")
'一-一丂-丂丄-鿿'
"""

from itertools import pairwise

FIRST_KANJI, LAST_KANJI = 0x4E00, 0x9FFF


def kanji_but(excluded: str) -> str:
    """Return the inside of a character class: every kanji of the basic block but those of `excluded`."""
    codes = [FIRST_KANJI - 1, *sorted(map(ord, excluded)), LAST_KANJI + 1]
    return "".join(f"{chr(before + 1)}-{chr(after - 1)}" for before, after in pairwise(codes) if after - before > 1)
