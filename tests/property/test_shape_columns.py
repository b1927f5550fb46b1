"""The shapes of columns are those of the pairs in them: whatever a column calls one shape compares as one."""

import random
from collections.abc import Callable

import pyarrow as pa

from matcher.domain.kana import compare_name_kana
from matcher.domain.levels import Comparison, Level
from matcher.domain.name_shapes import Shape, kana_shape, name_shape
from matcher.domain.names import RegisteredNames, compare_name, is_blank
from matcher.engines.shape_columns import EQUAL, NO_SHAPE, kana_shapes, name_shapes
from tests.property.test_name_shapes import kana, name, rewritten

PAIRS = 60_000
NAMES = "山田高髙橋渡邉辺々はるノ之ヶ一〇●ヴ・A神\ufa19𠮷 　ー"
KANA = "アカガサッャユーンヲヰヴヵ゛ﾞﾟｱｶﾊｬｰｦﾝ  　・-あ"
SPACES = ("", "", " ", "　", "　", "  ", "・")
AGREEING = (Level.EXACT, Level.EQUIVALENT)


def disturbed(pick: random.Random, text: str, letters: str) -> str:
    """Return a text that now and then has a character too many, too few, or another one."""
    at = pick.randint(0, len(text))
    change = pick.random()
    if change < 0.1:
        return text[:at] + pick.choice(letters) + text[at:]
    return text[:at] + text[at + 1 :] if change < 0.15 else text


def pairs_of_names(pick: random.Random) -> tuple[list[str], list[str]]:
    ours, theirs = [], []
    for _ in range(PAIRS):
        first, second = name(pick)
        first += pick.choice(("", "", "", "", first * 8, second * 14))
        one, other = (f"{first}{pick.choice(SPACES)}{second}" for _ in range(2))
        ours.append(disturbed(pick, one, NAMES))
        theirs.append(disturbed(pick, other, NAMES) if pick.random() < 0.3 else other)
    return ours, theirs


def pairs_of_kana(pick: random.Random) -> tuple[list[str], list[str]]:
    ours, theirs = [], []
    for _ in range(PAIRS):
        first, second = kana(pick) if pick.random() < 0.7 else tuple("".join(pick.choices(KANA, k=3)) for _ in range(2))
        first += pick.choice(("", "", "", "", "ア" * 28))
        one, other = (f"{first}{pick.choice(SPACES)}{second}" for _ in range(2))
        ours.append(disturbed(pick, one, KANA))
        theirs.append(rewritten(pick, disturbed(pick, other, KANA) if pick.random() < 0.3 else other))
    return ours, theirs


def assert_no_shape(shape_of: Callable[[str, str], Shape | None], one: str, other: str) -> None:
    """A pair without a shape in columns has none by itself, unless the texts are too long for columns."""
    assert one == other or shape_of(one, other) is None or max(len(one), len(other)) > 31, (one, other)


def test_shapes_of_names_are_those_of_the_pairs() -> None:
    pick, known, seen = random.Random(20261126), dict[int, tuple[Shape, Comparison]](), 0
    ours, theirs = pairs_of_names(pick)
    for one, other, shape in zip(ours, theirs, name_shapes(pa.array(ours), pa.array(theirs)).tolist(), strict=True):
        if shape == NO_SHAPE:
            assert_no_shape(name_shape, one, other)
            continue
        alias, roman = pick.choice(("", one, "山田　太郎")), pick.choice(("", "LI WEI", one))
        former = pick.choice(("", "鈴木", one[:1]))
        found = compare_name(one, RegisteredNames(other, "", alias, former, roman, foreign=pick.random() < 0.3))
        if shape == EQUAL:
            assert one == other
            assert found == Comparison(Level.EXACT)
            continue
        single = name_shape(one, other)
        assert single is not None
        assert known.setdefault(shape, (single, found)) == (single, found), (one, other)
        assert found.level is Level.EQUIVALENT
        seen += 1
    assert seen > PAIRS / 20
    assert len(known) > 5


def test_shapes_of_kana_are_those_of_the_pairs() -> None:
    pick, known, seen = random.Random(20261127), dict[int, tuple[Shape, Comparison]](), 0
    ours, theirs = pairs_of_kana(pick)
    for one, other, shape in zip(ours, theirs, kana_shapes(pa.array(ours), pa.array(theirs)).tolist(), strict=True):
        if shape == NO_SHAPE:
            assert_no_shape(kana_shape, one, other)
            continue
        registered = RegisteredNames("山田　太郎", other, pick.choice(("", "山田")), "", pick.choice(("", "LI WEI")))
        if shape == EQUAL:
            assert one == other
            assert not is_blank(one)
            continue
        single = kana_shape(one, other)
        assert single is not None
        for level in AGREEING:
            found = compare_name_kana(one, registered, level)
            assert known.setdefault(shape, (single, found)) == (single, found), (one, other)
        seen += 1
    assert seen > PAIRS / 20
    assert len(known) > 20


def test_an_empty_column_has_no_shapes() -> None:
    nothing = pa.array([], pa.string())
    assert name_shapes(nothing, nothing).tolist() == kana_shapes(nothing, nothing).tolist() == []
