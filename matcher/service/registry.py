"""Load a resident file: a new epoch of the registry, complete or not at all.

The same file loaded again while its epoch is the current one changes nothing and returns the same receipt. From the
moment an epoch is published no record is answered whose resident changed, because what was checked, or decided by a
reviewer, was about another pair; these records are withdrawn and checked anew right away. All others wait for the next
run: they are not answered now, so nothing is lost by waiting. What a killed load left is done before the next one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from matcher.intake.residents import read_residents
from matcher.service.access import actor
from matcher.service.ahead import read_ahead
from matcher.service.clock import day_in_japan
from matcher.service.context import OnProgress, Progress, Service
from matcher.service.judging import check_pending
from matcher.service.principals import Action, Principal, require
from matcher.store import audit, epochs, locks
from matcher.store.database import Access
from matcher.store.files import ReceivedFile


@dataclass(frozen=True, slots=True)
class RegistryReceipt:
    """One version of the registry.

    Attributes:
        epoch: its number, 1 for the first.
        rows: rows in the file. usable: rows that can be compared. defects: count per `COLUMN.CODE` of the others.
        digest: keyed digest of the file, hexadecimal.
        withdrawn: answerable records that the change of their resident withdrew; they were checked anew at once.
        already_known: the current epoch was made from this very file; nothing was changed.
        warnings: what intake remarked about the file as a whole.
        first_defects: the first defects as `FILE:LINE: COLUMN: CODE text` (empty when already known).
    """

    epoch: int
    rows: int
    usable: int
    defects: Mapping[str, int]
    digest: str
    loaded_at: datetime
    withdrawn: int = 0
    already_known: bool = False
    warnings: tuple[str, ...] = ()
    first_defects: tuple[str, ...] = ()


def load_registry(
    service: Service,
    path: Path,
    principal: Principal,
    *,
    encoding: str | None = None,
    on_progress: OnProgress | None = None,
) -> RegistryReceipt:
    """Read `path` and make it the current epoch, in one transaction that locks out nobody before its last step.

    Raises:
        NotAllowed: not an operator.
        FileDefect: the file as a whole is refused; the current epoch stays.
    """
    require(principal, Action.LOAD_REGISTRY)
    check_pending(service)
    if _is_current(service, path):
        return replace(_current(service), already_known=True)
    file = read_residents(path, vault=service.vault, as_of=day_in_japan(), encoding=encoding)
    with service.database.transaction(Access.NATIONAL) as connection:
        locks.load_alone(connection)
        number = epochs.begin(connection)
        done = 0
        with read_ahead(iter(file)) as batches:
            for batch in batches:
                epochs.stage_rows(connection, pa.Table.from_batches([batch]).select(epochs.STAGED.names))
                done += batch.num_rows
                if on_progress is not None:
                    on_progress(Progress("read", done, file.rows))
        changed = epochs.prepare(connection, number)
        received = ReceivedFile(
            path.name, file.digest, file.encoding, file.rows, file.defects.counts, tuple(file.warnings)
        )
        detail = {"rows": file.rows, "usable": file.usable, "digest": file.digest.hex(), "changed": changed}
        locks.replace_registry(connection)
        epochs.publish(connection, number, received, file.usable)
        audit.append(connection, actor(principal), "registry_loaded", f"epoch {number}", detail=detail)
    check_pending(service)
    return replace(_current(service), first_defects=tuple(str(defect) for defect in file.defects.first))


def current_epoch(service: Service) -> RegistryReceipt | None:
    """Return the epoch in force, None before the first load."""
    with service.database.transaction(Access.NATIONAL) as connection:
        found = epochs.current(connection)
    if found is None:
        return None
    return RegistryReceipt(
        epoch=found.epoch,
        rows=found.rows,
        usable=found.usable,
        defects=found.defects,
        digest=found.digest.hex(),
        loaded_at=found.loaded_at,
        withdrawn=found.withdrawn,
        warnings=found.warnings,
    )


def _is_current(service: Service, path: Path) -> bool:
    """Tell whether the current epoch was made from these bytes; a file that cannot be read is for intake to refuse."""
    try:
        digest = service.vault.digest(path)
    except OSError:
        return False
    with service.database.transaction(Access.NATIONAL) as connection:
        known = epochs.current(connection)
    return known is not None and known.digest == digest


def _current(service: Service) -> RegistryReceipt:
    receipt = current_epoch(service)
    if receipt is None:
        raise AssertionError("an epoch was published and is gone")
    return receipt
