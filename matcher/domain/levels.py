"""Items of a record and the level to which one item of a pair agrees (design, section 4)."""

from dataclasses import dataclass
from enum import StrEnum


class Item(StrEnum):
    """The five compared items, in the order of every result."""

    NAME = "name"
    NAME_KANA = "name_kana"
    BIRTH_DATE = "birth_date"
    SEX = "sex"
    ADDRESS = "address"


class Level(StrEnum):
    """How far one item agrees.

    EXACT: the same code points. EQUIVALENT: the same by an approved rule, which is the evidence.
    COMPATIBLE: could be the same for a named cause that is no proof. DISAGREE: different.
    MISSING: one side or both carry nothing. NOT_COMPARABLE: no common basis.
    """

    EXACT = "EXACT"
    EQUIVALENT = "EQUIVALENT"
    COMPATIBLE = "COMPATIBLE"
    DISAGREE = "DISAGREE"
    MISSING = "MISSING"
    NOT_COMPARABLE = "NOT_COMPARABLE"


class Side(StrEnum):
    """Which record of a pair a piece of evidence points at."""

    ENROLMENT = "enrolment"
    RESIDENT = "resident"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One rule that a comparison applied, and where; it never carries a character of the value.

    `code` is listed in `rules/reasons.yaml`. `position` is the 1-based code point in the raw value
    of `side`. Both are None for evidence about the item as a whole.

    >>> str(Evidence("gaiji_shrink", Side.ENROLMENT, 2)), str(Evidence("form_alias"))
    ('gaiji_shrink@enrolment.2', 'form_alias')
    """

    code: str
    side: Side | None = None
    position: int | None = None

    def __str__(self) -> str:
        """Return `code`, `code@side` or `code@side.position`: the form of the results file."""
        if self.side is None:
            return self.code
        return f"{self.code}@{self.side}" if self.position is None else f"{self.code}@{self.side}.{self.position}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The level of one item and the evidence for it, in the order of application, without repeats."""

    level: Level
    evidence: tuple[Evidence, ...] = ()
