"""`totsugo check` as a batch job uses it: exit codes, what lies where afterwards, and nothing left behind."""

import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

TOTSUGO = str(Path(sys.executable).with_name("totsugo"))
SAMPLES = Path(__file__).parents[2] / "samples"
REGISTRY = str(SAMPLES / "residents.csv")
UNION, MUNICIPAL = (str(SAMPLES / f"enrolments_{name}.csv") for name in ("union", "municipal"))
AS_OF = ("--as-of", "2026-11-22")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOTSUGO, *arguments], capture_output=True, text=True, check=False)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_one_file(tmp_path: Path) -> None:
    out = tmp_path / "r.csv"
    done = run("check", MUNICIPAL, "--registry", REGISTRY, "--out", str(out), *AS_OF)
    assert done.returncode == 1, done.stderr
    ledger = json.loads((tmp_path / "r.csv.ledger.json").read_text())
    assert ledger["rows_in"] == ledger["rows_written"] == len(rows(out)) == sum(ledger["verdicts"].values())
    assert f"{MUNICIPAL}:" in done.stderr
    assert names(tmp_path) == ["r.csv", "r.csv.ledger.json"]
    reference = tmp_path / "reference.csv"
    run("check", MUNICIPAL, "--registry", REGISTRY, "--out", str(reference), "--engine", "reference", *AS_OF)
    assert reference.read_bytes() == out.read_bytes()


def test_how_far_to_look(tmp_path: Path) -> None:
    found = {}
    for look in ("pair", "across", "search"):
        out = tmp_path / f"{look}.csv"
        run("check", UNION, "--registry", REGISTRY, "--out", str(out), "--look", look, *AS_OF)
        found[look] = rows(out)
        assert json.loads((tmp_path / f"{look}.csv.ledger.json").read_text())["look"] == look
    decided = [[(row["verdict"], row["class"], row["scope"]) for row in each] for each in found.values()]
    assert decided[0] == decided[1] == decided[2]
    seen = {look: " ".join(row["evidence"] for row in each) for look, each in found.items()}
    assert "record:" not in seen["pair"]
    assert "record:" in seen["across"]
    assert "record:right_person_found" not in seen["across"]
    assert "record:right_person_found" in seen["search"]


def test_several_files_differences_and_the_other_policy(tmp_path: Path) -> None:
    out = tmp_path / "results"
    options = ("--policy", "full_check_2023", "--differences")
    done = run("check", UNION, MUNICIPAL, "--registry", REGISTRY, "--out", str(out), *options, *AS_OF)
    assert done.returncode == 1, done.stderr
    assert names(out) == ["enrolments_municipal.csv", "enrolments_union.csv", "ledger.json"]
    ledger = json.loads((out / "ledger.json").read_text())
    written = [row for name in ("union", "municipal") for row in rows(out / f"enrolments_{name}.csv")]
    assert {row["verdict"] for row in written} >= {"MISMATCHED", "REJECTED"}
    assert "MATCHED" not in {row["verdict"] for row in written}
    assert ledger["rows_written"] == len(written) == ledger["rows_in"] - ledger["verdicts"]["MATCHED"]
    assert [file["name"] for file in ledger["files"]] == ["enrolments_union.csv", "enrolments_municipal.csv"]


