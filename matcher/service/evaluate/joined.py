"""Truth and results side by side, row by row, in DuckDB; what leaves it are counts, and the rows that are held.

A truth file has at least `row`, `verdict`, `kind` and `wrong_link`; what else the nation's generator writes is used
where it is there (`OPTIONAL`). A result file may hold all rows or only the differences: a row that is not in it is
MATCHED, and whether it has the signature that is due to it is not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from matcher.domain.levels import Item
from matcher.domain.verdicts import Verdict
from matcher.service.evaluate.refusals import EvaluationRefused

NEEDED = ("row", "verdict", "kind", "wrong_link")
OPTIONAL = {
    "class": "''",
    "group": "CASE WHEN CAST(wrong_link AS INTEGER) = 1 THEN 'wrong_link' ELSE '' END",
    "weight": "1.0",
    "signature": "''",
    "cause": "''",
    "right_exists": "NULL",
}
"""Columns that a truth file may have, and what stands for one that it has not."""

ACCEPTED = {"signatures": "signature", "causes": "cause"}
"""Lists of what is right as well, each with the column of the first of them."""

_LEVELS = tuple(f"{item}_level" for item in Item)
_RESULTS = ("row", "insurer_number", "verdict", "class", "scope", *_LEVELS, "cause", "signature", "score", "evidence")

HELD = f"scope <> '' AND verdict NOT IN ('{Verdict.MATCHED}', '{Verdict.REJECTED}')"
"""What is in the queue: held, and not sent back to the insurer at once."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows, and their weight, have one combination of truth and outcome."""

    kind: str
    group: str
    wrong: bool
    expected: str
    verdict: str
    held: bool
    cause: str
    rows: int
    weight: float


class Joined:
    """Truth and results on one connection: the view `judged` has one line per row of the truth."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, truth: Path, results: Path) -> None:
        """Look at both files.

        Raises:
            EvaluationRefused: a file cannot be read, lacks a column, or is of other enrolments.
        """
        self.connection = connection
        self.knows = _view(connection, "truth_file", truth, NEEDED)
        _view(connection, "result_file", results, _RESULTS)
        connection.execute(f"CREATE VIEW truth AS SELECT {_truth_columns(self.knows)} FROM truth_file")  # noqa: S608
        connection.execute(f"CREATE VIEW results AS SELECT {_result_columns()} FROM result_file")  # noqa: S608
        connection.execute(
            "CREATE VIEW judged AS SELECT truth.*, COALESCE(results.verdict, 'MATCHED') AS verdict,"
            " COALESCE(results.class, '') AS class, COALESCE(results.scope, '') AS scope,"
            " COALESCE(results.cause, '') AS cause, COALESCE(results.signature, '') AS signature,"
            " results.row IS NOT NULL OR truth.expected <> 'MATCHED' AS told"
            " FROM truth LEFT JOIN results USING (row)"
        )
        self.rows = self._one("SELECT count(*) FROM truth")
        strangers = self._one("SELECT count(*) FROM results ANTI JOIN truth USING (row)")
        if strangers:
            raise EvaluationRefused(f"{strangers:,} rows of {results} are not in {truth}")

    def counts(self) -> list[Counts]:
        """Return the counts of every combination that there is."""
        found = self.connection.execute(
            f"SELECT kind, grouped, wrong, expected, verdict, {HELD}, cause, count(*), sum(weight)"  # noqa: S608
            " FROM judged GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        return [Counts(*row) for row in found]

    def signatures(self) -> list[tuple[str, list[str], str, float, int]]:
        """Return what signature is due, what else is right and what was given, with weight and rows of each."""
        return self.connection.execute(
            "SELECT expected_signature, accepted_signatures, signature, sum(weight), count(*) FROM judged"
            " WHERE told AND (expected_signature <> '' OR signature <> '') GROUP BY ALL ORDER BY ALL"
        ).fetchall()

    def queue(self) -> pa.Table:
        """Return truth and outcome of every row that is held, in the order of the rows."""
        return self.connection.sql(
            "SELECT truth.*, results.* EXCLUDE (row) FROM truth JOIN results USING (row)"  # noqa: S608
            f" WHERE {HELD} ORDER BY row"
        ).to_arrow_table()

    def _one(self, sql: str) -> int:
        ((value,),) = self.connection.execute(sql).fetchall()
        return int(value)


def _view(connection: duckdb.DuckDBPyConnection, name: str, path: Path, needed: tuple[str, ...]) -> Mapping[str, str]:
    """Make a view of a file and return its columns with their types."""
    reader = "read_parquet" if path.suffix.lower() == ".parquet" else "read_csv"
    options = "" if reader == "read_parquet" else ", all_varchar = true, nullstr = '\\0'"
    place = str(path).replace("'", "''")
    try:
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM {reader}('{place}'{options})")  # noqa: S608
        described: list[tuple[Any, ...]] = connection.execute(f"DESCRIBE {name}").fetchall()
    except duckdb.Error as error:
        raise EvaluationRefused(f"cannot read {path} as CSV or Parquet", hint="check the path") from error
    columns = {row[0]: row[1] for row in described}
    if absent := [column for column in needed if column not in columns]:
        raise EvaluationRefused(f"{path} has no column {', '.join(absent)}")
    return columns


def _truth_columns(knows: Mapping[str, str]) -> str:
    """Return the columns of the truth under names that no column of the results has."""
    names = {
        "class": "expected_class",
        "group": "grouped",
        "signature": "expected_signature",
        "cause": "expected_cause",
    }
    plain = [
        f"{_quoted(name) if name in knows else default} AS {names.get(name, name)}"
        for name, default in OPTIONAL.items()
        if name != "weight"
    ]
    weight = f"CAST({'weight' if 'weight' in knows else OPTIONAL['weight']} AS DOUBLE) AS weight"
    lists = [f"{_list(name, first, knows)} AS accepted_{name}" for name, first in ACCEPTED.items()]
    needed = ["CAST(row AS BIGINT) AS row", "verdict AS expected", "kind", "CAST(wrong_link AS INTEGER) = 1 AS wrong"]
    return ", ".join([*needed, *plain, weight, *lists])


def _list(name: str, first: str, knows: Mapping[str, str]) -> str:
    """Return a list of texts from a list, from a text with semicolons, or from the one that is first."""
    if name not in knows:
        return f"[{_quoted(first) if first in knows else OPTIONAL[first]}]"
    return name if knows[name].endswith("[]") else f"string_split({name}, ';')"


def _result_columns() -> str:
    texts = [f"COALESCE(CAST({_quoted(name)} AS VARCHAR), '') AS {_quoted(name)}" for name in _RESULTS]
    texts[0] = "CAST(row AS BIGINT) AS row"
    texts[_RESULTS.index("score")] = "TRY_CAST(score AS DOUBLE) AS score"
    return ", ".join(texts)


def _quoted(name: str) -> str:
    return f'"{name}"'
