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
from matcher.domain.surroundings import MOST_ROWS
from matcher.engines.bulk import DuckDbEngine
from matcher.engines.judges import LocalJudges
from matcher.engines.memo import Memo
from matcher.engines.names import Look
from matcher.engines.portioned.portions import HeldPortion
from matcher.engines.prepared import further, making, meeting, registered, run, searching
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
PERSON: dict[str, object] = {
    "name": "山田 太郎",
    "name_kana": "ヤマダ タロウ",
    "birth_date": "19850102",
    "sex": "1",
    "address": ADDRESSES[0],
    "status": "1",
    "foreign": False,
    "protected": False,
}


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
    residents: Rows = [{**PERSON, "person_key": UUID(int=1).bytes}]
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


KEYS = [UUID(int=number).bytes for number in range(9)]
ELSE: dict[str, object] = {"name": "鈴木 花子", "name_kana": "スズキ ハナコ", "birth_date": "19600303", "sex": "2"}
SAID: dict[str, object] = {"check_basis": "2", "insurer_number": "138016", "number": "1", "defect": None}


def nights(look: Look, *pairs: tuple[Rows, Rows]) -> list[str]:
    """Return the evidence of the first row, night after night; every night is as one without a memory."""
    known, said = Memory(), []
    for pair in pairs:
        found, known = prepared_and_judged(pair, 10, look, known)
        assert found == expected(pair, 10, look)
        said.append(str(found[0][0]["evidence"]))
    return said


def test_whom_a_row_describes_may_come_and_go_far_away() -> None:
    row = {**PERSON, **SAID, "person_key": KEYS[0]}
    answer, right = {**PERSON, **ELSE, "person_key": KEYS[0]}, {**PERSON, "person_key": KEYS[1]}
    other = {**right, "name": "山田 次郎", "name_kana": "ヤマダ ジロウ"}
    pairs: list[tuple[Rows, Rows]] = [([row], [answer, *others]) for others in ([other], [right], [], [right, other])]
    found = ["right_person_found" in said for said in nights(Look.SEARCH, *pairs)]
    assert found == [False, True, False, True]


SEEKS = {**PERSON, **SAID, "person_key": KEYS[0]}
ANSWER: dict[str, object] = {**PERSON, **ELSE, "person_key": KEYS[0]}


def named(number: int, kana: str, **items: object) -> dict[str, object]:
    """Return a resident who shares birth date and sex with the person described, and the surname."""
    name = f"山田 {kana}"
    return {**PERSON, "name": name, "name_kana": f"ヤマダ {kana}", "person_key": UUID(int=99 + number).bytes, **items}


def test_who_is_next_when_somebody_nearest_is_gone_was_not_kept() -> None:
    crowd_of = [named(number, f"タロ{kana}") for number, kana in enumerate("アイウエオカキク")]
    rows: Rows = [SEEKS]
    pairs: list[tuple[Rows, Rows]] = [(rows, [ANSWER, *crowd_of])]
    pairs += [(rows, [ANSWER, *crowd_of[:without], *crowd_of[without + 1 :]]) for without in range(8)]
    pairs += [(rows, [ANSWER, *crowd_of[without:]]) for without in range(8)]
    pairs += [(rows, [ANSWER, *(named(number, f"タロ{kana}", address="") for number, kana in enumerate("アイウ"))])]
    nights(Look.SEARCH, *pairs)


def test_who_is_new_is_compared_and_may_be_nearer_than_those_before() -> None:
    rows: Rows = [SEEKS]
    before = [named(number, f"ジロ{kana}", name="山田 次郎") for number, kana in enumerate("アイウエオカ")]
    nearer, farther = named(7, "タロウ"), named(8, "ハナコ")
    said = nights(
        Look.SEARCH,
        (rows, [ANSWER, *before]),
        (rows, [ANSWER, *before, farther]),
        (rows, [ANSWER, *before, nearer]),
        (rows, [ANSWER, *before, nearer, farther]),
        (rows, [ANSWER, *before[:3]]),
    )
    assert ["right_person_found" in one for one in said] == [False, False, True, True, False]


