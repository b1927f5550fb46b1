"""Judged by what is distinct in them, pairs have the judgement that the domain gives to each by itself."""

import random
from itertools import chain

import numpy as np
import pyarrow as pa
import pytest

from matcher.domain.judgement import judge
from matcher.engines.distinct import parts_of
from matcher.engines.judges import LocalJudges
from matcher.engines.memo import Memo
from matcher.engines.pairs import judge_pairs
from matcher.engines.records import ENROLMENT_ITEMS, RESIDENT_ITEMS, pairs_of
from rules import load_rules

PAIRS = 6_000
FAMILIES, GIVEN = (
    ("竹島", "髙橋", "渡邉", "山﨑", "●田", "林", "NGUYEN", ""),
    ("裕香", "健", "はるか", "直之", "VAN ANH"),
)
KANA_FAMILIES, KANA_GIVEN = (
    ("タケシマ", "ワタナベ", "ハヤシ", "ヴァン", "ー", ""),
    ("ユウカ", "シュン", "ジユウ", "ナオユキ"),
)
HALF = str.maketrans(
    dict(zip("タケシマワナヘハヤユウカンオキ", "ﾀｹｼﾏﾜﾅﾍﾊﾔﾕｳｶﾝｵｷ", strict=True)) | {"ベ": "ﾍﾞ", "ジ": "ｼﾞ"}
)
LARGE = str.maketrans("ュョャッ", "ユヨヤツ")
DATES = ("19850102", "1985-01-02", "S60.1.2", "昭和60年1月2日", "19850201", "19850100", "00000000", "19840229", "", "x")
HEADS = (
    "東京都渋谷区渋谷",
    "渋谷区渋谷",
    "千葉県千葉市緑区あすみが丘",
    "千葉市緑区あすみが丘",
    "中央区日本橋",
    "所在不明",
    "",
)
ENDS = ("５丁目３番１号", "5-3-1", "五丁目3番1号　第二富士荘２０３号室", "5-3-1 第二富士荘203", "5-3-2", "99", "")


def name_of(pick: random.Random, families: tuple[str, ...], given: tuple[str, ...]) -> str:
    return pick.choice(families) + pick.choice(("", " ", "　", "　", "・")) + pick.choice(given)


def rewritten(pick: random.Random, text: str) -> str:
    """Return a text in another notation, now and then another text."""
    change = pick.random()
    if change < 0.3:
        return text
    if change < 0.5:
        return text.replace("　", "")
    if change < 0.7:
        return text.translate(HALF)
    return text.translate(LARGE) if change < 0.9 else text[:-1]


def columns(pick: random.Random) -> tuple[list[list[object]], list[list[object]]]:
    """Return the values of pairs; some are the same pair again, as those who live together share an address."""
    ours: list[list[object]] = []
    theirs: list[list[object]] = []
    for _ in range(PAIRS):
        name, kana = name_of(pick, FAMILIES, GIVEN), name_of(pick, KANA_FAMILIES, KANA_GIVEN)
        date, sex = pick.choice(DATES), pick.choice("123")
        address = pick.choice(HEADS) + pick.choice(ENDS)
        others = pick.choice(("", name)), pick.choice(("", "鈴木")), pick.choice(("", "LI WEI"))
        resident = [name, kana, date, sex, address, *others, pick.random() < 0.3, pick.choice("1123"), False]
        enrolment: list[object] = [
            rewritten(pick, name),
            rewritten(pick, kana),
            date if pick.random() < 0.6 else pick.choice(DATES),
            sex if pick.random() < 0.8 else pick.choice("123"),
            address if pick.random() < 0.2 else pick.choice(HEADS) + pick.choice(ENDS),
            pick.choice(("", "1", "2")),
            pick.choice(("", " ", "20240401")),
        ]
        ours.append(enrolment)
        theirs.append(resident)
    return [list(values) for values in zip(*ours, strict=True)], [list(values) for values in zip(*theirs, strict=True)]


def test_pairs_are_judged_as_one_by_one() -> None:
    rules = load_rules()
    ours, theirs = columns(random.Random(20261126))
    enrolments = pa.RecordBatch.from_pydict(dict(zip(ENROLMENT_ITEMS, ours, strict=True)))
    residents = pa.RecordBatch.from_pydict(dict(zip(RESIDENT_ITEMS, theirs, strict=True)))
    judgements, places = judge_pairs(enrolments, residents, LocalJudges(Memo(rules)))()
    alone = [judge(enrolment, resident, rules) for enrolment, resident in pairs_of(ours, theirs)]
    assert [judgements[place] for place in places.tolist()] == alone
    assert len(judgements) > 100
    assert len(judgements) == len(set(judgements))


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_each_pair_is_in_one_part(workers: int) -> None:
    ours, theirs = columns(random.Random(20261127))
    enrolments = pa.RecordBatch.from_pydict(dict(zip(ENROLMENT_ITEMS, ours, strict=True)))
    residents = pa.RecordBatch.from_pydict(dict(zip(RESIDENT_ITEMS, theirs, strict=True)))
    parts = list(parts_of(enrolments, residents, workers))
    assert sorted(chain.from_iterable(part.rows.tolist() for part in parts)) == list(range(PAIRS))
    assert {part.worker for part in parts} == set(range(workers))
    for rows, _, pairs in parts:
        dates = [tuple(column[place] for column in pairs.dates) for place in pairs.numbers[1]]
        told = [ours[2][row] == theirs[2][row] for row in rows.tolist()]
        assert [one == other for one, other in dates] == told


def test_no_pairs_have_no_parts() -> None:
    enrolments = pa.RecordBatch.from_pydict({name: pa.array([], pa.string()) for name in ENROLMENT_ITEMS})
    kinds = {"foreign": pa.bool_(), "protected": pa.bool_()}
    residents = pa.RecordBatch.from_pydict(
        {name: pa.array([], kinds.get(name, pa.string())) for name in RESIDENT_ITEMS}
    )
    assert list(parts_of(enrolments, residents, 2)) == []
    assert judge_pairs(enrolments, residents, LocalJudges(Memo(load_rules())))()[1].dtype == np.int32
