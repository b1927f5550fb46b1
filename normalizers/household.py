"""保険者番号, 記号 and 番号 in the form in which two of them are compared: rows with an equal key are one household.

記号 and 番号 are free text in any width; the 保険者番号 is six or eight digits, of which the first two may be zeros.

>>> household_key("138016", "ｱ", "１") == household_key("00138016", "ア ", "1")
True
>>> household_key("not a number", "", "")
('not a number', '', '')
"""

import unicodedata
from functools import lru_cache

from normalizers.identifiers import IdentifierError, fold_digits, insurer_number

_KEPT = 10_000


def household_key(insurer: str, symbol: str, number: str) -> tuple[str, str, str]:
    """Return the key of a household."""
    return fold_insurer(insurer), fold_text(symbol), fold_text(number)


@lru_cache(_KEPT)
def fold_insurer(text: str) -> str:
    """Return a 保険者番号 in eight digits, or whatever else stands there in half width."""
    try:
        return insurer_number.canonical(text)
    except IdentifierError:
        return fold_digits(text)


def fold_text(text: str) -> str:
    """Return 記号 or 番号 in one width, without spaces around it."""
    return unicodedata.normalize("NFKC", text).strip()
