"""The engine of prepared files gives what the bulk engine gives, whatever is known of an earlier run."""

import random
import tempfile
from itertools import accumulate
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.domain.blocks import MOST_RESIDENTS
from matcher.domain.conclude import Facts, conclude
from matcher.domain.levels import Comparison, Item, Level
from matcher.engines.bulk import DuckDbEngine
from matcher.engines.judges import LocalJudges
from matcher.engines.memo import Memo
from matcher.engines.names import Look
from matcher.engines.portioned.portions import HeldPortion
from matcher.engines.prepared import known as steps_of
from matcher.engines.prepared.blocks import make_blocks
from matcher.engines.prepared.form import Side
from matcher.engines.prepared.known import STEPS, Known, Memory
from matcher.engines.prepared.making import make_enrolments, make_residents
from matcher.engines.prepared.run import PreparedEngine
from matcher.intake.schemas import ENROLMENT_SCHEMA, RESIDENT_SCHEMA
from rules import load_rules
from tests.property.test_engines import ADDRESSES, NAMES, batches, files, judged
from tests.property.test_spark import Rows, crowd

LOOKS = st.sampled_from(Look)


def portions(found: list[pa.RecordBatch], schema: pa.Schema) -> list[HeldPortion]:
    found = found or [pa.RecordBatch.from_pylist([], schema)]
    starts = accumulate((batch.num_rows for batch in found), initial=0)
    return [HeldPortion.of(start, batch) for start, batch in zip(starts, found, strict=False)]


def prepared_and_judged(
    pair: tuple[Rows, Rows], size: int, look: Look, memory: Memory
) -> tuple[list[list[dict[str, object]]], Memory]:
    """Prepare both sides, judge, and return the results by batch, and what is known then."""
    rules = load_rules()
    judges = LocalJudges(Memo(rules))
    ours, theirs = batches(pair[0], ENROLMENT_SCHEMA, size), batches(pair[1], RESIDENT_SCHEMA, size)
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder, name) for name in ("enrolments", "residents")]
        for place in places:
            place.mkdir()
        make_enrolments(places[0], portions(ours, ENROLMENT_SCHEMA), judges)
        make_residents(places[1], portions(theirs, RESIDENT_SCHEMA), judges)
        if look is Look.SEARCH:
            make_blocks(places[1], judges)
        engine = PreparedEngine(judges, look)
        outcome, known = engine.judge(Side(places[:1]), Side(places[1:]), rules, memory)
        starts = accumulate((batch.num_rows for batch in ours), initial=0)
        return [outcome.results(batch, at).to_pylist() for batch, at in zip(ours, starts, strict=False)], known


def expected(pair: tuple[Rows, Rows], size: int, look: Look) -> list[list[dict[str, object]]]:
    return judged(DuckDbEngine(1 << 30, threads=1, look=look), pair, "stop_all", size)


@given(pair=files(), size=st.sampled_from((1, 3, 100)), look=LOOKS)
def test_the_results_are_those_of_the_bulk_engine(pair: tuple[Rows, Rows], size: int, look: Look) -> None:
    found, known = prepared_and_judged(pair, size, look, Memory())
    assert found == expected(pair, size, look)
    again, known_again = prepared_and_judged(pair, size, look, known)
    assert again == found
    assert known_again.known == known.known


@given(
    before=files(),
    after=files(),
    kept=st.tuples(st.integers(0, 12), st.integers(0, 6)),
    look=LOOKS,
    size=st.sampled_from((3, 100)),
)
def test_what_is_known_of_other_files_changes_nothing(
    before: tuple[Rows, Rows], after: tuple[Rows, Rows], kept: tuple[int, int], look: Look, size: int
) -> None:
    _, known = prepared_and_judged(before, size, look, Memory())
    mixed = tuple([*old[:most], *new] for old, new, most in zip(before, after, kept, strict=True))
    residents = [{**one, "person_key": UUID(int=number).bytes} for number, one in enumerate(mixed[1])]
    pair = (mixed[0], residents)
    assert prepared_and_judged(pair, size, look, known)[0] == expected(pair, size, look)


@given(pair=files(), steps=st.sets(st.sampled_from(STEPS), min_size=1), look=LOOKS)
def test_a_step_that_is_made_again_comes_out_as_it_was(pair: tuple[Rows, Rows], steps: set[str], look: Look) -> None:
    found, known = prepared_and_judged(pair, 100, look, Memory())
    changed = Memory(known.pairs, known=known.known, stale=frozenset(steps))
    assert prepared_and_judged(pair, 100, look, changed)[0] == found


