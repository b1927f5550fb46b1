"""What the database settles as equal, without a comparison, is what the comparison says of the same pair."""

from itertools import product

import pytest
from sqlalchemy import text

from matcher.service.judging import Bench, judge_pairs
from matcher.store import judging, pairs
from matcher.store.database import Access
from tests.records import CANARIES, enrolment, resident
from tests.service_fixtures import World

ITEMS = ("name", "name_kana", "birth_date", "sex", "address")
VALUES = [
    pytest.param({}, True, id="plain"),
    pytest.param({"birth_date": "1985-01-02"}, True, id="a date in ISO form"),
    pytest.param({"name": "ABE SHINICHI"}, True, id="a Roman name"),
    pytest.param({"sex": "3"}, False, id="sex 未設定 is never EXACT"),
    pytest.param({"name": "●田　太郎"}, False, id="a mask at the front"),
    pytest.param({"name_kana": ""}, False, id="no kana"),
    pytest.param({"birth_date": "19850100"}, False, id="an unknown day"),
    pytest.param({"birth_date": "昭和60年1月2日"}, False, id="a date in wareki"),
    pytest.param({"address": ""}, False, id="no address"),
]
OTHERS = [{}, {"alias": "鈴木　太郎"}, {"foreign": "1"}, {"status": "2"}, {"status": "3"}, {"protected": "1"}]
BASES = ("2", "1", "")


@pytest.mark.parametrize(("values", "plain"), VALUES)
def test_equal_pairs(world: World, values: dict[str, str], plain: bool) -> None:  # noqa: FBT001
    cases = list(product(OTHERS, BASES))[: len(CANARIES)]
    shared = [{name: resident(person)[name] for name in ITEMS} | values for person in range(len(cases))]
    world.load(*(resident(person, **shared[person], **other) for person, (other, _) in enumerate(cases)))
    world.submit(*(enrolment(person, **shared[person], check_basis=basis) for person, (_, basis) in enumerate(cases)))
    living = sum(other.get("status", "1") == "1" for other, _ in cases)
    with world.service.database.transaction(Access.NATIONAL) as connection:
        found = connection.execute(text(_STORED)).all()
        connection.execute(text("UPDATE judgement SET rules_hash = 'other'"))
        bench = Bench.at(connection, world.service)
        chunk = bench.of_current(0, 1000)
        assert (chunk.equal, chunk.count) == (living if plain else 0, len(cases))
        connection.execute(text("UPDATE chunk SET equal = false"))
        compared = pairs.Pairs(*pairs.to_compare(connection, bench.epoch), equal=0)
        rows = judge_pairs(world.service, compared).to_pylist()
    expected = [tuple(row[name] for name in judging.FRESH.names) for row in rows]
    assert [tuple(map(str, row)) for row in found] == [tuple(map(str, row)) for row in expected]


_COLUMNS = ", ".join(f'"{name}"' for name in judging.FRESH.names)
_STORED = f"SELECT {_COLUMNS} FROM judgement ORDER BY version"  # noqa: S608