def test_a_file_whose_numbers_were_sorted_is_told_of(tmp_path: Path) -> None:
    enrolments = rows(Path(MUNICIPAL))
    number = next(name for name in enrolments[0] if name in {"individual_number", "個人番号"})
    for row, value in zip(enrolments, sorted(row[number] for row in enrolments), strict=True):
        row[number] = value
    with (tmp_path / "sorted.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(enrolments[0]))
        writer.writeheader()
        writer.writerows(enrolments)
    done = run("check", str(tmp_path / "sorted.csv"), "--registry", REGISTRY, "--out", str(tmp_path / "r.csv"), *AS_OF)
    assert "rows do not describe the resident with their number at all" in done.stderr
    assert "\nresembles " in done.stdout
    ledger = json.loads((tmp_path / "r.csv.ledger.json").read_text())
    assert sum(ledger["signatures"].values()) == ledger["rows_in"]
    usual = run("check", MUNICIPAL, "--registry", REGISTRY, "--out", str(tmp_path / "u.csv"), *AS_OF)
    assert "at all" not in usual.stderr


def test_before_a_submission_only_defects_have_a_verdict(tmp_path: Path) -> None:
    out = tmp_path / "r.parquet"
    done = run("check", MUNICIPAL, "--out", str(out), *AS_OF)
    assert done.returncode == 1, done.stderr
    table = pq.read_table(out)
    assert set(table["verdict"].to_pylist()) == {"", "REJECTED"}
    verdicts_and_defects = zip(table["verdict"].to_pylist(), table["defect"].to_pylist(), strict=True)
    assert all((verdict == "REJECTED") == bool(defect) for verdict, defect in verdicts_and_defects)


def test_no_defect_is_exit_code_0(tmp_path: Path) -> None:
    file = tmp_path / "clean.csv"
    file.write_bytes(b"\n".join(Path(UNION).read_bytes().split(b"\n")[:2]))
    assert run("check", str(file), "--out", str(tmp_path / "r.csv"), *AS_OF).returncode == 0


REFUSED = (
    ("no such folder", ("--out", "absent/r.csv")),
    ("the input as output", ("--out", "in.csv")),
    ("no such policy", ("--out", "r.csv", "--policy", "other")),
    ("no such engine", ("--out", "r.csv", "--engine", "other")),
    ("a size that is none", ("--out", "r.csv", "--memory", "much")),
    ("too little memory", ("--out", "r.csv", "--memory", "10MiB")),
    ("differences of nothing", ("--out", "r.csv", "--differences")),
    ("a registry that is not there", ("--out", "r.csv", "--registry", "absent.csv")),
    ("a registry that is none", ("--out", "r.csv", "--registry", "in.csv")),
)


@pytest.mark.parametrize("options", [options for _, options in REFUSED], ids=[why for why, _ in REFUSED])
def test_a_refusal_leaves_everything_as_it_was(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / "in.csv").write_bytes(Path(UNION).read_bytes())
    (tmp_path / "r.csv").write_text("as it was")
    registry = () if "--registry" in options or "--differences" in options else ("--registry", REGISTRY)
    command = [TOTSUGO, "check", "in.csv", *registry, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert (tmp_path / "r.csv").read_text() == "as it was"
    assert names(tmp_path) == ["in.csv", "r.csv"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.slow
def test_a_signal_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "r.csv").write_text("as it was")
    lines = Path(UNION).read_bytes().splitlines()
    (tmp_path / "in.csv").write_bytes(b"\n".join([lines[0], *(lines[1:] * 300)]))
    command = [TOTSUGO, "check", "in.csv", "--registry", REGISTRY, "--out", "r.csv", *AS_OF]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not list(tmp_path.glob(".r.csv.*.tmp")):
            time.sleep(0.02)
        process.send_signal(number)
        assert process.wait(60) == 128 + number
    assert (tmp_path / "r.csv").read_text() == "as it was"
    assert names(tmp_path) == ["in.csv", "r.csv"]


def test_what_was_prepared_is_not_read_again(tmp_path: Path) -> None:
    kept = str(tmp_path / "kept")
    first = run("prepare", MUNICIPAL, REGISTRY, "--search", "--out", kept, *AS_OF)
    assert first.returncode == 1, first.stderr  # some rows have defects, which are told as by a check
    assert first.stdout.count("prepared  ") == 2
    assert f"{MUNICIPAL}:" in first.stderr
    assert len(list((tmp_path / "kept").glob("residents-*/blocks.npy"))) == 1
    again = run("prepare", MUNICIPAL, REGISTRY, "--out", kept, *AS_OF)
    assert again.stdout.count("as it was  ") == 2
    for look in ("across", "search"):
        out, whole = tmp_path / f"{look}.csv", tmp_path / f"{look}-whole.csv"
        given = ("check", MUNICIPAL, "--registry", REGISTRY, "--look", look, "--differences", *AS_OF)
        prepared = run(*given, "--out", str(out), "--prepared", kept)
        assert prepared.returncode == run(*given, "--out", str(whole)).returncode == 1
        assert out.read_bytes() == whole.read_bytes()
        assert "rows read" not in prepared.stderr
    assert run("prepare", str(SAMPLES / "generate.py"), "--out", kept).returncode == 2
