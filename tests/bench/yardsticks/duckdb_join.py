"""The yardstick of all others: a bare DuckDB hash join with five equality comparisons.

A third argument is the folder that it may spill to. It gets 8 GB of memory, and at most 45 GB of disk, as a nation of
125 million needs (41 GB were measured there).
"""

import sys

import duckdb

from tests.bench.yardsticks.plain_equality import ITEMS, NUMBER, answer, both_files

MEMORY, SPILL = "8GB", "45GB"
SQL = f"""
SELECT count(*), count(*) FILTER ({" AND ".join(f"e.{item} = r.{item}" for item in ITEMS)})
FROM read_parquet($enrolments) e JOIN read_parquet($residents) r USING ({NUMBER})
"""  # noqa: S608  the names are constants


def main() -> None:
    """Join, compare, count."""
    enrolments, residents = both_files()
    with duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'; SET max_temp_directory_size = '{SPILL}'")
        connection.execute("SET temp_directory = $folder", {"folder": sys.argv[3]})
        found = connection.execute(SQL, {"enrolments": enrolments, "residents": residents}).fetchone()
    answer(*(found or (0, 0)))


if __name__ == "__main__":
    main()
