"""Rows that intake must refuse: one of each kind, in a file that is otherwise fine."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from samples.individual_numbers import wrong_check_digit
from samples.insurer_file import InsurerFile
from samples.notation import full_width
from samples.slips import Row
from samples.truth import Case


def _set(item: str, value: str) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        row[item] = value

    return change


def _bad_check_digit(row: Row) -> None:
    row["individual_number"] = wrong_check_digit(row["individual_number"])


def _hyphens(row: Row) -> None:
    number = row["individual_number"]
    row["individual_number"] = f"{number[:4]}-{number[4:8]}-{number[8:]}"


def _bad_insurer(row: Row) -> None:
    number = row["insurer_number"]
    row["insurer_number"] = number[:-1] + str((int(number[-1]) + 1) % 10)


def _lost_before_acquired(row: Row) -> None:
    row["qualified_from"], row["qualified_to"] = "20240401", "20230331"


DEFECTS: tuple[tuple[str, Callable[[Row], None], str], ...] = (
    ("rejected_check_digit", _bad_check_digit, "個人番号の検査用数字が合わない"),
    ("rejected_hyphens", _hyphens, "個人番号にハイフン"),
    ("rejected_zeros", _set("individual_number", "0" * 12), "個人番号がすべて0"),
    ("rejected_insurer_number", _bad_insurer, "保険者番号の検証番号が合わない"),
    ("rejected_impossible_date", _set("birth_date", "昭和60年2月30日"), "存在しない日付"),
    ("rejected_out_of_era", _set("birth_date", "昭和65年1月10日"), "昭和65年は存在しない"),
    ("rejected_future", _set("birth_date", "令和50年4月1日"), "未来の生年月日"),
    ("rejected_sex", _set("sex", "9"), "性別の符号が表にない"),
    ("rejected_name", _set("name", ""), "氏名が空"),
    ("rejected_period", _lost_before_acquired, "喪失日が取得日より前"),
)
"""Each refused kind, what makes it, and a note."""


def harmless_width(row: Row) -> None:
    """Write the 個人番号 in full width with spaces around it: folded, not refused."""
    row["individual_number"] = f" {full_width(row['individual_number'])} "


def refuse_rows(file: InsurerFile, rng: Random) -> None:
    """Spoil one row for each kind, repeat one, and give one qualification two numbers."""
    free = file.linkable(rng)
    for (kind, change, note), case in zip(DEFECTS, free, strict=False):
        change(case.row)
        case.rejected = True
        case.mark(kind, note)
    once, twice, other = free[len(DEFECTS) : len(DEFECTS) + 3]
    copy = Case(dict(once.row), once.described, once.described, rejected=True)
    copy.mark("rejected_repeated", "同じ行の再掲（先の行が生きる）")
    file.cases.insert(file.cases.index(once) + 2, copy)
    rival = Case(
        dict(twice.row, individual_number=other.described.number()), twice.described, other.described, rejected=True
    )
    twice.rejected = True
    for case in (twice, rival):
        case.mark("rejected_two_numbers", "同じ資格に二つの個人番号")
    file.cases.insert(file.cases.index(twice) + 1, rival)
