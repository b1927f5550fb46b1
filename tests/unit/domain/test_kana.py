"""The カナ氏名 item: which habit is the same name, which needs the kanji side, which is another name."""

import pytest

from matcher.domain.kana import compare_name_kana
from matcher.domain.levels import Level
from matcher.domain.names import RegisteredNames

EXACT, EQUIVALENT, COMPATIBLE, DISAGREE, MISSING, NOT_COMPARABLE = Level

CASES = [
    ("サトウ シュン", "サトウ シュン", None, EXACT, "", "same code points"),
    ("ｻﾄｳ ｼｭﾝ", "サトウ シュン", None, EQUIVALENT, "width", "half width"),
    ("さとう しゅん", "サトウ シュン", None, EQUIVALENT, "hira_kata", "hiragana"),
    ("サトウシュン", "サトウ シュン", None, EQUIVALENT, "space_width", "no space"),
    ("サトウ  シュン", "サトウ シュン", None, EQUIVALENT, "separator", "two spaces"),
    ("ハ\u2212パー", "ハーパー", None, EQUIVALENT, "long_mark", "minus sign"),
    ("ム一ア アン", "ムーア アン", None, EQUIVALENT, "long_mark", "kanji 一 for the long mark"),
    ("みすゞ", "ミスズ", None, EQUIVALENT, "hira_kata kana_iteration", "voiced iteration mark"),
    ("ナヽ ハナ", "ナナ ハナ", None, EQUIVALENT, "kana_iteration", "iteration mark"),
    ("ミズヽ", "ミズズ", None, DISAGREE, "", "after dakuten it may repeat either kana"),
    ("ナヾ", "ナナ", None, DISAGREE, "", "ナ has no dakuten"),
    ("ム\u2796ア•アン", "ムーア アン", None, EQUIVALENT, "long_mark separator space_width", "a heavy minus, a bullet"),
    ("-", "。", None, MISSING, "missing@enrolment missing@resident", "punctuation only"),
    ("\uff9e", "\u309b", None, MISSING, "missing@enrolment missing@resident", "voiced marks only"),
    ("サトウ\u3164シュン", "サトウ シュン", None, EQUIVALENT, "separator", "a Hangul filler is a space"),
    ("グエン・ヴァン", "グエン バン", None, EQUIVALENT, "kana_small foreign_v separator space_width", "ヴ row"),
    ("サトウ シユン", "サトウ シュン", None, EQUIVALENT, "kana_small", "large kana, nothing known of the kanji"),
    ("サトウ シユン", "サトウ シュン", EQUIVALENT, EQUIVALENT, "kana_small", "large kana, the kanji agree"),
    ("サトウ シユン", "サトウ シュン", DISAGREE, COMPATIBLE, "kana_small_unconfirmed", "large kana, the kanji differ"),
    ("ハガ ジユウ", "ハガ ジュウ", None, COMPATIBLE, "kana_small_unconfirmed", "two real readings"),
    ("ハガ ジユウ", "ハガ ジュウ", EXACT, EQUIVALENT, "kana_small", "two real readings, the kanji agree"),
    ("ハガジユウ", "ハガジュウ", None, COMPATIBLE, "kana_small_unconfirmed", "two real readings, no cut"),
    ("ハヤシ タナカ", "ハヤシタ ナカ", None, COMPATIBLE, "space_position", "moved cut"),
    ("カヅミ", "カズミ", None, COMPATIBLE, "yotsugana_wo", "yotsugana"),
    ("ヨーコ", "ヨウコ", None, COMPATIBLE, "long_vowel_notation", "ー for ウ"),
    ("マリーア", "マリア", None, COMPATIBLE, "long_vowel_notation", "ー for nothing"),
    ("ーア", "アー", None, DISAGREE, "", "a long mark with nothing before it"),
    ("ジョン スミス", "スミス ジョン", None, COMPATIBLE, "name_order", "given name first"),
    ("ジョン ポール スミス", "スミス ジョン ポール", None, COMPATIBLE, "token_rearranged", "other order"),
    ("中島秀", "ナカジマ シュウ", EQUIVALENT, COMPATIBLE, "kanji_for_kana", "the kanji, where the kana belong"),
    ("中島実", "ナカジマ シュウ", EQUIVALENT, DISAGREE, "", "other kanji in the place of the kana"),
    ("ｻﾄｳﾀﾛｳ", "サトウ ジロウ", None, DISAGREE, "given_name_differs", "a cut on one side only"),
    ("シヨウジタロウ", "ショウジ ジロウ", None, DISAGREE, "given_name_differs", "a cut on one side, large kana"),
    ("スズキジロウ", "サトウ ジロウ", None, DISAGREE, "surname_differs", "another surname, a cut on one side only"),
    ("タナカ ヤマダ ホセ", "タナカ ヤマダ ホセ ルイス", None, COMPATIBLE, "truncation", "cut at the field length"),
    (
        "ビジャヌエバ ガルシア カル",
        "ビジャヌエバ ガルシア カルロス",
        None,
        COMPATIBLE,
        "truncation",
        "cut within a token",
    ),
    ("スミス ポ", "スミス ポール ケン", None, DISAGREE, "", "too short to be cut"),
    ("スミス ポール", "スミス ジョン ポール", None, COMPATIBLE, "middle_dropped", "middle name"),
    ("スミス ジム", "スミス ジョン ポール", None, DISAGREE, "", "not one of its tokens"),
    ("サト● シュン", "サトウ シュン", None, COMPATIBLE, "masked_character@enrolment.3", "mask"),
    ("サトウ シュン", "サト? シユン", None, COMPATIBLE, "masked_character@resident.3", "mask in the registry"),
    ("サト● ジュン", "サトウ シュン", None, DISAGREE, "", "mask and another kana"),
    ("ナカシマ ヒデ", "ナカジマ ヒデ", EXACT, COMPATIBLE, "alternate_reading", "another reading of the same kanji"),
    ("ナカシマ ヒデ", "ナカジマ ヒデ", None, DISAGREE, "surname_differs", "the kanji are not known"),
    ("オノ ユキ", "オオノ ユキ", None, DISAGREE, "surname_differs", "a long vowel is not dropped"),
    ("サトウ リョウコ", "サトウ リョウゴ", None, DISAGREE, "given_name_differs", "dakuten are not dropped"),
    ("ハトリ", "ハットリ", None, DISAGREE, "", "ッ is not dropped"),
    ("サ1トウ", "サトウ", None, DISAGREE, "", "a character that is no kana"),
    ("サ" * 201, "サ", None, DISAGREE, "over_long", "too long for a name"),
    ("", "サトウ", None, MISSING, "missing@enrolment", "nothing in the enrolment"),
    ("サトウ", " ", None, MISSING, "missing@resident", "nothing in the registry"),
    ("＊＊", "", None, MISSING, "missing@enrolment missing@resident", "nothing on both sides"),
]


