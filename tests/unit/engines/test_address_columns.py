"""Which pairs of addresses columns tell of, and that they tell what is said of each pair by itself."""

import pytest

from matcher.domain.addresses import compare_address
from matcher.engines.address_columns import AddressColumns

LONG = "荘" * 300
CASES = [
    (
        "渋谷区渋谷3-5-1 渋谷荘203",
        "東京都渋谷区渋谷三丁目５番１号　渋谷荘２０３号室",
        True,
        "notations of one dwelling",
    ),
    ("渋谷区渋谷3-5-1", "渋谷区渋谷3-5-1", False, "equal texts are EXACT, which is not for columns to say"),
    ("渋谷区渋谷3-5-1", "渋谷区渋谷３－５－２", False, "another number"),
    ("渋谷区渋谷3-5-1 渋谷荘", "渋谷区渋谷３－５－１　青山荘", False, "another building"),
    ("渋谷区渋谷3-5-203", "渋谷区渋谷３－５　渋谷荘２０３", False, "a room, and a number"),
    (
        "渋谷区渋谷3-5-1 第二みどり荘203",
        "渋谷区渋谷３－５－１　第二みどり荘２０３号室",
        True,
        "a building of any writing",
    ),
    ("渋谷区渋谷5番地1階二号", "渋谷区渋谷５番地1階二号", False, "a digit of the building is no room"),
    ("渋谷区渋谷05-1", "渋谷区渋谷０５－１", False, "a leading zero"),
    ("渋谷区渋谷十番地5 渋谷荘", "渋谷区渋谷１０番地５　渋谷荘", False, "番地 in kanji"),
    (f"渋谷区渋谷5-1 {LONG}", f"東京都渋谷区渋谷5-1 {LONG}", False, "more than is read of an address"),
    ("大阪府渋谷区渋谷3-5-1", "渋谷区渋谷3-5-1", False, "a prefecture that is not its own"),
    ("東京都東京都渋谷区渋谷3-5-1", "東京都渋谷区渋谷3-5-1", False, "a prefecture twice"),
    ("府中市府中町5-1", "東京都府中市府中町５－１", False, "a municipality whose name another one has"),
    ("京都市北区紫野西野町5-1 西荘", "京都市北区紫野西野町５－１　西荘", False, "the end could be a street of Kyoto"),
    ("京都市北区紫野西野町5-1 山荘", "京都市北区紫野西野町５－１　山荘", True, "no street of Kyoto"),
    ("湯沢市大字幸町6-26-4 第二富士荘410", "湯沢市大字幸町６－２６－４　第二富士荘４１０", False, "字 and a numeral"),
    ("羅臼町岬町1-2-3", "羅臼町岬町1丁目2-3", True, "the dictionary has no 丁目 for this town"),
    ("渋谷区渋谷3番5", "渋谷区渋谷3丁目5", False, "the dictionary has one, and one side calls it otherwise"),
    ("", "渋谷区渋谷3-5-1", False, "nothing"),
    ("渋谷区渋谷", "東京都渋谷区渋谷", False, "no number"),
]


@pytest.mark.parametrize(("one", "other", "told"), [case[:3] for case in CASES], ids=[case[3] for case in CASES])
def test_what_columns_tell(one: str, other: str, told: bool) -> None:  # noqa: FBT001  a column of the table
    found, back = AddressColumns().compare([one, other], [other, one])
    assert [found is not None, back is not None] == [told, told]
    if told:
        assert (found, back) == (compare_address(one, other), compare_address(other, one))
