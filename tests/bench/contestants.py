"""Who runs in `make bench`: one entry each, with the command of a whole process, the largest size, and the data.

A command may name `{enrolments}` and `{residents}` (Parquet files), and `{out}`, an empty folder of its own, also
for temporary files, that is removed afterwards.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

TOTSUGO = str(Path(sys.executable).with_name("totsugo"))
MILLION = 1_000_000
NATION = 125 * MILLION


@dataclass(frozen=True, slots=True)
class Data:
    """A kind of nation: its name in the table, what to tell of it, and what makes `{rows}` of it in `{out}`."""

    name: str
    told: str
    command: tuple[str, ...]


_GENERATE = (sys.executable, "samples/generate.py", "nation", "--residents", "{rows}", "--out", "{out}")
PLAIN = Data("plain", "1.1 % of the records in another notation, 1.16 % different", _GENERATE)
MIXED = Data(
    "mixed",
    "every insurer in a style of its own, and each record in another notation where it has one",
    (*_GENERATE, "--houses", "mixed", "--notation", "1"),
)


@dataclass(frozen=True, slots=True)
class Contestant:
    """One command: its name, what to run, the most rows it is tried with, its data, and what it answers.

    One that `counts` prints how many numbers were found and in how many pairs all five items are equal; all that do
    must print the same. `before` runs before each run and is not measured; it and the command may name `{kept}`, a
    folder that all runs with one nation share.
    """

    name: str
    command: tuple[str, ...]
    most: int = NATION
    data: Data = PLAIN
    counts: bool = False
    before: tuple[str, ...] = ()


def _yardstick(module: str, *more: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"tests.bench.yardsticks.{module}", "{enrolments}", "{residents}", *more)


def _check(*options: str, out: str = "results.csv") -> tuple[str, ...]:
    return (TOTSUGO, "check", "{enrolments}", "--registry", "{residents}", "--out", f"{{out}}/{out}", *options)


SCAN, JOIN = "scan", "bare DuckDB join"
POLARS, ARROW, PANDAS = "polars join", "pandas merge, Arrow strings", "pandas merge"
RECORDLINKAGE, SPLINK = "recordlinkage", "Splink"
DIFFERENCES, SEARCH = "totsugo check --differences", "totsugo check --differences --look search"
CHECK, TO_PARQUET, SPARK = "totsugo check", "totsugo check, to Parquet", "totsugo check --engine spark, local[2]"
PREPARE, NEXT = "totsugo prepare, both files", "next night: check --prepared"
NEXT_SEARCH = "next night: check --prepared --look search"
NEXT_CHANGES = "next night: check --look search --changes"
_LAST_NIGHT = (sys.executable, "-m", "tests.bench.last_night", "{enrolments}", "{residents}", "{kept}")
_PREPARED = ("--differences", "--prepared", "{kept}")
_BEFORE = "{kept}-before"
_CHANGES = ("--changes", f"{_BEFORE}/changed-enrolments.parquet", "--changes", f"{_BEFORE}/changed-residents.parquet")
_SPARK = ("--engine", "spark", "--spark-conf", "spark.master=local[2]")


def _changed_night() -> tuple[str, ...]:
    before = (f"{_BEFORE}/enrolments.parquet", "--registry", f"{_BEFORE}/residents.parquet")
    return (TOTSUGO, "check", *before, "--out", "{out}/results.csv", *_CHANGES, *_PREPARED, "--look", "search")


CONTESTANTS = (
    Contestant(SCAN, _yardstick("scan")),
    Contestant(JOIN, _yardstick("duckdb_join", "{out}"), counts=True),
    Contestant(POLARS, _yardstick("polars_join"), 10 * MILLION, counts=True),
    Contestant(ARROW, _yardstick("pandas_merge", "arrow"), 10 * MILLION, counts=True),
    Contestant(PANDAS, _yardstick("pandas_merge"), 10 * MILLION, counts=True),
    Contestant(RECORDLINKAGE, _yardstick("recordlinkage_exact"), 10 * MILLION, counts=True),
    Contestant(SPLINK, _yardstick("splink_exact"), 10 * MILLION, counts=True),
    Contestant(DIFFERENCES, _check("--differences")),
    Contestant(SEARCH, _check("--differences", "--look", "search")),
    Contestant(CHECK, _check()),
    Contestant(TO_PARQUET, _check(out="results.parquet")),
    Contestant(SPARK, _check(*_SPARK), 10 * MILLION),
    Contestant(PREPARE, (TOTSUGO, "prepare", "{enrolments}", "{residents}", "--out", "{out}/kept"), 10 * MILLION),
    Contestant(NEXT, _check(*_PREPARED), 10 * MILLION, before=_LAST_NIGHT),
    Contestant(NEXT_SEARCH, _check(*_PREPARED, "--look", "search"), 10 * MILLION, before=_LAST_NIGHT),
    Contestant(NEXT_CHANGES, _changed_night(), 10 * MILLION, before=_LAST_NIGHT),
    Contestant(SCAN, _yardstick("scan"), data=MIXED),
    Contestant(JOIN, _yardstick("duckdb_join", "{out}"), data=MIXED, counts=True),
    Contestant(DIFFERENCES, _check("--differences"), data=MIXED),
    Contestant(TO_PARQUET, _check(out="results.parquet"), data=MIXED),
)
