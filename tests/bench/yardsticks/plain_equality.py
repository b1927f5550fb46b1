"""What every yardstick is asked: of how many enrolments is the number found, and in how many are the five items equal?

python -m tests.bench.yardsticks.NAME ENROLMENTS.parquet RESIDENTS.parquet prints both numbers on one line.
"""

import sys

NUMBER = "individual_number"
ITEMS = ("name", "name_kana", "birth_date", "sex", "address")
COLUMNS = [NUMBER, *ITEMS]


def both_files() -> tuple[str, str]:
    """Return the two paths of the command line: the enrolments' and the residents'."""
    enrolments, residents = sys.argv[1:3]
    return enrolments, residents


def answer(found: int, equal: int) -> None:
    """Print how many enrolments have a resident, and in how many of them all five items are equal."""
    sys.stdout.write(f"{found} {equal}\n")
