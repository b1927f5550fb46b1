"""The keys of a whole Arrow column are those of its names one by one."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from matcher.engines.name_columns import kana_keys, name_keys
from normalizers.kana import normalize_kana
from normalizers.names import normalize_name
from tests.name_texts import TEXTS, UGLY


@given(st.lists(TEXTS, max_size=8))
def test_a_column_is_keyed_like_each_of_its_names(texts: list[str]) -> None:
    column = pa.array(texts, pa.string())
    assert name_keys(column) == [normalize_name(text).key for text in texts]
    assert kana_keys(column) == [normalize_kana(text).key for text in texts]


def test_ugly_strings_are_keyed_alike() -> None:
    column = pa.array(UGLY, pa.string())
    assert name_keys(column) == [normalize_name(text).key for text in UGLY]
    assert kana_keys(column) == [normalize_kana(text).key for text in UGLY]
