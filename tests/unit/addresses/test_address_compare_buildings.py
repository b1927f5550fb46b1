"""Pairs that differ in building, room, 様方, 気付 or a form of residence, one row per rule."""

import pytest

from tests.address_pairs import BASE, Case, judged

LOT = "岐阜県岐阜市福富71番地の203"
CASES: list[Case] = [
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
        f"{BASE} A203",
        f"{BASE} A203号室",
        "EQUIVALENT",
        "building_name_omitted@enrolment block_words@resident",
        "room with a letter and no building",
    ),
    (
        "東京都渋谷区渋谷3-5-1 A-203",
        "東京都渋谷区渋谷3-5-1 ハイツA203",
        "EQUIVALENT",
        "building_name_omitted@enrolment",
        "room with a letter against one after a building",
    ),
    (
        "東京都渋谷区渋谷3-5-1A203",
        "東京都渋谷区渋谷3-5-1-A203",
        "EQUIVALENT",
        "building_name_omitted@resident",
        "room with a letter, written together",
    ),
    (f"{BASE} A203", f"{BASE} B203", "DISAGREE", "number_differs", "room with another letter"),
    (
        "東京都渋谷区渋谷3-5-1 C48棟302",
        "東京都渋谷区渋谷3-5-1 C48-302",
        "COMPATIBLE",
        "room_or_branch_number@resident",
        "wing and room in the numbers",
    ),
    (
        "東京都渋谷区渋谷3-5-1 団地C48棟302",
        "東京都渋谷区渋谷3-5-1団地C48-302",
        "EQUIVALENT",
        "address_spaces@enrolment",
        "wing with a letter",
    ),
    (
        "東京都渋谷区渋谷3-5-1 C49棟302",
        "東京都渋谷区渋谷3-5-1 C48-302",
        "DISAGREE",
        "room_differs",
        "other wing in the numbers",
    ),
    (f"{BASE}ハイツ203", f"{BASE}ハイツ204", "DISAGREE", "room_differs", "other room"),
    (f"{BASE}ハイツ203", f"{BASE}-204", "DISAGREE", "room_differs", "other room in the numbers"),
    (f"{BASE}第一荘203", f"{BASE}第二荘203", "DISAGREE", "building_number_differs", "other building number"),
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
    (f"{BASE}独身寮101", f"{BASE}独身寮102", "DISAGREE", "room_differs", "both in the dormitory"),
    (
        f"{BASE}独身寮101",
        f"{BASE} 102",
        "DISAGREE",
        "room_differs residence_dormitory@enrolment",
        "a dormitory on the same land",
    ),
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
]


@pytest.mark.parametrize(
    ("enrolment", "resident", "level", "evidence"), [case[:4] for case in CASES], ids=[case[4] for case in CASES]
)
def test_buildings(enrolment: str, resident: str, level: str, evidence: str) -> None:
    assert judged(enrolment, resident) == (level, evidence)


APART = "building_name_omitted@enrolment address_spaces@enrolment block_words@enrolment"
OTHER = "building_name_differs"
JOINED = "room_or_branch_number@enrolment"
IN_ONE_TOWN = [
    ("2480 203号", "2480ハイツ203", "COMPATIBLE", JOINED, "a room, or the 枝番 of 2480番地203"),
    ("24番地 203号", "24番地ハイツ203", "COMPATIBLE", JOINED, "a room, or a 枝番, after 番地"),
    ("248-3 203号", "248-3ハイツ203", "EQUIVALENT", APART, "203号 after a 枝番"),
    ("248-3-203号", "248-3ハイツ203", "COMPATIBLE", JOINED, "203号 that is not apart"),
    ("24 203号", "24番地ハイツ203", "COMPATIBLE", JOINED, "a 街区 and its 号"),
    ("24番 203号", "24番ハイツ203", "COMPATIBLE", JOINED, "a 号 of a 番"),
    ("2480 5号", "2480ハイツ5", "COMPATIBLE", JOINED, "a short number is no room"),
    ("248-3 203号", "248-3第2ハイツ2号棟203", "COMPATIBLE", JOINED, "a wing left out"),
    ("248-3 203号", "248-3ハイツ204", "DISAGREE", "room_differs", "203号 apart, and another room"),
    ("2480旭M203", "2480旭マンション203", "EQUIVALENT", "building_abbreviated@enrolment", "M for マンション"),
    ("2480旭ビルディング3F", "2480旭ビル3F", "EQUIVALENT", "building_abbreviated@resident", "ビルディング"),
    ("2480旭M3号棟203", "2480旭マンション3号棟203", "EQUIVALENT", "building_abbreviated@enrolment", "M, and a wing"),
    ("2480第2BLDA203", "2480第2ビルA203", "EQUIVALENT", "building_abbreviated@resident", "BLD, and a letter"),
    ("2480旭APA203", "2480旭アパートB203", "COMPATIBLE", f"{OTHER} building_missing@enrolment", "AP, another wing"),
    ("2480旭AP203", "2480旭アハイム203", "COMPATIBLE", "building_name_differs", "AP is not any name"),
    ("2480旭M203", "2480旭マンション204", "DISAGREE", "building_name_differs room_differs", "another room"),
    ("2480旭M203", "2480旭メゾン203", "COMPATIBLE", "building_name_differs building_missing@resident", "not メゾン"),
    ("2480旭M", "2480旭マンション", "COMPATIBLE", "building_name_differs", "M, and no room"),
    ("2480旭No.C203", "2480旭C203", "EQUIVALENT", "address_notation", "No. before a room with a letter"),
]


@pytest.mark.parametrize(
    ("enrolment", "resident", "level", "evidence"),
    [case[:4] for case in IN_ONE_TOWN],
    ids=[case[4] for case in IN_ONE_TOWN],
)
def test_a_room_beside_its_lot(enrolment: str, resident: str, level: str, evidence: str) -> None:
    assert judged(f"福井県大野市美川町{enrolment}", f"福井県大野市美川町{resident}") == (level, evidence)
