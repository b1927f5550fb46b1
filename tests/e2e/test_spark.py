"""The Spark engine on a real Spark of this machine: small files, the bytes of the bulk engine."""

import gc
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from matcher.domain.refusals import Refusal
from matcher.engines.bulk import DuckDbEngine
from matcher.engines.names import EngineName
from matcher.engines.portioned.run import PortionedEngine
from matcher.engines.spark import crew
from matcher.engines.spark.crew import SparkCrew
from matcher.engines.spark.frames import Session
from matcher.engines.spark.session import session
from matcher.intake import parts
from matcher.service.check import CheckRequest, check
from tests.spec.run_pairs import run
from tests.spec.test_behaviour import CASES

SAMPLES = Path(__file__).parents[2] / "samples"
DAY = date(2026, 11, 22)
TOTSUGO = str(Path(sys.executable).with_name("totsugo"))
JAVA = shutil.which("java") or shutil.which("java", path=f"{os.environ.get('JAVA_HOME', '')}/bin")
# PySpark leaves the sockets that it has read a result from to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"),
]
needs_spark = pytest.mark.skipif(
    find_spec("pyspark") is None or JAVA is None, reason="needs the extra [spark] and Java: make setup-spark"
)


@pytest.fixture(scope="module")
def spark() -> Iterator[Session]:
    quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    with session({"spark.master": "local[2]", "spark.driver.extraJavaOptions": quick}, 1 << 30) as started:
        yield started
    gc.collect()  # what was left lying is warned of here, and not in somebody else's test


def checked(folder: Path, engine: EngineName) -> tuple[list[bytes], dict[str, object]]:
    """Check a clean file in Parquet and a file with defects in CSV; return the results and the ledger."""
    registry, union = folder / "residents.parquet", folder / "union.parquet"
    for place, name, encoding in ((registry, "residents", "utf8"), (union, "enrolments_union", "cp932")):
        read = pacsv.ReadOptions(encoding=encoding)
        header = pacsv.read_csv(SAMPLES / f"{name}.csv", read).column_names
        text = pacsv.ConvertOptions(column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False)
        pq.write_table(pacsv.read_csv(SAMPLES / f"{name}.csv", read, convert_options=text), place, row_group_size=400)
    out = folder / engine
    files = (union, SAMPLES / "enrolments_municipal.csv")
    check(CheckRequest(files, out, DAY, registry, engine=engine))
    ledger = json.loads((out / "ledger.json").read_text())
    assert ledger.pop("engine") == engine
    del ledger["seconds"]
    return [(out / f"{file.stem}.csv").read_bytes() for file in files], ledger


@needs_spark
def test_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spark: Session) -> None:
    assert spark.sparkContext.defaultParallelism == 2
    monkeypatch.setattr(parts, "PART_ROWS", 1000)
    monkeypatch.setattr(crew, "_KEYED_AT_ONCE", 500)
    results, ledger = checked(tmp_path, EngineName.SPARK)
    assert (results, ledger) == checked(tmp_path, EngineName.DUCKDB)
    assert b"REJECTED" in results[1]


@needs_spark
@pytest.mark.usefixtures("spark")
def test_how_far_it_is_and_a_file_that_changes_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART_ROWS", 1000)
    files = tuple(shutil.copy(SAMPLES / f"{name}.csv", tmp_path) for name in ("enrolments_municipal", "residents"))
    request = CheckRequest((Path(files[0]),), tmp_path / "out.csv", DAY, Path(files[1]), engine=EngineName.SPARK)
    told: list[tuple[str, int, int]] = []

    def touch_once_read(step: str, done: int, total: int) -> None:
        told.append((step, done, total))
        if step == "keys" and done == total:
            request.enrolments[0].touch()

    with pytest.raises(Refusal, match="it changed while it was read") as refused:
        check(request, on_tasks=touch_once_read)
    assert refused.value.code == "unreadable_file"
    assert [step for step, done, total in told if done == total] == ["keys"]
    assert not (tmp_path / "out.csv").exists()
    check(request, on_tasks=lambda *one: told.append(one))
    assert [step for step, done, total in told if done == total] == ["keys", "keys", "judged", "standing", "around"]


@needs_spark
def test_the_specification(spark: Session) -> None:
    assert run(PortionedEngine(SparkCrew(spark)), "stop_all", CASES) == run(DuckDbEngine(1 << 30), "stop_all", CASES)


def test_without_java_the_command_says_what_is_missing(tmp_path: Path) -> None:
    files = (str(SAMPLES / "enrolments_union.csv"), "--registry", str(SAMPLES / "residents.csv"))
    command = [TOTSUGO, "check", *files, "--out", str(tmp_path / "r.csv"), "--engine", "spark"]
    surroundings = {**os.environ, "JAVA_HOME": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings)
    assert (done.returncode, "spark_missing" in done.stderr) == (2, True), done.stderr
    assert not list(tmp_path.iterdir())
