"""Numbers, 方書, streets and residence forms of an address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.addresses.detail import Detail, read_detail
from normalizers.addresses.fold import fold_spelling
from normalizers.addresses.forms import ResidenceForm, residence_form
from normalizers.addresses.key import number_key
from normalizers.addresses.numbers import Land, read_numbers
from normalizers.addresses.street import fold_street, street_ends
from normalizers.addresses.tail import read_usual

LAND = [
    ("1-2-3", "", "1-2-3", "", "hyphens"),
    ("1丁目2番3号", "", "1-2-3", "", "words"),
    ("141番地ノ55", "", "141-55", "", "番地ノ"),
    ("563の8", "", "563-8", "", "の"),
    ("28丁20-5", "", "28-20-5", "", "丁 of 堺"),
    ("第18地割115番地29", "", "18-115-29", "", "地割"),
    ("5丁目ノ11番", "", "5-11", "", "丁目ノ"),
    ("甲1757番地15", "甲", "1757-15", "", "甲"),
    ("ノ-14-1", "ノ", "14-1", "", "イロハ"),
    ("ハの74-2", "ハ", "74-2", "", "イロハ and の"),
    ("山本8", "山本", "8", "", "小字"),
    ("5反田12番地", "5反田", "12", "", "小字 that begins with a digit"),
    ("1ビル名", "", "1", "ビル名", "building right after the number"),
    ("5-30-A", "", "5-30-A", "", "letter at the end"),
    ("415番乙5", "", "415-乙-5", "", "letter between"),
    ("1-2 3田市役所", "", "1-2", " 3田市役所", "building that begins with a numeral"),
    ("2-9-1 2号棟504", "", "2-9-1", " 2号棟504", "wing is no number"),
    ("1-2-3階", "", "1-2", "-3階", "floor is no number"),
    ("0123-005", "", "123-5", "", "leading zeros"),
    ("0", "", "0", "", "zero"),
    ("西洗淵", "西洗淵", "", "", "no number"),
    ("", "", "", "", "nothing"),
    ("3階", "", "", "3階", "only a floor"),
    ("港-3番館", "港", "", "3番館", "only a building"),
]

DETAILS = [
    ("", Detail(), "nothing"),
    ("メゾン桜406号室", Detail("メゾン桜", "406"), "room"),
    ("メゾン桜-406", Detail("メゾン桜", "406"), "room after a hyphen"),
    ("都営アパート2号棟504号", Detail("都営アパート2号棟", "504"), "wing and room"),
    ("ビル27F", Detail("ビル", "27階"), "floor in letters"),
    ("ビル27階", Detail("ビル", "27階"), "floor"),
    ("A101", Detail("", "A101"), "room with a letter"),
    ("007号室", Detail("", "7"), "leading zeros"),
    ("000号室", Detail("", "0"), "room zero"),
    ("新木場タワー", Detail("新木場タワー"), "building only"),
    ("ビルF", Detail("ビルF"), "a letter that is no floor"),
    ("弐番館807", Detail("2番館", "807"), "old numeral"),
    ("ビレッジ30 601号", Detail("ビレッジ30", "601"), "number in the name"),
    ("小林様方", Detail("", "", "小林", "様方"), "様方"),
    ("小林方", Detail("", "", "小林", "様方"), "方"),
    ("101号室小林方", Detail("", "101", "小林", "様方"), "方 after a room"),
    ("101号室小林様方", Detail("", "101", "小林", "様方"), "様方 after a room"),
    ("小林建設株式会社気付", Detail("", "", "小林建設株", "気付"), "気付"),
    ("小林有限会社気付営業部", Detail("営業部", "", "小林有", "気付"), "気付 and a department"),
    ("西方ハイツ", Detail("西方ハイツ"), "方 in a name"),
    ("メゾン 桜", Detail("メゾン桜"), "joints go"),
]

FORMS = [
    ("東京都港区芝5-1 さくら病院", ResidenceForm.INSTITUTION, "hospital"),
    ("1-2-3 ひかり荘内", ResidenceForm.INSTITUTION, "内"),
    ("府中刑務所", ResidenceForm.INSTITUTION, "prison"),
    ("1-2-3 社宅101", ResidenceForm.DORMITORY, "company housing"),
    ("1-2 小林様方", ResidenceForm.CARE_OF, "様方"),
    ("1-2(鈴木方)", ResidenceForm.CARE_OF, "方 in brackets"),
    ("小林建設(株)気付", ResidenceForm.THROUGH_FIRM, "気付"),
    ("芝郵便局私書箱5号", ResidenceForm.PO_BOX, "私書箱"),
    ("芝5-1 丸山工業株式会社内", ResidenceForm.THROUGH_FIRM, "at a firm"),
    ("芝5-1 （株）丸山工業内", ResidenceForm.THROUGH_FIRM, "at a firm, abbreviated"),
    ("芝5-1 丸山工業株式会社", None, "the name of a building may be that of a firm"),
    ("芝5-1 陸上自衛隊朝霞駐屯地", ResidenceForm.DORMITORY, "a garrison"),
    ("P.O. Box 12", ResidenceForm.PO_BOX, "PO box"),
    ("本籍 東京都港区芝5番地", ResidenceForm.REGISTERED_DOMICILE, "本籍"),
    ("住所不定", ResidenceForm.UNKNOWN, "no fixed address"),
    ("不明", ResidenceForm.UNKNOWN, "unknown"),
    ("アメリカ合衆国ハワイ州", ResidenceForm.FOREIGN, "country"),
    ("123 Main Street, Honolulu", ResidenceForm.FOREIGN, "Latin letters"),
    ("1-2-3", None, "digits are not foreign"),
    ("東京都港区芝5-1", None, "ordinary"),
    ("大阪府枚方市", None, "方 in a municipality"),
]


@pytest.mark.parametrize(("text", "aza", "values", "tail"), [case[:4] for case in LAND], ids=[case[4] for case in LAND])
def test_read_numbers(text: str, aza: str, values: str, tail: str) -> None:
    land = read_numbers(text)
    assert (land.aza, "-".join(value for value, _ in land.numbers), land.tail) == (aza, values, tail)


@pytest.mark.parametrize(("text", "expected"), [case[:2] for case in DETAILS], ids=[case[2] for case in DETAILS])
def test_read_detail(text: str, expected: Detail) -> None:
    assert read_detail(text) == expected


@pytest.mark.parametrize(("text", "expected"), [case[:2] for case in FORMS], ids=[case[2] for case in FORMS])
def test_residence_form(text: str, expected: ResidenceForm | None) -> None:
    assert residence_form(text) is expected


USUAL = [
    ("5-1-203", "hyphens"),
    ("三丁目5番1号", "丁目 in kanji"),
    ("13番地の10 5号室", "a room alone"),
    ("13番地10 05号室", "leading zero"),
    ("10番 000号室", "room zero"),
    ("10番203号室", "a room right after a mark"),
    ("1-2-3 自由ガ丘澤荘 540", "building and room"),
    ("5番3コーポヴィラ203号", "building after two numbers"),
]
UNUSUAL = [
    ("十十丁目", "no numeral"),
    ("3番地5番地", "two lots"),
    ("3番地5番地7コーポ", "two lots and a building"),
    ("5コーポ", "building after one number"),
    ("5-1 2号棟504", "wing"),
    ("5-1第二コーポ", "numeral in the building"),
    ("5-1鈴木様方", "householder"),
]
NUMBER = st.integers(1, 99_999).map(str)
MARK = st.sampled_from(["丁目", "番地", "番", "-", "番地の", "の", "ノ", "番-", "丁", "部", "ー", ""])
END = st.sampled_from(["", "丁目", "番地", "番", "号", "丁", "地割", "-", "の"])
NAME = st.text(alphabet="ハイノケツヴガー第桜町街館丁目番地號階棟室部甲乙之の方様会社字割二千澤ヶFa1 -", max_size=6)
ROOM = st.sampled_from(["", "号室", "室", "号", "階", "棟", "番館", "F"])


def read_any(wide: str) -> tuple[str, Land, Detail]:
    folded = fold_spelling(wide)
    land = read_numbers(folded)
    return folded, Land(land.aza, land.numbers, ""), read_detail(land.tail)


def same_as_any(wide: str) -> bool:
    """Say whether a usual end is read like any other; True where it is none."""
    usual = read_usual(wide)
    read = usual and (usual.text, Land("", usual.numbers, ""), Detail(usual.building, usual.room))
    return read is None or read == read_any(wide)


@pytest.mark.parametrize("text", [case[0] for case in USUAL], ids=[case[1] for case in USUAL])
def test_a_usual_end_is_read_at_once(text: str) -> None:
    assert read_usual(text)
    assert same_as_any(text)


@pytest.mark.parametrize("text", [case[0] for case in UNUSUAL], ids=[case[1] for case in UNUSUAL])
def test_any_other_end_is_not(text: str) -> None:
    assert read_usual(text) is None


@given(
    st.lists(st.tuples(NUMBER, MARK), max_size=2),
    st.sampled_from(["", "五丁目", "二十三丁目-"]),
    NUMBER,
    END,
    st.sampled_from(["", " "]),
    NAME,
    st.sampled_from(["", " ", "-"]),
    st.none() | NUMBER,
    ROOM,
)
def test_the_usual_end_is_read_like_any_other(
    first: list[tuple[str, str]],
    chome: str,
    last: str,
    end: str,
    gap: str,
    name: str,
    joint: str,
    room: str | None,
    kind: str,
) -> None:
    text = chome + "".join(f"{value}{mark}" for value, mark in first) + last + end + gap + name + joint
    text += f"{room}{kind}" if room else kind
    for written in (text, text.replace(" ", ""), f"{last}{end} {room}{kind}", f"{last}{end}{room}{kind}"):
        assert same_as_any(written)


def test_number_key_marks_what_could_be_another_place() -> None:
    assert number_key((("2", "丁目"), ("3", "番地"), ("26", ""))) == "c2-b3-26"
    assert number_key((("3", "番"), ("26", "号"))) == "g3-26"
    assert number_key((("5", "地割"), ("138", "番地"))) == "w5-138"


def test_streets() -> None:
    assert street_ends("寺町通4条上ル中ノ町東入町") == [13 - 1, 7]
    assert fold_street("釜座通竹屋町下る") == fold_street("釜座竹屋町下ル") == "釜座竹屋町下"
