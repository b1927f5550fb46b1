"""The official rule in the truth's own words: from what agrees and what does not to the expected verdict and class.

Written from the rule's published table, not from the project's rule files: ○ agrees, × does not, – cannot say.

>>> expected("○○○○○", "2")
('MATCHED', '')
>>> expected("○○×○○", "2"), expected("××○○○", "2"), expected("○○○○×", "2"), expected("○×○○○", "2")
(('MISMATCHED', '1'), ('MISMATCHED', '2'), ('MISMATCHED', '3'), ('MISMATCHED', ''))
>>> expected("×○○○×", "1"), expected("○×○○○", "1")
(('MATCHED', ''), ('MISMATCHED', '2'))
>>> expected("––○○○", "2")
('MISMATCHED', '')

Source of the classes: 第167回社会保障審議会医療保険部会 資料1 (2023-09-07). The check in force since 2024-05 holds
every mismatch.
"""

from __future__ import annotations

from samples.people import Person

YES, NO, UNSURE = "○", "×", "–"
ITEMS = ("name", "name_kana", "birth_date", "sex", "address")
THREE_ITEMS = "1"


def expected(marks: str, check_basis: str, *, foreign: bool = False) -> tuple[str, str]:
    """Return the verdict and the class of one pair.

    Args:
        marks: ○, × or – for each of the five items, in order.
        check_basis: 本人確認判定フラグ; 1 compares kana, birth date and sex only.
        foreign: the resident's kana is not certified, so that in a three-item check the name stands in for it.
    """
    name, kana, birth, sex, address = tuple(marks)
    if check_basis == THREE_ITEMS:
        name, kana = UNSURE, name if foreign and kana != YES else kana
        address = UNSURE
    if NO not in (name, kana, birth, sex, address) and birth == YES and YES in (name, kana):
        return "MATCHED", ""
    if NO in (birth, sex):
        return "MISMATCHED", "1"
    names_wrong = (name, kana).count(NO)
    both = (name, kana) == (NO, NO) or (check_basis == THREE_ITEMS and names_wrong == 1)
    if both or (names_wrong == 1 and address == NO):
        return "MISMATCHED", "2"
    if address == NO:
        return "MISMATCHED", "3"
    return "MISMATCHED", ""


def marks_between(described: Person, linked: Person) -> str:
    """Return the marks of a record that describes one person and carries the number of another, or of the same one."""
    if described is linked:
        kana = YES if linked.kana() else UNSURE
        return YES + kana + YES + (UNSURE if linked.sex_unset else YES) + YES
    same_kana = described.known_kana() == linked.kana()
    kana = YES if same_kana else UNSURE if linked.foreigner else NO
    return "".join(
        (
            _mark(same=described.name() == linked.name()),
            kana,
            _mark(same=described.birth == linked.birth),
            UNSURE if linked.sex_unset else _mark(same=described.sex == linked.sex),
            _mark(same=described.home.text() == linked.home.text()),
        )
    )


def _mark(*, same: bool) -> str:
    return YES if same else NO


def with_marks(base: str, changed: dict[str, str]) -> str:
    """Return the marks after a slip: an item that already differs stays ×, whatever is written on top."""
    marks = dict(zip(ITEMS, base, strict=True))
    for item, mark in changed.items():
        if marks[item] != NO:
            marks[item] = mark
    return "".join(marks[item] for item in ITEMS)
