"""More than a million pairs of different real names, chosen to look alike: not one may be EXACT or EQUIVALENT.

The only kanji that may pass for each other here are in `ONE_CHARACTER`, a list made by hand from the pairs that the
dataset spells both ways, so that a wrong row in a table cannot excuse itself.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

import pytest
from japanese_personal_name_dataset import load_dataset

from matcher.domain.kana import compare_name_kana
from matcher.domain.levels import Level
from matcher.domain.names import RegisteredNames, compare_name

SEED = 20240507
SAME = {Level.EXACT, Level.EQUIVALENT}
ONE_CHARACTER = {frozenset(pair) for pair in ["辺邊", "辺邉", "邊邉", "斎齋", "斉齊", "島嶋", "桜櫻", "浜濱",
    "広廣", "沢澤", "富冨", "瀬瀨", "真眞", "恵惠", "亜亞", "竜龍", "衛衞", "寿壽", "穂穗", "栄榮", "蔵藏",
    "静靜", "弥彌", "徳德", "国國", "学學", "実實", "礼禮", "万萬", "栄榮", "沢澤", "桧檜", "槙槇", "遥遙",
    "凜凛", "亘亙", "巌巖", "晃晄", "穣穰", "尭堯", "円圓", "豊豐", "昼晝", "楽樂", "応應", "来來", "覚覺",
    "竹竹", "繁繁", "薫薰", "黒黑", "条條", "剣劍", "将將", "壮壯", "奥奧", "暁曉", "為爲", "聡聰", "乗乘",
    "与與", "灯燈", "光炗", "児兒", "郷鄕", "絵繪", "謡謠", "緑綠", "彦彥", "瑶瑤", "勲勳", "鉄鐵", "騒騷",
    "聴聽", "渓溪", "峰峯", "秋穐", "澄澂", "祐祐", "禎禎", "芸藝", "気氣", "暦曆", "歴歷", "勝勝", "温溫",
    "滝瀧", "滋滋", "郎郞", "従從", "蕾蕾", "双雙", "収收", "様樣", "歳歲", "曽曾", "翠翆", "慧慧", "舎舍",
    "総總", "顕顯", "隆隆", "宝寶", "宝寳", "会會", "悦悅", "画畫", "県縣", "庄莊", "荘莊", "鶴靏", "鶴鶴",
    "渕淵", "渕渊", "館舘", "崎﨑", "崎嵜", "高髙", "吉𠮷", "柳栁", "塚塚", "辻辻", "徹徹", "満滿", "巣巢",
    "焔焰", "桑桒", "翔翔", "湾灣", "清淸", "青靑", "増增", "薗園", "岡岡", "橋槗", "鷹鷹", "戸戶", "野埜",
    "野壄"] for pair in [pair]}  # fmt: skip


def spelled_both_ways(one: str, other: str) -> bool:
    """Return whether two names of one length differ only by pairs of the list."""
    return all(a == b or frozenset((a, b)) in ONE_CHARACTER for a, b in zip(one, other, strict=True))


def given_names() -> dict[str, set[str]]:
    men, women = load_dataset()
    found: defaultdict[str, set[str]] = defaultdict(set)
    for names in (men, women):
        for reading, entry in names.items():
            for kanji in entry["kanji"]:
                found[kanji].add(reading)
    return found


def surname_pairs() -> Iterator[tuple[str, str]]:
    """Yield every pair of the thousand commonest surnames, with one given name."""
    surnames = load_dataset(include_last_names=True)[2]
    common = sorted(surnames, key=lambda name: -surnames[name]["count"])[:1000]
    for one, other in combinations(common, 2):
        if len(one) != len(other) or not spelled_both_ways(one, other):
            yield f"{one} 太郎", f"{other} 太郎"


def given_name_pairs(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield given names one kanji apart, reordered or shortened, and siblings and twins of one family."""
    names = sorted(given_names())
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        for index in range(len(name)):
            groups[f"{name[:index]}*{name[index + 1 :]}"].append(name)
    for group in groups.values():
        pairs = list(combinations(group, 2))
        for one, other in pairs if len(pairs) <= 250 else rng.sample(pairs, 250):
            if not spelled_both_ways(one, other):
                yield f"鈴木 {one}", f"鈴木 {other}"
    known = set(names)
    for name in names:
        if name[::-1] != name and name[::-1] in known:
            yield f"鈴木 {name}", f"鈴木 {name[::-1]}"
        if name[:-1] in known:
            yield f"鈴木 {name}", f"鈴木 {name[:-1]}"
        yield f"鈴木 {name}", f"{name} 鈴木"


def kana_pairs() -> Iterator[tuple[str, str]]:
    """Yield readings of no common kanji that are one kana apart or that a sloppy fold makes one."""
    men, women = load_dataset()
    kanji: defaultdict[str, set[str]] = defaultdict(set)
    for names in (men, women):
        for reading, entry in names.items():
            kanji[reading].update(entry["kanji"])
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for reading in sorted(kanji):
        for index in range(len(reading)):
            groups[f"{reading[:index]}*{reading[index + 1 :]}"].append(reading)
            groups[f"{reading[:index]}{reading[index + 1 :]}"].append(reading)
        groups[reading].append(reading)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if one != other and not kanji[one] & kanji[other]:
                yield f"サトウ {one}", f"サトウ {other}"


@pytest.mark.slow
def test_a_million_pairs_of_different_people_are_never_one() -> None:
    rng = random.Random(SEED)
    print(f"seed {SEED}")  # noqa: T201  the seed is part of the result
    count, wrong = 0, []
    for pairs in (surname_pairs(), given_name_pairs(rng)):
        for one, other in pairs:
            count += 1
            if compare_name(one, RegisteredNames(other)).level in SAME:
                wrong.append((one, other))
    for one, other in kana_pairs():
        count += 1
        if compare_name_kana(one, RegisteredNames("", other), None).level in SAME:
            wrong.append((one, other))
    print(f"{count:,} pairs")  # noqa: T201
    assert wrong == []
    assert count >= 1_000_000
