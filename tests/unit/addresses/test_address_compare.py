"""Level and evidence of a pair of addresses, one row per rule."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.address_bulk import compare_addresses
from matcher.domain.address_explain import explain_address
from matcher.domain.addresses import compare_address
from matcher.domain.levels import Comparison, Evidence, Item, Level, Side
from matcher.service.pairs import compare_pairs
from normalizers.addresses import address_key, parse_address
from rules import load_rules

BASE = "東京都渋谷区渋谷3-5-1"
TWIN = "京都市上京区"
LOT = "岐阜県岐阜市福富71番地の203"

CASES = [
    (BASE, "東京都渋谷区渋谷三丁目5番1号", "EQUIVALENT", "kanji_numerals@resident block_words@resident", "notation"),
    (BASE, "東京都渋谷区渋谷3-5-1 ", "EQUIVALENT", "address_spaces@resident", "a space"),
    (BASE, "東京都渋谷区渋谷３-5-1", "EQUIVALENT", "address_width@resident", "width"),
    ("出水郡野田町上名1", "出水市野田町上名1", "EQUIVALENT", "municipality_merged@enrolment", "merger"),
    (f"{BASE}小林様方", BASE, "EQUIVALENT", "care_of_omitted@resident", "様方 omitted"),
    (f"{BASE}ハイツ203", f"{BASE}-203", "EQUIVALENT", "building_name_omitted@resident", "room kept"),
    (f"{BASE}-203", f"{BASE}ハイツ203", "EQUIVALENT", "building_name_omitted@enrolment", "room kept, other side"),
    (
        f"{BASE}ハイツ203",
        f"{BASE} 203号",
        "EQUIVALENT",
        "building_name_omitted@resident address_spaces@resident block_words@resident",
        "room kept with its mark",
    ),
    (
        "京都市中京区大文字町1",
        "京都市中京区 大文字町１",
        "EQUIVALENT",
        "address_width@resident address_spaces@resident",
        "a twin, written alike",
    ),
    (BASE, "東京都渋谷区渋谷3-5-2", "DISAGREE", "number_differs", "other number"),
    (BASE, "東京都渋谷区渋谷2-5-1", "DISAGREE", "number_differs", "other 丁目"),
    (BASE, "東京都渋谷区東3-5-1", "DISAGREE", "town_differs", "other town"),
    (BASE, "東京都港区芝3-5-1", "DISAGREE", "municipality_differs", "other municipality"),
    (BASE, "大阪府3-5-1", "DISAGREE", "municipality_differs", "other prefecture, municipality unknown"),
    ("中央区日本橋1-4-1", "東京都渋谷区渋谷1-4-1", "DISAGREE", "municipality_differs", "none of the candidates"),
    ("埼玉県飯能市南210", "埼玉県飯能市南町210", "DISAGREE", "town_with_and_without_machi", "X and X町"),
    ("石川県小松市園町ト7", "石川県小松市園町ヘ7", "DISAGREE", "koaza_differs", "イロハ"),
    (f"{BASE}ハイツ203", f"{BASE}ハイツ204", "DISAGREE", "room_differs", "other room"),
    (f"{BASE}ハイツ203", f"{BASE}-204", "DISAGREE", "room_differs", "other room in the numbers"),
    (f"{BASE}第一荘203", f"{BASE}第二荘203", "DISAGREE", "building_number_differs", "other building number"),
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
    (f"{BASE}", "東京都渋谷区渋谷三丁目", "COMPATIBLE", "branch_number_extra@resident", "numbers cut off"),
    ("東京都渋谷区渋谷", BASE, "COMPATIBLE", "number_missing@enrolment", "no number"),
    (
        "石川県金沢市山王町2丁目3番地26",
        "石川県金沢市山王町2丁目3番26号",
        "COMPATIBLE",
        "number_marks_differ",
        "番地 and 番号",
    ),
    ("埼玉県川口市大字芝5-3", "埼玉県川口市芝五丁目3", "COMPATIBLE", "number_marks_differ", "大字 and 丁目"),
    (f"{BASE}ハイツ203", BASE, "COMPATIBLE", "building_missing@resident room_missing@resident", "room missing"),
    (BASE, f"{BASE} 203号室", "COMPATIBLE", "room_missing@enrolment", "room missing, no building"),
    (f"{BASE}ハイツ", BASE, "COMPATIBLE", "building_missing@resident", "building missing"),
    (f"{BASE}ハイツ", f"{BASE}メゾン", "COMPATIBLE", "building_name_differs", "other building name"),
    (f"{BASE}コーポ2号棟203", f"{BASE} 203号室", "COMPATIBLE", "building_missing@resident", "wing omitted"),
    (
        f"{BASE}コーポ2号棟203",
        f"{BASE}-203",
        "COMPATIBLE",
        "room_or_branch_number@resident",
        "wing omitted, room in the numbers",
    ),
    (
        "福井県大野市美川町2480ハイツ5",
        "福井県大野市美川町2480-5",
        "COMPATIBLE",
        "room_or_branch_number@resident",
        "room or 枝番",
    ),
    (
        "福井県大野市美川町2480-5",
        "福井県大野市美川町2480ハイツ5",
        "COMPATIBLE",
        "room_or_branch_number@enrolment",
        "枝番 or room",
    ),
    (LOT, f"{LOT[:-4]} メゾン桜203号室", "COMPATIBLE", "room_or_branch_number@enrolment", "a 枝番 joined by 番地の"),
    (
        f"{LOT[:-4]}1の203",
        f"{LOT[:-4]}1 203号室",
        "COMPATIBLE",
        "room_or_branch_number@enrolment",
        "a 枝番 joined by の",
    ),
    (
        "東京都渋谷区渋谷三丁目5番101号",
        "東京都渋谷区渋谷三丁目5番 渋谷ハイツ101号室",
        "COMPATIBLE",
        "room_or_branch_number@enrolment",
        "a 号 is no room",
    ),
    (
        f"{LOT[:-4]}1-203",
        f"{LOT[:-4]}1 203号室",
        "EQUIVALENT",
        "building_name_omitted@enrolment address_spaces@resident",
        "three digits after a 枝番",
    ),
    (
        f"{BASE[:-1]}1号203",
        f"{BASE} ハイツ203",
        "EQUIVALENT",
        "building_name_omitted@enrolment block_words@enrolment address_spaces@resident",
        "a number after 号",
    ),
    (f"{BASE} 地下1階", f"{BASE} 1階", "DISAGREE", "room_differs", "a basement is another floor"),
    (f"{BASE} ビルB1F", f"{BASE} ビル地下1階", "EQUIVALENT", "address_notation", "a basement in two notations"),
    (f"{BASE} 地階", f"{BASE} B1階", "EQUIVALENT", "address_notation", "地階"),
    (f"{BASE} 東棟101", f"{BASE}-101", "COMPATIBLE", "room_or_branch_number@resident", "a wing by its side"),
    (f"{BASE} 3街区101号室", f"{BASE} 101号室", "COMPATIBLE", "building_missing@resident", "a block of buildings"),
    (f"{BASE} アネックス101", f"{BASE} 101", "COMPATIBLE", "room_or_branch_number@resident", "an annex"),
    (f"{BASE} 3階301", f"{BASE} 301", "COMPATIBLE", "room_or_branch_number@resident", "a floor and a room"),
    (f"{BASE}ハイツ203", f"{BASE}-203ハイツ", "DISAGREE", "room_differs", "a room, and a number before the building"),
    (f"{BASE}小林様方", f"{BASE}鈴木様方", "COMPATIBLE", "care_of_differs", "other householder"),
    (
        f"{BASE}小林社気付",
        BASE,
        "COMPATIBLE",
        "through_firm_one_side@resident residence_through_firm@enrolment",
        "気付 on one side",
    ),
    ("千葉県旭市八の74-2", "千葉県旭市ハの74-2", "COMPATIBLE", "address_lookalike", "characters that look alike"),
    (
        f"{BASE}ひかり病院内",
        "岩手県花巻市十二丁目1",
        "COMPATIBLE",
        "municipality_differs residence_institution@enrolment",
        "institution elsewhere",
    ),
    (f"{BASE}独身寮101", f"{BASE}独身寮102", "DISAGREE", "room_differs", "both in the dormitory"),
    (
        f"{BASE}独身寮101",
        f"{BASE} 102",
        "DISAGREE",
        "room_differs residence_dormitory@enrolment",
        "a dormitory on the same land",
    ),
    (
        "京都市上京区架空通北上る東町1-1",
        "京都市上京区架空通北上る東町1 - 1",
        "EQUIVALENT",
        "address_spaces@resident",
        "a twin by its street",
    ),
    (BASE, "東京都渋谷区渋谷3・5・1", "EQUIVALENT", "address_notation", "another separator"),
    (
        "東京都渋谷区渋谷3-5-1ハイツA-203",
        "東京都渋谷区渋谷3-5-1 ハイツA203号室",
        "EQUIVALENT",
        "address_spaces@resident block_words@resident",
        "a room with its wing before a hyphen",
    ),
    (
        "東京都渋谷区渋谷3-5-1ハイツA-203",
        "東京都渋谷区渋谷3-5-1 ハイツA棟203号室",
        "EQUIVALENT",
        "address_spaces@resident block_words@resident",
        "a wing in its word",
    ),
    (
        "東京都渋谷区渋谷3-5-1ハイツA棟203",
        "東京都渋谷区渋谷3-5-1 ハイツ203",
        "COMPATIBLE",
        "building_missing@resident",
        "a wing omitted from a room",
    ),
    (
        "東京都渋谷区渋谷3-5-1ハイツA棟203",
        "東京都渋谷区渋谷3-5-1-203",
        "COMPATIBLE",
        "building_missing@resident",
        "a wing omitted from a room in the numbers",
    ),
    (
        "東京都渋谷区渋谷3-5-1 県営住宅2-304",
        "東京都渋谷区渋谷3-5-1 県営住宅2号棟304号",
        "EQUIVALENT",
        "block_words@resident",
        "a wing as a number",
    ),
    (
        "東京都渋谷区渋谷3-5-1 県営住宅3棟101",
        "東京都渋谷区渋谷3-5-1 県営住宅3号棟101",
        "EQUIVALENT",
        "block_words@resident",
        "棟 and 号棟",
    ),
    (
        "東京都渋谷区渋谷3-5-1 ハイツNo.203",
        "東京都渋谷区渋谷3-5-1 ハイツ#203",
        "EQUIVALENT",
        "address_notation",
        "signs before a room",
    ),
    (
        "東京都渋谷区渋谷3-5-1 メゾンII 203",
        "東京都渋谷区渋谷3-5-1 メゾンⅡ203号室",
        "EQUIVALENT",
        "block_words@resident",
        "II",
    ),
    (
        "東京都渋谷区渋谷3-5-1 グリ－ンハイツ101",
        "東京都渋谷区渋谷3-5-1 グリーンハイツ101",
        "EQUIVALENT",
        "address_width@enrolment",
        "a dash in a word",
    ),
    (
        "東京都渋谷区渋谷3-5-1-A",
        "東京都渋谷区渋谷3-5-1 ハイツA号室",
        "EQUIVALENT",
        "building_name_omitted@enrolment address_spaces@resident",
        "a room that is a letter",
    ),
    ("東京都渋谷区渋谷3-5-1", "東京都渋谷区渋谷3一5㆒1", "EQUIVALENT", "address_notation", "一 for a dash"),
    ("東京都渋谷区渋谷3-5-1", "東京都渋谷区渋谷3˗5⎯1", "EQUIVALENT", "address_notation", "rare dashes"),
    (
        "山梨県韮崎市下祖母石弐拾参番地",
        "山梨県韮崎市下祖母石23番地",
        "EQUIVALENT",
        "block_words@resident",
        "old numerals",
    ),
    (
        "山梨県韮崎市下祖母石参百番地弐",
        "山梨県韮崎市下祖母石300番地2",
        "EQUIVALENT",
        "address_notation",
        "an old numeral after 番地",
    ),
    ("山梨県韮崎市下祖母石廿三番地", "山梨県韮崎市下祖母石一○三番地", "DISAGREE", "number_differs", "廿三 and 103"),
    ("岐阜県岐阜市福富第71番地", "岐阜県岐阜市福富71", "EQUIVALENT", "block_words@enrolment", "第 before 番地"),
    (
        "熊本県上天草市大矢野町登立1234番地甲",
        "熊本県上天草市大矢野町登立1234甲",
        "EQUIVALENT",
        "block_words@enrolment",
        "甲 after the number",
    ),
    (
        "石川県輪島市河井町2部12番地",
        "石川県輪島市河井町２部１２",
        "EQUIVALENT",
        "block_words@enrolment address_width@resident",
        "numbered 部",
    ),
    ("石川県輪島市河井町2部12番地", "石川県輪島市河井町2番地12", "COMPATIBLE", "number_marks_differ", "部 and 番地"),
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
    ("岐阜県岐阜市福富71番地、72番地", "岐阜県岐阜市福富71番地72", "COMPATIBLE", "several_lots@enrolment", "two lots"),
    (
        "岐阜県岐阜市福富71・72番地",
        "岐阜県岐阜市福富71-72",
        "COMPATIBLE",
        "several_lots@enrolment",
        "two lots with a dot",
    ),
    (
        "岐阜県岐阜市福富71，72",
        "岐阜県岐阜市福富71-72",
        "COMPATIBLE",
        "several_lots@enrolment",
        "two lots with a comma",
    ),
    (
        "岐阜県岐阜市福富71〜72番地",
        "岐阜県岐阜市福富71番地72",
        "COMPATIBLE",
        "several_lots@enrolment",
        "a range of lots",
    ),
    (
        "岐阜県岐阜市福富71番地 72番地",
        "岐阜県岐阜市福富71番地72",
        "COMPATIBLE",
        "several_lots@enrolment",
        "two lots with a space",
    ),
    (
        "岐阜県岐阜市福富71番地、72番地",
        "岐阜県岐阜市福富７１番地、72番地",
        "EQUIVALENT",
        "address_width@resident",
        "two lots, written alike",
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
        "東京都渋谷区渋谷3-5-1\u3000五十嵐様方",
        "東京都渋谷区渋谷3-5-1",
        "EQUIVALENT",
        "care_of_omitted@resident address_width@enrolment address_spaces@enrolment",
        "a householder with a numeral",
    ),
    (
        "東京都渋谷区渋谷3-5-1鈴木一郎様方",
        "東京都渋谷区渋谷3-5-1",
        "EQUIVALENT",
        "care_of_omitted@resident",
        "a given name with a numeral",
    ),
    (
        "東京都渋谷区渋谷3-5-1 三浦方",
        "東京都渋谷区渋谷3-5-1",
        "EQUIVALENT",
        "care_of_omitted@resident address_spaces@enrolment",
        "a householder with a numeral, 方",
    ),
    (
        "東京都渋谷区渋谷3-5-1 三浦様方",
        "東京都渋谷区渋谷3-5-1 十浦様方",
        "COMPATIBLE",
        "care_of_differs",
        "householders that differ in a numeral",
    ),
    (
        "東京都渋谷区渋谷3-5-1 渋谷ハイツ（鈴木方）",
        "東京都渋谷区渋谷3-5-1 渋谷ハイツ 鈴木様方",
        "EQUIVALENT",
        "address_width@enrolment",
        "方 in brackets",
    ),
    (
        "東京都渋谷区渋谷三丁目五番地一三浦様方",
        "東京都渋谷区渋谷三丁目五番地",
        "COMPATIBLE",
        "branch_number_extra@resident residence_care_of@enrolment",
        "a numeral that may be a number",
    ),
    (
        "（〒150-0002）東京都渋谷区渋谷3-5-1",
        "東京都渋谷区渋谷3-5-1",
        "EQUIVALENT",
        "address_width@enrolment postal_code_written@enrolment",
        "postal code in brackets",
    ),
    (
        "〒150 東京都渋谷区渋谷3-5-1",
        "東京都渋谷区渋谷3-5-1",
        "EQUIVALENT",
        "postal_code_written@enrolment address_spaces@enrolment",
        "old postal code",
    ),
    (
        "〠150-0002 東京都渋谷区渋谷3-5-1",
        "東京都渋谷区渋谷3-5-1",
        "EQUIVALENT",
        "postal_code_written@enrolment address_spaces@enrolment",
        "the sign with a face",
    ),
    (
        "T150-0002 東京都渋谷区渋谷3-5-1",
        "東京都渋谷区渋谷3-5-1",
        "EQUIVALENT",
        "address_spaces@enrolment",
        "T for the sign",
    ),
    (
        "東京都渋谷区渋谷3-5-1 〒150-0002",
        "東京都渋谷区渋谷3-5-1",
        "EQUIVALENT",
        "postal_code_written@enrolment address_spaces@enrolment",
        "postal code at the end",
    ),
    (
        "東京都渋谷区渋谷三、五、一",
        "東京都渋谷区渋谷3-5-1",
        "EQUIVALENT",
        "address_notation",
        "a separator that is no list",
    ),
    (
        "岐阜県岐阜市福富71番地、15",
        "岐阜県岐阜市福富71-15",
        "EQUIVALENT",
        "block_words@enrolment",
        "a 枝番 after a comma",
    ),
    (
        "岐阜県岐阜市福富71番地及び72番地",
        "岐阜県岐阜市福富71番地72",
        "COMPATIBLE",
        "several_lots@enrolment branch_number_extra@enrolment",
        "two lots with 及び",
    ),
    (
        "東京都利島村248番地",
        "利島村248",
        "EQUIVALENT",
        "block_words@enrolment prefecture_omitted@resident",
        "numbers right under a village",
    ),
    ("東京都利島村248番地", "東京都利島村249番地", "DISAGREE", "number_differs", "other number right under a village"),
    ("東京都青ヶ島村無番地", "東京都青ケ島村無番地", "EQUIVALENT", "ke_variant@enrolment", "no number at all"),
    (
        "東京都千代田区永田町3丁目5-1",
        "東京都千代田区永田町3-5-1",
        "EQUIVALENT",
        "block_words@enrolment",
        "a 丁目 that no list has",
    ),
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
    (f"{BASE} 〒", f"{BASE} 甲", "COMPATIBLE", "branch_number_extra@enrolment", "signs at the end"),
]


@pytest.mark.parametrize(
    ("enrolment", "resident", "level", "evidence"), [case[:4] for case in CASES], ids=[case[4] for case in CASES]
)
def test_compare_address(enrolment: str, resident: str, level: str, evidence: str) -> None:
    found = compare_address(enrolment, resident)
    assert (found.level, " ".join(map(str, found.evidence))) == (level, evidence)


def test_identical_text_is_exact_without_evidence() -> None:
    assert compare_address("京都市中京区大文字町1", "京都市中京区大文字町1") == Comparison(Level.EXACT)


def test_blank_is_missing_on_its_side() -> None:
    both = (Evidence("missing", Side.ENROLMENT), Evidence("missing", Side.RESIDENT))
    assert compare_address("", "") == Comparison(Level.MISSING, both)
    assert compare_address(BASE, "　") == Comparison(Level.MISSING, (Evidence("missing", Side.RESIDENT),))


POSTAL = [
    ("150-0002", "１５００００２", "postal_code_agrees"),
    ("1500002", "1500003", "postal_code_differs"),
    ("1500002", "", ""),
    ("1500002", "-", ""),
]


@pytest.mark.parametrize(("ours", "theirs", "code"), POSTAL, ids=["agrees", "differs", "missing", "no digit"])
def test_a_postal_code_is_evidence_and_changes_no_level(ours: str, theirs: str, code: str) -> None:
    for resident in ("東京都渋谷区渋谷三丁目5-1", "東京都渋谷区渋谷3-5-2"):
        plain = compare_address(BASE, resident)
        found = compare_address(BASE, resident, enrolment_postal=ours, resident_postal=theirs)
        assert found.level is plain.level
        assert [item.code for item in found.evidence[len(plain.evidence) :]] == ([code] if code else [])


def test_a_postal_code_in_the_address_counts() -> None:
    found = compare_address(f"〒150-0002 {BASE}", "東京都渋谷区渋谷3-5-1", resident_postal="1500003")
    assert [item.code for item in found.evidence][-1] == "postal_code_differs"


def test_every_code_is_in_the_catalogue() -> None:
    source = Path("rules/reasons.yaml").read_text(encoding="utf-8")
    assert source
    known = load_rules().reasons
    emitted = {item.code for enrolment, resident, *_ in CASES for item in compare_address(enrolment, resident).evidence}
    assert emitted <= set(known)


ALPHABET = "東京都渋谷区渋谷三丁目3-5番地号 ハイツ様方大字町気付"


@given(st.text(alphabet=ALPHABET, max_size=25), st.text(alphabet=ALPHABET, max_size=25))
def test_level_is_symmetric_and_equal_keys_are_the_same(one: str, other: str) -> None:
    there, back = compare_address(one, other), compare_address(other, one)
    if not any(item.code.startswith("residence") for item in (*there.evidence, *back.evidence)):
        assert there.level is back.level
    if (
        one.strip()
        and other.strip()
        and address_key(parse_address(one), one) == address_key(parse_address(other), other)
    ):
        assert there.level in (Level.EXACT, Level.EQUIVALENT)


def test_what_exceeds_the_longest_address_still_counts() -> None:
    first, second = (f"{BASE}ハイツ{'桜' * 300}{tail}" for tail in "あい")
    found = compare_address(first, second)
    assert (found.level, str(found.evidence[0])) == (Level.COMPATIBLE, "residue_differs")


def test_pairs_in_bulk() -> None:
    pairs = [case[:2] for case in CASES] * 2
    assert compare_addresses(pairs) == [compare_address(*pair) for pair in pairs]


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
