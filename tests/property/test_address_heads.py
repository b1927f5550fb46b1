"""A head that is read once says what the whole address would say: the three ways of reading an address are one."""

import random

from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.addresses import compare_address, compare_in_full
from normalizers.addresses.dictionary import load_dictionary
from normalizers.addresses.glance import glances
from normalizers.addresses.glance_parts import notations_of
from normalizers.addresses.head import read_head, split_head
from normalizers.addresses.key import address_key, number_key
from normalizers.addresses.notation import notation_reasons
from normalizers.addresses.parse import parse_address, parse_whole
from normalizers.addresses.towns import Municipality

PLACES = sorted(
    {
        place
        for group in load_dictionary().by_prefecture[""].values()
        for place in group
        if isinstance(place, Municipality)
    },
    key=lambda place: place.code,
)
NAMES = [place.name for place in PLACES] + [alias for place in PLACES for alias in place.aliases]
BETWEEN = "の之ノがガヶケ字大三五十壱第地番東西通上下I一方様(・　 ー-々㌔Ⅱ゛"
AFTER = "0123456789１２３-－ー一二三十百のノ之丁目番地号室棟階字方様気付ハイツコーポ桜荘第FBI　 ()・、〒Ⅱ壱廿"
BUILDINGS = (
    "",
    "",
    " 県営みどり団地807",
    "　第二富士荘２０３号室",
    " A棟203",
    " 十文字荘",
    "コーポ・桜 3F",
    " 2号棟504",
    "Iハイツ",
    " 5字7",
)
OTHERWISE = str.maketrans("番-丁　0123456789", "-－- ０１２３４５６７８９", "地号目")


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """Draw a town of the dictionary in any municipality, what disturbs its end, and what may follow."""
    place = PLACES[draw(st.integers(0, len(PLACES) - 1))]
    towns = list(place.towns.values())
    town = towns[draw(st.integers(0, len(towns) - 1))] if towns else None
    name = town.key if town and draw(st.booleans()) else town.name if town else ""
    municipality = draw(st.sampled_from([place.name, *place.aliases, *random.Random(0).sample(NAMES, 3)]))
    head = draw(st.sampled_from([place.prefecture, "", " "])) + municipality + name[: draw(st.integers(0, len(name)))]
    ends = draw(st.sampled_from(["", name, "5", "５", "五丁目", "十五丁目", "1", "十十丁目", "7条西"]))
    after = draw(st.text(AFTER, max_size=12)) + draw(st.sampled_from(BUILDINGS))
    return head + draw(st.text(BETWEEN, max_size=2)) + ends + after


@given(addresses())
def test_an_address_says_the_same_by_its_head(text: str) -> None:
    by_head, whole = parse_address(text), parse_whole(text)
    assert by_head._replace(place=whole.place) == whole
    assert by_head.place._replace(rest="") == whole.place._replace(rest="")


@given(st.text("東京都渋谷区札幌市北七条西四十万石川県金沢市い12-3番地号丁目 五ー様方大字の之", max_size=30))
def test_any_text_says_the_same_by_its_head(text: str) -> None:
    assert parse_address(text)._replace(place=parse_whole(text).place) == parse_whole(text)


@given(addresses())
def test_a_prefecture_before_a_head_that_needs_none_changes_nothing(text: str) -> None:
    """What is read by way of the head without its prefecture is what is read of the whole."""
    for place in PLACES[:: len(PLACES) // 5]:
        whole = parse_whole(place.prefecture + text)
        assert parse_address(place.prefecture + text)._replace(place=whole.place) == whole


def test_a_prefecture_written_twice_is_not_left_out_twice() -> None:
    for text in ("北海道北海道札幌市中央区5-1", "東京都千葉県千葉市緑区5-1"):
        assert parse_address(text)._replace(place=parse_whole(text).place) == parse_whole(text)


def test_towns_are_the_same_with_their_prefecture_and_without() -> None:
    alike = total = 0
    for place in PLACES:
        for town in list(place.towns.values())[:: 1 + len(place.towns) // 9]:
            head = f"{place.prefecture}{place.name}{town.name}"
            by_head, whole = parse_address(f"{head}5-1"), parse_whole(f"{head}5-1")
            assert by_head._replace(place=whole.place) == whole
            assert by_head.place._replace(rest="") == whole.place._replace(rest="")
            read = read_head(head)
            alike += read is not None and read is read_head(f"{place.name}{town.name}")
            total += 1
    assert 0.8 * total < alike < total


@given(addresses())
def test_what_is_seen_at_a_glance_is_what_is_read(text: str) -> None:
    both = glances(text, text)
    if both is not None:
        seen, _ = both
        address = parse_address(text)
        numbers = tuple(zip(seen.values.split("-"), seen.marks, strict=True))
        building, _, room = seen.dwelling.partition(" r")
        rest = (f" b{building}" if building else "") + (f" r{room}" if room else "")
        assert f"{seen.place} {number_key(numbers)}{rest}" == address_key(address, text)
        assert [*notations_of(seen.notations)] == notation_reasons(text, address)
        assert numbers == address.numbers
        assert (address.chome > 0) == (seen.listed and seen.marks[0] == "丁目")


@given(addresses(), st.text(AFTER, max_size=12))
def test_two_addresses_compare_alike_at_a_glance_and_in_full(one: str, after: str) -> None:
    """The others are the same in another width or with other marks, and what goes on otherwise after the same head."""
    for other in (one.translate(OTHERWISE), one[: split_head(one)] + after):
        for pair in ((one, other), (other, one)):
            if one != other and other.strip():
                assert compare_address(*pair) == compare_in_full(*pair)


def test_most_addresses_are_seen_at_a_glance() -> None:
    pick = random.Random(1)
    texts = [
        f"{place.prefecture}{place.name}{town.name}{pick.randint(1, 9)}{mark}{pick.randint(1, 99)}{end}"
        for place in pick.sample(PLACES, 200)
        for town in place.towns.values()
        for mark, end in (("丁目", "番１号"), ("番地", ""), ("－", "コーポ桜　２０３号室"))
    ]
    assert sum(glances(text, text) is not None for text in texts) > 0.85 * len(texts)
