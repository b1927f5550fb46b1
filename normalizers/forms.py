"""The forms that a text takes on its way from a file to a comparison, as distinct types.

A key is never a bare string: mypy refuses a raw value where a key is meant, so a raw name can
never be compared with a canonical one by mistake.

>>> NameKey("高橋太郎") == "高橋太郎"
True
>>> Normalized(NameKey("高橋太郎"), (Reason("gaiji_shrink"),)).reasons
('gaiji_shrink',)
"""

from dataclasses import dataclass
from typing import Generic, NewType, TypeVar

Reason = NewType("Reason", str)
"""Code of a normalisation rule, listed in `rules/reasons.yaml` with its Japanese and English text."""

NameKey = NewType("NameKey", str)
"""Canonical kanji or mixed-script name: no spaces, one code point per abstract character."""

KanaKey = NewType("KanaKey", str)
"""Canonical kana name: full-width katakana, large kana, no separators."""

RomanKey = NewType("RomanKey", str)
"""Canonical Latin name: upper-case ASCII tokens in sorted order, joined by one space."""

AddressKey = NewType("AddressKey", str)
"""Canonical address: dictionary town and number list; equal keys mean the same dwelling."""

K = TypeVar("K", bound=str)


@dataclass(frozen=True, slots=True)
class Normalized(Generic[K]):
    """A key and the rules that made it, in the order in which they were applied, each once."""

    key: K
    reasons: tuple[Reason, ...] = ()