def test_nobody_is_compared_anew_where_nobody_comes_near(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: Rows = [SEEKS]
    residents: Rows = [ANSWER, named(1, "タロア")]
    _, known = prepared_and_judged((rows, residents), 10, Look.SEARCH, Memory())
    elsewhere = named(5, "", name="菅原 道子", name_kana="スガハラノ ミチヨシロウ", address=ADDRESSES[2])
    now: Rows = [*residents, elsewhere]
    right = expected((rows, now), 10, Look.SEARCH)
    monkeypatch.setattr(run, "look_in_team", None)
    assert prepared_and_judged((rows, now), 10, Look.SEARCH, known)[0] == right
    with pytest.raises(TypeError):
        prepared_and_judged((rows, [*now, named(2, "タロウ")]), 10, Look.SEARCH, known)


def test_a_block_may_become_too_large_and_small_again() -> None:
    residents = [{**one, "birth_date": "19850102"} for one in crowd(MOST_RESIDENTS + 20)[1]]
    stranger = {"name": "山田 花子", "name_kana": "ヤマダ ハナコ", "birth_date": "19850102"}
    rows: Rows = [{**row, **stranger} for row in crowd(60)[0][:5]]
    sizes = (MOST_RESIDENTS - 20, len(residents), len(residents), MOST_RESIDENTS - 10)
    said = nights(Look.SEARCH, *((rows, residents[:size]) for size in sizes))
    assert ["not_compared" in one for one in said] == [False, True, True, False]


def test_of_two_who_fit_alike_the_order_of_the_registry_decides_nothing() -> None:
    row = {**PERSON, **SAID, "person_key": KEYS[0], "address": ""}
    answer = {**PERSON, **ELSE, "person_key": KEYS[0]}
    one, other = ({**PERSON, "person_key": KEYS[1]}, {**PERSON, "person_key": KEYS[2], "address": ADDRESSES[2]})
    first, second = nights(Look.SEARCH, ([row], [answer, one, other]), ([row], [answer, other, one]))
    assert first == second


def test_who_stands_above_and_who_below_are_not_the_same() -> None:
    row = {**PERSON, **SAID, "person_key": KEYS[0]}
    answer = {**PERSON, **ELSE, "person_key": KEYS[0]}
    beside = {**answer, **SAID, "number": "7", "person_key": KEYS[1]}
    far = {**PERSON, **SAID, "name": "佐藤 一", "name_kana": "サトウ ハジメ", "number": "8", "person_key": KEYS[2]}
    registry = [answer, {**PERSON, "person_key": KEYS[1]}, {**far, "person_key": KEYS[2]}]
    before, after = prepared_and_judged(([beside, row, far], registry), 10, Look.ACROSS, Memory())
    again, _ = prepared_and_judged(([far, row, beside], registry), 10, Look.ACROSS, after)
    assert "fits_row_above" in str(before[0][1]["evidence"])
    assert "fits_row_below" in str(again[0][1]["evidence"])


def test_the_last_of_a_household_at_whom_is_looked() -> None:
    row = {**PERSON, **SAID, "person_key": KEYS[0]}
    answer = {**PERSON, **ELSE, "person_key": KEYS[0]}
    somebody = {**PERSON, **SAID, "name": "佐藤 一", "name_kana": "サトウ ハジメ"}
    crowd_of = [{**somebody, "person_key": UUID(int=100 + number).bytes} for number in range(MOST_ROWS)]
    fits = {**answer, **SAID, "person_key": KEYS[3]}
    for rows in ([row, *crowd_of[1:], fits], [row, *crowd_of, fits]):
        nights(Look.ACROSS, (rows, [answer]), ([*rows[:-1], crowd_of[0]], [answer]), (rows, [answer]))


def test_keys_that_begin_alike_are_told_apart() -> None:
    keys = [bytes(8) + bytes([number]) * 8 for number in range(4)]
    residents = [{**PERSON, "name": f"山田 {number}", "person_key": key} for number, key in enumerate(keys[:3])]
    rows = [{**residents[number % 3], **SAID, "number": str(number), "person_key": keys[number]} for number in range(4)]
    nights(Look.ACROSS, (rows, residents), (rows[1:2], residents[:1]))


def test_any_number_of_ranges_and_of_files_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "_MERGED_AT_ONCE", 8)
    monkeypatch.setattr(further, "_MERGED_AT_ONCE", 8)
    monkeypatch.setattr(meeting, "_MET_AT_ONCE", 8)
    monkeypatch.setattr(registered, "_AT_ONCE", 8)
    monkeypatch.setattr(searching, "_RESIDENTS_AT_ONCE", 7)
    monkeypatch.setattr(searching, "_PAIRS_AT_ONCE", 3)
    chance = random.Random(9)
    keys = [UUID(int=chance.getrandbits(128)).bytes for _ in range(120)]
    residents = [{**PERSON, "name": chance.choice(NAMES), "person_key": key} for key in keys]
    rows = [{**chance.choice(residents), **SAID, "number": str(number // 2)} for number in range(200)]
    rules = load_rules()
    judges = LocalJudges(Memo(rules))
    for look in Look:
        nights(look, (rows, residents))
        with tempfile.TemporaryDirectory() as folder:
            places = [Path(folder, name) for name in ("one", "two", "residents")]
            for place in places:
                place.mkdir()
            ours = batches(rows, ENROLMENT_SCHEMA, 50)
            make_enrolments(places[0], portions(ours[:2], ENROLMENT_SCHEMA), judges)
            make_enrolments(places[1], portions(ours[2:], ENROLMENT_SCHEMA), judges)
            make_residents(places[2], portions(batches(residents, RESIDENT_SCHEMA, 50), RESIDENT_SCHEMA), judges)
            make_blocks(places[2], judges)
            engine = PreparedEngine(judges, look)
            outcome, _ = engine.judge(Side(places[:2]), Side(places[2:]), rules, Memory())
            found = [outcome.results(batch, 50 * number).to_pylist() for number, batch in enumerate(ours)]
            assert found == expected((rows, residents), 50, look)


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
    for _ in range(6):
        found, known = prepared_and_judged((enrolments, residents), 70, look, known)
        assert found == expected((enrolments, residents), 70, look)
        for rows in (enrolments, residents):
            for number in chance.sample(range(len(rows)), 8):
                item = chance.choice(("name", "name_kana", "birth_date", "sex", "address"))
                rows[number] = {**rows[number], item: chance.choice(rows)[item]}
        residents[chance.randrange(len(residents))] = {**chance.choice(residents), "person_key": key()}
        del enrolments[chance.randrange(len(enrolments))]
        enrolments.insert(chance.randrange(len(enrolments)), {**chance.choice(enrolments), "number": "999"})
