"""docs/benchmarks.md: a table for each size, what was asked for, and two charts."""

from collections.abc import Iterable
from pathlib import Path

from tests.bench.charts import memory_chart, rate_chart
from tests.bench.contestants import JOIN, MIXED, PLAIN, SCAN, Data
from tests.bench.criteria import GOALS, LIMITS, Criterion
from tests.bench.results import Result, Results

_HEAD = """# Benchmarks

Written by `make bench` (1 and 10 million) and `make bench-national` (125 million) from docs/benchmarks/measured.json.
Every contestant is a whole process, from its start to its exit, on as many enrolments as residents in Parquet, the
page cache warm; they run in turn, and the medians of the runs are shown. The peak is the most that the process and
its children held, pages that they share counted once. `scan` and `join` are times as long as the scan and the bare
join of the same size and data.

The yardsticks (`tests/bench/yardsticks/`) join on the 個人番号 and compare the five items for equality, and all count
the same pairs. They check no row, hash no number, know no notation, explain nothing and write nothing. `totsugo check`
does all of that; with `--differences` it writes every row that is not MATCHED, else one result per row; with `--look
search` it also looks for the person that each of them may be. `scan` reads and hashes every column of both files, and
compares nothing. `next night` is a check with `--differences --prepared` that begins with what was kept of the night
before, when one person in 200 lived elsewhere (`tests/bench/last_night.py`). Without `--changes` tonight's files are
prepared as they arrived, the price of which `totsugo prepare` shows; with it only the rows that changed arrived, and
the time is all that it takes, but for what was made last night. Every other run of `totsugo` is a cold one. Prepared
files of 125 million, of this night and the last, take more disk than the 60 GB that a benchmark may have, so these are
not tried with so many."""

_TABLE = """| contestant | data | runs | wall s | processor s | peak MiB | rows/s | scan | join |
|---|---|--:|--:|--:|--:|--:|--:|--:|"""


def write_page(results: Results, docs: Path) -> None:
    """Write benchmarks.md and its charts into the folder of the documents."""
    charts = docs / "benchmarks"
    charts.mkdir(parents=True, exist_ok=True)
    (charts / "rate.svg").write_text(rate_chart(results), encoding="utf-8")
    (charts / "memory.svg").write_text(memory_chart(results), encoding="utf-8")
    (docs / "benchmarks.md").write_text(page(results), encoding="utf-8")


def page(results: Results) -> str:
    """Return the text of the page."""
    sizes = "\n\n".join(_size(results, rows) for rows in results.sizes())
    return f"""{_HEAD}

{sizes}

## What was asked for

The limits, which fail `make bench`:

{_verdicts(results, LIMITS)}

The goals. The peers are timed against `totsugo check --differences`:

{_verdicts(results, GOALS)}

## Charts

No dot: not tried, or it did not finish.

![Rows a second of every contestant](benchmarks/rate.svg)

![Peak memory of every contestant](benchmarks/memory.svg)
"""


def table(results: Results, rows: int) -> str:
    """Return the table of one size; who did not finish says so."""
    return "\n".join([_TABLE, *(_line(results, each) for each in results.in_order() if each.rows == rows)])


def _size(results: Results, rows: int) -> str:
    parts = [f"## {rows:,} rows", results.notes.get(rows, ""), table(results, rows)]
    parts += [told for data in (PLAIN, MIXED) if (told := _data(results, data, rows))]
    return "\n\n".join(filter(None, parts))


def _data(results: Results, data: Data, rows: int) -> str:
    """Return what the data are, and how many of the pairs are equal as written."""
    join = results.of(JOIN, data.name, rows)
    if not join:
        return ""
    found, equal = map(int, join.runs[-1].printed.split())
    return f"`{data.name}`: {data.told}; {100 * equal / found:.1f} % of {found:,} pairs are equal as written."


def _line(results: Results, result: Result) -> str:
    head = f"| {result.name} | {result.data} | {len(result.runs)} |"
    if result.stopped or not result.runs:
        return f"{head} {result.stopped} | | | | | |"
    run = result.measured
    ratios = [_ratio(result, results.of(base, result.data, result.rows)) for base in (SCAN, JOIN)]
    return (
        f"{head} {run.wall:.2f} | {run.cpu:.2f} | {run.peak >> 20:,} | {result.rate:,.0f} | {ratios[0]} | {ratios[1]} |"
    )


def _ratio(result: Result, base: Result | None) -> str:
    return f"{result.measured.wall / base.measured.wall:.2f}" if base else ""


def _verdicts(results: Results, criteria: Iterable[Criterion]) -> str:
    lines = ["| rows | what | asked | measured | holds |", "|--:|---|--:|--:|---|"]
    for one in criteria:
        figure = one.figure(results)
        asked = f"{'≥' if one.at_least else '≤'} {one.limit:,g}"
        shown = ("not measured", "–") if figure is None else (_short(figure), "yes" if one.holds(figure) else "**no**")
        lines.append(f"| {one.rows:,} | {one.words} | {asked} | {shown[0]} | {shown[1]} |")
    return "\n".join(lines)


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 1_000 else f"{figure:.2f}"
