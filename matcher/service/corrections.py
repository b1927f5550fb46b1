"""Correct a held record: a new version of it, checked at once, and the hold ended by this decision.

What is corrected goes through the same checks as a file (layer 1), so that no other way leads into the store. The
identity of the record (保険者番号, 記号, 番号, 枝番, 資格取得日) cannot be corrected: another identity is another
record.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

import pyarrow as pa
from sqlalchemy import Connection

from matcher.domain import holds
from matcher.intake.checks import check_period, check_value
from matcher.intake.schemas import ENROLMENT
from matcher.service.access import actor, of
from matcher.service.clock import day_in_japan
from matcher.service.context import Service
from matcher.service.decisions import under_review
from matcher.service.identity import canonical_date, first_invalid_day
from matcher.service.judging import check_versions
from matcher.service.principals import Principal
from matcher.service.refusals import InvalidCorrection, NotFound
from matcher.store import audit, locks, receiving, rechecks
from matcher.store import holds as stored
from normalizers.identifiers import fold_digits

CORRECTABLE: Final = (
    "name", "name_kana", "birth_date", "sex", "postal_code", "address", "check_basis", "relation", "qualified_to",
    "individual_number",
)  # fmt: skip
"""The columns that a correction may change."""

_FOLDED: Final = frozenset({"check_basis", "relation", "qualified_to"})


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction led to: the verdict of the new version, and its hold if it is held again."""

    verdict: str
    scope: str
    cause: str
    hold: UUID | None


def correct(
    service: Service, hold_id: UUID, principal: Principal, *, changes: Mapping[str, str], seen: str | None
) -> Correction:
    """Register the corrected version and check it; see `review.correct`."""
    check_changes(changes, day_in_japan())
    with service.database.transaction(*of(principal)) as connection:
        _register_alone(connection, hold_id)
        found, record, pair = under_review(connection, hold_id, seen)
        # The next version number is not known before it is stored; the machine only asks that it is a later one.
        decision = holds.Decision("", "", principal.subject, pair)
        holds.correct(record, decision, replace(record.pair, version=record.pair.version + 1))
        version = _register(connection, hold_id, found, _corrected(service, found, changes), principal)
        rechecks.add(connection, [version])
        audit.append(
            connection,
            actor(principal),
            "record_corrected",
            f"hold {hold_id}",
            insurer_number=found["insurer_number"],
            detail={"version": found["version"], "new_version": version, "columns": sorted(changes)},
        )
    check_versions(service, [version], origin=hold_id)
    with service.database.transaction(*of(principal)) as connection:
        return Correction(**stored.outcome(connection, version))


def check_changes(changes: Mapping[str, str], today: date) -> None:
    """Pass if intake would take these values.

    >>> check_changes({"sex": "1"}, date(2026, 4, 1))
    >>> check_changes({"sex": "4"}, date(2026, 4, 1))
    Traceback (most recent call last):
    ...
    matcher.service.refusals.InvalidCorrection: sex.unknown_code (the message names the column and the defect)

    Raises:
        InvalidCorrection: there are none, one is of another column, or a value is faulty.
    """
    if not changes:
        raise InvalidCorrection("nothing is to be changed")
    for name, text in changes.items():
        if name not in CORRECTABLE:
            raise InvalidCorrection("a column that cannot be corrected", hint=f"one of {', '.join(CORRECTABLE)}")
        code = check_value(ENROLMENT.column(name), text, today)
        if code is not None:
            raise InvalidCorrection(f"{name}.{code}")


def _register_alone(connection: Connection, hold_id: UUID) -> None:
    """Take the lock of the insurer before that of the record, as whoever registers a file does."""
    locks.hold_registry(connection)
    found = stored.find(connection, hold_id)
    if found is None:
        raise NotFound("no such hold")
    locks.register_alone(connection, [found["insurer_number"]])


def _corrected(service: Service, found: Mapping[str, Any], changes: Mapping[str, str]) -> dict[str, Any]:
    """Return the values of the new version, as a row of `INCOMING`."""
    folded = {name: fold_digits(text) if name in _FOLDED else text for name, text in changes.items()}
    number = folded.pop("individual_number", None)
    values: dict[str, Any] = {name: found[name] for name in receiving.INCOMING.names if name in found} | folded
    if number is not None:
        values["person_key"] = service.vault.person_key(number) if number.strip() else None
    if all(values[name] == found[name] for name in receiving.CONTENT):
        raise InvalidCorrection("nothing is to be changed")
    code = check_period(values["qualified_from"], values["qualified_to"])
    if code is not None:
        raise InvalidCorrection(f"qualified_to.{code}")
    values["birth_key"] = canonical_date(values["birth_date"])
    values["valid_to"] = first_invalid_day(values["qualified_to"])
    return values


def _register(
    connection: Connection, hold_id: UUID, found: Mapping[str, Any], values: Mapping[str, Any], principal: Principal
) -> int:
    person_key = values["person_key"]
    row = {name: values.get(name) for name in receiving.INCOMING.names}
    row |= {"row": 1, "defect": None, "plain": False, "person_key": None if person_key is None else person_key.bytes}
    stored.decide(connection, hold_id, kind="correct", state="corrected", reason="", words="", actor=actor(principal))
    receiving.stage(connection)
    receiving.stage_rows(connection, pa.Table.from_pylist([row], schema=receiving.INCOMING))
    receiving.register(connection, None, found["insurer_number"])
    return receiving.current_version(connection, values)
