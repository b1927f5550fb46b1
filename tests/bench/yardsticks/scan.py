"""The floor: DuckDB reads and hashes every column of both files, and compares nothing."""

import sys

import duckdb

from tests.bench.yardsticks.plain_equality import both_files

SQL = "SELECT count(*), bit_xor(hash(*COLUMNS(*))) FROM read_parquet($file)"


def main() -> None:
    """Print how many rows each file has and the hash of all of them."""
    with duckdb.connect() as connection:
        for file in both_files():
            sys.stdout.write(f"{connection.execute(SQL, {'file': file}).fetchone()}\n")


if __name__ == "__main__":
    main()
