"""Addresses that are compared in columns compare as each pair does by itself, and ends say what they say alone."""

import random

import numpy as np
import pytest

from matcher.domain.addresses import compare_address
from matcher.engines import address_columns as module
from matcher.engines.address_columns import AddressColumns
from matcher.engines.address_cuts import cut_addresses
from matcher.engines.address_ends import AS_CHOME, MARKED, NAME, NOTATIONS, PARTS, STREET, UNUSUAL, Ends
from matcher.engines.said import UNSAID
from normalizers.addresses.glance_parts import glance_end
from normalizers.addresses.numerals import kanji_numeral
from normalizers.widths import fold_encoding
from samples.notation import half_width_kana
from tests.property.test_address_heads import AFTER, PLACES

PAIRS, ENDS = 20_000, 60_000
WIDE = {ord(char): ord(char) + 0xFEE0 for char in "0123456789"} | {ord(" "): ord("　"), ord("-"): ord("－")}
MARKS = (
    ("丁目", "番", "号"),
    ("丁目", "番地", ""),
    ("番地", "", ""),
    ("番地の", "", ""),
    ("-", "-", ""),
    ("番", "号", ""),
)
BUILDINGS = (
    *("渋谷荘", "ハイツ", "自由ガ丘澤荘", "メゾン上", "及川荘", "ノ荘", "々荘", "山", "フガ", "ヴィラ街町", "甲荘"),
    *(
        "第二富士荘",
        "県営みどり団地",
        "A棟",
        "2号棟",
        "No.",
        "ハイツ・桜",
        "第2ビル3F",
        "コーポ 桜",
        "㈱ビル",
        "一番館",
        "地域荘",
    ),
    *(
        "鈴木様方",
        "桜寮方",
        "十字荘",
        "壱荘",
        "B1階",
        "1階",
        "5字7",
        "ビル-2-",
        "株式会社",
        "C48-",
        "髙荘",
        "桜5番",
        "桜3-",
    ),
)
ROOMS = ("", "203", "203号室", "5号", "12室", "0203", "1234567", "-302", "27階", "F", "号室")
OTHER_HEADS = (
    "渋谷区渋谷",
    "京都市中京区寺町通四条上ル",
    "秋田県湯沢市大字幸町",
    "札幌市中央区北一条西",
    "所在不明",
    "",
    "渋谷",
)


def head_of(pick: random.Random) -> str:
    """Return a municipality and a town of the dictionary, or an odd head."""
    if pick.random() < 0.1:
        return pick.choice(OTHER_HEADS)
    place = pick.choice(PLACES)
    towns = list(place.towns.values())
    name = pick.choice(towns).name if towns else ""
    return pick.choice((place.prefecture, "")) + place.name + name


def end_of(pick: random.Random) -> str:
    """Return what may follow a town: mostly numbers, a building and a room, or anything."""
    if pick.random() < 0.15:
        return str(pick.randint(1, 99)) + "".join(pick.choices(AFTER, k=pick.randint(0, 12)))
    count, marks = pick.randint(1, 3), pick.choice(MARKS)
    numbers = [
        str(pick.choice((pick.randint(0, 9), pick.randint(1, 40), pick.randint(1, 200_000)))) for _ in range(count)
    ]
    text = "".join(number + mark for number, mark in zip(numbers, marks, strict=False))
    if pick.random() < 0.8:
        text = text.removesuffix("-")
    if pick.random() < 0.6:
        text += pick.choice(("", " ", " ", "　", "-")) + pick.choice(BUILDINGS)
    return text + pick.choice(("", "", " ")) + pick.choice(ROOMS)


