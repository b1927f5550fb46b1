"""Pairs that differ in numbers and their marks, one row per rule."""

import pytest

from tests.address_pairs import BASE, Case, judged

CASES: list[Case] = [
    (BASE, "東京都渋谷区渋谷3-5-2", "DISAGREE", "number_differs", "other number"),
    (BASE, "東京都渋谷区渋谷2-5-1", "DISAGREE", "number_differs", "other 丁目"),
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
    (BASE, "東京都渋谷区渋谷3・5・1", "EQUIVALENT", "address_notation", "another separator"),
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
        "福井県今立郡池田町稲荷35字4番地",
        "福井県今立郡池田町稲荷三十五字4",
        "EQUIVALENT",
        "block_words@enrolment",
        "a numeral that is a 字, in kanji",
    ),
    (
        "福井県今立郡池田町稲荷第35号字4番地",
        "福井県今立郡池田町稲荷35号4番地",
        "EQUIVALENT",
        "oaza_written@enrolment",
        "第 before 号字",
    ),
    (
        "福井県今立郡池田町稲荷35字4番地",
        "福井県今立郡池田町稲荷35番地4",
        "COMPATIBLE",
        "number_marks_differ",
        "字 35 and lot 35",
    ),
    (
        "福井県今立郡池田町稲荷35字4番地",
        "福井県今立郡池田町稲荷35-4",
        "COMPATIBLE",
        "number_marks_differ",
        "字 35 and perhaps lot 35",
    ),
    (
        "愛媛県松山市高浜町1丁目乙33番地",
        "愛媛県松山市高浜町1-乙33",
        "EQUIVALENT",
        "block_words@enrolment",
        "乙 after a 丁目",
    ),
    (
        "千葉県旭市イの1775番地",
        "千葉県旭市イ1775",
        "EQUIVALENT",
        "block_words@enrolment no_variant@enrolment",
        "の after a town that is a letter",
    ),
    ("千葉県旭市イの1775番地", "千葉県旭市ロの1775番地", "DISAGREE", "town_differs", "two towns that are letters"),
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
    ("東京都青ヶ島村無番地", "東京都青ケ島村無番地", "EQUIVALENT", "ke_variant@enrolment", "no number at all"),
    (
        "東京都千代田区永田町3丁目5-1",
        "東京都千代田区永田町3-5-1",
        "EQUIVALENT",
        "block_words@enrolment",
        "a 丁目 that no list has",
    ),
    (f"{BASE} 〒", f"{BASE} 甲", "COMPATIBLE", "branch_number_extra@enrolment", "signs at the end"),
]


@pytest.mark.parametrize(
    ("enrolment", "resident", "level", "evidence"), [case[:4] for case in CASES], ids=[case[4] for case in CASES]
)
def test_numbers(enrolment: str, resident: str, level: str, evidence: str) -> None:
    assert judged(enrolment, resident) == (level, evidence)
