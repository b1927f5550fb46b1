"""Measures how long the publishing of a registry locks others out, beside how long the load takes, by size.

python -m tests.bench.bench_publish [--sizes 10000 100000 1000000] [--folder DIR]

For each size, in a fresh embedded database: load a registry, submit as many enrolments (100,000 at most), and load a
registry in which every tenth resident has moved, which is what is measured. The lock is the one that judging shares;
its holders are looked at from outside, so the figure is good to about two milliseconds.
"""

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from matcher.store import embedded
from matcher.store.locks import REGISTRY
from tests.bench.contestants import PLAIN, TOTSUGO
from tests.bench.measure import measure, processor
from tests.bench.nations import Files, nation

_MOST_ENROLMENTS = 100_000
_MOVED = 10
_EVERY = 0.001


@dataclass(slots=True)
class Held:
    """How long the lock of the registry was held exclusively, in seconds."""

    seconds: float = 0.0


def main() -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="use the nations that are here")
    options = parser.parse_args()
    sys.stdout.write(
        f"{processor()}\n| residents | moved | load s | residents/s | locked ms |\n|--:|--:|--:|--:|--:|\n"
    )
    with tempfile.TemporaryDirectory() as temporary:
        for size in options.sizes:
            with (
                nation(PLAIN, size, options.folder or Path(temporary)) as files,
                tempfile.TemporaryDirectory() as place,
            ):
                Path(place).chmod(0o755)
                sys.stdout.write(_line(size, files, Path(place)))
                sys.stdout.flush()
    return 0


def _line(size: int, files: Files, place: Path) -> str:
    residents = pq.read_table(files.residents)
    after, enrolments = place / "after.parquet", place / "enrolments.parquet"
    pq.write_table(_moved(residents), after)
    pq.write_table(pq.read_table(files.enrolments).slice(0, _MOST_ENROLMENTS), enrolments)
    data_dir = place / "data"
    url = embedded.start(data_dir / "postgres")
    for what, file in (("load-registry", files.residents), ("submit", enrolments)):
        measure([TOTSUGO, what, str(file), "--data-dir", str(data_dir)], accepted=(0, 1))
    with _watched(url) as held:
        load = measure([TOTSUGO, "load-registry", str(after), "--data-dir", str(data_dir)])
    return (
        f"| {size:,} | {size // _MOVED:,} | {load.wall:.1f} | {size / load.wall:,.0f} | {held.seconds * 1000:.0f} |\n"
    )


def _moved(residents: pa.Table) -> pa.Table:
    """Return the residents, every tenth with another house number."""
    moves = pa.array([place % _MOVED == 0 for place in range(residents.num_rows)])
    address = residents.column("address")
    elsewhere = pc.binary_join_element_wise(address, "9", "")
    changed = pc.if_else(moves, elsewhere, address)
    return residents.set_column(residents.schema.get_field_index("address"), "address", changed)


@contextmanager
def _watched(url: str) -> Iterator[Held]:
    """Look all the time at who holds the lock of the registry, while the context lasts."""
    held, over = Held(), threading.Event()
    thread = threading.Thread(target=_watch, args=(url, held, over))
    thread.start()
    try:
        yield held
    finally:
        over.set()
        thread.join()


def _watch(url: str, held: Held, over: threading.Event) -> None:
    query = (
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted "
        "AND (classid::bigint << 32) + objid::bigint = %s)"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        since = None
        while not over.is_set():
            found = connection.execute(query, [REGISTRY]).fetchone()
            now = time.perf_counter()
            if found == (True,):
                since = since or now
            elif since is not None:
                held.seconds += now - since
                since = None
            time.sleep(_EVERY)


if __name__ == "__main__":
    sys.exit(main())
