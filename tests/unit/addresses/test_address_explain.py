"""Both addresses side by side: the differing part named, mergers, and the column of the command."""

from pathlib import Path

from matcher.domain.address_explain import explain_address
from matcher.domain.levels import Item
from matcher.service.pairs import compare_pairs
from tests.address_pairs import BASE


def test_explanation_names_the_differing_part() -> None:
    explanation = explain_address(f"{BASE}ハイツ203", "〒150-0002 東京都渋谷区渋谷三丁目5-1 ハイツ204")
    assert [part.code for part in explanation.parts] == [
        "prefecture",
        "municipality",
        "town",
        "numbers",
        "building",
        "room",
    ]
    assert [(part.ja, part.en) for part in explanation.parts if part.differs] == [("部屋", "room")]
    assert explanation.mergers == ()


def test_another_chome_is_named_in_the_town() -> None:
    explanation = explain_address(BASE, "東京都渋谷区渋谷2-5-1")
    assert [part.en for part in explanation.parts if part.differs] == ["town"]


def test_the_command_shows_both_parses(tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    pairs.write_text(f"id,a,b\n1,{BASE},東京都渋谷区渋谷3-5-2\n2,{BASE},\n3,{BASE},{BASE}\n", encoding="utf-8")
    assert compare_pairs(Item.ADDRESS, pairs, out, explain=True) == 3
    lines = out.read_text(encoding="utf-8").splitlines()
    assert lines[1].endswith("番地・号/numbers: 5-1 ≠ 5-2")
    assert lines[2].startswith("2,MISSING,missing,missing:")
    assert lines[3].startswith("3,EXACT,,都道府県/prefecture: 東京都; ")


def test_explanation_of_an_equivalent_pair_has_no_differing_part() -> None:
    explanation = explain_address("出水郡野田町上名1小林様方", "鹿児島県出水市野田町上名1")
    assert not any(part.differs for part in explanation.parts)
    assert [(merger.former, merger.present, merger.date) for merger in explanation.mergers] == [
        ("出水郡野田町", "出水市", "2006-03-13")
    ]