def rewritten(pick: random.Random, text: str) -> str:
    """Return an address in another notation, or with something else about it."""
    for _ in range(pick.randint(0, 3)):
        change = pick.randrange(9)
        if change < 2:
            text = text.translate(WIDE)
        elif change == 2:
            text = fold_encoding(text)
        elif change == 3:
            text = half_width_kana(text)
        elif change == 4:
            for number in range(99, 0, -1):
                text = text.replace(f"{number}丁目", f"{kanji_numeral(number)}丁目")
        elif change == 5:
            text = text.replace("丁目", "-").replace("番地", "-").replace("番", "-").replace("号", "")
        elif change == 6:
            text = text.partition("県")[2] or text
        elif change == 7:
            text = text.replace("　", " ").replace("号室", "")
        else:
            at = pick.randint(0, len(text))
            text = text[:at] + pick.choice(AFTER) + text[at + pick.randint(0, 1) :]
    return text


def pairs_of_addresses(pick: random.Random) -> tuple[list[str], list[str]]:
    ours, theirs = [], []
    for _ in range(PAIRS):
        head, end = head_of(pick), end_of(pick)
        ours.append(rewritten(pick, head + end))
        theirs.append(rewritten(pick, head + (end if pick.random() < 0.9 else end_of(pick))))
    return ours, theirs


def test_what_columns_tell_is_what_each_pair_says() -> None:
    ours, theirs = pairs_of_addresses(random.Random(20261130))
    columns, seen, kinds = AddressColumns(), 0, set()
    for start in range(0, PAIRS, 500):
        own = slice(start, start + 500)
        for told, one, other in zip(columns.compare(ours[own], theirs[own]), ours[own], theirs[own], strict=True):
            if told is not None:
                assert told == compare_address(one, other), (one, other)
                assert one != other
                seen += 1
                kinds.add(told)
    assert seen > PAIRS / 15
    assert len(kinds) > 50


def test_ends_say_in_columns_what_they_say_alone() -> None:
    """Whatever is said of an end by way of its template is true of the end itself."""
    pick = random.Random(20261201)
    texts = [rewritten(pick, end_of(pick)) for _ in range(ENDS)]
    head = "渋谷"
    cut = cut_addresses([head + text for text in texts])
    rows = np.flatnonzero(cut.good)
    ends = Ends()
    said, marks = ends.of(cut, rows).tolist(), ends.marks
    names: dict[int, str] = {}
    lettered = others = 0
    for row, one, before in zip(rows.tolist(), said, cut.heads(rows), strict=True):
        if one[PARTS] == UNSAID:
            continue
        end = glance_end((head + texts[row])[len(before) :])
        assert end is not None, texts[row]
        name, _, room = end.dwelling.partition(" r")
        numbers = [str(number) for number in cut.numbers[row].tolist() if number]
        assert end.values.split("-") == numbers[: len(end.marks)], texts[row]
        assert one[PARTS] == len(end.marks) << 1 | (len(numbers) > len(end.marks))
        if len(numbers) > len(end.marks):
            assert numbers[len(end.marks) :] == [room], texts[row]
        elif room:
            name = end.dwelling
        assert names.setdefault(one[NAME], name) == name, texts[row]
        assert (bool(one[STREET]), one[NOTATIONS], bool(one[UNUSUAL])) == (end.street, end.notations, not end.usual)
        assert (marks[one[MARKED]], marks[one[AS_CHOME]]) == (
            end.marks,
            end.as_chome if not end.marks[0] else end.marks,
        )
        lettered += bool(cut.lettered[row])
        others += not cut.lettered[row]
    assert len(set(names.values())) == len(names) > 100
    assert lettered > ENDS / 10
    assert others > ENDS / 20


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 8)
    columns = AddressColumns()
    for number in range(1, 9):
        town = PLACES[number * 50]
        pairs = [
            (
                f"{town.name}{name}5-{number} 荘{chr(0x5000 + number)}",
                f"{town.prefecture}{town.name}{name}5-{number}　荘",
            )
            for name in list(town.towns)[:4]
        ]
        ours, theirs = zip(*pairs, strict=True)
        for told, pair in zip(columns.compare(ours, theirs), pairs, strict=True):
            assert told is None or told == compare_address(*pair)


def test_no_addresses_are_compared() -> None:
    assert AddressColumns().compare([], []) == []
    assert AddressColumns().compare([""], ["渋谷"]) == [None]
