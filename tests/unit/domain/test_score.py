"""The score: a sum of parts that can be shown, the same everywhere, and higher for what looks like another person."""

from dataclasses import replace
from math import exp, log

import pytest

from matcher.domain.fold import Comparisons
from matcher.domain.levels import Comparison, Evidence, Level
from matcher.domain.score import PRIOR, faces_of, parts, probability, score
from rules import RuleSet, load_rules
from rules.weights import Calibration, SignalShares

RULES = load_rules()
LEVELS = {
    "=": Level.EXACT,
    "~": Level.EQUIVALENT,
    "?": Level.COMPATIBLE,
    "!": Level.DISAGREE,
    "0": Level.MISSING,
    "-": Level.NOT_COMPARABLE,
}
SIGNALS = {"found": SignalShares(0.001, 0.9), "fits": SignalShares(0.01, 0.5), "nobody": SignalShares(0.9, 0.05)}


def pair(signs: str, **codes: str) -> Comparisons:
    """Return five comparisons from five level signs, with evidence codes by item."""
    items = ("name", "kana", "birth", "sex", "address")
    name, kana, birth, sex, address = (
        Comparison(LEVELS[sign], tuple(Evidence(code) for code in codes.get(item, "").split()))
        for item, sign in zip(items, signs, strict=True)
    )
    return name, kana, birth, sex, address


def with_weights(**changes: object) -> RuleSet:
    return replace(RULES, weights=replace(RULES.weights, **changes))  # type: ignore[arg-type]


GIVEN = {"name": "given_name_differs", "kana": "given_name_differs"}
TWIN, FAMILY, STRANGER = pair("!!===", **GIVEN), pair("!!!!=", **GIVEN, birth="same_month_day"), pair("!!!!!")
MOVED, MARRIED = (
    pair("====!", address="municipality_differs"),
    pair("!!===", name="surname_differs", kana="surname_differs"),
)
LESS_AND_MORE = [
    (pair("====?"), MOVED, "a building against another municipality"),
    (MARRIED, TWIN, "another surname against another given name"),
    (MOVED, TWIN, "a move against a twin"),
    (TWIN, FAMILY, "a twin against another birth date and sex as well"),
    (pair("==!==", birth="one_digit"), pair("!!!==", **GIVEN), "a slip of the pen against another person"),
    (pair("!===="), TWIN, "another kanji against a twin"),
    (pair("====0"), MOVED, "no address against another one"),
    (MARRIED, STRANGER, "marriage against nothing in common"),
    (pair("==0=?"), FAMILY, "what cannot be compared says little"),
]


@pytest.mark.parametrize(
    ("less", "more"), [case[:2] for case in LESS_AND_MORE], ids=[case[2] for case in LESS_AND_MORE]
)
def test_what_is_more_suspicious(less: Comparisons, more: Comparisons) -> None:
    odds = [sum(part.log_odds for part in parts(comparisons, (), RULES)) for comparisons in (less, more)]
    assert odds[0] < odds[1]
    assert score(less, (), RULES) <= score(more, (), RULES)


@pytest.mark.parametrize("signals", [(), ("found",), ("found", "nobody"), ("fits", "found"), ("nobody",), ("unheard",)])
@pytest.mark.parametrize("comparisons", [TWIN, FAMILY, STRANGER, MOVED, MARRIED, pair("--0-0")])
def test_the_parts_add_up_to_the_score(comparisons: Comparisons, signals: tuple[str, ...]) -> None:
    rules = with_weights(signals=SIGNALS, calibration=Calibration(-0.5, 0.8))
    waterfall = parts(comparisons, signals, rules)
    value = score(comparisons, signals, rules)
    assert probability(waterfall) == value == round(value, 6)
    assert 0 <= value <= 1
    assert value == round(1 / (1 + exp(-sum(part.log_odds for part in waterfall))), 6)
    assert waterfall[0].name == PRIOR
    assert [part.name for part in waterfall[1:5]] == list(rules.weights.weighed)


def test_of_the_signals_the_strongest_of_each_direction_counts() -> None:
    rules = with_weights(signals=SIGNALS, calibration=Calibration(0, 1))
    shown = parts(MOVED, ("nobody", "fits", "found"), rules)[5:]
    assert [part.name for part in shown] == ["found", "nobody"]
    assert [part.log_odds for part in shown] == pytest.approx([log(900), log(0.05 / 0.9)])
    assert [part.name for part in parts(MOVED, ("fits",), rules)[5:]] == ["fits"]
    assert [part.name for part in parts(MOVED, ("nobody",), rules)[5:]] == ["nobody"]
    assert score(MOVED, ("found",), rules) > score(MOVED, (), rules) > score(MOVED, ("nobody",), rules)


def test_the_line_of_the_calibration_moves_every_part() -> None:
    plain, halved = with_weights(calibration=Calibration(0, 1)), with_weights(calibration=Calibration(1, 0.5))
    for one, other in zip(parts(TWIN, (), plain), parts(TWIN, (), halved), strict=True):
        assert other.log_odds == pytest.approx(one.log_odds / 2 + (one.name == PRIOR))


FACES = [
    (pair("=~==="), ("same", "same", "same", "same", "same"), "agreement"),
    (pair("?!!!?", kana="surname_differs"), ("near", "other_surname", "other", "other", "near"), "differences"),
    (pair("==!=!", birth="same_year era_slip", address="room_differs"), ("same", "same", "other_era", "same",
     "other_number"), "evidence of a slip has a face of its own"),
    (pair("-0-0-"), ("unknown",) * 5, "nothing to compare"),
    (pair("====?", address="town_unknown residence_care_of"), ("same",) * 4 + ("residence",), "a place of stay"),
]  # fmt: skip


@pytest.mark.parametrize(("comparisons", "faces"), [case[:2] for case in FACES], ids=[case[2] for case in FACES])
def test_faces(comparisons: Comparisons, faces: tuple[str, ...]) -> None:
    assert faces_of(comparisons, RULES) == faces
