"""What was asked of the speed, and whether a benchmark shows it: `limits` fail `make bench`, `goals` are reported."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.bench.contestants import (
    ARROW,
    CHECK,
    DIFFERENCES,
    JOIN,
    MILLION,
    MIXED,
    NATION,
    NEXT_CHANGES,
    NEXT_SEARCH,
    PANDAS,
    PLAIN,
    RECORDLINKAGE,
    SCAN,
    SEARCH,
    SPLINK,
    TO_PARQUET,
)
from tests.bench.results import Result, Results

GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Criterion:
    """A demand, in words, its size in rows, the figure that a benchmark shows (None: not measured), and its limit."""

    words: str
    rows: int
    figure: Callable[[Results], float | None]
    limit: float
    at_least: bool = False

    def holds(self, figure: float) -> bool:
        """Say whether a figure keeps to the limit."""
        return figure >= self.limit if self.at_least else figure <= self.limit


def _of(results: Results, names: Sequence[str], rows: int, data: str = PLAIN.name) -> list[Result] | None:
    found = [each for name in names if (each := results.of(name, data, rows))]
    return found if len(found) == len(names) else None


def _times(ours: str, other: str, rows: int) -> Callable[[Results], float | None]:
    """Return how many times as long ours takes as another."""

    def figure(results: Results) -> float | None:
        found = _of(results, (ours, other), rows)
        return found[0].measured.wall / found[1].measured.wall if found else None

    return figure


def _faster(other: str, rows: int) -> Callable[[Results], float | None]:
    """Return how many times as long another takes as our check of the differences."""
    return _times(other, DIFFERENCES, rows)


def _peak(ours: str, rows: int) -> Callable[[Results], float | None]:
    """Return the peak in GiB."""

    def figure(results: Results) -> float | None:
        found = _of(results, (ours,), rows)
        return found[0].measured.peak / GIB if found else None

    return figure


def _whole_result(rows: int) -> Callable[[Results], float | None]:
    """Return how many scans the complete Parquet result costs beyond that of the differences."""

    def figure(results: Results) -> float | None:
        found = _of(results, (TO_PARQUET, DIFFERENCES, SCAN), rows)
        if not found:
            return None
        whole, differences, scan = (each.measured.wall for each in found)
        return (whole - differences) / scan

    return figure


def _growth(rows: int) -> Callable[[Results], float | None]:
    """Return the time of a row at a size by that at a million."""

    def figure(results: Results) -> float | None:
        large, small = (_of(results, (DIFFERENCES,), size) for size in (rows, MILLION))
        return small[0].rate / large[0].rate if large and small else None

    return figure


def _hostile(rows: int) -> Callable[[Results], float | None]:
    """Return the rows a second of a check in which insurers write in styles of their own."""

    def figure(results: Results) -> float | None:
        found = _of(results, (DIFFERENCES,), rows, MIXED.name)
        return found[0].rate if found else None

    return figure


_OURS = (CHECK, TO_PARQUET, DIFFERENCES)
LIMITS = (
    *(Criterion(f"{name}: times a bare join", MILLION, _times(name, JOIN, MILLION), 6) for name in _OURS),
    *(Criterion(f"{name}: peak in GiB", MILLION, _peak(name, MILLION), 2) for name in _OURS),
)
GOALS = (
    Criterion("times faster than recordlinkage", MILLION, _faster(RECORDLINKAGE, MILLION), 8, at_least=True),
    Criterion("times faster than pandas", MILLION, _faster(PANDAS, MILLION), 4, at_least=True),
    Criterion("times faster than Splink", MILLION, _faster(SPLINK, MILLION), 2, at_least=True),
    Criterion("times faster than pandas with Arrow strings", MILLION, _faster(ARROW, MILLION), 1, at_least=True),
    Criterion("mixed houses: rows/s", MILLION, _hostile(MILLION), 60_000, at_least=True),
    Criterion("with candidates: times a scan", 10 * MILLION, _times(SEARCH, SCAN, 10 * MILLION), 2.5),
    Criterion("with candidates: peak in GiB", 10 * MILLION, _peak(SEARCH, 10 * MILLION), 6),
    Criterion("the complete Parquet result: more scans", 10 * MILLION, _whole_result(10 * MILLION), 0.7),
    Criterion("mixed houses: rows/s", 10 * MILLION, _hostile(10 * MILLION), 60_000, at_least=True),
    Criterion(
        "the next night, with candidates: times a scan", 10 * MILLION, _times(NEXT_SEARCH, SCAN, 10 * MILLION), 0.35
    ),
    Criterion(
        "the same out of its changes: times a scan", 10 * MILLION, _times(NEXT_CHANGES, SCAN, 10 * MILLION), 0.35
    ),
    Criterion("time of a row by that at a million", 10 * MILLION, _growth(10 * MILLION), 1.15),
    Criterion("with candidates: times a scan", NATION, _times(SEARCH, SCAN, NATION), 2),
    Criterion("with candidates: times a bare join", NATION, _times(SEARCH, JOIN, NATION), 0.5),
    Criterion("with candidates: peak in GiB", NATION, _peak(SEARCH, NATION), 6),
    Criterion("the complete Parquet result: more scans", NATION, _whole_result(NATION), 0.7),
    Criterion("the next night, with candidates: times a scan", NATION, _times(NEXT_SEARCH, SCAN, NATION), 0.35),
    Criterion("time of a row by that at a million", NATION, _growth(NATION), 1.15),
)
