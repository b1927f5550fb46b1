"""A whole column of dates is told as each of them is."""

import random
from datetime import date, timedelta

import pyarrow as pa

from matcher.engines.plain_columns import plain_dates
from matcher.engines.plain_dates import is_plain_date

ODD = ["", "0", "19850229", "19840229", "20000229", "19850100", "19851301", "1985/01/02", "1985-01-0", "1985010２",
       "昭和60", "18691231", "18700101", "20991231", "21000101", "198501021", "-9850102", "1985-0102",
       "00000000"]  # fmt: skip


def test_as_one_by_one() -> None:
    chance = random.Random(4)
    days = [date(1868, 1, 1) + timedelta(days=chance.randrange(90_000)) for _ in range(500)]
    texts = [day.strftime(chance.choice(["%Y%m%d", "%Y-%m-%d"])) for day in days] + ODD
    texts += ["".join(chance.choices("0123456789-", k=chance.choice((8, 10)))) for _ in range(2_000)]
    chance.shuffle(texts)
    assert plain_dates(pa.array(texts)).tolist() == [is_plain_date(text) for text in texts]
    assert plain_dates(pa.array(texts).slice(7, 90)).tolist() == [is_plain_date(text) for text in texts[7:97]]


def test_leap_days_are_left_out() -> None:
    assert not any(map(is_plain_date, ("19840229", "2000-02-29")))


def test_no_rows() -> None:
    assert plain_dates(pa.array([], pa.string())).tolist() == []
    assert plain_dates(pa.array(["", ""])).tolist() == [False, False]
