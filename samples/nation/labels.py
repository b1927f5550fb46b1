"""What triage should say of a row: the main cause and the signature, and what else would be right.

The codes are those of the project's catalogues (`rules/causes.yaml`, `rules/signatures.yaml`), written down here by
hand: which
code fits which kind is a statement about the kind, not about the program.

>>> expected_label("address_old", "○○○○×").cause
'address_differs'
>>> expected_label("twin_swap", "××○○○").signature
'twin'
"""

from __future__ import annotations

from dataclasses import dataclass

from samples.nation.links import DOUBLE, UNSEEN
from samples.verdicts import NO, YES


@dataclass(frozen=True, slots=True)
class Label:
    """The expected cause and signature first, then everything that is right; empty where there should be none."""

    causes: tuple[str, ...] = ("",)
    signatures: tuple[str, ...] = ("",)

    @property
    def cause(self) -> str:
        """The main cause that is expected."""
        return self.causes[0]

    @property
    def signature(self) -> str:
        """The signature that is expected."""
        return self.signatures[0]


NOTHING = Label()
_FOREIGN, _KANJI, _NOTATION = ("foreign_name",), ("kanji_differs", "variant_character"), ("address_notation",)
_READING, _KANA = ("kana_reading", "kana_notation"), ("kana_notation", "kana_reading")
_ELSEWHERE = ("address_differs",)
CAUSES = {
    "number_missing": ("no_number",), "not_in_registry": ("number_not_found",),
    "typing_error_nobody": ("number_not_found",), "row_shift_end": ("no_number",),
    "resident_dead": ("resident_dead",), "resident_moved_out": ("resident_moved_out",),
    "gaiji_one_mask": ("masked_character",), "gaiji_two_masks": ("masked_character",),
    "former_surname_with_kana": ("name_change", "kana_reading"), "surname_old": ("name_change",),
    "kanji_homophone": _KANJI, "kana_yotsugana": ("kana_notation",), "kana_voicing": _READING,
    "kana_long_vowel": _KANA, "kana_other_reading": _READING, "kana_lookalike": _READING,
    "kana_blank": ("name_missing",),
    "birth_day_off_by_one": ("birth_date_typing",), "birth_day_month_swapped": ("birth_date_swapped",),
    "birth_era_slip": ("birth_date_era",), "birth_one_digit": ("birth_date_typing",), "sex_flip": ("sex_differs",),
    "address_blank": ("address_missing",), "address_residence": ("address_residence",), "address_old": _ELSEWHERE,
    "address_old_nearby": _ELSEWHERE,
    "address_domicile": _ELSEWHERE, "address_house_number": ("address_number",),
    "address_building_missing": _NOTATION, "address_building_added": _NOTATION, "address_room_missing": _NOTATION,
    "address_room_wrong": ("address_number",), "roman_middle_name_dropped": _FOREIGN, "roman_truncated": _FOREIGN,
    "foreign_katakana_name": _FOREIGN, "alias_unregistered": _FOREIGN, "alias_registered": _FOREIGN,
    "roman_for_kanji": _FOREIGN,
}  # fmt: skip
"""Causes of a record that describes the person whose number it carries, or whose number is nobody's."""
_SIGNATURES = {
    "twin_swap": "twin", "twin_number": "twin", "family_swap": "family_member", "family_number": "family_member",
    "same_name_stranger": "same_name_stranger", UNSEEN: "key_shared", "row_shift": "row_shift",
    "typing_error_stranger": "typing_error", "typing_error_nobody": "typing_error", "two_numbers": "two_numbers",
    "duplicate_qualification": "duplicate_qualification", DOUBLE: "duplicate_qualification",
    "wrong_line_birth": "wrong_line", "wrong_line_kanji": "wrong_line", "resident_dead": "deceased",
    "resident_moved_out": "moved_out",
}  # fmt: skip
_ALSO_RIGHT = {
    "wrong_line_birth": ("same_name_stranger", "typing_error", ""), "wrong_line_kanji": ("same_name_stranger", ""),
    "wrong_line_list": ("wrong_line", "typing_error", ""),
    "typing_error_nobody": ("",), "not_in_registry": ("",),
    "duplicate_qualification": ("typing_error",), "two_numbers": ("typing_error",), "row_shift": ("typing_error",),
    UNSEEN: ("same_name_stranger", ""),
}  # fmt: skip
"""What is right besides: of an unrelated person it can be said, too, that the number may be mistyped."""
_KINDLESS = "unexplained"


def expected_label(
    kind: str, marks: str, *, wrong_link: bool | None = None, facts: tuple[str, ...] = (), slip: str = ""
) -> Label:
    """Return what triage should say of a row that is not MATCHED.

    Args:
        kind: What was done to the row.
        marks: ○, × or – for the items of its key, others –; empty when there is nothing to compare.
        wrong_link: Whether the number is another person's; by default when the kind has a signature.
        facts: Further signatures that hold for the row: two records with the number, a number of a family member.
        slip: What is written wrongly besides a wrong link, so that its cause may be named too.
    """
    wrong = kind in _SIGNATURES if wrong_link is None else wrong_link
    own = (_SIGNATURES[kind],) if kind in _SIGNATURES else ()
    if kind == "wrong_line_list" and marks and marks[1] == YES:
        own = ("wrong_line",)
    signatures = tuple(dict.fromkeys((*own, *facts, *_ALSO_RIGHT.get(kind, ())))) or ("",)
    causes = _causes_of_stranger(kind, marks) if wrong and marks else CAUSES.get(kind, ("",))
    return Label(tuple(dict.fromkeys((*causes, *(CAUSES.get(slip, ()) if marks else ())))), signatures)


def _causes_of_stranger(kind: str, marks: str) -> tuple[str, ...]:
    """Return the causes of a pair of two people: one item may have its own explanation, several have none."""
    name, kana, birth, sex, address = (mark == NO for mark in marks)
    found = []
    if birth:
        found.append("birth_date_differs")
    if sex:
        found.append("sex_differs")
    if name and kind == "wrong_line_kanji":
        found += _KANJI
    elif name or kana:
        found += ["name_differs"] if name else [*_READING, "name_differs"]
    if address:
        found += ["address_differs", "address_residence"]
    single = sum((birth, sex, name or kana, address)) == 1
    return (*found, _KINDLESS) if single or kind == "wrong_line_kanji" else (_KINDLESS, *found)
