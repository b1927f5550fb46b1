"""What a result says of its comparisons is all that was compared."""

import pytest

from matcher.domain.conclude import levels_of, render_evidence
from matcher.domain.levels import Comparison, Evidence, Level, Side
from matcher.domain.rendered import comparisons_of
from matcher.domain.verdicts import NO_LEVELS

SAME = Comparison(Level.EXACT)
CASES = [
    ((SAME, SAME, SAME, SAME, SAME), "no evidence"),
    ((Comparison(Level.DISAGREE, (Evidence("form_alias"), Evidence("mask", Side.RESIDENT))),) * 5, "with a side"),
    ((SAME, SAME, Comparison(Level.EQUIVALENT, (Evidence("width", Side.ENROLMENT, 3),)), SAME, SAME), "with a place"),
]


@pytest.mark.parametrize("comparisons", [case[0] for case in CASES], ids=[case[1] for case in CASES])
def test_read_back(comparisons: tuple[Comparison, Comparison, Comparison, Comparison, Comparison]) -> None:
    assert comparisons_of(levels_of(comparisons), render_evidence(comparisons)) == comparisons


def test_what_is_not_about_an_item_is_passed_over() -> None:
    comparisons = (SAME,) * 5
    assert comparisons_of(levels_of(comparisons), "record:nobody_found") == comparisons


def test_nothing_was_compared() -> None:
    assert comparisons_of(NO_LEVELS, "") is None
