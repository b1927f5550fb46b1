"""`explain`, `evaluate`, `rules` and `weights` as somebody types them, from files to exit codes."""

import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest

from matcher.engines.names import EngineName
from matcher.service.check import CheckRequest, check
from tests.records import CANARIES

TOTSUGO = Path(sys.executable).parent / "totsugo"
SAMPLES = Path("samples").resolve()
ENROLMENTS, REGISTRY = SAMPLES / "enrolments_union.csv", SAMPLES / "residents.csv"
BOTH = ("--enrolments", str(ENROLMENTS), "--registry", str(REGISTRY), "--as-of", "2026-11-22")


def totsugo(*arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([TOTSUGO, *arguments], capture_output=True, text=True, check=False)
    assert not any(number in done.stdout + done.stderr for number in CANARIES)
    return done


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("checked") / "results.csv"
    check(CheckRequest((ENROLMENTS,), out, date(2026, 11, 22), REGISTRY, engine=EngineName.REFERENCE))
    return out


def test_evaluate_writes_a_report(results: Path, tmp_path: Path) -> None:
    truth = SAMPLES / "truth" / "enrolments_union.csv"
    done = totsugo("evaluate", "--truth", str(truth), "--results", str(results), "--out", str(tmp_path / "report"))
    assert done.returncode == 0, done.stderr
    assert "wrong links MATCHED though the key shows them  0" in done.stdout
    assert (tmp_path / "report" / "report.md").read_text(encoding="utf-8").startswith("# Evaluation")


def test_the_version() -> None:
    done = totsugo("--version")
    assert (done.returncode, done.stdout) == (0, f"totsugo {version('totsugo')}\n")


def test_a_row_that_looks_like_a_wrong_link_is_not_proposed_for_release(results: Path) -> None:
    lines = results.read_text(encoding="utf-8").splitlines()
    row = next(number for number, line in enumerate(lines) if ",twin," in line)
    done = totsugo("explain", *BOTH, "--row", str(row))
    assert "to do     双子それぞれの個人番号を原本と照合する" in done.stdout
    assert "\nrelease " not in done.stdout


def test_the_dry_run_of_rules(results: Path) -> None:
    done = totsugo("rules", "diff", "stop_all", "full_check_2023", "--results", str(results))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("releases ")
    assert ", newly holds 0\n" in done.stdout
    assert "cause" in done.stdout
    shown = totsugo("rules", "show", "full_check_2023")
    assert "held     class 3: medical" in shown.stdout


def test_one_row_explained(results: Path) -> None:
    lines = results.read_text(encoding="utf-8").splitlines()
    row = next(number for number, line in enumerate(lines) if ",MISMATCHED,1," in line)
    done = totsugo("explain", *BOTH, "--row", str(row))
    assert done.returncode == 0, done.stderr
    assert "before any comparison" in done.stdout
    assert "to do" in done.stdout
    revealed = totsugo("explain", *BOTH, "--row", str(row), "--reveal")
    assert "reveal" in revealed.stdout


REFUSED = [
    (("evaluate", "--truth", "none.csv", "--results", "none.csv", "--out", "x"), "cannot_evaluate"),
    (("evaluate", "--truth", "a", "--results", "b", "--out", "c", "--registry", "d"), "give both or neither"),
    (("rules", "diff", "stop_all", "release_all", "--results", "x"), "unknown_policy"),
    (("rules", "diff", "stop_all", "stop_all", "--results", "none.csv"), "unreadable_results"),
    (("rules", "diff", "stop_all", "stop_all", "--results", "x", "--registry", "d"), "give both or neither"),
    (("rules", "show", "release_all"), "unknown_policy"),
    (("explain", *BOTH, "--row", "100000"), "no_such_row"),
    (("weights", "estimate", *BOTH[:4], "--out", "x", "--results", "r"), "without --truth"),
]


@pytest.mark.parametrize(
    ("arguments", "told"), REFUSED, ids=[" ".join(case[0][:2]) + " " + case[1] for case in REFUSED]
)
def test_what_is_refused(arguments: tuple[str, ...], told: str) -> None:
    done = totsugo(*arguments)
    assert done.returncode == 2
    assert told in done.stderr
