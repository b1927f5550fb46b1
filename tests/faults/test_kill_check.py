"""kill -9 at any moment of a check that keeps something: the same command goes on there, to the same bytes."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from matcher.engines.names import Look
from matcher.service.check import CheckRequest, check

pytestmark = pytest.mark.slow

ROWS, MOMENTS, NIGHTS = 12_000, 30, 12
PROCESS = Path(__file__).with_name("portions.py")
TOTSUGO = str(Path(sys.executable).with_name("totsugo"))


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the files of a small nation, in row groups of a thousand."""
    folder = tmp_path_factory.mktemp("nation")
    command = [
        TOTSUGO,
        "generate",
        "--residents",
        str(ROWS),
        "--wrong-links",
        "60",
        "--houses",
        "mixed",
        "--out",
        str(folder),
    ]
    subprocess.run(command, check=True, capture_output=True)
    for name in ("enrolments", "residents"):
        table = pq.read_table(folder / f"{name}.parquet")
        pq.write_table(table, folder / f"{name}.parquet", row_group_size=1_000)
    return folder


def begin(
    nation: Path, out: Path, folder: Path, keeps: str = "work", changes: Sequence[Path] = ()
) -> "subprocess.Popen[bytes]":
    files = (nation / "enrolments.parquet", nation / "residents.parquet")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(PROCESS), *map(str, files), str(out), str(folder), keeps, *map(str, changes)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def written(place: Path) -> int | None:
    """Return when a file was written; None if it is gone, as all are when the check is done."""
    try:
        return place.stat().st_mtime_ns
    except FileNotFoundError:
        return None


def test_a_killed_check_goes_on_to_the_same_bytes(nation: Path, tmp_path: Path) -> None:
    files = (nation / "enrolments.parquet", nation / "residents.parquet")
    whole = tmp_path / "whole.csv"
    check(CheckRequest(files[:1], whole, date(2026, 11, 22), files[1], look=Look.SEARCH))
    began = time.monotonic()
    assert begin(nation, tmp_path / "first.csv", tmp_path / "first").wait() == 0
    lasts = time.monotonic() - began
    assert (tmp_path / "first.csv").read_bytes() == whole.read_bytes()
    chance, redone, killed = random.Random(6), [], 0
    for moment in range(MOMENTS):
        out, work = tmp_path / f"{moment}.csv", tmp_path / f"work-{moment}"
        process = begin(nation, out, work)
        time.sleep(chance.uniform(0.1, 1.0) * lasts)
        process.send_signal(signal.SIGKILL)
        if process.wait() == 0 or out.exists():  # too late: it was done, or cleaning up
            continue
        killed += 1
        done = {place.name: place.stat().st_mtime_ns for place in work.glob("*-[0-9]*") if place.suffix != ".tmp"}
        process = begin(nation, out, work)
        while process.poll() is None:
            redone += [name for name, before in done.items() if written(work / name) not in {before, None}]
            time.sleep(0.05)
        assert process.returncode == 0
        assert out.read_bytes() == whole.read_bytes()
    assert killed > MOMENTS / 2
    assert redone == []


def test_a_killed_check_leaves_nothing_in_the_prepared_folder_that_the_next_one_takes_for_whole(
    nation: Path, tmp_path: Path
) -> None:
    files = (nation / "enrolments.parquet", nation / "residents.parquet")
    whole = tmp_path / "whole.csv"
    check(CheckRequest(files[:1], whole, date(2026, 11, 22), files[1]))
    began = time.monotonic()
    assert begin(nation, tmp_path / "first.csv", tmp_path / "first", "prepared").wait() == 0
    lasts = time.monotonic() - began
    chance, killed = random.Random(7), 0
    for moment in range(NIGHTS):
        out, kept = tmp_path / f"{moment}.csv", tmp_path / f"kept-{moment % 8}"  # some folders are killed in again
        process = begin(nation, out, kept, "prepared")
        time.sleep(chance.uniform(0.1, 1.0) * lasts)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() != 0
        assert begin(nation, out, kept, "prepared").wait() == 0
        assert out.read_bytes() == whole.read_bytes()
        assert not list(kept.glob(".*"))
    assert killed > NIGHTS / 2


def test_changes_of_which_the_laying_is_killed_are_laid_again(nation: Path, tmp_path: Path) -> None:
    whole, changes = [], []
    for name in ("enrolments", "residents"):
        table = pq.read_table(nation / f"{name}.parquet")
        at, places = table.schema.get_field_index("address"), np.arange(0, len(table), 50)
        address = pa.array([f"北海道札幌市中央区北{place}条西一丁目" for place in places.tolist()])
        changed = table.take(pa.array(places)).set_column(at, table.schema.field(at), address)
        taken = np.arange(len(table))
        taken[places] = len(table) + np.arange(len(places))
        moved = pa.chunked_array([*table.column(at).chunks, address]).take(pa.array(taken))
        changes.append(tmp_path / f"{name}-changes.parquet")
        whole.append(tmp_path / f"{name}.parquet")
        pq.write_table(changed, changes[-1])
        pq.write_table(table.set_column(at, table.schema.field(at), moved), whole[-1])
    expected, ready = tmp_path / "whole.csv", tmp_path / "ready"
    check(CheckRequest((whole[0],), expected, date(2026, 11, 22), whole[1]))
    assert begin(nation, tmp_path / "before.csv", ready, "prepared").wait() == 0
    shutil.copytree(ready, tmp_path / "first")
    began = time.monotonic()
    assert begin(nation, tmp_path / "first.csv", tmp_path / "first", "prepared", changes).wait() == 0
    lasts = time.monotonic() - began
    assert (tmp_path / "first.csv").read_bytes() == expected.read_bytes()
    chance, killed = random.Random(8), 0
    for moment in range(NIGHTS):
        out, kept = tmp_path / f"{moment}.csv", tmp_path / f"kept-{moment}"
        shutil.copytree(ready, kept)
        process = begin(nation, out, kept, "prepared", changes)
        while process.poll() is None and not list(kept.glob(".*")):  # until something is laid over a form
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.3) * lasts)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() != 0
        assert begin(nation, out, kept, "prepared", changes).wait() == 0
        assert out.read_bytes() == expected.read_bytes()
        assert not list(kept.glob(".*"))
        assert sorted(place.name for place in kept.iterdir()) == sorted(
            place.name for place in (tmp_path / "first").iterdir()
        )
    assert killed > NIGHTS / 2
