"""Measures what the service costs: load a registry, submit a file, reconcile, in a fresh embedded database.

python -m tests.bench.bench_service [--rows 200000] [--folder DIR] [--data-dir DIR]

Each step is the command as a person types it, from start to exit. The database is a process of its own that outlives
the commands, so its processor seconds and memory are told apart: the seconds of all its processes during the command,
and the most that they held at once over what they share.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from matcher.store import embedded
from tests.bench.contestants import PLAIN, TOTSUGO
from tests.bench.measure import Measured, measure, processor
from tests.bench.nations import make

_EVERY = 0.05


@dataclass(slots=True)
class Server:
    """What the database used during a step: processor seconds of all its processes, and peak private bytes."""

    cpu: float = 0.0
    peak: int = 0


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--folder", type=Path, help="keep the files here, and use those that are there")
    parser.add_argument("--data-dir", type=Path, help="where the database lies; it must be empty")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder, data_dir = options.folder or Path(temporary), options.data_dir or Path(temporary, "data")
        Path(temporary).chmod(0o755)
        files = make(PLAIN, options.rows, folder)
        embedded.start(data_dir / "postgres")
        steps = {
            "load-registry": ["load-registry", str(files.residents)],
            "submit": ["submit", str(files.enrolments)],
            "results": ["submit", str(files.enrolments), "--out", str(Path(temporary, "results.csv"))],
            "reconcile": ["reconcile"],
            "reconcile, all anew": ["reconcile"],
        }
        lines = ["| step | wall s | processor s: ours | database | peak MiB: ours | database | rows/s |"]
        lines.append("|---|--:|--:|--:|--:|--:|--:|")
        for name, arguments in steps.items():
            if name == "reconcile, all anew":
                _forget_judgements(data_dir)
            ours, server = _step(data_dir, [TOTSUGO, *arguments, "--data-dir", str(data_dir)])
            lines.append(
                f"| {name} | {ours.wall:.2f} | {ours.cpu:.2f} | {server.cpu:.2f} | {ours.peak >> 20:,} "
                f"| {server.peak >> 20:,} | {options.rows / ours.wall:,.0f} |"
            )
            sys.stdout.write(lines[-1] + "\n")
            sys.stdout.flush()
        sys.stdout.write(f"{options.rows:,} rows; {processor()}\n" + "\n".join(lines) + "\n")
    return 0


def _step(data_dir: Path, command: list[str]) -> tuple[Measured, Server]:
    with _watched(data_dir) as server:
        ours = measure(command, accepted=(0, 1))
    return ours, server


@contextmanager
def _watched(data_dir: Path) -> Iterator[Server]:
    """Measure the processes of the database while the context lasts."""
    postmaster = psutil.Process(int((data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0]))
    server, over, before = Server(), threading.Event(), _seconds(postmaster)

    def watch() -> None:
        while not over.wait(_EVERY):
            server.peak = max(server.peak, _private(postmaster))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield server
    finally:
        over.set()
        thread.join()
    server.cpu = _seconds(postmaster) - before


def _seconds(postmaster: psutil.Process) -> float:
    """Return the processor seconds of the server so far; those that ended are in the account of their parent."""
    own = postmaster.cpu_times()
    total = own.user + own.system + own.children_user + own.children_system
    for process in postmaster.children():
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def _private(postmaster: psutil.Process) -> int:
    total = 0
    for process in postmaster.children():
        with suppress(psutil.NoSuchProcess):
            memory = process.memory_info()
            total += memory.rss - memory.shared
    return total


def _forget_judgements(data_dir: Path) -> None:
    """Let every pair look as if it had been judged under other rules, so that a run judges all of them."""
    import psycopg  # noqa: PLC0415 - after the server is up

    url = embedded.start(data_dir / "postgres")
    with psycopg.connect(url, options="-c search_path=totsugo", autocommit=True) as connection:
        connection.execute("UPDATE judgement SET rules_hash = 'other'")
        connection.execute("VACUUM ANALYZE judgement")
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
