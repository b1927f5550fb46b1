"""Pairs that differ in prefecture, municipality, town, street or 字, one row per rule."""

import pytest

from tests.address_pairs import BASE, Case, judged

TWIN = "京都市上京区"
CASES: list[Case] = [
    ("出水郡野田町上名1", "出水市野田町上名1", "EQUIVALENT", "municipality_merged@enrolment", "merger"),
    (
        "京都市中京区大文字町1",
        "京都市中京区 大文字町１",
        "EQUIVALENT",
        "address_width@resident address_spaces@resident",
        "a twin, written alike",
    ),
    (BASE, "東京都渋谷区東3-5-1", "DISAGREE", "town_differs", "other town"),
    (BASE, "東京都港区芝3-5-1", "DISAGREE", "municipality_differs", "other municipality"),
    (BASE, "大阪府3-5-1", "DISAGREE", "municipality_differs", "other prefecture, municipality unknown"),
    ("中央区日本橋1-4-1", "東京都渋谷区渋谷1-4-1", "DISAGREE", "municipality_differs", "none of the candidates"),
    ("埼玉県飯能市南210", "埼玉県飯能市南町210", "DISAGREE", "town_with_and_without_machi", "X and X町"),
    ("石川県小松市園町ト7", "石川県小松市園町ヘ7", "DISAGREE", "koaza_differs", "イロハ"),
    (
        "京都市上京区元誓願寺通浄福寺西入今出川町5",
        "京都市上京区烏丸通今出川上る今出川町5",
        "DISAGREE",
        "twin_town_differs",
        "Kyoto twins",
    ),
    (
        f"{TWIN}架空通北上る東町1",
        f"{TWIN}中立売通烏丸西入東町1",
        "COMPATIBLE",
        "kyoto_twin",
        "Kyoto twin, street unknown",
    ),
    (f"{TWIN}東町1", f"{TWIN}中立売通烏丸西入東町1", "COMPATIBLE", "kyoto_twin@enrolment", "Kyoto twin without street"),
    ("中央区日本橋1-4-1", "東京都中央区日本橋1-4-1", "COMPATIBLE", "municipality_ambiguous@enrolment", "several wards"),
    ("渋谷5-1", "東京都渋谷区渋谷5-1", "COMPATIBLE", "municipality_unknown@enrolment", "no municipality"),
    (
        "架空5-1",
        "架空5番地1",
        "COMPATIBLE",
        "municipality_unknown@enrolment municipality_unknown@resident",
        "neither known",
    ),
    ("岩手県花巻市架空町1", "岩手県花巻市架空町1番地", "COMPATIBLE", "town_unknown", "town unknown on both sides"),
    ("岩手県花巻市架空町1", "岩手県花巻市架空1番地", "COMPATIBLE", "machi_omitted", "unknown, but for 町"),
    (
        "岩手県花巻市架空町1",
        "岩手県花巻市十二丁目1",
        "COMPATIBLE",
        "town_unknown@enrolment",
        "unknown on the enrolment's side",
    ),
    (
        "岩手県花巻市十二丁目1",
        "岩手県花巻市架空町1",
        "COMPATIBLE",
        "town_unknown@resident",
        "unknown on the registry's side",
    ),
    (
        "埼玉県深谷市大塚町590-28",
        "埼玉県深谷市大塚590-28",
        "COMPATIBLE",
        "machi_omitted@resident",
        "町 omitted, one town known",
    ),
    ("山口県柳井市新市612", "山口県柳井市新市町612", "COMPATIBLE", "machi_omitted@enrolment", "町 added"),
    ("山口県柳井市新市町612", "山口県柳井市新市612", "COMPATIBLE", "machi_omitted@resident", "町 added, other side"),
    ("愛知県日進市岩崎町芝内220", "愛知県日進市岩崎町220", "COMPATIBLE", "koaza_omitted@resident", "小字 omitted"),
    (
        f"{BASE}ひかり病院内",
        "岩手県花巻市十二丁目1",
        "COMPATIBLE",
        "municipality_differs residence_institution@enrolment",
        "institution elsewhere",
    ),
    (
        "京都市上京区架空通北上る東町1-1",
        "京都市上京区架空通北上る東町1 - 1",
        "EQUIVALENT",
        "address_spaces@resident",
        "a twin by its street",
    ),
    (
        "岩手県九戸郡洋野町種市第23地割字中野27番地",
        "岩手県洋野町種市23地割中野27",
        "EQUIVALENT",
        "block_words@enrolment oaza_written@enrolment municipality_short@resident",
        "字 after 地割",
    ),
    (
        "京都市中京区寺町通御池あがる上本能寺前町488",
        "京都市中京区寺町通御池上る上本能寺前町488",
        "EQUIVALENT",
        "ke_variant@enrolment",
        "あがる",
    ),
    (
        "京都市上京区今出川通烏丸東へ入る玄武町601",
        "京都市上京区今出川通烏丸東入玄武町601",
        "EQUIVALENT",
        "address_notation",
        "東へ入る",
    ),
    (
        "京都市中京区蛸薬師通御幸町東入船屋町413番地",
        "京都市中京区東洞院通御池上る船屋町413",
        "COMPATIBLE",
        "kyoto_twin",
        "twins that share a spelling with a third",
    ),
    (
        "京都市中京区御幸町通錦小路上る船屋町413番地",
        "京都市中京区船屋町413",
        "COMPATIBLE",
        "kyoto_twin@resident",
        "such a twin without its street",
    ),
    (
        "京都市中京区御幸町通錦小路上る船屋町413番地",
        "京都市中京区御幸町通錦小路上ル船屋町413",
        "EQUIVALENT",
        "block_words@enrolment",
        "such a twin by its street",
    ),
    (
        "東京都利島村248番地",
        "利島村248",
        "EQUIVALENT",
        "block_words@enrolment prefecture_omitted@resident",
        "numbers right under a village",
    ),
    ("東京都利島村248番地", "東京都利島村249番地", "DISAGREE", "number_differs", "other number right under a village"),
    (
        "京都市下京区烏丸通七条下東塩小路町721-1",
        "京都市下京区烏丸通七条下る東塩小路町721番地1",
        "EQUIVALENT",
        "block_words@resident",
        "下 without ル",
    ),
    (
        "京都市南区東九条上殿田町1",
        "京都市南区東九条下殿田町1",
        "DISAGREE",
        "town_differs",
        "上 and 下 that belong to the town",
    ),
    (
        "群馬県勢多郡富士見村田島100",
        "群馬県前橋市富士見町田島100番地",
        "EQUIVALENT",
        "municipality_merged@enrolment block_words@resident",
        "a village that became a 町 of its successor",
    ),
    (
        "兵庫県多紀郡篠山町北新町5",
        "兵庫県丹波篠山市北新町5",
        "COMPATIBLE",
        "merged_unproven@enrolment",
        "merged twice",
    ),
    (
        "東京都新宿区四ッ谷1-1",
        "東京都新宿区四谷一丁目1",
        "EQUIVALENT",
        "town_alias@enrolment kanji_numerals@resident block_words@resident",
        "四ッ谷",
    ),
]


@pytest.mark.parametrize(
    ("enrolment", "resident", "level", "evidence"), [case[:4] for case in CASES], ids=[case[4] for case in CASES]
)
def test_places(enrolment: str, resident: str, level: str, evidence: str) -> None:
    assert judged(enrolment, resident) == (level, evidence)
