"""Measures `totsugo check` against a bare DuckDB join on the same files, in one run, and writes docs/benchmarks.md.

python -m tests.bench.bench [--rows 1000000] [--repeats 5] [--folder DIR] [--no-write]

Each repeat runs every command once, in turn, so that a slow minute of the machine hits all of them. Whole processes are
measured, from start to exit, with the page cache warm. The files are made by the seeded generator of `samples/`.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench.measure import Measured, measure, medians, processor

ROOT = Path(__file__).parents[2]
TOTSUGO = str(Path(sys.executable).with_name("totsugo"))
LIMIT_RATIO = 6.0
LIMIT_PEAK = 2 << 30


def generate(rows: int, folder: Path) -> tuple[str, str]:
    """Make the files of a nation of `rows` residents, unless they are there."""
    enrolments, residents = folder / "enrolments.parquet", folder / "residents.parquet"
    if not enrolments.exists():
        command = [sys.executable, "samples/generate.py", "nation", "--residents", str(rows), "--out", str(folder)]
        measure(command)
    return str(enrolments), str(residents)


def commands(enrolments: str, residents: str, folder: Path) -> dict[str, list[str]]:
    """Return what is measured, by the name in the table; the yardstick first."""
    check = [TOTSUGO, "check", enrolments, "--registry", residents]
    return {
        "bare DuckDB join": [sys.executable, "tests/bench/bare_join.py", enrolments, residents],
        "totsugo check": [*check, "--out", str(folder / "results.csv")],
        "totsugo check, to Parquet": [*check, "--out", str(folder / "results.parquet")],
        "totsugo check --differences": [*check, "--differences", "--out", str(folder / "differences.csv")],
    }


def table(rows: int, results: dict[str, Measured]) -> str:
    """Return the results as a Markdown table."""
    yardstick = next(iter(results.values()))
    lines = [
        "| command | wall s | processor s | peak MiB | rows/s | ratio |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {name} | {run.wall:.2f} | {run.cpu:.2f} | {run.peak >> 20:,} | {rows / run.wall:,.0f} "
        f"| {run.wall / yardstick.wall:.2f} |"
        for name, run in results.items()
    ]
    return "\n".join(lines)


def page(rows: int, repeats: int, results: dict[str, Measured]) -> str:
    """Return docs/benchmarks.md."""
    return f"""# Benchmarks

Written by `make bench`. {rows:,} enrolments against {rows:,} residents in Parquet, made by
`samples/generate.py nation` (1.1 % of the records in another notation, 1.16 % different). Medians of {repeats} runs of
the whole process, each command in turn; the peak is the highest seen, with all child processes. Machine: {processor()},
shared with other work, so read the ratios.

{table(rows, results)}

The yardstick (`tests/bench/bare_join.py`) joins on the 個人番号 and compares the five items for equality; it checks no
row, hashes no number, explains nothing and writes nothing. `totsugo check` does all of that and writes one result per
row.
Limits: ratio {LIMIT_RATIO:g}, peak {LIMIT_PEAK >> 20:,} MiB.
"""


def main() -> int:
    """Measure, print, write the page; return 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="keep the files here, and use those that are there")
    parser.add_argument("--no-write", action="store_true", help="leave docs/benchmarks.md as it is")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        measured = commands(*generate(options.rows, folder), folder)
        runs: dict[str, list[Measured]] = {name: [] for name in measured}
        for repeat in range(options.repeats + 1):
            for name, command in measured.items():
                run = measure(command)
                if repeat:  # the first warms the page cache and the compiled modules
                    runs[name].append(run)
                    sys.stdout.write(f"{name}: {run.wall:.2f} s\n")
                    sys.stdout.flush()
    results = {name: medians(each) for name, each in runs.items()}
    sys.stdout.write(table(options.rows, results) + "\n")
    if not options.no_write:
        (ROOT / "docs" / "benchmarks.md").write_text(page(options.rows, options.repeats, results), encoding="utf-8")
    yardstick, *ours = results.values()
    broken = any(run.wall / yardstick.wall > LIMIT_RATIO or run.peak > LIMIT_PEAK for run in ours)
    sys.stdout.write("limits: " + ("BROKEN\n" if broken else "kept\n"))
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
