"""What wrong links a nation gets: the kinds with their shares, and whose record carries whose number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

SHARES = {
    "family_number": 0.18, "family_swap": 0.06, "twin_swap": 0.16, "twin_number": 0.06, "same_name_stranger": 0.14,
    "row_shift": 0.14, "typing_error_stranger": 0.08, "duplicate_qualification": 0.06, "two_numbers": 0.04,
    "wrong_line_birth": 0.03, "wrong_line_kanji": 0.03, "wrong_line_list": 0.02,
}  # fmt: skip
"""How the kinds divide: the trial of five insurers found 8 twins, 4 family members and 5 others; the rest is a
guess."""
UNSEEN = "same_name_stranger_unseen"
"""A same-name stranger on a record checked by three items, all of which agree: no official check can see it."""
DOUBLE = "double_enrolment"
"""Insured twice at once under the right number: no wrong link, both records agree with the registry."""
SHIFT_END = "row_shift_end"
"""The row at which shifted numbers begin or end: without a number, or with its own, which then stands in two rows."""


@dataclass(slots=True)
class Link:
    """What happened to one row."""

    kind: str
    owner: int | None
    """Index of the owner of its number in the chunk; None when it has no number or nobody owns it."""
    number: str = ""
    """A number that nobody owns."""
    absent: bool = False
    """Whether the person described is in no registry."""
    slip: str = ""
    """What is written wrongly besides: a kind of the catalogue."""


@dataclass(slots=True)
class Links:
    """The rows of a chunk to which something happened."""

    of: dict[int, Link] = field(default_factory=dict)

    def add(self, row: int, owner: int | None, kind: str, number: str = "") -> None:
        """Give a row the number of a person of the chunk, or one that nobody owns."""
        self.of[row] = Link(kind, owner, number)


def quotas(rng: np.random.Generator, total: int) -> Counter[str]:
    """Divide a number of wrong links among the kinds."""
    drawn = rng.multinomial(total, list(SHARES.values()))
    return Counter({kind: int(count) for kind, count in zip(SHARES, drawn, strict=True)})
