"""One pair of a shape speaks for all: what is remembered for a shape is what a comparison says of every pair of it."""

import random

from matcher.domain.kana import compare_name_kana
from matcher.domain.levels import Comparison, Level
from matcher.domain.name_shapes import Shape, kana_shape, name_shape
from matcher.domain.names import RegisteredNames, compare_name

PAIRS = 40_000
KANJI = "山田高髙橋渡邉辺佐々木斎藤﨑崎𠮷神沢澤はるノ之ヶ一〇●ヴ・"
KANA = "アイカガサシジダツッヤャョユンーヲヰヴヂヅパヘ"
HALF = "ｱｲｶｻｼﾀﾂｯﾔｬｮﾕﾝｰｦﾍﾞﾟ"
HIRAGANA = "あいがはる゛ー"
SPACES = ("", " ", "　", "　", "  ", "・")
TO_FULL = dict(zip("ｱｲｶｻｼﾀﾂｯﾔｬｮﾕﾝｰｦﾍ", "アイカサシタツッヤャョユンーヲヘ", strict=True))


def name(pick: random.Random) -> tuple[str, str]:
    """Return a family and a given name, mostly of few characters."""
    first, second = ("".join(pick.choices(KANJI, k=pick.choice((1, 2, 2, 3)))) for _ in range(2))
    return first, second


def kana(pick: random.Random) -> tuple[str, str]:
    letters = pick.choice((KANA, KANA, HALF, HIRAGANA))
    first, second = ("".join(pick.choices(letters, k=pick.choice((1, 2, 3)))) for _ in range(2))
    return first, second


def rewritten(pick: random.Random, text: str) -> str:
    """Return kana in another notation that mostly means the same."""
    if pick.random() < 0.5:
        text = text.translate(str.maketrans("ャョッヴ", "ヤヨツブ"))
    if pick.random() < 0.5:
        text = "".join(TO_FULL.get(char, char) for char in text)
    return text if pick.random() < 0.95 else text[:-1]


def test_every_pair_of_names_of_a_shape_compares_alike() -> None:
    pick, known, seen = random.Random(20261126), dict[Shape, Comparison](), 0
    for _ in range(PAIRS):
        first, second = name(pick)
        texts = [f"{first}{pick.choice(SPACES)}{second}", f"{first}{pick.choice(SPACES)}{second}"]
        if pick.random() < 0.2:
            texts[0] = texts[0][: pick.randint(0, len(texts[0]))] + pick.choice(KANJI)
        shape = name_shape(texts[0], texts[1]) if texts[0] != texts[1] else None
        if shape is not None:
            others = pick.choice(("", "山田　太郎")), pick.choice(("", "鈴木")), pick.choice(("", "LI WEI"))
            registered = RegisteredNames(texts[1], "", *others, foreign=pick.random() < 0.3)
            found = compare_name(texts[0], registered)
            assert known.setdefault(shape, found) == found, (texts, shape)
            seen += 1
    assert seen > PAIRS / 20
    assert len(known) > 3


def test_every_pair_of_kana_of_a_shape_compares_alike() -> None:
    pick, known, seen = random.Random(20261126), dict[Shape, Comparison](), 0
    for _ in range(PAIRS):
        first, second = kana(pick)
        texts = [f"{first}{pick.choice(SPACES)}{second}", f"{first}{pick.choice(SPACES)}{second}"]
        texts[1] = rewritten(pick, texts[1])
        shape = kana_shape(texts[0], texts[1]) if texts[0] != texts[1] else None
        if shape is not None:
            registered = RegisteredNames(
                "山田　太郎", texts[1], pick.choice(("", "山田")), "", pick.choice(("", "LI WEI"))
            )
            for level in (Level.EXACT, Level.EQUIVALENT):
                found = compare_name_kana(texts[0], registered, level)
                assert known.setdefault(shape, found) == found, (texts, shape)
            seen += 1
    assert seen > PAIRS / 20
    assert len(known) > 20
