"""Splink on DuckDB: its `predict` with the number as the blocking rule and five `ExactMatch` comparisons.

Nothing is trained, for nothing is ranked: each item weighs 1 when it is equal and -1 when it is not (m 2/3 and u 1/3),
and before the first two records are as likely one person as not, so five equal items weigh 5. Splink asks for a
`unique_id`, which is the place of the row in its file.
"""

import logging

import duckdb
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.comparison_library import ExactMatch

from tests.bench.yardsticks.plain_equality import COLUMNS, ITEMS, NUMBER, answer, both_files

SAME, ANOTHER = [2 / 3, 1 / 3], [1 / 3, 2 / 3]
ALL_EQUAL = f"match_weight > {len(ITEMS) - 0.5}"


def main() -> None:
    """Join, compare, count."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect()
    database = DuckDBAPI(connection)
    tables = []
    for name, file in zip(("enrolments", "residents"), both_files(), strict=True):
        columns = f"file_row_number AS unique_id, {', '.join(COLUMNS)}"
        rows = connection.sql(f"SELECT {columns} FROM read_parquet('{file}', file_row_number = true)")  # noqa: S608
        tables.append(database.register(rows, dataset_display_name=name))
    settings = SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=0.5,
        comparisons=[ExactMatch(item).configure(m_probabilities=SAME, u_probabilities=ANOTHER) for item in ITEMS],
        blocking_rules_to_generate_predictions=[block_on(NUMBER)],
        retain_matching_columns=False,
    )
    predicted = Linker(tables, settings, log_level=logging.ERROR).inference.predict().as_duckdbpyrelation()
    answer(*predicted.aggregate(f"count(*), count(*) FILTER ({ALL_EQUAL})").fetchall()[0])


if __name__ == "__main__":
    main()
