"""The whole of one address: parts, key, notations, and that nothing is lost."""

import gc
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.addresses import (
    address_keys,
    map_forked,
    normalize_address,
    parse_address,
    parse_addresses,
)
from normalizers.addresses import bulk as bulk_module
from normalizers.addresses.fold import fold_spelling, fold_width
from normalizers.addresses.parse import LONGEST

POSTAL = [
    ("〒150-0002 東京都渋谷区渋谷3-5-1", "1500002", "sign"),
    ("〒１５００００２東京都渋谷区渋谷3-5-1", "1500002", "full width, no hyphen"),
    ("郵便番号:150-0002 東京都渋谷区渋谷3-5-1", "1500002", "word"),
    ("150-0002 東京都渋谷区渋谷3-5-1", "1500002", "digits only"),
    ("〒 東京都渋谷区渋谷3-5-1", "", "sign without a code"),
    (" 東京都渋谷区渋谷3-5-1", "", "a space before"),
    ("東京都渋谷区渋谷3-5-1", "", "none"),
]


@pytest.mark.parametrize(("text", "code"), [case[:2] for case in POSTAL], ids=[case[2] for case in POSTAL])
def test_postal_code(text: str, code: str) -> None:
    address = parse_address(text)
    assert (address.postal_code, address.town) == (code, "渋谷三丁目")


RESTS = [
    ("東京都渋谷区渋谷３丁目５－１", "5-1", "丁目 in the town"),
    ("東京都渋谷区渋谷3-5-1ハイツ", "5-1ハイツ", "丁目 as a number"),
    ("静岡市葵区与一四－１", "1", "丁目 in the name that was found"),
    ("東京都立川市緑町7-2", "7-2", "no 丁目"),
    ("東京都千代田区永田町３丁目5-1", "5-1", "a 丁目 that no list has"),
    ("東京都千代田区永田町１３０丁目5-1", "130丁目5-1", "no 丁目 has such a number"),
    ("東京都千代田区永田町３-5-1", "3-5-1", "a number that is no 丁目 of the town"),
    ("東京都調布市西つつじケ丘１", "", "nothing after the 丁目"),
    ("埼玉県川口市大字芝字宮根3938-5", "宮根3938-5", "小字"),
]


@pytest.mark.parametrize(("text", "rest"), [case[:2] for case in RESTS], ids=[case[2] for case in RESTS])
def test_rest(text: str, rest: str) -> None:
    assert parse_address(text).rest == rest


CHOME = [
    ("埼玉県川口市芝5-3", 5, "a number that is a 丁目"),
    ("埼玉県川口市芝五丁目3", 5, "丁目 written"),
    ("埼玉県川口市大字芝5-3", 0, "大字 has numbers of its own"),
    ("埼玉県川口市大字芝五丁目3", 5, "大字 and 丁目 written"),
    ("埼玉県川口市芝5番地3", 0, "番地 is no 丁目"),
    ("埼玉県川口市芝5000-3", 0, "no such 丁目"),
    ("埼玉県川口市芝甲5", 0, "letter first"),
    ("埼玉県川口市芝二丁目聖坊164番地7", 2, "a 字 after the 丁目"),
    ("埼玉県川口市芝A-5", 0, "Latin letter first"),
]


@pytest.mark.parametrize(("text", "chome"), [case[:2] for case in CHOME], ids=[case[2] for case in CHOME])
def test_chome(text: str, chome: int) -> None:
    assert parse_address(text).chome == chome


KEYS = [
    ("東京都渋谷区渋谷三丁目5番1号ハイツ203 小林様方", "131130 渋谷 c3-5-1 bハイツ r203 w小林", "everything"),
    ("埼玉県川口市大字芝字宮根3938-5", "112038 芝 a宮根 3938-5", "小字"),
    ("東京都渋谷区渋谷", "131130 渋谷", "town only"),
    ("岩手県花巻市架空町1", "=岩手県花巻市架空町1", "unknown town: its own characters"),
    ("京都市上京区元誓願寺通浄福寺西入今出川町506", "261025 今出川町/6028454 506", "Kyoto twin by its street"),
    ("京都市上京区架空通北上る東町1", "261025 東町/架空北上 1", "Kyoto twin by a street of no list"),
]


