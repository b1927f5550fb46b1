"""`compare` and `parse-address`: files in and out, every item, and what is refused."""

from pathlib import Path

import pytest

from matcher.domain.levels import Item
from matcher.domain.refusals import Refusal
from matcher.service.pairs import compare_pairs, parse_addresses

CASES = (
    (Item.NAME, "髙橋 太郎", "高橋 太郎", "EQUIVALENT", "gaiji_shrink"),
    (Item.NAME_KANA, "ﾔﾏﾀﾞ", "ヤマダ", "EQUIVALENT", "width"),
    (Item.BIRTH_DATE, "昭和60年1月2日", "19850102", "EQUIVALENT", "date_notation"),
    (Item.SEX, "1", "2", "DISAGREE", ""),
    (Item.ADDRESS, "東京都千代田区丸の内1-1-1", "東京都千代田区丸の内1-1-2", "DISAGREE", "number_differs"),
    (Item.NAME, "●", "", "MISSING", "missing"),
)


@pytest.mark.parametrize(("item", "a", "b", "level", "reasons"), CASES)
def test_every_item(tmp_path: Path, item: Item, a: str, b: str, level: str, reasons: str) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    pairs.write_text(f"\ufeffnote,b,id,a\nx,{b},7,{a}\n", encoding="utf-8")
    assert compare_pairs(item, pairs, out) == 1
    assert out.read_text(encoding="utf-8") == f"id,level,reasons\n7,{level},{reasons}\n"


def test_an_explanation_shows_the_character(tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    pairs.write_text("id,a,b\n1,髙橋,高橋\n", encoding="utf-8")
    compare_pairs(Item.NAME, pairs, out, explain=True)
    assert "髙" in out.read_text(encoding="utf-8")


def test_an_address_is_split(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id,raw\n1,東京都千代田区丸の内1-2\n", encoding="utf-8")
    assert parse_addresses(source, out) == 1
    assert out.read_text(encoding="utf-8").startswith("id,pref,city,town,rest\n1,東京都,千代田区,丸の内")


REFUSED = (
    ("no column", b"id,a\n1,x\n", "has no column b"),
    ("too few fields", b"id,a,b\n1,x\n", ":2: the record has too few fields"),
    ("not UTF-8", b"id,a,b\n1,\x93\xfa,x\n", "not UTF-8"),
    ("a broken quote", b'id,a,b\n1,"x"y,z\n', "after line"),
)


@pytest.mark.parametrize(("content", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes, message: str) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    pairs.write_bytes(content)
    with pytest.raises(Refusal, match=message):
        compare_pairs(Item.SEX, pairs, out)
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.csv"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot read"):
        compare_pairs(Item.SEX, tmp_path / "absent.csv", tmp_path / "out.csv")
