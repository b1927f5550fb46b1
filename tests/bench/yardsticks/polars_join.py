"""Polars: a lazy inner join on the number, run by its streaming engine."""

import polars as pl

from tests.bench.yardsticks.plain_equality import COLUMNS, ITEMS, NUMBER, answer, both_files


def main() -> None:
    """Join, compare, count."""
    enrolments, residents = (pl.scan_parquet(file).select(COLUMNS) for file in both_files())
    equal = pl.all_horizontal(pl.col(item) == pl.col(f"{item}_resident") for item in ITEMS)
    pairs = enrolments.join(residents, on=NUMBER, suffix="_resident")
    answer(*pairs.select(found=pl.len(), equal=equal.sum()).collect(engine="streaming").row(0))


if __name__ == "__main__":
    main()
