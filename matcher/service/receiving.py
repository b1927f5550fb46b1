"""Read a file once, and register it once: everything in one transaction, or nothing of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from sqlalchemy import Connection

from matcher.intake.enrolments import EnrolmentFile, read_enrolments
from matcher.service.access import actor, of
from matcher.service.ahead import read_ahead
from matcher.service.clock import day_in_japan
from matcher.service.context import OnProgress, Progress, Service
from matcher.service.identity import incoming
from matcher.service.principals import Principal
from matcher.service.refusals import ForeignRows
from matcher.store import audit, locks, receiving, statistics, submissions
from matcher.store.database import Access
from matcher.store.files import ReceivedFile

_NAMES: Final = uuid5(NAMESPACE_OID, "totsugo submission")


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking a file in."""

    submission: UUID
    already_known: bool
    first_defects: tuple[str, ...] = ()


def take_in(
    service: Service,
    path: Path,
    principal: Principal,
    *,
    encoding: str | None,
    file_name: str,
    on_progress: OnProgress | None,
) -> Taken:
    """Store the rows of a file as versions and rows of a new submission, or find the submission of the same file."""
    known = _known(service, path, principal)
    if known is not None:
        return Taken(known, already_known=True)
    file = read_enrolments(path, vault=service.vault, as_of=day_in_japan(), encoding=encoding)
    with service.database.transaction(*of(principal)) as connection:
        receiving.stage(connection)
        done = 0
        with read_ahead(map(incoming, file)) as batches:
            for batch in batches:
                receiving.stage_rows(connection, batch)
                done += batch.num_rows
                if on_progress is not None:
                    on_progress(Progress("read", done, file.rows))
        locks.receive_alone(connection, file.digest)
        first_defects = tuple(str(defect) for defect in file.defects.first)
        found = submissions.find_by_digest(connection, file.digest)
        if found is not None:  # another process took the same file in while this one was reading it
            return Taken(found.submission, already_known=True, first_defects=first_defects)
        taken = Taken(
            _register(connection, file, principal, file_name), already_known=False, first_defects=first_defects
        )
    with service.database.transaction(Access.NATIONAL) as connection:
        statistics.refresh(connection)
    return taken


def _known(service: Service, path: Path, principal: Principal) -> UUID | None:
    """Return the submission of the same bytes, if there is one; a file that cannot be read is for intake to refuse."""
    try:
        digest = service.vault.digest(path)
    except OSError:
        return None
    with service.database.transaction(*of(principal)) as connection:
        found = submissions.find_by_digest(connection, digest)
    return None if found is None else found.submission


def _register(connection: Connection, file: EnrolmentFile, principal: Principal, file_name: str) -> UUID:
    insurers = receiving.staged_insurers(connection)
    tenant = principal.insurer_number or (insurers[0] if len(insurers) == 1 else "")
    if principal.insurer_number is not None and set(insurers) - {principal.insurer_number}:
        raise ForeignRows("the file holds rows of another insurer")
    submission = uuid5(_NAMES, f"{tenant} {file.digest.hex()}")
    locks.register_alone(connection, insurers)
    received = ReceivedFile(file_name, file.digest, file.encoding, file.rows, file.defects.counts, tuple(file.warnings))
    submissions.add(connection, submission, tenant, received)
    registered = receiving.register(connection, submission, tenant)
    audit.append(
        connection,
        actor(principal),
        "submission_received",
        f"submission {submission}",
        insurer_number=tenant,
        detail={
            "rows": file.rows, "new": registered.new, "changed": registered.changed, "unchanged": registered.unchanged,
        },
    )  # fmt: skip
    return submission
