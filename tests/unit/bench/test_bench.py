"""The benchmark itself, with few rows: the yardsticks count what totsugo counts, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.bench.contestants import CONTESTANTS, MIXED, PLAIN, TO_PARQUET, Data
from tests.bench.measure import measure
from tests.bench.nations import nation
from tests.bench.results import read_results

pytestmark = pytest.mark.slow

ROWS = 3_000
LEVELS = [f"{item}_level" for item in ("name", "name_kana", "birth_date", "sex", "address")]
YARDSTICKS = [one for one in CONTESTANTS if one.data == PLAIN and one.counts]
CHECK = next(one for one in CONTESTANTS if one.name == TO_PARQUET)


@pytest.mark.parametrize("data", [PLAIN, MIXED], ids=["plain", "mixed"])
def test_yardsticks_count_the_equal_pairs_that_totsugo_counts(data: Data, tmp_path: Path) -> None:
    with nation(data, ROWS, tmp_path) as files:
        places = {"enrolments": files.enrolments, "residents": files.residents, "out": tmp_path}
        printed = {
            one.name: measure([part.format_map(places) for part in one.command], accepted=(0, 1)).printed
            for one in (*YARDSTICKS, CHECK)
        }
    results = pq.read_table(tmp_path / "results.parquet", columns=["verdict", *LEVELS]).to_pylist()
    equal = sum(all(row[level] == "EXACT" for level in LEVELS) for row in results)
    found = sum(row["verdict"] in {"MATCHED", "MISMATCHED", "INACTIVE"} for row in results)
    assert len(YARDSTICKS) == 6
    assert {printed[one.name].splitlines()[-1] for one in YARDSTICKS} == {f"{found} {equal}"}
    assert 0 < equal < found


def test_a_run_measures_and_removes_its_files(tmp_path: Path) -> None:
    measured = tmp_path / "measured.json"
    with _bench(tmp_path, "--sizes", f"{ROWS}x2", "--only", "scan", "bare DuckDB join", "--no-rehearsal") as process:
        assert process.wait(timeout=120) == 0
    result = read_results(measured).of("bare DuckDB join", "mixed", ROWS)
    assert result is not None
    assert len(result.runs) == 2
    assert list(tmp_path.iterdir()) == [measured]


def test_an_interrupted_run_removes_its_files(tmp_path: Path) -> None:
    with _bench(tmp_path, "--sizes", "200000", "--no-rehearsal") as process:
        while not list(tmp_path.rglob("*.parquet*")):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 128 + signal.SIGTERM
    assert not list(tmp_path.iterdir())


def test_a_size_without_room_is_refused(tmp_path: Path) -> None:
    with _bench(tmp_path, "--sizes", str(10**13)) as process:
        assert process.wait(timeout=60) == 2
    assert not list(tmp_path.iterdir())


def _bench(folder: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start the benchmark with everything that it makes below a folder."""
    command = [sys.executable, "-m", "tests.bench.bench", "--no-write", "--measured", str(folder / "measured.json")]
    return subprocess.Popen([*command, *options], env={**os.environ, "TMPDIR": str(folder)})
