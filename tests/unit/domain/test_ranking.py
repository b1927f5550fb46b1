"""Ranking: the person described comes first, whatever one item says, and one cannot be told from several."""

from dataclasses import replace
from uuid import UUID

import pytest

from matcher.domain.judgement import compare_items
from matcher.domain.levels import Comparison, Level
from matcher.domain.ranking import Answer, rank, rank_alike
from matcher.domain.records import Enrolment, PersonKey, Resident, ResidentStatus
from matcher.domain.resemblance import alike_apart_from_address
from matcher.domain.traits import resident_traits, traits_of

SELF = Resident(
    PersonKey(UUID(int=1)), "山田　花子", "ヤマダ　ハナコ", "19850412", "2", "東京都渋谷区渋谷三丁目5番1号", "", "", "",
    foreign=False, status=ResidentStatus.LIVING, protected=False,
)  # fmt: skip
TWIN = replace(SELF, name="山田　桃子", name_kana="ヤマダ　モモコ")
MOTHER = replace(SELF, name="山田　良子", name_kana="ヤマダ　ヨシコ", birth_date="19600203")
NAMESAKE = replace(SELF, address="大阪府大阪市北区梅田1丁目1番3号")
STRANGER = replace(SELF, name="佐藤　英子", name_kana="サトウ　ヒデコ", address="大阪府大阪市北区梅田1丁目1番3号")
FOREIGN = replace(SELF, name="NGUYEN THI ANH", name_kana="", birth_date="19950101", foreign=True)
EVERYBODY = [STRANGER, TWIN, MOTHER, NAMESAKE, SELF, FOREIGN]

AS_REGISTERED = Enrolment(None, "山田 花子", "ﾔﾏﾀﾞ ﾊﾅｺ", "S60.4.12", "2", "渋谷区渋谷3-5-1", "2", "")

CASES = [
    ({}, "one", SELF, "notation only"),
    ({"birth_date": "19851204"}, "one", SELF, "month and day swapped"),
    ({"name": "鈴木 花子", "name_kana": "ｽｽﾞｷ ﾊﾅｺ"}, "one", SELF, "married"),
    ({"name_kana": "", "address": "渋谷区渋谷3-5-1"}, "one", SELF, "no kana"),
    ({"address": ""}, "several", NAMESAKE, "no address: who comes first in the registry is first"),
    ({"sex": "3"}, "one", SELF, "no sex"),
    ({"birth_date": "", "address": "", "sex": ""}, "several", NAMESAKE, "a name alone"),
    (
        {"name": "グエン ティ アン", "name_kana": "グエン ティ アン", "birth_date": "19950101"},
        "one",
        FOREIGN,
        "katakana",
    ),
    ({"name_kana": "ﾔﾏﾀﾞ ﾊﾅｺ", "birth_date": "19850400"}, "one", SELF, "an unknown day"),
    ({"birth_date": "19850628"}, "one", SELF, "another month and day"),
    ({"name": "林 一", "name_kana": "ﾊﾔｼ ﾊｼﾞﾒ", "birth_date": "20010203", "address": ""}, "none", None, "nobody"),
    ({"name": "", "name_kana": "", "birth_date": "", "sex": "", "address": ""}, "none", None, "nothing"),
]


@pytest.mark.parametrize(("changes", "answer", "first"), [case[:3] for case in CASES], ids=[case[3] for case in CASES])
def test_rank(changes: dict[str, str], answer: str, first: Resident | None) -> None:
    found = rank(replace(AS_REGISTERED, **changes), EVERYBODY)  # type: ignore[arg-type]
    assert found.answer == answer
    assert (found.candidates[0].resident if found.candidates else None) is first


def test_what_was_compared_before_is_not_compared_again() -> None:
    same = Comparison(Level.EXACT)
    known = same, same, same, same, Comparison(Level.EQUIVALENT)
    alike = [(0, alike_apart_from_address(traits_of(AS_REGISTERED), resident_traits(SELF)))]
    found = rank_alike(AS_REGISTERED, alike, [SELF].__getitem__, known={0: known, 1: (same,) * 5})
    assert [one.comparisons for one in found.candidates] == [known]


def test_who_is_not_worth_it_is_no_candidate_and_decides_nothing() -> None:
    everybody = [NAMESAKE, SELF, TWIN]
    traits = traits_of(AS_REGISTERED)
    alike = [(place, alike_apart_from_address(traits, resident_traits(one))) for place, one in enumerate(everybody)]
    asked: list[Resident] = []

    def worth(_: Enrolment, resident: Resident) -> bool:
        asked.append(resident)
        return resident is SELF

    known = {0: compare_items(AS_REGISTERED, NAMESAKE)}
    found = rank_alike(AS_REGISTERED, alike, everybody.__getitem__, known=known, worth=worth)
    whole = rank_alike(AS_REGISTERED, alike, everybody.__getitem__)
    assert asked == [SELF, TWIN]
    assert found.candidates == tuple(one for one in whole.candidates if one.resident is not TWIN)
    assert found.compared == whole.compared


def test_no_more_are_compared_than_asked_for() -> None:
    assert len(rank(AS_REGISTERED, [SELF] * 9, most=2).candidates) == 2
    assert rank(AS_REGISTERED, [SELF] * 9).answer is Answer.SEVERAL


def test_what_only_looks_alike_is_no_candidate_after_the_comparison() -> None:
    described = replace(AS_REGISTERED, name="山田 百子", name_kana="ﾔﾏﾀﾞ ﾋｬｸｺ", address="大阪府堺市堺区南瓦町3-1")
    assert rank(described, [TWIN]).answer is Answer.NONE
