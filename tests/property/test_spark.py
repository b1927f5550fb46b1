"""The Spark engine gives what the bulk engine gives, for any rows, wherever they come to lie in a cluster.

The cluster is that of `tests/spark_frames.py`, so that many cases can be tried; `tests/e2e/test_spark.py` has a real
one.
"""

import random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.engines.bulk import DuckDbEngine
from matcher.engines.names import Look
from matcher.engines.portioned.run import PortionedEngine
from matcher.engines.spark.crew import SparkCrew
from tests.property.test_engines import files, judged
from tests.spark_frames import frames
from tests.spec.run_pairs import run
from tests.spec.test_behaviour import CASES

Rows = list[dict[str, object]]


@given(pair=files(), size=st.sampled_from((1, 3, 100)), look=st.sampled_from(Look))
def test_the_results_are_those_of_the_bulk_engine(pair: tuple[Rows, Rows], size: int, look: Look) -> None:
    expected = judged(DuckDbEngine(1 << 30, threads=1, look=look), pair, "stop_all", size)
    assert judged(PortionedEngine(SparkCrew(frames()), look), pair, "stop_all", size) == expected


@pytest.mark.parametrize("policy", ["stop_all", "full_check_2023"])
def test_the_specification(policy: str) -> None:
    assert run(PortionedEngine(SparkCrew(frames())), policy, CASES) == run(DuckDbEngine(1 << 30), policy, CASES)


def crowd(rows: int) -> tuple[Rows, Rows]:
    """Return residents and enrolments in which one household, one number and one description have most rows."""
    chance = random.Random(5)
    person: dict[str, object] = {
        "name": "山田 太郎",
        "name_kana": "ヤマダ タロウ",
        "birth_date": "19850102",
        "sex": "1",
        "address": "東京都千代田区丸の内1-1-1",
    }
    registered = {"foreign": False, "protected": False, "status": "1", "alias": "", "former_name": "", "name_roman": ""}
    residents: Rows = [
        {**person, **registered, "person_key": UUID(int=number).bytes, "birth_date": f"1985{1 + number % 12:02d}02"}
        for number in range(rows)
    ]
    enrolments: Rows = []
    for place in range(rows):
        number = chance.choice((7, 7, place))
        row = residents[number] | {
            "person_key": UUID(int=number).bytes,
            "insurer_number": "00138016",
            "symbol": "",
            "number": chance.choice(("1", "1", str(place))),
            "relation": "1",
            "check_basis": chance.choice(("1", "2")),
            "qualified_from": "20200401",
            "qualified_to": chance.choice(("", "20240331")),
            "defect": None,
        }
        other = chance.choice(
            ({}, {}, {"name": "鈴木 一"}, {"name": "鈴木 一", "name_kana": "スズキ ハジメ"}, {"sex": "2"})
        )
        enrolments.append(row | other)
    return enrolments, residents


@pytest.mark.parametrize("look", Look)
def test_a_crowd_under_one_key_is_judged_alike(look: Look) -> None:
    pair = crowd(150)
    expected = judged(DuckDbEngine(1 << 30, threads=1, look=look), pair, "stop_all", 40)
    assert judged(PortionedEngine(SparkCrew(frames(3)), look), pair, "stop_all", 40) == expected
