"""The results of a check in groups that any policy treats alike: by insurer, outcome, levels and evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import duckdb

from matcher.domain.levels import Item, Level
from matcher.domain.refusals import Refusal
from matcher.domain.verdicts import Levels, Scope, Verdict

_LEVELS = [f"{item}_level" for item in Item]
_COLUMNS = ("insurer_number", "verdict", "class", "scope", "cause", *_LEVELS, "evidence")


class UnreadableResults(Refusal):
    """The file is no result of a check."""

    code = "unreadable_results"
    hint = "name the file that `totsugo check` wrote"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that look alike to the rules: a number, how many there are, and the first of them."""

    number: int
    count: int
    rows: tuple[int, ...]
    insurer: str
    verdict: Verdict
    class_: int | None
    scope: Scope
    cause: str
    levels: Levels
    evidence: str

    def of_row(self, row: int) -> "Group":
        """Return the group of one of the rows alone."""
        return replace(self, count=1, rows=(row,))


class Results:
    """A result file in DuckDB; a context that closes it."""

    def __init__(self, path: Path, samples: int) -> None:
        """Group the rows of a file; each group names its first `samples` rows.

        Raises:
            UnreadableResults: it is no result of a check.
        """
        self._connection = duckdb.connect()
        place = str(path).replace("'", "''")
        source = f"read_parquet('{place}')" if path.suffix.lower() == ".parquet" else f"read_csv('{place}', {_AS_TEXT})"
        keys = ", ".join(f'COALESCE(CAST("{name}" AS VARCHAR), \'\') AS "{name}"' for name in _COLUMNS)
        try:
            self._connection.execute(
                f"CREATE VIEW results AS SELECT CAST(row AS BIGINT) AS row, {keys} FROM {source}"  # noqa: S608
            )
            self._connection.execute(
                f"CREATE TABLE groups AS SELECT row_number() OVER () AS number, * FROM"  # noqa: S608
                f" (SELECT {_NAMES}, count(*) AS count, min(row, {max(samples, 1)}) AS rows"
                f" FROM results GROUP BY {_NAMES} ORDER BY min(row))"
            )
        except duckdb.Error as error:
            self.close()
            raise UnreadableResults(f"{path} is no result file") from error

    def groups(self) -> Iterator[Group]:
        """Yield every group, in the order of their first rows.

        Raises:
            UnreadableResults: a value is none that a check writes.
        """
        wanted = f"SELECT number, count, rows, {_NAMES} FROM groups ORDER BY number"  # noqa: S608
        for row in self._connection.execute(wanted).fetchall():
            try:
                yield _group(row)
            except ValueError as error:
                raise UnreadableResults(f"row {row[2][0]} of the results is not one that a check writes") from error

    def rows_of(self, groups: Sequence[Group]) -> dict[int, Group]:
        """Return every row of these groups with its group."""
        by_number = {group.number: group for group in groups}
        found = self._connection.execute(
            f"SELECT row, number FROM results JOIN groups USING ({_NAMES}) WHERE list_contains(?, number)",  # noqa: S608
            [list(by_number)],
        ).fetchall()
        return {row: by_number[number] for row, number in found}

    def close(self) -> None:
        """Forget the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        """Return the results."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()


_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
_AS_TEXT = "all_varchar = true, nullstr = '\\0'"


def _group(row: tuple[Any, ...]) -> Group:
    number, count, rows, insurer, verdict, class_, scope, cause, name, kana, birth, sex, address, evidence = row
    return Group(
        number=number,
        count=count,
        rows=tuple(rows),
        insurer=insurer,
        verdict=Verdict(verdict),
        class_=int(class_) if class_ else None,
        scope=Scope(scope),
        cause=cause,
        levels=(_level(name), _level(kana), _level(birth), _level(sex), _level(address)),
        evidence=evidence,
    )


def _level(text: str) -> Level | None:
    return Level(text) if text else None
