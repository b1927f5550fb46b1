r"""Names as keys: one spelling per name, for joins and candidate search.

Order of the steps: encoding (`normalizers.widths`) → local gaiji table → case → one form per kanji (single step,
never a closure) → separators dropped. A name in Latin letters takes the key of `normalizers.romaji` without its
spaces.

Equal keys make a candidate, not a proof: 辨 and 辯 are both variants of 弁 and share a key, and a key has no cut
between family and given name. What is proof is decided pair by pair in `matcher.domain.names`.

>>> normalize_name("髙橋\N{IDEOGRAPHIC SPACE}太郎")
Normalized(key='高橋太郎', reasons=('space_width', 'gaiji_shrink'))
>>> normalize_name("渡邉\U000e0100").key == normalize_name("渡邉").key
True
>>> normalize_name("Smith, John").key
'JOHNSMITH'

Source: names of the resident registry (住民基本台帳); relation tables with their editions in `normalizers/tables`.
"""

import re
import string
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeVar

from normalizers.charmap import CharacterMap
from normalizers.forms import NameKey, Normalized, Reason
from normalizers.relation_tables import EVIDENCE_CODES
from normalizers.relations import Relations, active_relations
from normalizers.romaji import is_latin, normalize_roman
from normalizers.spelling import CASE, LOCAL_GAIJI, SEPARATOR, SEPARATORS
from normalizers.widths import (
    DAKUTEN_ENCODING,
    ENCODING_ORDER,
    SEMI_VOICED,
    SPACE_WIDTH,
    VOICED,
    encoding_table,
    fold_encoding,
)

T = TypeVar("T")
_SPACE_ONLY = (SPACE_WIDTH,)
_MARKS = frozenset({VOICED, SEMI_VOICED})
_NEEDS_CARE = re.compile(f"[{VOICED}{SEMI_VOICED}A-Z\u00c0-\u024f\u1e00-\u1eff\u0300-\u036f]")


@lru_cache(maxsize=2)
def _key_map(relations: Relations) -> CharacterMap[str]:
    """Compose every step that works on one character into one map of `str.translate`."""
    return CharacterMap(lambda char: _keyed(_meant(char, relations)[0], relations)[0])


def plain_characters() -> tuple[Mapping[int, str], re.Pattern[str]]:
    """Return the key of each character that changes, and what may not be left for a text to be keyed one by one.

    For whoever makes the keys of whole columns: where the pattern finds nothing in a text so translated, that text is
    the key that `normalize_name` gives.
    """
    relations = active_relations()
    key = _key_map(relations)
    chars = {*SEPARATORS, *string.ascii_lowercase, *relations.gaiji, *map(chr, encoding_table())}
    return relations.key_map() | {ord(char): key[ord(char)] for char in chars}, _NEEDS_CARE


@lru_cache(maxsize=2)
def _reason_map(relations: Relations) -> CharacterMap[tuple[Reason, ...]]:
    """Return for every character why the key changes it, in the order of the steps."""
    return CharacterMap(lambda char: _why(char, relations))


def _meant(char: str, relations: Relations) -> tuple[str, tuple[Reason, ...]]:
    """Return what a character encodes, and the reason if that is something else."""
    gaiji = relations.gaiji.get(char)
    if gaiji:
        return gaiji.target, (LOCAL_GAIJI,)
    encoded = encoding_table().get(ord(char))
    return (encoded[0], (encoded[1],)) if encoded else (char, ())


def _keyed(char: str, relations: Relations) -> tuple[str, tuple[Reason, ...]]:
    """Return what the key writes for an encoded character (none for an invisible one), and the reason."""
    if char in SEPARATORS:
        return "", (SPACE_WIDTH if char == " " else SEPARATOR,)
    if "a" <= char <= "z":
        return char.upper(), (CASE,)
    target = relations.key_target(char) if char else None
    return (target.target, (Reason(target.code),)) if target else (char, ())


def _why(char: str, relations: Relations) -> tuple[Reason, ...]:
    if char in _MARKS:
        return (DAKUTEN_ENCODING,)
    becomes, encoded = _meant(char, relations)
    return tuple(dict.fromkeys((*encoded, *_keyed(becomes, relations)[1])))


_RELATIONAL = sorted({Reason(code) for code in (*EVIDENCE_CODES.values(), "local_kanji")})
_STEPS = (*ENCODING_ORDER, LOCAL_GAIJI, CASE, *_RELATIONAL, SEPARATOR)
_ORDER = {reason: number for number, reason in enumerate(_STEPS)}


def normalize_name(text: str) -> Normalized[NameKey]:
    """Return the key of a name in any script, with the reasons in the order of the steps.

    Args:
        text: the name as written; empty gives an empty key.
    """
    relations = active_relations()
    key = text.translate(_key_map(relations))
    if _NEEDS_CARE.search(key):
        return _careful_key(text, relations)
    if key == text:
        return Normalized(NameKey(key))
    if key == text.replace("\N{IDEOGRAPHIC SPACE}", ""):
        return Normalized(NameKey(key), _SPACE_ONLY)
    return Normalized(NameKey(key), _reasons(text, relations))


def _careful_key(text: str, relations: Relations) -> Normalized[NameKey]:
    """Return the key where a voiced mark has to join its kana, or where letters may make the name a Latin one."""
    if is_latin(text):
        roman = normalize_roman(text)
        return Normalized(NameKey(roman.key.replace(" ", "")), roman.reasons)
    key = unicodedata.normalize("NFC", fold_encoding(text)).translate(_key_map(relations))
    return Normalized(NameKey(key), _reasons(text, relations))


def _reasons(text: str, relations: Relations) -> tuple[Reason, ...]:
    """Return why `text` is not its key, in the order of the steps."""
    why = _reason_map(relations)
    found = {reason for char in text for reason in why[ord(char)]}
    return tuple(found) if len(found) < 2 else tuple(sorted(found, key=_ORDER.__getitem__))  # noqa: PLR2004
