"""The catalogue: every kind of difference that the samples contain, what it is, and how often it comes among its group.

No public figure says how the causes divide (only that 外国籍の表記, 外字 and 居所 are most of them), so the shares
are guesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from samples.slips import Slip, addresses, birth, foreign, kana, names, signs


class Group(StrEnum):
    """What a kind does to a record of the right person."""

    NOTATION = "notation"
    """The same thing written otherwise: the rule must see through it."""
    MISMATCH = "mismatch"
    """At least one item of the key differs by the rule, although the person is right."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of difference, as the truth files name it."""

    name: str
    group: Group
    share: float
    slip: Slip
    note: str


N, M = Group.NOTATION, Group.MISMATCH
CATALOGUE = (
    Kind("name_half_width_space", N, 6, names.half_space, "氏名の間が半角空白"),
    Kind("name_without_space", N, 6, names.no_space, "氏名の間に空白なし"),
    Kind("gaiji_common_form", N, 60, names.common_form, "外字・異体字を常用の字で登録（髙→高）"),
    Kind("gaiji_one_mask", N, 20, names.one_mask, "表せない一字が●"),
    Kind("kana_half_width", N, 10, kana.half_width, "半角カナ"),
    Kind("kana_large", N, 25, kana.large, "小書き仮名を大書き（ショウ→シヨウ）"),
    Kind("kana_hiragana", N, 2, kana.hiragana, "ひらがなで登録"),
    Kind("kana_without_space", N, 6, kana.no_space, "カナ氏名の間に空白なし"),
    Kind("address_hyphens", N, 40, addresses.hyphens, "丁目・番・号をハイフンで"),
    Kind("address_kanji_chome", N, 15, addresses.kanji_chome, "丁目が漢数字"),
    Kind("address_kanji_numbers", N, 2, addresses.kanji_numbers, "番地が漢数字"),
    Kind("address_full_width", N, 10, addresses.full_width, "全角数字とハイフン"),
    Kind("address_half_width", N, 10, addresses.half_width, "半角数字"),
    Kind("address_without_prefecture", N, 12, addresses.no_prefecture, "都道府県名なし"),
    Kind("address_small_ke", N, 5, addresses.small_ke, "ケとヶ"),
    Kind("address_postal_code", N, 1, addresses.postal_code_in_front, "住所に郵便番号"),
    Kind("address_room_without_sign", N, 8, addresses.room_without_sign, "号室なし"),
    Kind("address_room_as_number", N, 4, addresses.room_as_number, "建物名を略し部屋番号だけ"),
    Kind("address_care_of", N, 2, addresses.care_of, "様方つき"),
    Kind("birth_day_unknown", N, 1, birth.day_unknown, "保険者側の生年月日で日が不詳（00）"),
    Kind("birth_month_day_unknown", N, 0.5, birth.month_and_day_unknown, "保険者側の生年月日で月日が不詳（0000）"),
    Kind("birth_unknown_in_registry", N, 30, birth.unknown_in_registry, "住民票の生年月日が不詳"),
    Kind("sex_unset", N, 3, birth.sex_unset, "保険者側の性別が3（未設定）"),
    Kind("sex_unset_in_registry", N, 30, birth.sex_unset_in_registry, "住民票の性別が3（未設定）"),
    Kind("roman_order", N, 15, foreign.order, "ローマ字氏名の語順"),
    Kind("roman_full_width", N, 15, foreign.full_width, "全角ローマ字"),
    Kind("roman_lower_case", N, 10, foreign.lower_case, "ローマ字の小文字"),
    Kind("roman_comma", N, 3, foreign.comma, "姓のあとにコンマ"),
    Kind("roman_for_kanji", N, 15, foreign.roman_for_kanji, "漢字併記の人をローマ字で登録"),
    Kind("simplified_characters", N, 5, foreign.simplified, "簡体字（告示582号の正字は住民票側）"),
    Kind("alias_registered", N, 20, foreign.registered_alias, "登録された通称"),
    Kind("former_surname_registered", N, 20, names.registered_old_surname, "登録された旧氏（カナは現在の氏）"),
    Kind("former_surname_with_kana", M, 10, names.registered_old_surname_and_kana, "登録された旧氏（カナも旧氏）"),
    Kind("gaiji_two_masks", M, 6, names.two_masks, "●が二字"),
    Kind("kanji_homophone", M, 60, names.homophone, "同音の別の漢字（恵子→啓子）"),
    Kind("surname_old", M, 40, names.old_surname, "旧姓のまま（旧氏の登録なし）"),
    Kind("kana_yotsugana", M, 12, kana.yotsugana, "ヅとズ、ヂとジ"),
    Kind("kana_voicing", M, 15, kana.voicing, "濁点の有無（ザキ→サキ）"),
    Kind("kana_long_vowel", M, 8, kana.long_vowel, "長音の脱落（ユウコ→ユコ）"),
    Kind("kana_other_reading", M, 15, kana.other_reading, "別の読み（ヒロコ→ユウコ）"),
    Kind("kana_lookalike", M, 8, kana.lookalike, "似た字の取り違え（シ→ツ）"),
    Kind("kana_blank", M, 5, kana.blank, "カナ氏名が空"),
    Kind("birth_day_off_by_one", M, 0.5, birth.day_off_by_one, "生年月日が一日違い"),
    Kind("birth_day_month_swapped", M, 0.5, birth.day_and_month_swapped, "月と日の入れ替え"),
    Kind("birth_era_slip", M, 0.5, birth.era_slip, "元号の取り違え"),
    Kind("birth_one_digit", M, 0.5, birth.one_digit, "生年月日の一桁違い"),
    Kind("sex_flip", M, 0.5, birth.sex_flip, "性別の取り違え"),
    Kind("address_blank", M, 60, addresses.blank, "住所が空"),
    Kind("address_residence", M, 120, addresses.residence, "居所（社員寮など）で登録"),
    Kind("address_old", M, 150, addresses.old_address, "転居前の住所"),
    Kind("address_domicile", M, 10, addresses.registered_domicile, "本籍で登録"),
    Kind("address_house_number", M, 12, addresses.house_number_slip, "番地・号の誤り"),
    Kind("address_building_missing", M, 40, addresses.building_missing, "方書（建物と部屋）なし"),
    Kind("address_room_missing", M, 10, addresses.room_missing, "部屋番号なし"),
    Kind("address_room_wrong", M, 4, addresses.room_wrong, "部屋番号の誤り"),
    Kind("roman_middle_name_dropped", M, 60, foreign.middle_name_dropped, "ミドルネームなし"),
    Kind("roman_truncated", M, 30, foreign.truncated, "桁あふれで切れた氏名"),
    Kind("foreign_katakana_name", M, 90, foreign.katakana_name, "ローマ字氏名をカタカナで登録"),
    Kind("alias_unregistered", M, 20, foreign.unregistered_alias, "登録のない通称"),
)
ONLY_IN_NATIONS = (
    Kind("address_other_dashes", N, 8, signs.other_dashes, "ハイフンに似た別の記号（－‐−―ー–）"),
    Kind("address_without_go", N, 8, signs.without_go, "末尾の号なし"),
    Kind("address_branch_with_no", N, 8, signs.branch_with_no, "番地の枝番に「の」"),
    Kind("address_spaced", N, 4, signs.spaced, "都道府県・市区町村のあとに空白"),
    Kind("name_compatibility_characters", N, 4, signs.compatibility_characters, "互換漢字（神 U+FA19）"),
    Kind("address_old_nearby", M, 60, signs.old_address_nearby, "同じ市区町村内の転居前の住所"),
    Kind("address_building_added", M, 15, signs.building_added, "住民票にない方書"),
)
"""Kinds that came later than the ready files, which stay as they are."""
ALL_KINDS = CATALOGUE + ONLY_IN_NATIONS
NAME_DOUBTS = ("kanji_homophone", "gaiji_one_mask", "gaiji_two_masks")
"""Where the name itself is in doubt, large for small kana is no mere habit any more: insurers who write large kana get
no such row."""
BY_NAME = {kind.name: kind for kind in ALL_KINDS}
