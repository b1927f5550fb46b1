"""An evaluation counts what the truth says, reads the queue from the top, and leaves out by name what is not there."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from matcher.service.checked_files import CheckedFiles
from matcher.service.evaluate import charts
from matcher.service.evaluate import evaluation as module
from matcher.service.evaluate.evaluation import OURS, Evaluation, evaluate
from matcher.service.evaluate.peers import raw_equality
from matcher.service.evaluate.publish import REPORT, EvaluateRequest, evaluate_to
from matcher.service.evaluate.refusals import EvaluationRefused, NotInstalled
from matcher.service.publication import OutputRefused
from rules import load_rules

RULES = load_rules()
RESULT_HEAD = [
    "row", "insurer_number", "verdict", "class", "scope", "name_level", "name_kana_level", "birth_date_level",
    "sex_level", "address_level", "cause", "signature", "score", "evidence",
]  # fmt: skip
BOTH = "eligibility+medical"


def quiet(_: str) -> None:
    """Show nothing."""


def write(path: Path, head: Sequence[str], rows: Sequence[Mapping[str, object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    """Return truth and results of six rows: a twin, a stranger, a slip, two that agree, and a link nobody can see."""
    truth = [
        {"row": 1, "verdict": "MISMATCHED", "kind": "twin_swap", "wrong_link": 1, "weight": 0.1, "class": "2",
         "signature": "twin", "signatures": "twin;family_member", "cause": "name_differs", "causes": "name_differs"},
        {"row": 2, "verdict": "MISMATCHED", "kind": "stranger", "wrong_link": 1, "weight": 0.1, "class": "1",
         "signature": "typing_error", "signatures": "typing_error", "cause": "unexplained", "causes": "unexplained"},
        {"row": 3, "verdict": "MISMATCHED", "kind": "address_old", "wrong_link": 0, "weight": 1, "class": "3",
         "cause": "address_differs", "causes": "address_differs;address_residence"},
        {"row": 4, "verdict": "MATCHED", "kind": "kana_large", "wrong_link": 0, "weight": 1, "group": "notation"},
        {"row": 5, "verdict": "MATCHED", "kind": "kana_large", "wrong_link": 0, "weight": 1, "group": "notation"},
        {"row": 6, "verdict": "MATCHED", "kind": "unseen", "wrong_link": 1, "weight": 0.1, "signature": "key_shared"},
    ]  # fmt: skip
    results = [
        {"row": 1, "verdict": "MISMATCHED", "class": 2, "scope": BOTH, "score": 0.9, "cause": "name_differs",
         "signature": "family_member"},
        {"row": 2, "verdict": "MISMATCHED", "class": 1, "scope": BOTH, "score": 0.2, "cause": "unexplained"},
        {"row": 3, "verdict": "MISMATCHED", "class": 3, "scope": BOTH, "score": 0.3, "cause": "kana_reading"},
        {"row": 4, "verdict": "MISMATCHED", "scope": BOTH, "score": "", "cause": "kana_notation"},
    ]  # fmt: skip
    head = [
        "row",
        "verdict",
        "kind",
        "wrong_link",
        "weight",
        "class",
        "group",
        "signature",
        "signatures",
        "cause",
        "causes",
    ]
    return write(tmp_path / "truth.csv", head, truth), write(tmp_path / "results.csv", RESULT_HEAD, results)


@pytest.fixture
def found(small: tuple[Path, Path]) -> Evaluation:
    return evaluate(*small, RULES, None, quiet)


def test_verdicts_and_wrong_links(found: Evaluation) -> None:
    assert (found.rows, found.verdicts.wrong_links) == (6, 3)
    assert (found.verdicts.matched, found.verdicts.unseen) == ({}, {"unseen": 1})
    assert found.verdicts.others == {("MATCHED", "MISMATCHED"): 1}


def test_held_at_base_rates(found: Evaluation) -> None:
    assert found.held == pytest.approx(1_000_000 * 2.2 / 3.3)
    part, cause = found.notation["kana_large"]
    assert (part.some, part.of, part.share, cause) == (1, 2, 0.5, "kana_notation")


def test_the_queue_is_read_by_weight(found: Evaluation) -> None:
    queue = found.queues[OURS]
    assert queue.length == pytest.approx(2.2)
    assert queue.recall(0.1 / 2.2) == pytest.approx(0.5)
    assert queue.recall(1.1 / 2.2) == pytest.approx(0.5), "the record of a right person comes in between"
    assert queue.recall(1) == pytest.approx(1)
    assert queue.to_read(1) == pytest.approx(1.2)
    assert {kind: rows for kind, (rows, _) in found.by_kind.items()} == {"twin_swap": 1, "stranger": 1}
    assert found.by_class["2"][1].to_read(1) == pytest.approx(0.1)


def test_causes_and_signatures(found: Evaluation) -> None:
    assert (found.cause_right.some, found.cause_right.of) == (2, 3)
    assert found.confused == [("address_differs", "kana_reading", 1)]
    twin = next(row for row in found.signatures if row.code == "twin")
    assert (twin.due, twin.recall.share, twin.met.share) == (1, 0, 1), "family_member is right as well"
    family = next(row for row in found.signatures if row.code == "family_member")
    assert (family.given, family.precision.share, family.due, family.recall.share) == (1, 1, 0, None)
    assert "key_shared" not in {row.code for row in found.signatures}, "a row that was not written is not judged"


def test_a_matched_row_that_was_written_is_judged_by_its_signature(small: tuple[Path, Path], tmp_path: Path) -> None:
    rows = [*read(small[1]), {"row": "6", "verdict": "MATCHED", "signature": ""}]
    found = evaluate(small[0], write(tmp_path / "more.csv", RESULT_HEAD, rows), RULES, None, quiet)
    shared = next(row for row in found.signatures if row.code == "key_shared")
    assert (shared.due, shared.given, shared.recall.share) == (1, 0, 0)


def test_a_wrong_link_that_was_let_through_is_never_found(small: tuple[Path, Path], tmp_path: Path) -> None:
    rows = [row for row in read(small[1]) if row["row"] != "1"]
    found = evaluate(small[0], write(tmp_path / "fewer.csv", RESULT_HEAD, rows), RULES, None, quiet)
    assert found.verdicts.matched == {"twin_swap": 1}
    assert found.queues[OURS].recall(1) == pytest.approx(0.5)
    assert found.queues[OURS].to_read(0.99) is None


def test_a_truth_of_four_columns_is_enough(small: tuple[Path, Path], tmp_path: Path) -> None:
    rows = read(small[0])
    head = ["row", "verdict", "kind", "wrong_link"]
    plain = [{name: row[name] for name in head} for row in rows]
    found = evaluate(write(tmp_path / "plain.csv", head, plain), small[1], RULES, None, quiet)
    assert (found.causes, found.signatures) == ((), ())
    assert found.queues[OURS].length == 4


REFUSED = [
    ("row,verdict,kind\n1,MATCHED,exact\n", "has no column wrong_link", "a column is missing"),
    ("row,verdict,kind,wrong_link\n9,MATCHED,exact,0\n", "rows of .* are not in", "the truth of other enrolments"),
]


@pytest.mark.parametrize(("text", "message"), [case[:2] for case in REFUSED], ids=[case[2] for case in REFUSED])
def test_what_is_refused(text: str, message: str, small: tuple[Path, Path], tmp_path: Path) -> None:
    truth = tmp_path / "other.csv"
    truth.write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationRefused, match=message):
        evaluate(truth, small[1], RULES, None, quiet)


def test_a_file_that_is_not_there_is_refused(small: tuple[Path, Path], tmp_path: Path) -> None:
    with pytest.raises(EvaluationRefused, match="cannot read"):
        evaluate(tmp_path / "none.parquet", small[1], RULES, None, quiet)


def test_the_report_and_its_charts(small: tuple[Path, Path], tmp_path: Path) -> None:
    reported = evaluate_to(EvaluateRequest(*small, tmp_path / "report"), quiet)
    assert [file.name for file in reported.files] == ["held.svg", "recall.svg", "reliability.svg", REPORT]
    assert all(file.read_text(encoding="utf-8").startswith("<svg") for file in reported.files[:-1])
    text = reported.files[-1].read_text(encoding="utf-8")
    assert "wrong links MATCHED though the key shows them: **0**" in text
    assert "naive comparison and peers: --enrolments and --registry were not given" in text
    assert all(f"({file.name})" in text for file in reported.files[:-1])
    with pytest.raises(OutputRefused):
        evaluate_to(EvaluateRequest(*small, small[0]), quiet)


def test_without_the_charts_the_report_says_so(
    small: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    reported = evaluate_to(EvaluateRequest(*small, tmp_path / "report"), quiet)
    assert [file.name for file in reported.files] == [REPORT]
    text = reported.files[-1].read_text(encoding="utf-8")
    assert "charts: the package altair with vl-convert-python is not installed" in text
    with pytest.raises(NotInstalled):
        charts.held_chart([])


def test_the_naive_comparison_and_a_peer_on_real_files(
    truth: Path, results: Path, files: CheckedFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise NotInstalled("splink")

    monkeypatch.setattr(module, "PEERS", (("raw equality", raw_equality), ("Splink", missing)))
    steps: list[str] = []
    found = evaluate(truth, results, RULES, files, steps.append)
    assert found.verdicts.matched == {}
    assert set(found.queues) == {OURS, "raw equality"}
    assert found.left_out == ["Splink: the package splink is not installed (pip install 'totsugo[evaluate]')"]
    assert found.naive is not None
    assert found.naive.held > 2 * found.held
    assert found.naive.notation_held < 0.03 * found.naive.notation_naive
    assert found.queues[OURS].recall(0.2) > found.queues["raw equality"].recall(0.2)
    assert steps[0] == "truth and results"


@pytest.mark.slow
def test_every_peer_ranks_the_same_queue(truth: Path, results: Path, files: CheckedFiles) -> None:
    found = evaluate(truth, results, RULES, files, quiet)
    assert list(found.queues) == [OURS, "raw equality", "recordlinkage", "Splink"]
    assert found.left_out == []
    assert len({queue.length for queue in found.queues.values()}) == 1
