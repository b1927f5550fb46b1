"""The bulk engine gives what the reference gives, for any rows; a fast path that is too wide is found out."""

import itertools
import random
from collections.abc import Iterable
from uuid import UUID

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.engines import fast_path
from matcher.engines.bulk import DuckDbEngine
from matcher.engines.names import Look
from matcher.engines.protocol import Engine
from matcher.engines.reference import ReferenceEngine
from matcher.intake.schemas import ENROLMENT_SCHEMA, RESIDENT_SCHEMA
from rules import load_rules

NAMES = (
    "山田 太郎",
    "山田太郎",
    "髙橋 花子",
    "高橋 花子",
    "山● 太郎",
    "●● ●●",
    "ヤマダ タロウ",
    "ﾔﾏﾀﾞ ﾀﾛｳ",
    "ヤマヂ",
    "LI WEI",
)
ODD = (
    "",
    " ",
    "　",
    "・",
    "。",
    "〓",
    "\0",
    "a\0b",
    "𠮷野 一",
    "﨑 一",
    "葛\U000e0100城",
    "ー",
    "*",
    "ヽ",
    '"',
    ",",
    "\n",
    "é",
)
DATES = ("19850102", "1985-01-02", "昭和60年1月2日", "3600102", "19850100", "19850000", "00000000", "")
ODD_DATES = (
    "19850230",
    "19840229",
    "19850229",
    "00000101",
    "1985-0102",
    "１９８５０１０２",
    " 19850102",
    "昭和65年1月1日",
    "x",
)
SEXES = ("1", "2", "3", "", "１", "9", " 1")
ADDRESSES = ("東京都千代田区丸の内1-1-1", "東京都千代田区丸の内一丁目1番1号", "大阪府大阪市北区梅田1-1-1", "東京都")

names = st.sampled_from(NAMES + ODD) | st.text(max_size=6)
dates = st.sampled_from(DATES + ODD_DATES)
items = st.fixed_dictionaries(
    {
        "name": names,
        "name_kana": names,
        "birth_date": dates,
        "sex": st.sampled_from(SEXES),
        "address": st.sampled_from(ADDRESSES + ODD) | st.text(max_size=6),
    }
)
people = st.fixed_dictionaries(
    {
        "alias": st.sampled_from(("", "山田 太郎")),
        "former_name": st.sampled_from(("", "鈴木")),
        "name_roman": st.sampled_from(("", "LI WEI")),
        "foreign": st.booleans(),
        "status": st.sampled_from(("1", "1", "1", "2", "3")),
        "protected": st.booleans(),
    }
)
claims = st.fixed_dictionaries(
    {
        "check_basis": st.sampled_from(("", "1", "2", "7")),
        "qualified_from": st.sampled_from(("20200401", "令和6年4月1日", "20240331", "")),
        "qualified_to": st.sampled_from(("", "", "20240331")),
        "insurer_number": st.sampled_from(("138016", "00138016")),
        "symbol": st.sampled_from(("", "ｱ", "ア ")),
        "number": st.sampled_from(("1", "１", "2")),
        "relation": st.sampled_from(("1", "2")),
        "defect": st.sampled_from((None, None, None, "sex.unknown_code")),
    }
)
registries = st.lists(st.builds(dict.__or__, items, people), max_size=6)


