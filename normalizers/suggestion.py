"""A suggested reading for a kanji name whose kana is missing: a proposal for a person, never compared as fact.

The first choice of a general reader is right for about a third of full names, so it is marked and it is checked by the
reading lattice: `plausible` says whether every kanji can be read so. The reader is `pykakasi` (GPL-3, extra
`[reading]`); without it there is no suggestion. It drops characters that it does not know, so it is given the key of
the name, in which variants have become common forms.

Source: pykakasi 2.3 (kanwadict); measured in `docs/names.md`.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from normalizers.kana import katakana
from normalizers.names import normalize_name
from normalizers.readings import MAX_NAME, may_read
from normalizers.romaji import is_latin


@dataclass(frozen=True, slots=True)
class SuggestedReading:
    """Katakana that a reader proposes; `plausible` if the lattice can read the kanji so. Never evidence."""

    kana: str
    plausible: bool


@cache
def reader() -> Any:  # noqa: ANN401  the library has no types
    """Return the reader, or None where the extra is not installed."""
    try:
        return import_module("pykakasi").kakasi()
    except ImportError:
        return None


def suggest_reading(name: str) -> SuggestedReading | None:
    """Propose a reading of a kanji name.

    Args:
        name: the name as written; its separators part the tokens of the suggestion.

    Returns:
        The suggestion, or None for a name that is Latin, empty or too long, or where no reader is installed.
    """
    tokens = [key for token in name.split() if (key := normalize_name(token).key)]
    engine = reader()
    if engine is None or is_latin(name) or not 0 < len("".join(tokens)) <= MAX_NAME:
        return None
    readings = [katakana("".join(word["kana"] for word in engine.convert(token))) for token in tokens]
    plausible = all(may_read(token, reading) for token, reading in zip(tokens, readings, strict=True))
    return SuggestedReading(" ".join(readings), plausible)
