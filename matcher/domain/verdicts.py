"""Verdict, scope and judgement: what the official rule says of one row, and what triage adds to it.

>>> Judgement(Verdict.NO_NUMBER, Scope.BOTH).held
True
>>> Judgement(Verdict.MATCHED, Scope.NONE).held
False
"""

from dataclasses import dataclass
from enum import StrEnum

from matcher.domain.levels import Level


class Verdict(StrEnum):
    """The outcome of one enrolment row; every row has exactly one."""

    MATCHED = "MATCHED"
    MISMATCHED = "MISMATCHED"
    NOT_FOUND = "NOT_FOUND"
    INACTIVE = "INACTIVE"
    NO_NUMBER = "NO_NUMBER"
    REJECTED = "REJECTED"


class Scope(StrEnum):
    """閲覧停止の範囲: what a hold withholds, as written in column `scope` of the results."""

    NONE = ""
    MEDICAL = "medical"
    BOTH = "eligibility+medical"


NO_LEVELS: tuple[None, None, None, None, None] = (None, None, None, None, None)
"""The levels of a row that was never compared."""

Levels = tuple[Level | None, Level | None, Level | None, Level | None, Level | None]
"""One level per item, in the order of `Item`."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The result columns of one row: the official rule (up to `evidence`), then triage, which decides nothing."""

    verdict: Verdict
    scope: Scope
    class_: int | None = None
    levels: Levels = NO_LEVELS
    evidence: str = ""
    cause: str = ""
    signature: str = ""
    score: float | None = None

    @property
    def held(self) -> bool:
        """Whether the policy withholds anything of the record."""
        return self.scope is not Scope.NONE
