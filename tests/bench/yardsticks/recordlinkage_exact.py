"""recordlinkage: candidate pairs by its index on the number, five exact comparisons by its `Compare`."""

import pandas as pd
from recordlinkage import Compare, Index

from tests.bench.yardsticks.plain_equality import COLUMNS, ITEMS, NUMBER, answer, both_files


def main() -> None:
    """Join, compare, count."""
    enrolments, residents = (pd.read_parquet(file, columns=COLUMNS) for file in both_files())
    pairs = Index().block(NUMBER).index(enrolments, residents)
    compare = Compare()
    for item in ITEMS:
        compare.exact(item, item, label=item)
    vectors = compare.compute(pairs, enrolments, residents)
    answer(len(vectors), int((vectors.sum(axis="columns") == len(ITEMS)).sum()))


if __name__ == "__main__":
    main()
