"""Evaluating and writing the report with its charts into a folder, all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.service.checked_files import CheckedFiles
from matcher.service.evaluate.evaluation import Evaluation, OnStep, evaluate
from matcher.service.evaluate.report import draw, report
from matcher.service.publication import OutputRefused, Publication
from rules import load_rules

REPORT = "report.md"


@dataclass(frozen=True, slots=True)
class EvaluateRequest:
    """What to evaluate.

    Attributes:
        truth: what is true of each row. results: of `totsugo check`.
        out: the folder of the report.
        checked: enrolments and registry of the check, for the naive comparison and the peers; None to leave them out.
        policy: whose keys the naive comparison uses.
    """

    truth: Path
    results: Path
    out: Path
    checked: CheckedFiles | None = None
    policy: str = "stop_all"


@dataclass(frozen=True, slots=True)
class Reported:
    """The figures, and the files of the report."""

    found: Evaluation
    files: Sequence[Path]


def evaluate_to(request: EvaluateRequest, on_step: OnStep) -> Reported:
    """Evaluate and publish the report.

    Raises:
        Refusal: a file cannot be used, or the folder cannot be written; nothing was left behind.
    """
    if request.out.exists() and not request.out.is_dir():
        raise OutputRefused(f"{request.out} is a file", code="not_a_folder", hint="the report needs a folder for --out")
    with Publication(request.out, make=True) as publication:
        checked, rules = request.checked, load_rules(request.policy)
        found = evaluate(request.truth, request.results, rules, checked, on_step)
        on_step("the report")
        charts, missing = draw(found)
        title = ["", f"`{request.results.name}` against `{request.truth.name}`."]
        texts = {**charts, REPORT: report(found, title, charts, missing)}
        for name, text in texts.items():
            publication.open(request.out / name).write(text.encode())
        publication.publish()
    return Reported(found, tuple(request.out / name for name in texts))
