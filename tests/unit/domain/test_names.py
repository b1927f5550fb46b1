"""The 氏名 item, class by class: level and evidence of each kind of difference."""

from dataclasses import replace

import pytest

from matcher.domain.levels import Comparison, Level
from matcher.domain.names import RegisteredNames, compare_name, masked_characters
from rules import load_rules

EXACT, EQUIVALENT, COMPATIBLE, DISAGREE, MISSING, NOT_COMPARABLE = Level

WRITTEN = [
    ("佐藤 太郎", "佐藤 太郎", EXACT, "", "same code points"),
    ("佐藤太郎", "佐藤\u3000太郎", EQUIVALENT, "space_width", "space on one side"),
    ("佐藤 太郎", "佐藤\u3000太郎", EQUIVALENT, "space_width", "another space"),
    ("佐藤・太郎", "佐藤太郎", EQUIVALENT, "separator space_width", "a middle dot"),
    ("佐藤\ufeff太郎", "佐藤太郎", EQUIVALENT, "invisible", "byte order mark"),
    ("髙橋", "高橋", EQUIVALENT, "gaiji_shrink@enrolment.1", "variant in the enrolment"),
    ("高橋", "髙橋", EQUIVALENT, "gaiji_shrink@resident.1", "variant in the registry"),
    ("渡邉\U000e0103", "渡邊", EQUIVALENT, "ivs@enrolment.2 koseki_seiji@enrolment.2", "a selector on a variant"),
    ("\ufa19谷", "神谷", EQUIVALENT, "compat_ideograph@enrolment.1", "compatibility ideograph"),
    ("⼭田", "山田", EQUIVALENT, "radical@enrolment.1", "radical"),
    ("浜田 国男", "濱田國男", EQUIVALENT, "joyo_kangxi@resident.1 joyo_kangxi@resident.3 space_width", "several"),
    ("ｽﾐｽ学", "スミス学", EQUIVALENT, "width@enrolment.1 width@enrolment.2 width@enrolment.3", "half width"),
    (
        "陈红",
        "陳紅",
        EQUIVALENT,
        "foreign_kanji@enrolment.1 foreign_kanji@enrolment.2",
        "simplified: foreign by itself",
    ),
    ("山●太郎", "山田太郎", COMPATIBLE, "masked_character@enrolment.2", "mask"),
    ("山田太郎", "山●太郎", COMPATIBLE, "masked_character@resident.2", "mask in the registry"),
    (
        "山● 太郎",
        "山●太郎",
        COMPATIBLE,
        "masked_character@enrolment.2 space_width",
        "mask on both sides proves nothing",
    ),
    ("\ue000園", "祇園", COMPATIBLE, "gaiji_pua@enrolment.1", "private-use gaiji"),
    ("\ue000園 学", "\ue000園学", EQUIVALENT, "space_width", "the same private-use code on both sides"),
    ("\ue000園", "\ue001園", COMPATIBLE, "gaiji_pua@enrolment.1", "two private-use codes"),
    ("辨野", "辯野", COMPATIBLE, "sibling_kanji@enrolment.1", "siblings"),
    ("佐々木", "佐佐木", COMPATIBLE, "iteration_mark@enrolment.2", "iteration mark"),
    ("みすゞ", "みすず", COMPATIBLE, "iteration_mark@enrolment.3", "voiced iteration mark"),
    ("竹ヶ原", "竹が原", COMPATIBLE, "kana_in_name@enrolment.2", "ヶ and が"),
    (
        "さくら子",
        "サクラ子",
        COMPATIBLE,
        "kana_in_name@enrolment.1 kana_in_name@enrolment.2 kana_in_name@enrolment.3",
        "hiragana",
    ),
    ("グエン・ヴァン", "グエン バン", COMPATIBLE, "kana_in_name", "a name in kana, other kana habits"),
    ("ヘン見 恵", "辺見 恵", COMPATIBLE, "kana_substitution@enrolment.1", "kana for a kanji"),
    ("辺見恵", "ヘン見 恵", COMPATIBLE, "kana_substitution@resident.1 space_width", "the other way"),
    ("ヌヌ見 恵", "辺見 恵", DISAGREE, "surname_differs", "kana that it cannot be"),
    ("林 田中", "林田 中", COMPATIBLE, "space_position", "moved cut"),
    ("太郎 山田", "山田 太郎", COMPATIBLE, "name_order", "given name first"),
    ("太郎山田", "山田 太郎", COMPATIBLE, "name_order", "given name first, cut on one side only"),
    ("一 林 学", "林 学一", DISAGREE, "", "two cuts tell no order"),
    ("斉藤 学", "斎藤 学", DISAGREE, "surname_differs", "two characters"),
    ("鈴木 一", "鈴木 二", DISAGREE, "given_name_differs", "given name"),
    ("鈴木一", "鈴木 二", DISAGREE, "given_name_differs", "cut on one side only"),
    ("鈴木 毅", "鈴木 毅一", DISAGREE, "given_name_differs", "dropped character"),
    ("田中 学", "鈴木 一", DISAGREE, "", "all differs"),
    ("田中学", "鈴木一", DISAGREE, "", "no cut to tell by"),
    ("切田", "功田", DISAGREE, "", "two 常用漢字"),
    ("Иван", "Петр", DISAGREE, "", "one other script"),
]
ROMAN = [
    ("MÜLLER ANNA", "MÖLLER ANNA", DISAGREE, "letters_differ", "diacritics of two letters"),
    ("NGUYEN VAN ANH", "Nguyen Van Anh", EQUIVALENT, "case", "case"),
    ("ＫＩＭ ＭＩＮ", "KIM MIN", EQUIVALENT, "width", "width"),
    ("JOHN PAUL SMITH", "SMITH JOHN PAUL", EQUIVALENT, "token_order", "rotated"),
    ("ANH VAN NGUYEN", "NGUYEN VAN ANH", EQUIVALENT, "token_order", "reversed"),
    ("TAN AKA", "TANAKA", COMPATIBLE, "token_rearranged", "no cut between family and given name on one side"),
    ("LIU JING", "LIUJING", EQUIVALENT, "separator", "too long for a single name, and no cut at all on one side"),
    ("HOALEDUC", "LE DUC HOA", DISAGREE, "letters_differ", "no cut and another order"),
    ("WANG XIAO-MING", "WANG XIAOMING", EQUIVALENT, "separator", "hyphen"),
    ("WANG XIAO MING", "XIAOMING WANG", EQUIVALENT, "token_order separator", "cut finer, rotated"),
    ("LÊ VĂN", "LE VAN", EQUIVALENT, "diacritic", "diacritics"),
    ("JÄGER", "JAEGER", EQUIVALENT, "icao9303", "transliterated"),
    ("KIM  MIN", "KIM MIN", EQUIVALENT, "separator", "two spaces"),
    ("GARCIA CARLOS", "GARCIA LOPEZ CARLOS", COMPATIBLE, "middle_dropped", "second family name"),
    ("SMITH JOHN P", "SMITH JOHN PAUL", COMPATIBLE, "middle_dropped", "initial"),
    ("VILLANUEVA GARCIA CAR", "VILLANUEVA GARCIA CARLOS", COMPATIBLE, "truncation", "cut at the field length"),
    ("SMITH PAUL JOHN", "SMITH JOHN PAUL", COMPATIBLE, "token_rearranged", "given and middle name swapped"),
    ("LI NAKIM", "LINA KIM", COMPATIBLE, "token_rearranged", "cut at another place"),
    ("OHNO KEN", "ONO KEN", COMPATIBLE, "romanisation_variant", "Japanese long vowel"),
    ("GIM MINSU", "KIM MINSU", COMPATIBLE, "romanisation_variant", "Korean surname"),
    ("LI JIA", "LI JIE", DISAGREE, "letters_differ", "another given name"),
    ("GARCIA JOSE", "GARCIA JOSEFA", DISAGREE, "letters_differ", "a longer name is another name"),
    ("A B C D E F G H I", "A B C D E F G H J", DISAGREE, "over_long", "too many tokens"),
    ("A B C D E F G H I", "a b c d e f g h i", EQUIVALENT, "over_long", "too many tokens, the same"),
]
SCRIPTS = [
    ("アベ", "A B C D E F G", DISAGREE, "sound_contradicted", "more tokens than are laid side by side"),
    ("サトウ タロウ", "佐藤 太郎", COMPATIBLE, "reading_supported", "kana that the kanji can have"),
    ("佐藤 太郎", "サトウ タロウ", COMPATIBLE, "reading_supported", "the other way"),
    ("ヌヌヌ", "佐藤 太郎", NOT_COMPARABLE, "no_common_script", "kana that says nothing"),
    ("DENG XIAOPING", "鄧小平", COMPATIBLE, "pinyin_supported", "Mandarin"),
    ("金民俊", "KIM MINJUN", COMPATIBLE, "hangul_supported", "Korean"),
    ("SATO TARO", "佐藤太郎", COMPATIBLE, "reading_supported", "Japanese"),
    ("WANG WEI", "鄧小平", DISAGREE, "reading_contradicted", "another name"),
    ("ワン シャオミン", "WANG XIAOMING", COMPATIBLE, "sound_supported", "kana"),
    ("WANG XIAOLI", "ワン シャオミン", DISAGREE, "sound_contradicted", "same family name"),
    ("Иван", "IVAN", NOT_COMPARABLE, "no_common_script", "a script without basis"),
    ("Иван", "佐藤", NOT_COMPARABLE, "no_common_script", "another one"),
    ("サヘン", "サ辺", COMPATIBLE, "kana_substitution@enrolment.2", "a name in kana, of which one part is a kanji"),
    ("ト●", "ト山", COMPATIBLE, "masked_character@enrolment.2", "kana that may be kanji behind its mask"),
]


