"""The ways in which a record comes to carry another person's number, as the published checks found them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

from samples.individual_numbers import individual_number, mistyped, position
from samples.people import Home, Person
from samples.truth import Case

NOTES = {
    "family_number": "家族の個人番号（届書の記入誤り）",
    "twin_swap": "双子の取り違え",
    "same_name_stranger": "同姓同名・同生年月日・同性別の別人",
    "row_shift": "転記で一行ずれ",
    "row_shift_end": "一行ずれの末尾（番号なし）",
    "typing_error_stranger": "検査用数字を通る打ち間違い（別人の番号）",
    "typing_error_nobody": "検査用数字を通る打ち間違い（該当なし）",
    "duplicate_qualification": "他保険者で資格のある人の番号（資格重複）",
    "two_numbers": "同一人に二つの番号（二件目が他人の番号）",
    "wrong_line_birth": "照会結果の選び誤り（同姓同名で生年月日が異なる別人）",
    "wrong_line_kanji": "照会結果の選び誤り（カナ・生年月日が同じで漢字が異なる別人）",
    "number_missing": "個人番号なし",
    "not_in_registry": "住民票に該当者なし",
    "double_enrolment": "二保険者で資格が重複（同一人、番号は正しい）",
}


def link(case: Case, other: Person, kind: str) -> None:
    """Give a row the number of another person."""
    case.row["individual_number"], case.linked = other.number(), other
    case.mark(kind, NOTES[kind])


def unlink(case: Case, number: str, kind: str) -> None:
    """Give a row a number that nobody owns, or none."""
    case.row["individual_number"], case.linked = number, None
    case.mark(kind, NOTES[kind])


def swap(first: Case, second: Case, kind: str) -> None:
    """Give each of two rows the number of the other."""
    one, other = first.described, second.described
    link(first, other, kind)
    link(second, one, kind)


def shift(cases: Sequence[Case]) -> None:
    """Give each row the number of the next one; the last is left without."""
    for case, following in pairwise(cases):
        link(case, following.described, "row_shift")
    unlink(cases[-1], "", "row_shift_end")


def same_name_stranger(person: Person, place: int, home: Home) -> Person:
    """Return another resident with the name, kana, birth date and sex of a person, who lives elsewhere."""
    return replace(
        person, place=place, home=home, household=-place, reserved=False, former_family="", former_family_kana=""
    )


def typing_error(rng: Random, person: Person, taken: set[str]) -> str | None:
    """Return a number one typing error away that passes the check digit and that nobody owns, if there is one."""
    free = [number for number in mistyped(person.number()) if number not in taken]
    return rng.choice(free) if free else None


def owner_of(number: str, model: Person) -> Person:
    """Return a resident like the model who owns the given number."""
    place = position(number)
    if individual_number(place) != number:
        message = "the number is not of the synthetic form"
        raise ValueError(message)
    return replace(model, place=place, reserved=False)
