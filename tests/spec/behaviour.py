"""What the official rule says of a pair, as tables: this is the specification, run on every engine.

A table is a text file in `tables/`: a title, the rule in words, and one line per case. A case is a change to the plain
pair below, on either side, and what must come of it. Change a line only when the rule itself changes.

>>> case_of("one mask | name=山● 太郎 |  | MATCHED |  |  | name COMPATIBLE (masked_character@enrolment.2)").enrolment
{'name': '山● 太郎'}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PLAIN = {
    "name": "山田 太郎",
    "name_kana": "ヤマダ タロウ",
    "birth_date": "19850102",
    "sex": "1",
    "address": "東京都千代田区丸の内1-1-1",
}
"""The five items that both sides of a case have where nothing else is said."""

TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True)
class Case:
    """One pair and its judgement.

    `resident` is None where no usable resident has the number. `withheld` is the scope under `full_check_2023`;
    `stop_all` withholds everything that is not MATCHED. `found` names every item that is not EXACT, with level and
    evidence; "" means that all five are EXACT, "–" that nothing was compared.
    """

    why: str
    enrolment: Mapping[str, str]
    resident: Mapping[str, str] | None
    verdict: str
    class_: str
    withheld: str
    found: str


@dataclass(frozen=True)
class Topic:
    """Cases that belong together, and the rule that they show."""

    title: str
    rule: str
    cases: tuple[Case, ...]


def case_of(line: str) -> Case:
    """Return the case of one line of a table."""
    why, enrolment, resident, *expected = (cell.strip() for cell in line.split("|"))
    verdict, class_, withheld, found = expected
    changed = None if resident == "none" else _changes(resident)
    return Case(why, _changes(enrolment), changed, verdict, class_, withheld, found)


def topics() -> tuple[Topic, ...]:
    """Return every topic, in the order of the file names."""
    return tuple(_topic(path.read_text(encoding="utf-8")) for path in sorted(TABLES.glob("*.txt")))


def _topic(text: str) -> Topic:
    title, rule, table = text.strip("\n").split("\n\n")
    return Topic(title, " ".join(rule.split("\n")), tuple(case_of(line) for line in table.split("\n")[1:]))


def _changes(cell: str) -> dict[str, str]:
    """Return the changes of one side: `item=value` separated by commas; a value of spaces stands in quotes."""
    pairs = (change.split("=", 1) for change in cell.split(", ") if change)
    return {item: value.strip('"') for item, value in pairs}
