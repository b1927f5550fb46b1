"""The weights are estimated from pairs found without the number, and a truth adds signals and the calibration."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher.domain.levels import Comparison, Item, Level
from matcher.domain.score import parts
from matcher.service.checked_files import CheckedFiles
from matcher.service.weights.calibrate import Record, calibration_of, records_of, signal_shares
from matcher.service.weights.em import frequencies, two_classes
from matcher.service.weights.pairs import KEYS, joined_keys, pairs_of, random_pairs
from matcher.service.weights.run import EstimateRequest, estimate_to
from rules import load_rules
from rules.documents import parse_document, read_document
from rules.weights import Calibration, SignalShares, build_weights

RULES = load_rules()


def test_keys_ignore_notation_and_leave_out_what_says_nothing() -> None:
    dates = KEYS[Item.BIRTH_DATE](["昭和60年1月2日", "19850102", "19850100", "不明"])
    assert dates == {"昭和60年1月2日": "19850102", "19850102": "19850102", "19850100": "", "不明": ""}
    kana = KEYS[Item.NAME_KANA](["ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ　タロウ"])
    assert len(set(kana.values())) == 1
    addresses = KEYS[Item.ADDRESS](["東京都千代田区丸の内1-1-1", "東京都千代田区丸の内一丁目1番1号"])
    assert len(set(addresses.values())) == 1
    assert joined_keys([["a", ""], ["b", "b"]]) == [("a", "b"), None]


def test_pairs_are_the_same_for_the_same_seed_and_end_when_there_are_enough() -> None:
    keys = [(str(number % 7),) for number in range(40)]
    one, other = (pairs_of(keys, keys, most=60, seed=1) for _ in range(2))
    assert one == other != pairs_of(keys, keys, most=60, seed=2)
    assert 60 <= len(one) < 60 + 36
    assert pairs_of([("a",), ("b",)], [("a",), ("b",), ("b",)], most=9, seed=1, several=True) == [(1, 1), (1, 2)]
    assert random_pairs(5, 5, most=3, seed=1) == random_pairs(5, 5, most=3, seed=1)


def test_em_tells_one_person_from_two() -> None:
    random = np.random.default_rng(7)
    same = np.column_stack([random.choice(3, 4000, p=[0.97, 0.02, 0.01]) for _ in range(3)])
    two = np.column_stack([random.choice(3, 6000, p=[0.05, 0.25, 0.7]) for _ in range(3)])
    found = two_classes(np.vstack([same, two]))
    assert found.pairs == 10_000
    assert found.same_person == pytest.approx(0.4, abs=0.01)
    assert found.right[0][0] == pytest.approx(0.97, abs=0.01)
    assert found.wrong[2][2] == pytest.approx(0.7, abs=0.02)
    assert frequencies(np.array([[0], [0], [1], [1]])) == ({0: 0.5, 1: 0.5},)


def test_em_of_pairs_in_which_an_item_never_differs() -> None:
    vectors = np.array([[0, 0]] * 90 + [[0, 1]] * 30)
    found = two_classes(vectors)
    assert found.right[0] == found.wrong[0] == {0: pytest.approx(1)}


def records(signal: str) -> list[Record]:
    same, other = Comparison(Level.EXACT), Comparison(Level.DISAGREE)
    moved, stranger = (same, same, same, same, other), (other, other, other, other, other)
    return [
        *[Record(moved, frozenset(), wrong=False, weight=1.0)] * 999,
        Record(moved, frozenset({signal}), wrong=False, weight=1.0),
        *[Record(moved, frozenset({signal}), wrong=True, weight=0.1)] * 30,
        *[Record(stranger, frozenset({signal}), wrong=True, weight=0.1)] * 20,
        Record(stranger, frozenset(), wrong=False, weight=1.0),
    ]


def test_signals_are_counted_at_base_rates() -> None:
    shares = signal_shares(records("right_person_found"))
    assert list(shares) == ["right_person_found"]
    assert shares["right_person_found"].right == pytest.approx(1.5 / 1002)
    assert shares["right_person_found"].wrong == pytest.approx(50.5 / 51)


def test_a_signal_is_counted_among_the_records_that_can_have_it() -> None:
    same, other = Comparison(Level.EXACT), Comparison(Level.DISAGREE)
    of_describing = Record((same, same, same, same, other), frozenset({"namesake_found"}), wrong=True, weight=0.1)
    of_others = Record((other,) * 5, frozenset({"fits_row_above"}), wrong=True, weight=0.1)
    shares = signal_shares([*records("right_person_found"), of_describing, of_others])
    assert shares["namesake_found"] == SignalShares(right=0.5 / 1001, wrong=1.5 / 32)
    assert shares["fits_row_above"] == SignalShares(right=0.5 / 2, wrong=1.5 / 22)
    assert shares["right_person_found"].wrong == pytest.approx(50.5 / 53)


def test_the_calibration_makes_the_odds_those_that_were_seen() -> None:
    held = records("right_person_found")
    shares = signal_shares(held)
    line = calibration_of(held, RULES, shares)
    rules = replace(RULES, weights=replace(RULES.weights, signals=shares, calibration=line))
    said = [sum(part.log_odds for part in parts(record.comparisons, record.signals, rules)) for record in held]
    expected = sum(record.weight / (1 + np.exp(-odds)) for record, odds in zip(held, said, strict=True))
    assert expected == pytest.approx(sum(record.weight for record in held if record.wrong), rel=0.3)
    assert line.slope > 0


def test_the_estimate_of_the_samples(files: CheckedFiles, truth: Path, results: Path, tmp_path: Path) -> None:
    out = tmp_path / "weights.yaml"
    steps: list[tuple[str, int, int]] = []
    request = EstimateRequest(
        files.enrolments, files.registry, out, files.as_of, truth, results, pairs=1500, made_by="by hand"
    )
    found = estimate_to(request, lambda *step: steps.append(step))
    assert found.right["names"]["same", "same"] > 0.8
    assert found.kinds["household"].wrong["names"]["other_given", "other_given"] > 0.5
    assert found.kinds["anybody"].wrong["address"]["elsewhere",] > 0.5
    assert {block.wrong["address"]["unknown",] for block in found.kinds.values()} == {
        found.right["address"]["unknown",]
    }
    assert steps[0][:2] == ("address", 0)
    shipped = read_document(RULES.folder, "score.yaml", "score")
    written = parse_document("weights.yaml", out.read_text(encoding="utf-8"))
    weights = build_weights(shipped, written, RULES.reasons, RULES.signals)
    assert weights.edition == "2026-11-22"
    assert weights.calibration.slope > 0
    assert written.data["made_by"] == "by hand"
    for name, weighed in weights.weighed.items():
        assert sum(share.right for share in weighed.shares.values()) == pytest.approx(1, abs=0.01), name


def test_without_a_truth_signals_and_calibration_stay(files: CheckedFiles, tmp_path: Path) -> None:
    out = tmp_path / "weights.yaml"
    estimate_to(EstimateRequest(files.enrolments, files.registry, out, files.as_of, pairs=1000), lambda *_: None)
    data = parse_document("weights.yaml", out.read_text(encoding="utf-8")).data
    assert set(data["signals"]) == set(RULES.weights.signals)
    line = RULES.weights.calibration
    assert Calibration(**data["calibration"]) == Calibration(round(line.intercept, 4), round(line.slope, 4))


def test_with_a_truth_alone_the_files_are_checked_first(files: CheckedFiles, truth: Path, tmp_path: Path) -> None:
    out = tmp_path / "weights.yaml"
    request = EstimateRequest(files.enrolments, files.registry, out, files.as_of, truth, pairs=1000)
    estimate_to(request, lambda *_: None)
    data = parse_document("weights.yaml", out.read_text(encoding="utf-8")).data
    assert {"right_person_found", "nobody_found"} <= set(data["signals"])
    assert "held records" in data["data"]["calibrated_on"]
    assert "truth" in data["data"]
    assert [path.name for path in tmp_path.iterdir()] == ["weights.yaml"]


def test_records_of_a_check(truth: Path, results: Path) -> None:
    found = records_of(truth, results)
    assert sum(record.wrong for record in found) > 5
    assert all(len(record.comparisons) == 5 for record in found)
