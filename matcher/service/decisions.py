"""Decide on a hold: the pair of now is read under a lock, and the state machine says yes or no.

`seen` names a pair without giving it away: the number of the judgement that the reviewer looked at, which is about
exactly one version and one state of the registry.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from matcher.domain import holds
from matcher.domain.fingerprints import Fingerprint
from matcher.domain.refusals import StaleDecision
from matcher.domain.verdicts import Scope
from matcher.service.access import actor, of
from matcher.service.context import Service
from matcher.service.principals import Principal
from matcher.service.refusals import NotFound
from matcher.store import audit, epochs, locks
from matcher.store import holds as stored


def seen_of(found: Mapping[str, Any]) -> str:
    """Return what a decision hands back.

    >>> seen_of({"judgement": 12, "version": 7})
    'v7.j12'
    """
    return f"v{found['version']}.j{found['judgement']}"


def release(
    service: Service, hold_id: UUID, principal: Principal, *, reason: str, words: str, seen: str | None
) -> None:
    """Release a hold and make its record answerable, in one transaction.

    Raises:
        NotFound: no such hold of this insurer.
        HoldNotOpen: it was released, closed or superseded.
        StaleDecision: either side is no longer what was seen.
        UnknownReleaseReason: the reason is not in the catalogue, or lacks its text.
    """
    with service.database.transaction(*of(principal)) as connection:
        found, record, pair = under_review(connection, hold_id, seen)
        decision = holds.Decision(reason, words, principal.subject, pair)
        state = live_state(holds.release(record, decision, service.rules.release_reasons))
        number = stored.decide(
            connection, hold_id, kind="release", state=state, reason=reason, words=words, actor=actor(principal)
        )
        stored.make_answerable(connection, hold_id, number)
        audit.append(
            connection,
            actor(principal),
            "hold_released",
            f"hold {hold_id}",
            insurer_number=found["insurer_number"],
            detail={"version": found["version"], "judgement": found["judgement"], "reason": reason, "decision": number},
        )


def under_review(
    connection: Connection, hold_id: UUID, seen: str | None
) -> tuple[dict[str, Any], holds.Record, holds.Pair]:
    """Lock the record of a hold and return the hold, the record as it stands now, and the pair that was seen.

    Raises:
        NotFound: this transaction sees no such hold.
        StaleDecision: `seen` is not what the hold shows now.
    """
    locks.hold_registry(connection)
    found = stored.find(connection, hold_id, lock=True)
    if found is None:
        raise NotFound("no such hold")
    if found["state"] == holds.HoldState.SUPERSEDED or seen not in {None, seen_of(found)}:
        raise StaleDecision("the record or the registry changed after it was shown")
    about = holds.Pair(
        found["version"], Fingerprint(found["enrolment_fingerprint"]), Fingerprint(found["resident_fingerprint"])
    )
    now = holds.Pair(
        found["version"],
        Fingerprint(found["fingerprint"]),
        Fingerprint(UUID(epochs.resident_fingerprint(connection, found["version"]))),
    )
    hold = holds.Hold(about, Scope(found["scope"]), holds.HoldState(found["state"]))
    live = hold if hold.state in _LIVE else None
    return found, holds.Record(now, checked=about, hold=live), about


def live_state(record: holds.Record) -> str:
    """Return the state of the record's live hold."""
    return "" if record.hold is None else record.hold.state.value


_LIVE = frozenset({holds.HoldState.OPEN, holds.HoldState.RELEASED})
