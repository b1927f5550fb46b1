"""The ready samples through the command: every verdict, class, cause and signature is what the truth file states."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
TOTSUGO = Path(sys.executable).parent / "totsugo"
CASES = [
    pytest.param("enrolments_union", 0, id="CP932, half-width kana"),
    pytest.param("enrolments_association", 0, id="UTF-8, three-item checks among five-item ones"),
    pytest.param("enrolments_municipal", 1, id="wareki, large kana, rows to refuse"),
]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(("stem", "code"), CASES)
def test_every_verdict_is_the_expected_one_and_no_number_comes_out(stem: str, code: int, tmp_path: Path) -> None:
    out = tmp_path / "results.csv"
    command = f"check samples/{stem}.csv --registry samples/residents.csv --out {out}"
    done = subprocess.run([TOTSUGO, *command.split()], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == code, done.stderr

    expected = [(row["row"], row["verdict"], row["class"]) for row in table(SAMPLES / "truth" / f"{stem}.csv")]
    assert [(row["row"], row["verdict"], row["class"]) for row in table(out)] == expected

    written = [done.stdout, done.stderr, *(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())]
    numbers = {row["individual_number"] for row in table(SAMPLES / "residents.csv")}
    assert not [number for number in numbers for text in written if number in text]


def test_every_cause_and_signature_is_one_that_the_truth_accepts(tmp_path: Path) -> None:
    stems = [str(case.values[0]) for case in CASES]
    files = [f"samples/{stem}.csv" for stem in stems]
    options = ["--registry", "samples/residents.csv", "--out", str(tmp_path), "--look", "search"]
    command = [str(TOTSUGO), "check", *files, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 1, done.stderr

    for stem in stems:
        truth, results = table(SAMPLES / "truth" / f"{stem}.csv"), table(tmp_path / f"{stem}.csv")
        other = [
            (stem, row["row"], due["kind"], item, due[lists], row[item])
            for due, row in zip(truth, results, strict=True)
            for item, lists in (("cause", "causes"), ("signature", "signatures"))
            if row["verdict"] != "REJECTED" and row[item] not in due[lists].split(";")
        ]
        assert not other
