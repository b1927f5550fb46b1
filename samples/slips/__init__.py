"""What goes wrong, or only looks different, when a right record is written down: one function per cause.

Each slip changes the row of an enrolment in place and returns the items that it makes × or –. It returns None when it
cannot happen
to this person (no uncommon character in the name, no building in the address), and has then changed nothing. The
causes are those of
the published checks: 外字, 外国籍の表記, 居所, フリガナ, 住所の揺れ, 旧姓, 生年月日不詳 and the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from samples.people import Person

Row = dict[str, str]
Slip = Callable[[Random, Person, Row], dict[str, str] | None]


def replaced(row: Row, item: str, value: str, mark: str = "") -> dict[str, str] | None:
    """Write a value into a row, unless that changes nothing; return the mark that it makes, if any."""
    if not value or value == row[item]:
        return None
    row[item] = value
    return {item: mark} if mark else {}
