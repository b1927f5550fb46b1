"""Words that stand more than once are found whatever the number of parts in which they are looked for."""

import numpy as np
import pytest

from matcher.intake.gathered import Gathered, repeated

CASES = [
    ([], [], "no words"),
    ([1], [], "one"),
    ([1, 2, 3], [], "all different"),
    ([1, 2, 1], [0, 2], "one twice"),
    ([3, 3, 3], [0, 1, 2], "one three times"),
    ([2**64 - 1, 0, 2**64 - 1, 0], [0, 1, 2, 3], "the largest and the smallest"),
    ([1, 17, 33, 17, 1, 49], [0, 1, 3, 4], "equal last bits"),
]


@pytest.mark.parametrize("at_once", [1, 2, 3, 1000])
@pytest.mark.parametrize(("words", "expected"), [case[:2] for case in CASES], ids=[case[2] for case in CASES])
def test_repeated(words: list[int], expected: list[int], at_once: int) -> None:
    assert repeated(np.array(words, np.uint64), at_once).tolist() == expected


def test_it_grows_over_its_first_size() -> None:
    gathered = Gathered()
    for start in range(0, 300_000, 50_000):
        gathered.add(np.arange(start, start + 50_000, dtype=np.uint64))
    assert len(gathered) == 300_000
    assert (gathered.words == np.arange(300_000, dtype=np.uint64)).all()