def shown(comparison: Comparison) -> tuple[Level, str]:
    return comparison.level, " ".join(map(str, comparison.evidence))


ALL = WRITTEN + ROMAN + SCRIPTS


@pytest.mark.parametrize(("enrolment", "resident", "level", "evidence", "why"), ALL, ids=[case[4] for case in ALL])
def test_two_names(enrolment: str, resident: str, level: Level, evidence: str, why: str) -> None:
    assert shown(compare_name(enrolment, RegisteredNames(resident))) == (level, evidence), why


IN_KANA = [
    ("ﾔﾏﾀﾞ ﾀﾛｳ", COMPATIBLE, "kana_for_name", "the kana of the name, where the kanji belong"),
    ("ヤマダ ジロウ", DISAGREE, "kana_contradicted", "kana that is neither registered nor a reading"),
    ("ヤマダ フトロウ", COMPATIBLE, "reading_supported", "kana that is not registered, but a reading"),
    ("山田 ●郎", COMPATIBLE, "masked_character@enrolment.4", "no kana"),
]


@pytest.mark.parametrize(("enrolment", "level", "evidence", "why"), IN_KANA, ids=[case[3] for case in IN_KANA])
def test_a_name_in_kana_is_held_against_the_registered_kana(
    enrolment: str, level: Level, evidence: str, why: str
) -> None:
    resident = RegisteredNames("山田 太郎", "ヤマダ タロウ")
    assert shown(compare_name(enrolment, resident)) == (level, evidence), why
    without = compare_name("ヤマダ ジロウ", replace(resident, name_kana="")).level
    assert without is NOT_COMPARABLE, "nothing to hold it against"
    uncertified = compare_name("ヤマダ ジロウ", replace(resident, foreign=True)).level
    assert uncertified is NOT_COMPARABLE, "the kana of a foreign resident is not certified"


