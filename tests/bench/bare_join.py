"""The yardstick: a bare DuckDB hash join on the 個人番号 with five equality comparisons, and nothing else.

python tests/bench/bare_join.py ENROLMENTS.parquet RESIDENTS.parquet
"""

import sys

import duckdb

SQL = """
SELECT count(*), count(*) FILTER (
    e.name = r.name AND e.name_kana = r.name_kana AND e.birth_date = r.birth_date AND e.sex = r.sex
    AND e.address = r.address
)
FROM read_parquet($enrolments) e JOIN read_parquet($residents) r USING (individual_number)
"""


def main() -> None:
    """Print how many rows have a resident, and in how many all five items are equal."""
    enrolments, residents = sys.argv[1:]
    with duckdb.connect() as connection:
        found = connection.execute(SQL, {"enrolments": enrolments, "residents": residents}).fetchone()
    sys.stdout.write(f"{found}\n")


if __name__ == "__main__":
    main()
