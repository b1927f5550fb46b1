"""Which addresses are seen at a glance, and that what is remembered of them is bounded."""

import pytest

from matcher.domain.addresses import compare_address, compare_in_full
from normalizers.addresses import glance_parts as module
from normalizers.addresses.glance import glances

CASES = [
    ("北海道札幌市手稲区前田六条1-16-7 県営みどり団地910", True, "hiragana in the building"),
    ("岩手県一関市八幡町296 グリーンハイツ503", True, "a building after one number"),
    ("秋田県湯沢市幸町6-26-4 第二富士荘410", True, "a numeral in the building"),
    ("秋田県湯沢市大字幸町6-26-4 第二富士荘410", False, "the same after a 大字: the numeral could be that of a 字"),
    ("秋田県湯沢市幸町6-26-4 鈴木様方", False, "a householder"),
    ("秋田県湯沢市幸町6、26 第二富士荘", False, "several lots"),
    ("秋田県湯沢市幸町8軒5-1 第二荘", False, "a 字 with a number in its name"),
    ("秋田県湯沢市幸町6番地26番地 第二荘", False, "two lots"),
    ("湯沢市", False, "no number"),
]


@pytest.mark.parametrize(("text", "seen"), [case[:2] for case in CASES], ids=[case[2] for case in CASES])
def test_what_is_seen_at_a_glance(text: str, seen: bool) -> None:  # noqa: FBT001  a column of the table
    assert (glances(text, text) is not None) is seen


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ENDS", 2)
    for number in range(1, 9):
        pair = f"湯沢市幸町6-{number} 第二富士荘410", f"秋田県湯沢市幸町6丁目{number}番　第二富士荘410号室"
        assert compare_address(*pair) == compare_in_full(*pair)
        assert len(module._known_ends) <= 2  # noqa: SLF001  nothing else tells