def test_simplified_characters_of_a_foreign_resident() -> None:
    assert shown(compare_name("陈红", RegisteredNames("陳紅", foreign=True))) == (
        EQUIVALENT,
        "foreign_kanji@enrolment.1 foreign_kanji@enrolment.2",
    )
    assert compare_name("㐂", RegisteredNames("喜", foreign=True)).level is EQUIVALENT


def test_a_variant_of_the_foreign_table_needs_a_foreign_resident() -> None:
    for source, target in (("\u3401", "\u821a"),):
        assert shown(compare_name(source + "田", RegisteredNames(target + "田"))) == (
            COMPATIBLE,
            "foreign_kanji_unproven@enrolment.1",
        )
        assert compare_name(source + "田", RegisteredNames(target + "田", foreign=True)).level is EQUIVALENT


FOREIGN = RegisteredNames("NGUYEN VAN ANH", "", "青木 安", "", "", foreign=True)
MARRIED = RegisteredNames("鈴木 花子", "", "", "佐藤", "")
UNCUT = RegisteredNames("鈴木花子", "", "", "佐藤", "")
CHINESE = RegisteredNames("王偉", "", "", "", "WANG WEI", foreign=True)
FORMS = [
    ("青木 安", FOREIGN, EQUIVALENT, "form_alias", "alias as written"),
    ("青木安", FOREIGN, EQUIVALENT, "form_alias space_width", "alias"),
    ("NGUYEN VAN AN", FOREIGN, DISAGREE, "letters_differ", "no form; the name speaks"),
    ("佐藤 花子", MARRIED, EQUIVALENT, "form_former", "former surname with the registered given name"),
    ("佐藤 次子", MARRIED, DISAGREE, "", "former surname, another given name"),
    ("佐藤 花子", UNCUT, COMPATIBLE, "former_cut_unknown", "the registry shows no cut"),
    ("佐藤花子", UNCUT, DISAGREE, "", "neither side shows a cut"),
    ("佐藤 次子", UNCUT, DISAGREE, "", "a given name that the registered one does not end in"),
    ("WEI WANG", CHINESE, EQUIVALENT, "form_roman token_order", "Roman form before a supported reading"),
    ("LI NA", CHINESE, DISAGREE, "reading_contradicted", "neither form"),
    ("ワン ウェイ", CHINESE, COMPATIBLE, "form_roman sound_supported", "kana against Roman"),
    ("", CHINESE, MISSING, "missing@enrolment", "nothing on one side"),
    ("●●", CHINESE, MISSING, "missing@enrolment", "masks only"),
    ("\u3000", RegisteredNames("＊＊"), MISSING, "missing@enrolment missing@resident", "nothing on both"),
    ("王", RegisteredNames(""), MISSING, "missing@resident", "no registered form"),
    ("", RegisteredNames(""), MISSING, "missing@enrolment missing@resident", "empty"),
]


@pytest.mark.parametrize(("enrolment", "resident", "level", "evidence", "why"), FORMS, ids=[case[4] for case in FORMS])
def test_registered_forms(enrolment: str, resident: RegisteredNames, level: Level, evidence: str, why: str) -> None:
    assert shown(compare_name(enrolment, resident)) == (level, evidence), why


def test_masks_are_counted_in_the_raw_value() -> None:
    assert masked_characters("山●　〓?") == 3


def test_a_hostile_field_costs_no_more_than_a_name() -> None:
    long, other = "山●" * 500_000, "山田" * 500_000
    assert shown(compare_name(long, RegisteredNames(other))) == (DISAGREE, "over_long")
    assert compare_name("A " * 500_000, RegisteredNames("A")).level is DISAGREE
    assert compare_name(long, RegisteredNames(long)).level is EXACT


def test_every_code_of_a_name_is_in_the_catalogue() -> None:
    reasons = load_rules().reasons
    for enrolment, resident, *_ in ALL:
        for evidence in compare_name(enrolment, RegisteredNames(resident)).evidence:
            assert evidence.code in reasons
