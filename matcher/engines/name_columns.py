"""The keys of a whole column of names or kana at once: how they are made, and the keys themselves as texts."""

from __future__ import annotations

from functools import cache, lru_cache

import pyarrow as pa

from matcher.domain.traits import kana_trait, name_trait
from matcher.engines.texts import Keying
from normalizers.kana import plain_characters as plain_kana
from normalizers.names import plain_characters as plain_names
from normalizers.relations import Relations, active_relations


@cache
def kana_keying() -> Keying:
    """Return how kana names are keyed."""
    return Keying.of(plain_kana(), kana_trait)


def name_keying() -> Keying:
    """Return how names are keyed under the relations in force."""
    return _names_by(active_relations())


def name_keys(texts: pa.StringArray) -> list[str]:
    """Return the key of each name of a column: that of `normalize_name`, without its reasons.

    >>> name_keys(pa.array(["髙橋　絵里", "Smith, John", ""]))
    ['高橋絵里', 'JOHNSMITH', '']
    """
    return name_keying().keys(texts)


def kana_keys(texts: pa.StringArray) -> list[str]:
    """Return the key of each kana name of a column: that of `normalize_kana`, without its reasons."""
    return kana_keying().keys(texts)


@lru_cache(2)
def _names_by(_: Relations) -> Keying:
    return Keying.of(plain_names(), name_trait)