@st.composite
def files(draw: st.DrawFn) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Draw a registry, and enrolments that mostly point into it and mostly repeat what it says."""
    residents = draw(registries)
    enrolments = []
    for _ in range(draw(st.integers(0, 12))):
        number = draw(st.none() | st.integers(0, len(residents)))
        row = {**draw(items), **draw(claims)}
        if number is not None and number < len(residents):
            kept = draw(st.sets(st.sampled_from(("name", "name_kana", "birth_date", "sex", "address")), max_size=2))
            row |= {item: residents[number][item] for item in row.keys() & residents[number].keys() if item not in kept}
        enrolments.append({**row, "person_key": None if number is None else UUID(int=number).bytes})
    return enrolments, [{**resident, "person_key": UUID(int=number).bytes} for number, resident in enumerate(residents)]


def batches(rows: Iterable[dict[str, object]], schema: pa.Schema, size: int) -> list[pa.RecordBatch]:
    """Return the rows as batches of files of `size` × 2 rows each."""
    blank = {field.name: "" for field in schema if field.type == pa.string()}
    full = [{**blank, **row, "row": number % (2 * size) + 1, "line": number + 1} for number, row in enumerate(rows)]
    return [pa.RecordBatch.from_pylist(full[at : at + size], schema=schema) for at in range(0, len(full), size)]


def judged(
    engine: Engine, pair: tuple[list[dict[str, object]], ...], policy: str, size: int
) -> list[list[dict[str, object]]]:
    enrolments, residents = pair
    results = engine.judge(
        batches(enrolments, ENROLMENT_SCHEMA, size), batches(residents, RESIDENT_SCHEMA, size), load_rules(policy)
    )
    return [batch.to_pylist() for batch in results]


@given(
    pair=files(),
    size=st.sampled_from((1, 3, 100)),
    policy=st.sampled_from(("stop_all", "full_check_2023")),
    look=st.sampled_from(Look),
)
def test_the_engines_give_the_same_results(
    pair: tuple[list[dict[str, object]], list[dict[str, object]]], size: int, policy: str, look: Look
) -> None:
    expected = judged(ReferenceEngine(look), pair, policy, size)
    assert judged(DuckDbEngine(1 << 30, threads=2, look=look), pair, policy, size) == expected


def test_everything_around_is_found_by_both() -> None:
    chance = random.Random(8)
    people = [
        {
            "name": f"{surname}　{given}",
            "name_kana": f"{kana}　{given_kana}",
            "birth_date": f"19{chance.randrange(50, 52)}010{chance.randrange(1, 4)}",
            "sex": chance.choice("12"),
            "address": chance.choice(ADDRESSES),
            "status": "1",
            "foreign": False,
            "protected": False,
            "person_key": UUID(int=number).bytes,
        }
        for number in range(400)
        for surname, kana in [chance.choice((("山田", "ヤマダ"), ("鈴木", "スズキ")))]
        for given, given_kana in [chance.choice((("太郎", "タロウ"), ("花子", "ハナコ"), ("一", "ハジメ")))]
    ]
    rows = []
    for number, one in enumerate(people):
        answer = chance.choice((number, number, number, (number + 1) % 400, chance.randrange(420)))
        home = {"insurer_number": "138016", "symbol": "ア", "number": str(number // 3), "relation": "1"}
        since = chance.choice(("20200401", "20230401"))
        rows.append(
            {
                **one,
                **home,
                "check_basis": chance.choice("12"),
                "qualified_from": since,
                "qualified_to": chance.choice(("", "20240331")),
                "address": chance.choice(ADDRESSES),
                "defect": chance.choice((None,) * 30 + ("sex.unknown_code",)),
                "person_key": UUID(int=answer).bytes,
            }
        )
    found = judged(ReferenceEngine(Look.SEARCH), (rows, people), "stop_all", 70)
    assert judged(DuckDbEngine(1 << 30, look=Look.SEARCH), (rows, people), "stop_all", 70) == found
    signals = {code for batch in found for row in batch for code in str(row["evidence"]).split() if "record:" in code}
    assert {code.partition("@")[0].removeprefix("record:") for code in signals} >= {
        "rows_shifted",
        "fits_household_member",
        "number_fits_other_row",
        "other_number_fits",
        "qualified_twice",
        "right_person_found",
        "key_shared",
    }


BROKEN = {
    "no condition on the birth date": "plain_dates",
    "no condition on the sex": "known_sexes",
    "no condition on the first letters": "lettered",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_fast_path_that_is_too_wide_is_found_out(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_path, broken, lambda values: np.ones(len(values), np.bool_))
    rng = random.Random(5)
    residents = [
        {
            "name": rng.choice(NAMES + ODD),
            "name_kana": rng.choice(NAMES + ODD),
            "birth_date": rng.choice(DATES + ODD_DATES),
            "sex": rng.choice(SEXES),
            "address": rng.choice(ADDRESSES + ODD),
            "status": "1",
            "foreign": False,
            "protected": False,
            "person_key": UUID(int=number).bytes,
        }
        for number in range(1_500)
    ]
    pair = ([{**row, "check_basis": "2", "qualified_to": "", "defect": None} for row in residents], residents)
    assert judged(DuckDbEngine(1 << 30), pair, "stop_all", 700) != judged(ReferenceEngine(), pair, "stop_all", 700)


ALIKE = ("東京都世田谷区北沢2丁目23番5号 メゾン102号室", "東京都世田谷区北沢2丁目23番7号 メゾン104号室")


def test_addresses_that_a_weak_hash_takes_for_one_are_two() -> None:
    """DuckDB's own hash of the two is the same."""
    person = {"name": "山田 太郎", "name_kana": "ヤマダ タロウ", "birth_date": "19850102", "sex": "1", "status": "1"}
    resident = {**person, "foreign": False, "protected": False, "person_key": UUID(int=1).bytes}
    ours, theirs = ALIKE
    row = {**resident, "address": ours, "check_basis": "2", "defect": None}
    pair = ([row], [{**resident, "address": theirs}])
    found = judged(DuckDbEngine(1 << 30), pair, "stop_all", 10)
    assert found == judged(ReferenceEngine(), pair, "stop_all", 10)
    assert found[0][0]["verdict"] == "MISMATCHED"


def test_no_two_addresses_that_differ_in_digits_have_one_fingerprint() -> None:
    """With a hash that takes eight bytes at a time, some tens of these collide."""
    chance = random.Random(2)
    every = set()
    for _ in range(200):
        place = [
            *f"東京都世田谷区北沢{chance.randrange(1, 9)}丁目{chance.randrange(10, 99)}番{chance.randrange(10, 99)}号"
        ]
        place += [*f" メゾン{chance.choice('ABC')}{chance.randrange(100, 999)}号室"]
        digits = [at for at, character in enumerate(place) if character.isdigit()]
        for one, other in itertools.combinations(digits, 2):
            for pair in itertools.product("0123456789", repeat=2):
                place[one], place[other] = pair
                every.add("".join(place))
    columns = {item: pa.array([""] * len(every)) for item in fast_path.ITEMS} | {"address": pa.array([*every])}
    rows = pa.table(columns)
    with duckdb.connect() as connection:
        connection.register("rows", rows)
        sql = f"SELECT count(DISTINCT print) FROM (SELECT {fast_path.FINGERPRINT} FROM rows)"  # noqa: S608  no value
        assert connection.execute(sql).fetchone() == (len(every),)


def test_the_order_of_the_rows_is_that_of_the_input() -> None:
    rng = random.Random(3)
    living = {"status": "1", "foreign": False, "protected": False}
    residents = [{"name": f"山田 {number}", "person_key": UUID(int=number).bytes, **living} for number in range(2_000)]
    enrolments: list[dict[str, object]] = [
        {"name": "山田 1", "defect": None, "person_key": UUID(int=rng.randrange(2_500)).bytes} for _ in range(9_000)
    ]
    pair = (enrolments, residents)
    rows = [row["row"] for batch in judged(DuckDbEngine(1 << 30), pair, "stop_all", 700) for row in batch]
    assert rows == [number % 1_400 + 1 for number in range(9_000)]
