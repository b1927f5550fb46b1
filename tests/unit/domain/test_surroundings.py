"""What the rows and residents around a record say of it, and the signature that follows."""

from dataclasses import replace
from typing import cast
from uuid import UUID

import pytest

from matcher.domain import signals
from matcher.domain.description import describes, description_key, fits, same_birth, three_items
from matcher.domain.judgement import compare_items, judge
from matcher.domain.levels import Comparison, Level
from matcher.domain.periods import overlapping
from matcher.domain.records import Enrolment, PersonKey, Resident, ResidentStatus
from matcher.domain.rendered import comparisons_of
from matcher.domain.surroundings import FoundResident, Record, Surroundings
from matcher.domain.triage import deserves_second_look, triage, wanted
from matcher.domain.verdicts import Judgement, Verdict
from rules import load_rules

RULES = load_rules()
MARUNOUCHI, UMEDA, SAPPORO = (
    "東京都千代田区丸の内一丁目1番1号",
    "大阪府大阪市北区梅田三丁目1番1号",
    "北海道札幌市中央区北一条西2丁目",
)
PEOPLE = {
    "taro": ("山田　太郎", "ヤマダ　タロウ", "19850102", "1", MARUNOUCHI),
    "jiro": ("山田　次郎", "ヤマダ　ジロウ", "19850102", "1", MARUNOUCHI),
    "hanako": ("山田　花子", "ヤマダ　ハナコ", "19880406", "2", MARUNOUCHI),
    "sato": ("佐藤　健", "サトウ　ケン", "19701231", "1", UMEDA),
    "suzuki": ("鈴木　愛", "スズキ　アイ", "19920529", "2", SAPPORO),
    "takahashi": ("高橋　実", "タカハシ　ミノル", "19551111", "1", UMEDA),
    "other_taro": ("山田　太郎", "ヤマダ　タロウ", "19850102", "1", UMEDA),
    "older_taro": ("山田　太郎", "ヤマダ　タロウ", "19600723", "1", UMEDA),
    "kanji_taro": ("山田　多朗", "ヤマダ　タロウ", "19850102", "1", UMEDA),
}
KEYS = {name: PersonKey(UUID(int=number)) for number, name in enumerate(PEOPLE, 1)}


def person(name: str, **changes: str) -> Resident:
    return replace(
        Resident(KEYS[name], *PEOPLE[name], "", "", "", foreign=False, status=ResidentStatus.LIVING, protected=False),
        **changes,  # type: ignore[arg-type]
    )


def row(
    described: str,
    number: str,
    place: int = 5,
    home: str = "1",
    since: str = "20200401",
    answer: Resident | None = None,
    **changes: str,
) -> Record:
    """Return a row about somebody that carries the number of somebody, or `nobody`'s, or none (empty)."""
    key = KEYS.get(number, PersonKey(UUID(int=99))) if number else None
    enrolment = replace(Enrolment(key, *PEOPLE[described], "2", ""), **changes)  # type: ignore[arg-type]
    resident = answer or (person(number) if number in KEYS else None)
    judgement = judge(enrolment, resident, RULES)
    return Record(place, enrolment, resident, judgement, ("06130488", "1", home), "01", "1", since)


def looked_at(record: Record, **around: object) -> Judgement:
    comparisons = comparisons_of(record.judgement.levels, record.judgement.evidence)
    others = cast("list[Resident]", around.pop("candidates", []))
    candidates = tuple(FoundResident(other, compare_items(record.enrolment, other)) for other in others)
    return triage(record, comparisons, Surroundings(candidates=candidates, **around), RULES)  # type: ignore[arg-type]


def found(*names: str) -> dict[str, object]:
    return {"candidates": [*map(person, names)], "searched": True}


def beside(described: str, number: str, place: int, home: str = "2") -> Record:
    return row(described, number, place, home)