@pytest.mark.parametrize("step", STEPS)
def test_no_other_step_is_made_again(step: str) -> None:
    """What is known is falsified item by item: only what is made again is put right."""
    rules = load_rules()
    of_step = {steps_of.NAMES: (Item.NAME, Item.NAME_KANA)}.get(step, (Item(step),) if step in set(Item) else ())
    residents: Rows = [
        {
            "name": "山田 太郎",
            "name_kana": "ヤマダ タロウ",
            "birth_date": "19850102",
            "sex": "1",
            "address": ADDRESSES[0],
            "status": "1",
            "foreign": False,
            "protected": False,
            "person_key": UUID(int=1).bytes,
        }
    ]
    pair: tuple[Rows, Rows] = ([{**residents[0], "name": "山田太郎", "check_basis": "2", "defect": None}], residents)
    right, known = prepared_and_judged(pair, 100, Look.PAIR, Memory())
    wrong = Comparison(Level.DISAGREE)
    false = Known(conclude((wrong,) * 5, rules, Facts("2")), Facts("2"))
    changed = Memory(known.pairs, known=[false for _ in known.known], stale=frozenset({step}))
    [[row]], _ = prepared_and_judged(pair, 100, Look.PAIR, changed)
    for item in Item:
        level = right[0][0][f"{item}_level"] if item in of_step else Level.DISAGREE.value
        assert row[f"{item}_level"] == level


@pytest.mark.parametrize("look", Look)
def test_a_crowd_under_one_key_is_judged_alike(look: Look) -> None:
    pair = crowd(150)
    assert prepared_and_judged(pair, 40, look, Memory())[0] == expected(pair, 40, look)


def test_rows_that_are_alike_but_for_their_number_being_used_twice() -> None:
    residents = crowd(1)[1]
    row = {**residents[0], "check_basis": "2", "qualified_from": "20200401", "qualified_to": "", "defect": None}
    pair = ([{**row, "number": "1"}, {**row, "number": "2"}], residents)
    for look in Look:
        assert prepared_and_judged(pair, 10, look, Memory())[0] == expected(pair, 10, look)
    assert "qualified_twice" in str(expected(pair, 10, Look.ACROSS))


def test_of_a_block_that_is_too_large_it_is_said_alike() -> None:
    residents = [{**one, "birth_date": "19850102"} for one in crowd(MOST_RESIDENTS + 20)[1]]
    stranger = {"name": "山田 花子", "name_kana": "ヤマダ ハナコ", "birth_date": "19850102"}
    strangers = [{**row, **stranger} for row in crowd(60)[0]]
    found = prepared_and_judged((strangers, residents), 500, Look.SEARCH, Memory())[0]
    assert found == expected((strangers, residents), 500, Look.SEARCH)
    assert any("not_compared" in str(row["evidence"]) for batch in found for row in batch)


@pytest.mark.parametrize("look", [Look.ACROSS, Look.SEARCH])
def test_a_small_nation_night_after_night(look: Look) -> None:
    chance = random.Random(4)

    def key() -> bytes:
        return UUID(int=chance.getrandbits(128)).bytes

    residents: Rows = [
        {
            "name": chance.choice(NAMES),
            "name_kana": chance.choice(("ヤマダ タロウ", "スズキ ハナコ", "タカハシ ハナコ")),
            "birth_date": f"19{chance.randrange(50, 55)}010{chance.randrange(1, 4)}",
            "sex": chance.choice("12"),
            "address": chance.choice(ADDRESSES),
            "status": chance.choice("1111112"),
            "foreign": False,
            "protected": False,
            "person_key": key(),
        }
        for _ in range(300)
    ]
    enrolments: Rows = []
    for number in range(500):
        described = residents[number % 300]
        answer = chance.choice((number, number, number, number, number + 1, chance.randrange(300)))
        home = {"insurer_number": "138016", "symbol": "ア", "number": str(number // 3), "relation": "1"}
        period = {
            "qualified_from": chance.choice(("20200401", "20230401")),
            "qualified_to": chance.choice(("", "20240331")),
        }
        numbered = {"person_key": chance.choice((residents[answer % 300]["person_key"],) * 12 + (None, key()))}
        flaw = {"defect": chance.choice((None,) * 30 + ("sex.unknown_code",)), "check_basis": chance.choice("12")}
        enrolments.append({**described, **home, **period, **numbered, **flaw})
    known = Memory()
    for _ in range(4):
        found, known = prepared_and_judged((enrolments, residents), 70, look, known)
        assert found == expected((enrolments, residents), 70, look)
        for rows in (enrolments, residents):
            for number in chance.sample(range(len(rows)), 8):
                item = chance.choice(("name", "name_kana", "birth_date", "sex", "address"))
                rows[number] = {**rows[number], item: chance.choice(rows)[item]}
        del enrolments[chance.randrange(len(enrolments))]
        enrolments.insert(chance.randrange(len(enrolments)), {**chance.choice(enrolments), "number": "999"})
