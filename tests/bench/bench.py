"""Measures `totsugo check` beside the yardsticks on the same files, in one run, and writes docs/benchmarks.md.

python -m tests.bench.bench [--sizes 1000000x5 10000000x1] [--only NAME ...] [--data NAME ...]
                             [--more] [--folder DIR] [--no-write]

Every contestant of contestants.py runs as a whole process; a size is ROWSxREPEATS. The data are made by the seeded
generator of `samples/`, in DIR or a temporary folder, and removed; a nation that lies in DIR already (plain-1000000/)
is used and stays. A size that the disk has no room for is refused. What was measured of a size before is replaced,
or with --more added to.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from tests.bench.contestants import CONTESTANTS, MILLION, Contestant
from tests.bench.criteria import LIMITS
from tests.bench.measure import Limits, Measured, processor
from tests.bench.nations import NoRoom, demand_room
from tests.bench.page import table, write_page
from tests.bench.results import Results, read_results
from tests.bench.rounds import rehearse, run_rounds

DOCS = Path(__file__).parents[2] / "docs"
MEASURED = DOCS / "benchmarks" / "measured.json"
GIB = 1 << 30
REHEARSAL = 2_000


def main() -> int:
    """Measure, print, write the page; return 1 when a limit is broken, 2 when there is no room."""
    signal.signal(signal.SIGTERM, _interrupted)
    options = _options()
    contestants = [one for one in CONTESTANTS if one.name in options.only and one.data.name in options.data]
    results = read_results(options.measured)
    with tempfile.TemporaryDirectory(dir=options.folder) as temporary:
        folder = options.folder or Path(temporary)
        try:
            for rows, _ in options.sizes:
                demand_room(rows, folder)
        except NoRoom as refusal:
            sys.stderr.write(f"{refusal}\n")
            return 2
        if not options.no_rehearsal:
            least = min(rows for rows, _ in options.sizes)
            rehearse((one for one in contestants if one.most >= least), REHEARSAL, Path(temporary))
        for rows, repeats in options.sizes:
            _measure(results, contestants, rows, repeats, folder, options)
            sys.stdout.write(table(results, rows) + "\n")
    if not options.no_write:
        write_page(results, DOCS)
    broken = [one.words for one in LIMITS if (figure := one.figure(results)) is not None and not one.holds(figure)]
    sys.stdout.write(f"limits: {'BROKEN: ' + ', '.join(broken) if broken else 'kept'}\n")
    return int(bool(broken))


def _measure(
    results: Results,
    contestants: Sequence[Contestant],
    rows: int,
    repeats: int,
    folder: Path,
    options: argparse.Namespace,
) -> None:
    """Measure one size, and keep every run at once."""
    if not options.more:
        results.forget(contestants, rows)
    note = f"{processor()}, {datetime.now(UTC):%Y-%m-%d}. {options.note}".strip()
    results.notes[rows] = note

    def tell(one: Contestant, run: Measured | str) -> None:
        results.add(one, rows, run)
        results.write(options.measured)
        said = run if isinstance(run, str) else f"{run.wall:.2f} s, {run.cpu:.2f} processor s, {run.peak >> 20:,} MiB"
        sys.stdout.write(f"{rows:,} {one.data.name} {one.name}: {said}\n")
        sys.stdout.flush()

    limits = Limits(options.seconds, options.memory * GIB, int(options.spare * GIB))
    run_rounds(contestants, rows, repeats, folder, limits, tell)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=_size, default=[(MILLION, 5), (10 * MILLION, 1)])
    names, data = dict.fromkeys(one.name for one in CONTESTANTS), dict.fromkeys(one.data.name for one in CONTESTANTS)
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="contestants by name, as in the table")
    parser.add_argument("--data", nargs="+", choices=data, default=data, help="plain, mixed or both")
    parser.add_argument("--more", action="store_true", help="add to what was measured of a size before")
    parser.add_argument("--folder", type=Path, help="make the files here, and use those that are there")
    parser.add_argument("--measured", type=Path, default=MEASURED, help="the JSON file of what was measured")
    parser.add_argument("--seconds", type=float, default=3600, help="a run is ended after so many (3600)")
    parser.add_argument("--memory", type=float, default=24, help="a run is ended above so many GiB (24)")
    parser.add_argument("--spare", type=float, default=1, help="a run is ended when the machine has less GiB left (1)")
    parser.add_argument("--note", default="", help="a sentence for the page, as on what else the machine did")
    parser.add_argument("--no-rehearsal", action="store_true", help="do not run everything with few rows first")
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md as it is")
    options = parser.parse_args()
    if options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
    return options


def _size(text: str) -> tuple[int, int]:
    rows, _, repeats = text.partition("x")
    return int(rows), int(repeats or 1)


def _interrupted(number: int, _: FrameType | None) -> None:
    """Leave through every clean-up when the process is told to end."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
