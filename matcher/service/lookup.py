"""The eligibility lookup of a clinic, fail-closed: one question, and an answer only on positive evidence.

Held, superseded, unchecked, expired, unknown, ambiguous or unreadable: the same `NOT_FOUND`. A record is valid from its
資格取得日 to the day before its 資格喪失日 (the day of loss is the first day without cover).
"""

from dataclasses import dataclass
from datetime import date

from matcher.service.context import Service
from matcher.service.principals import Principal


@dataclass(frozen=True, slots=True)
class Question:
    """What the clinic reads off the card, as written there; `branch` None (not given) is any branch."""

    insurer_number: str
    symbol: str
    number: str
    birth_date: str
    branch: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer; every field but `found` is empty when nothing is answered.

    `medical` says whether medical information may be shown too (scope of a hold).
    """

    found: bool
    insurer_number: str = ""
    symbol: str = ""
    number: str = ""
    branch: str = ""
    relation: str = ""
    qualified_from: date | None = None
    qualified_to: date | None = None
    medical: bool = False


NOT_FOUND = Answer(found=False)


def look_up(service: Service, question: Question, principal: Principal, *, today: date | None = None) -> Answer:
    """Answer `question` as of `today` (default: the day in Japan) and audit it in the same transaction.

    Raises:
        NotAllowed: the role may not look up; never for any reason that lies in the record.
    """
    raise NotImplementedError