CASES = [
    (row("taro", "sato"), {"below": beside("sato", "suzuki", 6), "above": beside("suzuki", "taro", 4)}, "row_shift",
     "rows_shifted fits_row_below found_in_row_above", "numbers moved up"),
    (row("taro", "sato"), {"above": beside("sato", "suzuki", 4), "below": beside("suzuki", "taro", 6)}, "row_shift",
     "rows_shifted fits_row_above found_in_row_below", "numbers moved down"),
    (row("taro", "sato"), {"below": beside("sato", "suzuki", 6)}, "row_shift", "rows_shifted fits_row_below",
     "the first row of a block"),
    (row("taro", "sato"), {"above": beside("sato", "suzuki", 4)}, "row_shift", "rows_shifted fits_row_above",
     "the first row of a block that moved down"),
    (row("taro", "sato"), {"above": beside("suzuki", "taro", 4), "below": beside("takahashi", "takahashi", 6)},
     "row_shift", "rows_shifted found_in_row_above", "the last row, with the number of the first"),
    (row("taro", "sato"), {"below": beside("sato", "sato", 6)}, "row_shift", "fits_row_below", "one row alone"),
    (row("taro", "sato"), {"below": beside("sato", "taro", 6)}, "row_shift", "fits_row_below found_in_row_below",
     "two strangers swapped"),
    (row("taro", "hanako"), {"below": beside("hanako", "hanako", 6, "1"), "household": (row("hanako", "hanako", 6),)},
     "family_member", "fits_row_below fits_household_member", "the number of a relative in the next row"),
    (row("taro", "jiro"), {"below": beside("jiro", "taro", 6, "1"), "household": (row("jiro", "taro", 6),)}, "twin",
     "fits_row_below found_in_row_below fits_household_member found_in_household", "twins swapped, side by side"),
    (row("taro", "hanako"), {"below": beside("hanako", "sato", 6), "above": beside("suzuki", "taro", 4)}, "row_shift",
     "rows_shifted fits_row_below found_in_row_above", "a relative within a block"),
    (row("taro", "sato"), {}, "typing_error", "", "an unrelated answer, nobody looked"),
    (row("taro", "sato"), found("taro"), "typing_error", "right_person_found", "the right person found"),
    (row("taro", "sato"), found(), "typing_error", "nobody_found", "nobody found"),
    (row("taro", "sato"), {"not_compared": ("birth_kana",), "searched": True}, "typing_error", "not_compared",
     "a block too large"),
    (row("taro", "hanako", address=SAPPORO), found("taro"), "family_member", "right_person_found lives_with_answer",
     "the right person lives with the answer"),
    (row("taro", "jiro", address=""), {}, "twin", "", "the address is missing"),
    (row("taro", "jiro", address=SAPPORO), found("other_taro"), "typing_error", "right_person_found",
     "the right person lives elsewhere"),
    (row("taro", "sato"), {"same_person": (row("taro", "taro", 9, "3"),)}, "two_numbers", "other_number_fits",
     "the same person elsewhere under the right number"),
    (row("taro", "sato"), {"above": beside("taro", "taro", 4), "same_person": (row("taro", "taro", 4),)}, "two_numbers",
     "other_number_fits", "the same person in the row above under the right number"),
    (row("taro", "sato"), {"same_number": (row("sato", "sato", 9, "3"),)}, "duplicate_qualification",
     "number_fits_other_row qualified_twice@enrolment.2", "the number stands in two rows"),
    (row("taro", "sato", qualified_to="20210401"), {"same_number": (row("sato", "sato", 9, since="20210401"),)},
     "typing_error", "number_fits_other_row", "one after the other"),
    (row("taro", "older_taro"), {}, "wrong_line", "", "the same name, another birth date"),
    (row("taro", "older_taro"), found("taro"), "wrong_line", "right_person_found", "the other line"),
    (row("taro", "older_taro"), found(), "", "nobody_found", "a wrong birth date, as nobody else is there"),
    (row("taro", "other_taro"), {}, "", "", "a move, as far as one sees, nobody looked"),
    (row("taro", "other_taro"), {"sharing": 2}, "same_name_stranger", "key_shared@resident.2", "another one exists"),
    (row("taro", "kanji_taro"), {"sharing": 2}, "wrong_line", "key_shared@resident.2", "another one of that reading"),
    (row("taro", "other_taro"), found("taro"), "same_name_stranger", "right_person_found", "who lives there is found"),
    (row("taro", "other_taro"), found("kanji_taro"), "", "nobody_found", "moved: the other one lives no nearer"),
    (row("taro", "kanji_taro"), found("taro"), "wrong_line", "right_person_found", "the same reading"),
    (row("taro", "other_taro"), found() | {"same_number": (row("taro", "other_taro", 9),)}, "duplicate_qualification",
     "qualified_twice@enrolment.2 nobody_found", "moved, and insured twice"),
    (row("taro", "nobody"), found("taro"), "typing_error", "right_person_found", "a number that nobody has"),
    (row("taro", "nobody"), {"same_person": (row("taro", "taro", 9),)}, "two_numbers", "other_number_fits",
     "a number that nobody has, another row knows the right one"),
    (row("taro", "nobody"), {"same_number": (row("taro", "nobody", 9),)}, "duplicate_qualification",
     "qualified_twice@enrolment.2", "twice a number that nobody has"),
    (row("taro", "nobody"), {}, "", "", "a number that nobody has, and nothing around"),
    (row("taro", ""), {"above": beside("suzuki", "taro", 4)} | found("taro"), "",
     "found_in_row_above right_person_found", "no number: no link that could be wrong"),
    (row("taro", "taro"), {"same_number": (row("taro", "taro", 9),)}, "duplicate_qualification",
     "qualified_twice@enrolment.2", "a MATCHED row, insured twice"),
    (row("taro", "taro"), {"same_number": (row("sato", "taro", 9, since="x"),)}, "", "", "a period that is none"),
    (row("taro", "other_taro", check_basis="1"), {"sharing": 2}, "key_shared", "key_shared@resident.2",
     "three items that two residents share, the address of neither known"),
    (row("taro", "other_taro", check_basis="1"), {"sharing": 2} | found("taro"), "same_name_stranger",
     "right_person_found key_shared@resident.2", "the address belongs to the other one"),
    (row("taro", "other_taro", check_basis="1"), {"sharing": 1} | found(), "", "nobody_found", "a move"),
    (row("taro", "taro", answer=person("taro", status=ResidentStatus.DEAD)), {}, "deceased", "", "a dead resident"),
    (row("taro", "taro", answer=person("taro", status=ResidentStatus.MOVED_OUT)), {}, "moved_out", "", "moved out"),
    (row("taro", "hanako", answer=person("hanako", status=ResidentStatus.DEAD)), {}, "family_member", "",
     "the number of a dead relative"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("record", "around", "signature", "said"), [case[:4] for case in CASES], ids=[c[4] for c in CASES]
)
def test_signature_and_signals(record: Record, around: dict[str, object], signature: str, said: str) -> None:
    judgement = looked_at(record, **around)
    heard = [piece.removeprefix("record:") for piece in judgement.evidence.split() if piece.startswith("record:")]
    assert (judgement.signature, heard) == (signature, said.split())
    assert signature in {"", *RULES.signatures}


@pytest.mark.parametrize("record", [case[0] for case in CASES])
def test_triage_decides_nothing(record: Record) -> None:
    """Whatever stands around, verdict, class, scope, levels and cause are those of the pair."""
    strangers = tuple(row(name, name, place) for place, name in enumerate(PEOPLE, 20))
    judgement = looked_at(
        record,
        above=strangers[3],
        below=strangers[4],
        household=strangers,
        same_number=strangers,
        same_person=strangers,
        sharing=9,
        **found(*PEOPLE),
    )
    same = {"signature": "", "score": None, "evidence": ""}
    assert replace(judgement, **same) == replace(record.judgement, **same)  # type: ignore[arg-type]


@pytest.mark.parametrize("record", [case[0] for case in CASES])
def test_what_is_not_wanted_changes_nothing(record: Record) -> None:
    strangers = tuple(row(name, name, place) for place, name in enumerate(PEOPLE, 20))
    everything = {"above": strangers[0], "household": strangers, "same_person": strangers, "sharing": 3}
    wish = wanted(record.judgement)
    asked = {
        name: value
        for name, value in (everything | found(*PEOPLE)).items()
        if (name in {"above", "household", "same_person"} and wish.beside)
        or (name in {"candidates", "searched"} and wish.candidates)
        or (name == "sharing" and wish.sharing)
    }
    assert looked_at(record, **everything, **found(*PEOPLE)) == looked_at(record, **asked)


def test_what_deserves_a_second_look() -> None:
    assert deserves_second_look(row("taro", "sato").judgement)
    assert deserves_second_look(row("taro", "").judgement)
    assert deserves_second_look(row("taro", "other_taro", check_basis="1").judgement)
    assert not deserves_second_look(row("taro", "taro").judgement)
    assert not deserves_second_look(replace(row("taro", "taro").judgement, verdict=Verdict.REJECTED))


FITS = [
    ({}, "taro", True, "the same"),
    ({"name": "田中　太郎", "name_kana": "タナカ　タロウ"}, "taro", True, "another surname, the same given name"),
    ({"name": "山田　次郎", "name_kana": "ヤマダ　タロウ"}, "taro", True, "the kana agrees"),
    ({"name": "山田　次郎", "name_kana": "ヤマダ　ジロウ"}, "taro", False, "a twin"),
    ({"name": "田中　太郎", "name_kana": "ヤマダ　ジロウ"}, "taro", False, "two names that contradict each other"),
    ({"name": "山田　太●", "name_kana": ""}, "taro", True, "a mask, no kana"),
    ({"birth_date": "19850201"}, "taro", True, "day and month swapped"),
    ({"birth_date": "19600723"}, "taro", False, "another birth date"),
    ({"birth_date": "19850201", "name": "山田　次郎"}, "taro", False, "a slip and another name"),
    ({"birth_date": "00000000"}, "taro", True, "no birth date, but both names"),
    ({"birth_date": "00000000", "name_kana": ""}, "taro", False, "no birth date and no kana"),
    ({"birth_date": "19850100"}, "taro", True, "an unknown day"),
    ({}, "sato", False, "somebody else"),
]


@pytest.mark.parametrize(("changes", "name", "expected"), [case[:3] for case in FITS], ids=[case[3] for case in FITS])
def test_fits(changes: dict[str, str], name: str, *, expected: bool) -> None:
    described = replace(row("taro", "").enrolment, **changes)  # type: ignore[arg-type]
    assert fits(described, person(name)) is expected
    assert fits(described, person(name), compare_items(described, person(name))) is expected


def test_a_pair_without_a_birth_date_is_described_by_both_names() -> None:
    same, other, missing = Comparison(Level.EXACT), Comparison(Level.DISAGREE), Comparison(Level.MISSING)
    assert describes((same, missing, missing, same, same))
    assert not describes((same, other, missing, same, same))
    assert not describes((missing, missing, missing, same, same))


def test_keys() -> None:
    assert description_key(row("taro", "").enrolment) == ("ヤマダタロウ", "19850102", "1")
    assert description_key(row("taro", "", name_kana="").enrolment) == ("山田太郎", "19850102", "1")
    assert description_key(row("taro", "", birth_date="x").enrolment) is None
    assert three_items("", "19850102", "1") is None
    assert same_birth("19850102", "19850000")
    assert not same_birth("19850102", "19840100")


def test_periods() -> None:
    assert overlapping(("20200401", "20200501"), ("20200430", ""))
    assert not overlapping(("20200401", "20200401"), ("20190401", ""))
    assert not overlapping(("20200401", "x"), ("20190401", ""))


def test_a_signal_without_a_count_has_no_side() -> None:
    assert signals.Signals({signals.Signal.NOBODY_FOUND: 0}).rendered() == "record:nobody_found"


def test_a_contradicted_address_can_be_held() -> None:
    """The switch of the policy holds what is otherwise listed, and nothing else."""
    strict = replace(RULES, policy=replace(RULES.policy, holds_contradicted_address=True))
    listed = row("taro", "other_taro", check_basis="1")
    held = judge(listed.enrolment, listed.resident, strict)
    assert (listed.judgement.verdict, held.verdict) == (Verdict.MATCHED, Verdict.MISMATCHED)
    assert (held.class_, held.cause, held.scope.value) == (3, "address_differs", "eligibility+medical")
    for other in (
        row("taro", "taro", check_basis="1"),
        row("taro", "taro", check_basis="1", address=""),
        row("taro", "other_taro"),
        row("taro", "sato", check_basis="1"),
    ):
        assert judge(other.enrolment, other.resident, strict) == other.judgement
