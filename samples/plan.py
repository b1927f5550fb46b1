"""What the three ready files contain: how many rows of each kind, by insurer.

A name with + is two slips on one row; one that begins with 3: happens on a record checked by three items.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samples.styles import ASSOCIATION, MUNICIPAL, UNION, FileStyle


@dataclass(frozen=True, slots=True)
class FilePlan:
    """One insurer's file."""

    stem: str
    style: FileStyle
    insurer_number: str
    prefectures: tuple[str, ...]
    city: str
    """Empty: members live anywhere in the prefectures."""
    members: int
    symbols: tuple[str, ...]
    by_household: bool
    """国保 counts everybody as 本人, with branches from 01; 被用者保険 has the employee and dependants."""
    three_item_share: float
    kinds: Mapping[str, int]
    wrong_links: Mapping[str, int]
    refused: bool = False


UNION_PLAN = FilePlan(
    "enrolments_union", UNION, "06139992", ("東京都", "神奈川県", "埼玉県", "千葉県"), "", 780, ("101", "102", "204"),
    by_household=False,
    three_item_share=0.0,
    kinds={
        "gaiji_common_form": 6, "gaiji_one_mask": 3, "gaiji_two_masks": 2, "name_half_width_space": 3,
        "name_without_space": 3,
        "kana_large": 3, "kana_without_space": 2, "address_hyphens": 6, "address_kanji_chome": 3,
        "address_without_prefecture": 2,
        "address_room_without_sign": 3, "address_room_as_number": 2, "address_small_ke": 2, "address_care_of": 1,
        "birth_day_unknown": 1, "birth_unknown_in_registry": 2, "sex_unset": 1,
        "former_surname_registered": 1, "former_surname_with_kana": 2,
        "roman_order": 1, "roman_full_width": 2, "alias_registered": 2, "roman_for_kanji": 2,
        "kanji_homophone": 2, "surname_old": 2, "kana_yotsugana": 2, "kana_voicing": 2, "kana_blank": 1,
        "address_residence": 6,
        "address_old": 3, "address_blank": 2, "address_building_missing": 2, "address_room_missing": 1,
        "foreign_katakana_name": 2,
        "alias_unregistered": 1, "birth_day_off_by_one": 1, "sex_flip": 1, "surname_old+address_old": 1,
    },
    wrong_links={
        "family_number": 3, "twin_swap": 1, "same_name_stranger": 1, "typing_error_stranger": 1,
        "typing_error_nobody": 1,
        "wrong_line_birth": 1, "number_missing": 5, "not_in_registry": 1,
    },
)  # fmt: skip

ASSOCIATION_PLAN = FilePlan(
    "enrolments_association", ASSOCIATION, "01159995", ("新潟県", "長野県"), "", 790, ("21700023", "21700105",
    "30110007"),
    by_household=False,
    three_item_share=0.3,
    kinds={
        "gaiji_common_form": 5, "gaiji_one_mask": 2, "gaiji_one_mask+sex_unset": 1, "gaiji_one_mask+address_old": 1,
        "name_without_space": 3, "kana_half_width": 3, "kana_large": 3, "kana_hiragana": 1, "address_hyphens": 6,
        "address_kanji_numbers": 2, "address_full_width": 3, "address_half_width": 2, "address_without_prefecture": 2,
        "address_postal_code": 1, "address_room_without_sign": 2, "birth_month_day_unknown": 1,
        "birth_unknown_in_registry": 1,
        "former_surname_registered": 1, "former_surname_with_kana": 1,
        "roman_order": 1, "roman_lower_case": 2, "roman_comma": 1, "alias_registered": 2, "roman_for_kanji": 2,
        "simplified_characters": 1, "roman_middle_name_dropped": 2, "roman_truncated": 1, "foreign_katakana_name": 1,
        "kanji_homophone": 3, "surname_old": 2, "kana_other_reading": 2, "kana_long_vowel": 2, "kana_lookalike": 1,
        "address_residence": 3, "address_old": 4, "address_domicile": 1, "address_blank": 3, "address_house_number": 2,
        "address_building_missing": 2, "address_room_wrong": 1, "birth_day_month_swapped": 1, "birth_one_digit": 1,
        "kanji_homophone+address_old": 1, "basis_empty": 3,
        "3:address_old": 3, "3:address_blank": 2, "3:kanji_homophone": 2, "3:surname_old": 1, "3:kana_yotsugana": 1,
        "3:sex_unset": 1, "3:birth_day_off_by_one": 1,
    },
    wrong_links={
        "family_number": 3, "twin_swap": 1, "same_name_stranger": 2, "typing_error_stranger": 1,
        "typing_error_nobody": 1,
        "duplicate_qualification": 2, "two_numbers": 2, "wrong_line_kanji": 1, "double_enrolment": 3,
        "number_missing": 4, "not_in_registry": 1,
    },
)  # fmt: skip

MUNICIPAL_PLAN = FilePlan(
    "enrolments_municipal", MUNICIPAL, "129999", ("千葉県",), "松戸市", 770, ("松国",),
    by_household=True,
    three_item_share=0.0,
    kinds={
        "gaiji_common_form": 5, "gaiji_one_mask": 2, "name_half_width_space": 2, "kana_half_width": 2,
        "kana_without_space": 2,
        "address_hyphens": 6, "address_kanji_chome": 3, "address_full_width": 2, "address_small_ke": 2,
        "address_room_as_number": 1,
        "address_room_without_sign": 2, "birth_day_unknown": 1, "birth_unknown_in_registry": 2, "sex_unset": 1,
        "former_surname_registered": 1, "roman_order": 1, "roman_full_width": 1, "alias_registered": 1,
        "roman_for_kanji": 1,
        "kanji_homophone": 2, "surname_old": 2, "kana_yotsugana": 1, "kana_voicing": 1, "kana_other_reading": 1,
        "kana_blank": 1,
        "address_old": 3, "address_blank": 3, "address_building_missing": 2, "address_residence": 1, "birth_era_slip":
        2,
        "birth_one_digit": 1, "birth_day_off_by_one": 1, "sex_flip": 1, "roman_middle_name_dropped": 1,
        "foreign_katakana_name": 1,
        "surname_old+address_old": 1, "number_full_width": 3,
    },
    wrong_links={
        "row_shift": 12, "family_number": 2, "twin_swap": 1, "same_name_stranger": 1, "typing_error_stranger": 1,
        "wrong_line_birth": 1, "number_missing": 6,
    },
    refused=True,
)  # fmt: skip

PLANS = (UNION_PLAN, ASSOCIATION_PLAN, MUNICIPAL_PLAN)
