"""pandas: `merge` on the number; strings as Python objects, or with a third argument `arrow` as Arrow's."""

import sys

import pandas as pd

from tests.bench.yardsticks.plain_equality import COLUMNS, ITEMS, NUMBER, answer, both_files


def main() -> None:
    """Join, compare, count."""
    strings = {"dtype_backend": "pyarrow"} if sys.argv[3:] == ["arrow"] else {}
    enrolments, residents = (pd.read_parquet(file, columns=COLUMNS, **strings) for file in both_files())
    pairs = enrolments.merge(residents, on=NUMBER, suffixes=("", "_resident"))
    equal = pd.concat([pairs[item] == pairs[f"{item}_resident"] for item in ITEMS], axis="columns").all(axis="columns")
    answer(len(pairs), int(equal.sum()))


if __name__ == "__main__":
    main()