@pytest.mark.parametrize(("text", "key"), [case[:2] for case in KEYS], ids=[case[2] for case in KEYS])
def test_key(text: str, key: str) -> None:
    assert normalize_address(text).key == key


REASONS = [
    ("東京都渋谷区渋谷3-5-1", (), "none"),
    ("渋谷区　渋谷３－５－１", ("address_width", "address_spaces", "dash_variant", "prefecture_omitted"), "width"),
    ("〒150-0002東京都渋谷区渋谷三丁目5番地", ("postal_code_written", "kanji_numerals", "block_words"), "words"),
    ("出水郡野田町大字上名1", ("oaza_written", "prefecture_omitted", "municipality_merged"), "merged"),
    ("北海道岩見沢市北5西19-4", ("town_alias",), "条"),
    ("福岡県糟屋郡須惠町上須惠1", ("kanji_variant",), "old form"),
    ("京都府京都市中京区寺町通四条上る中之町683", ("kanji_numerals", "no_variant", "kyoto_street"), "street"),
    ("架空1", (), "nothing known"),
]


@pytest.mark.parametrize(("text", "reasons"), [case[:2] for case in REASONS], ids=[case[2] for case in REASONS])
def test_reasons(text: str, reasons: tuple[str, ...]) -> None:
    assert normalize_address(text).reasons == reasons


def test_short_municipality_is_a_reason() -> None:
    assert normalize_address("北海道羅臼町岬町1").reasons == ("municipality_short",)


@given(st.text(alphabet="東京都渋谷区渋谷三丁目3-5番地号ー 大字方気付様第甲のノAF\n(１Ⅱ京都市上ル0"))
def test_no_character_is_lost(text: str) -> None:
    """What no name of the dictionary explains stands in a part."""
    address = parse_address(text)
    assert fold_spelling(fold_width(text)).endswith(address.after)
    kept = "".join(
        (
            address.aza,
            *(value + mark for value, mark in address.numbers),
            address.building,
            address.room,
            address.care_of,
            address.through,
            address.residue,
        )
    )
    assert {char for char in address.after if char.isdecimal()} <= set(kept + str(address.chome) + "0")


@given(st.text())
def test_any_text_is_parsed_and_its_key_is_stable(text: str) -> None:
    assert normalize_address(text).key == normalize_address(text).key


@pytest.mark.parametrize(
    "text",
    [
        "あ" * 1_000_000,
        "1-" * 500_000,
        "(" * 1_000_000,
        "東京都渋谷区渋谷3" + " 1" * 500_000,
        "京都市中京区" + "上ル" * 500_000,
        "ﷺ" * 1_000_000,
    ],
)
def test_a_megabyte_returns_at_once(text: str) -> None:
    start = time.process_time()
    address = parse_address(text)
    assert time.process_time() - start < 0.5
    assert address.residue.endswith(text[LONGEST:])


def test_bulk_is_the_scalar_path() -> None:
    texts = [f"東京都渋谷区渋谷3-5-{number % 7}" for number in range(20)]
    assert parse_addresses(texts) == {text: parse_address(text) for text in texts}
    assert address_keys(texts) == {text: normalize_address(text).key for text in texts}


def test_forked_processes_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_module, "CHUNK", 8)
    texts = [f"東京都渋谷区渋谷3-5-{number}" for number in range(20)]
    assert address_keys(texts, processes=2) == address_keys(texts)
    assert map_forked(str.upper, ["a"], processes=2) == ["A"]


def test_a_forked_process_maps_from_where_it_is_told() -> None:
    try:
        bulk_module._Chunks.inherit(str.upper, ["a", "b"])  # noqa: SLF001
        assert not gc.isenabled()
    finally:
        gc.enable()
    assert bulk_module._Chunks.map_from(1) == ["B"]  # noqa: SLF001


@given(st.lists(st.text(alphabet="東京都渋谷区渋谷三3-5番地号 様方", max_size=20)))
def test_bulk_equals_scalar_for_any_list(texts: list[str]) -> None:
    assert address_keys(texts) == {text: normalize_address(text).key for text in texts}
