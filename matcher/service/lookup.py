"""The eligibility lookup of a clinic, fail-closed: one question, and an answer only on positive evidence.

Held, superseded, unchecked, expired, unknown, ambiguous or unreadable: the same `NOT_FOUND`. A record is valid from its
資格取得日 to the day before its 資格喪失日 (the day of loss is the first day without cover).
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import structlog
from sqlalchemy import Connection

from matcher.service.access import actor
from matcher.service.clock import day_in_japan
from matcher.service.context import Service
from matcher.service.identity import canonical_branch, canonical_date, canonical_insurer_number, canonical_text
from matcher.service.principals import Action, Principal, require
from matcher.store import audit
from matcher.store.database import Access
from matcher.store.eligibility import Answerable, answerable


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


NOT_FOUND: Final = Answer(found=False)

_log = structlog.get_logger()


def look_up(service: Service, question: Question, principal: Principal, *, today: date | None = None) -> Answer:
    """Answer `question` as of `today` (default: the day in Japan) and audit it in the same transaction.

    Raises:
        NotAllowed: the role may not look up; never for any reason that lies in the record.
    """
    require(principal, Action.LOOK_UP)
    try:
        with service.database.transaction(Access.LOOKUP) as connection:
            found = _only_person(_ask(connection, question, today or day_in_japan()))
            audit.append(
                connection,
                actor(principal),
                "looked_up",
                "nothing" if found is None else f"version {found.version}",
                insurer_number="" if found is None else found.insurer_number,
                detail={"answered": found is not None},
                lookup=True,
            )
    except Exception as error:  # noqa: BLE001 - fail closed: whatever is wrong here, nothing is answered
        _log.error("lookup_failed", error=type(error).__name__)
        return NOT_FOUND
    return NOT_FOUND if found is None else _answer(found)


def _ask(connection: Connection, question: Question, today: date) -> list[Answerable]:
    try:
        insurer_number = canonical_insurer_number(question.insurer_number)
        birth_key = canonical_date(question.birth_date)
    except ValueError:
        return []
    return answerable(
        connection,
        insurer_number=insurer_number,
        symbol=canonical_text(question.symbol),
        number=canonical_text(question.number),
        branch=None if question.branch is None else canonical_branch(question.branch),
        birth_key=birth_key,
        today=today,
    )


def _only_person(found: list[Answerable]) -> Answerable | None:
    """Return the record that began last, if all that fit are of one person; two persons answer nothing."""
    persons = {record.person_key or record.version for record in found}
    return found[0] if len(persons) == 1 else None


def _answer(found: Answerable) -> Answer:
    return Answer(
        found=True,
        insurer_number=found.insurer_number,
        symbol=found.symbol,
        number=found.number,
        branch=found.branch,
        relation=found.relation,
        qualified_from=found.valid_from,
        qualified_to=found.valid_to,
        medical=found.medical,
    )
