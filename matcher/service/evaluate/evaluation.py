"""One evaluation: truth and results in, a report with charts out; with the two files also naive and peers."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import numpy as np

from matcher.service.checked_files import CheckedFiles
from matcher.service.evaluate.baseline import Baseline, read_baseline
from matcher.service.evaluate.figures import (
    Held,
    Judged,
    Part,
    Verdicts,
    by_value,
    codes,
    held_per_million,
    missed_weight,
    notation_held,
    verdicts,
)
from matcher.service.evaluate.joined import Joined
from matcher.service.evaluate.naive import Naive, naive_figures
from matcher.service.evaluate.peer_recordlinkage import recordlinkage_em
from matcher.service.evaluate.peer_splink import splink_match_weight
from matcher.service.evaluate.peers import Ranking, rank_all, raw_equality
from matcher.service.evaluate.queue import Queue
from matcher.service.evaluate.reliability import Bin, reliability
from rules import RuleSet

OURS = "Totsugo"
PEERS = (("raw equality", raw_equality), ("recordlinkage", recordlinkage_em), ("Splink", splink_match_weight))
_LEARN = 20_000
"""Records of each file that the peers learn from."""

OnStep = Callable[[str], None]
"""Told the name of each step when it begins."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of a report. `queues` has one queue for each ranking, ours first; `left_out` says what is missing."""

    rows: int
    verdicts: Verdicts
    held: float
    naive: Naive | None
    notation: Mapping[str, tuple[Part, str]]
    queues: Mapping[str, Queue]
    by_kind: Mapping[str, tuple[int, Queue]]
    by_class: Mapping[str, tuple[int, Queue]]
    causes: Sequence[Judged]
    cause_right: Part
    confused: Sequence[tuple[str, str, int]]
    signatures: Sequence[Judged]
    reliability: Sequence[Bin]
    left_out: Sequence[str]


def evaluate(truth: Path, results: Path, rules: RuleSet, files: CheckedFiles | None, on_step: OnStep) -> Evaluation:
    """Measure results against the truth.

    Args:
        truth: what is true of each row.
        results: of `totsugo check`.
        rules: whose key the naive comparison uses.
        files: the two files of the check; without them there are no peers and no naive comparison.
        on_step: told what is done.

    Raises:
        EvaluationRefused: the files do not belong together.
        FileDefect: a file of the check is refused.
    """
    with duckdb.connect() as connection:
        on_step("truth and results")
        joined = Joined(connection, truth, results)
        counts = joined.counts()
        held, missed = Held(joined.queue()), missed_weight(counts)
        scores = held.numbers("score")
        queues, left_out = {OURS: held.queue(scores, missed)}, []
        naive = None
        if files:
            on_step("both files again: the naive comparison, and the pairs of the queue")
            baseline = read_baseline(connection, files, rules, held.rows, _LEARN)
            naive = naive_figures(joined)
            for ranking in _rankings(baseline, held.rows, on_step):
                if ranking.suspicion is None:
                    left_out.append(f"{ranking.name}: {ranking.note}")
                else:
                    queues[ranking.name] = held.queue(ranking.suspicion, missed)
        else:
            left_out.append("naive comparison and peers: --enrolments and --registry were not given")
        on_step("figures")
        causes = _causes(held)
        return Evaluation(
            rows=joined.rows,
            verdicts=verdicts(counts),
            held=held_per_million(counts),
            naive=naive,
            notation=notation_held(counts),
            queues=queues,
            by_kind=by_value(held, "kind", scores),
            by_class=by_value(held, "class", scores),
            causes=codes(causes) if "cause" in joined.knows else (),
            cause_right=_right(causes),
            confused=_confused(causes),
            signatures=codes(joined.signatures()) if "signature" in joined.knows else (),
            reliability=reliability(scores, held.wrong, held.numbers("weight")),
            left_out=left_out,
        )


def _rankings(baseline: Baseline, rows: Sequence[int], on_step: OnStep) -> list[Ranking]:
    """Let the peers rank the queue; who has no resident to be compared with comes last."""
    place = {row: at for at, row in enumerate(rows)}
    at = [place[pair.row] for pair in baseline.pairs]
    rankings = []
    for name, ranker in PEERS:
        on_step(name)
        ranking = rank_all(baseline.sample, baseline.pairs, [(name, ranker)])[0]
        if ranking.suspicion is not None:
            whole = np.full(len(rows), np.nan)
            whole[at] = ranking.suspicion
            ranking = replace(ranking, suspicion=whole)
        rankings.append(ranking)
    return rankings


def _causes(held: Held) -> list[tuple[str, list[str], str, float, int]]:
    """Return per held row that has a cause to be found what it is, what else is right, and what was given."""
    columns = (held.texts("expected_cause"), held.table.column("accepted_causes").to_pylist(), held.texts("cause"))
    weights = held.numbers("weight").tolist()
    return [
        (due, accepted, given, weight, 1) for due, accepted, given, weight in zip(*columns, weights, strict=True) if due
    ]


def _right(causes: Sequence[tuple[str, list[str], str, float, int]]) -> Part:
    right = sum(given == due or given in accepted for due, accepted, given, _, _ in causes)
    return Part(float(right), float(len(causes)))


def _confused(causes: Sequence[tuple[str, list[str], str, float, int]]) -> list[tuple[str, str, int]]:
    """Return what was due, what was given in its stead and how often, the most frequent first."""
    wrong = Counter((due, given) for due, accepted, given, _, _ in causes if given != due and given not in accepted)
    return [(due, given, count) for (due, given), count in sorted(wrong.items(), key=lambda one: (-one[1], one[0]))]
