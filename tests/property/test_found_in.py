"""Words are found where a search finds them, however far one night is from the other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.engines.prepared.index import found_in

WORDS = st.integers(-(1 << 63), (1 << 63) - 1)


@given(
    stand=st.lists(WORDS, unique=True, max_size=40),
    asked=st.lists(WORDS, max_size=40),
    run=st.tuples(st.integers(0, 5), st.integers(0, 300), st.integers(1, 3)),
    gaps=st.sets(st.integers(0, 300), max_size=9),
)
def test_words_are_found_where_they_stand(
    stand: list[int], asked: list[int], run: tuple[int, int, int], gaps: set[int]
) -> None:
    """Beside words of any value there is a long run of which a few are missing, or asked for more than once."""
    first, size, times = run
    ascending = np.array(sorted({*stand, *(number for number in range(first, first + size) if number not in gaps)}))
    words = np.array(sorted([*asked, *range(size), *[*gaps] * times]), np.int64)
    places = {word: place for place, word in enumerate(ascending.tolist())}
    assert found_in(ascending.astype(np.int64), words).tolist() == [places.get(word, -1) for word in words.tolist()]
