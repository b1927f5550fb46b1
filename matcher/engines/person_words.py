"""One word for each row of either side, of its birth date and its kana: equal for those who describe one person."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from matcher.domain.blocks import Block
from matcher.domain.traits import name_trait
from matcher.engines.births import births_in
from matcher.engines.block_words import block_words
from matcher.engines.name_columns import kana_keying, name_keying
from matcher.engines.texts import Words, hash_texts

_FEW = 4_000


def person_words(batch: pa.RecordBatch) -> Words:
    """Return one word per row of a batch of either side: of its birth date and its kana, or its name where it has none.

    Rows that describe one person by `matcher.domain.description.description_key` have equal words.
    """
    kana = kana_keying().hash_keys(batch.column("name_kana"))
    text, silent = kana.whole(), np.flatnonzero(kana.length == 0)
    if silent.size:
        text[silent] = _name_words(batch.column("name").take(pa.array(silent)))
    return block_words(Block.BIRTH_KANA, births_in(batch), text)


def _name_words(texts: pa.StringArray) -> Words:
    """Return one word for the key of each name; few are keyed one by one: a table of all characters takes long."""
    if len(texts) > _FEW:
        return name_keying().hash_keys(texts).whole()
    return hash_texts(pa.array([name_trait(text) for text in texts.to_pylist()], pa.string())).whole()