@pytest.mark.parametrize(("one", "other", "name", "level", "evidence", "why"), CASES, ids=[case[5] for case in CASES])
def test_two_kana_names(one: str, other: str, name: Level | None, level: Level, evidence: str, why: str) -> None:
    comparison = compare_name_kana(one, RegisteredNames("中島 秀", other), name)
    assert (comparison.level, " ".join(map(str, comparison.evidence))) == (level, evidence), why


FOREIGN = [
    ("グエン アン", "グエン アン", EXACT, "", "equal all the same"),
    ("ｸﾞｴﾝ ｱﾝ", "グエン アン", EQUIVALENT, "width", "equivalent all the same"),
    ("グエン バン", "グエン アン", NOT_COMPARABLE, "kana_not_certified@resident given_name_differs", "not certified"),
    ("グエン アン", "", NOT_COMPARABLE, "kana_not_certified@resident", "the registry has none"),
    ("グエン アン", "＊＊＊", NOT_COMPARABLE, "kana_not_certified@resident", "the registry prints asterisks"),
    ("", "グエン アン", NOT_COMPARABLE, "kana_not_certified@resident", "the enrolment has none, and needs none"),
    ("", "", NOT_COMPARABLE, "kana_not_certified@resident", "neither has one"),
]


@pytest.mark.parametrize(("one", "other", "level", "evidence", "why"), FOREIGN, ids=[case[4] for case in FOREIGN])
def test_the_kana_of_a_foreign_resident(one: str, other: str, level: Level, evidence: str, why: str) -> None:
    comparison = compare_name_kana(one, RegisteredNames("NGUYEN AN", other, foreign=True), None)
    assert (comparison.level, " ".join(map(str, comparison.evidence))) == (level, evidence), why
