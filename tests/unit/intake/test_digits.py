"""The bytes of values of one width are the same whether few or many others lie between them."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.intake.digits import fixed_width, is_sound

SOME = ["20240229", "19850102", "20200401", "19700101"]

CASES = [
    (SOME * 20, 8, "all of the width"),
    ([*SOME * 20, "", *SOME * 20], 8, "an empty one in the middle"),
    (["", *SOME * 20, "2024-02-29"], 8, "others at both ends"),
    ([*SOME * 20, "", "", *SOME * 20], 8, "two others that follow each other"),
    (["", *SOME, "1", "2024-02-29"], 8, "many others"),
    ([""] * 5, 8, "none of the width"),
    ([*SOME * 20, "", *SOME], 0, "the width of nothing, rarely"),
    ([""] * 40 + ["1"], 0, "the width of nothing, mostly"),
    ([], 8, "no values"),
]


@pytest.mark.parametrize(("texts", "width"), [case[:2] for case in CASES], ids=[case[2] for case in CASES])
@pytest.mark.parametrize("skipped", [0, 3])
def test_the_bytes_of_one_width(texts: list[str], width: int, skipped: int) -> None:
    column = pa.array(["1234567"] * skipped + texts, pa.string()).slice(skipped)
    mask, octets = fixed_width(column, width)
    assert mask.tolist() == [len(text) == width for text in texts]
    expected = [text.encode() for text in texts if len(text) == width]
    assert octets.shape == (width, len(expected))
    assert [bytes(np.ascontiguousarray(one)) for one in octets.T] == expected


@given(st.lists(st.binary(max_size=4) | st.text(max_size=4).map(str.encode), max_size=12), st.integers(0, 2))
def test_what_is_utf8_is_told_of_all_values_at_once(values: list[bytes], skipped: int) -> None:
    column = pa.array(values, pa.binary()).slice(skipped)
    _, offsets, data = column.buffers()
    texts = pa.StringArray.from_buffers(len(column), offsets, data, offset=column.offset)
    assert is_sound(texts) == all(value.decode(errors="ignore").encode() == value for value in values[skipped:])
