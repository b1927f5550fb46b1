"""Load a resident file: a new epoch of the registry, complete or not at all.

The same file loaded again while its epoch is the current one changes nothing and returns the same receipt. Publishing an
epoch withdraws at once every released record whose resident changed: the decision was about another pair.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from matcher.service.context import OnProgress, Service
from matcher.service.principals import Principal


@dataclass(frozen=True, slots=True)
class RegistryReceipt:
    """One version of the registry.

    Attributes:
        epoch: its number, 1 for the first.
        rows: rows in the file. usable: rows that can be compared. defects: count per `COLUMN.CODE` of the others.
        digest: keyed digest of the file, hexadecimal.
        withdrawn: released records that the change of their resident withdrew, to be checked anew by the next run.
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
    """Read `path` and make it the current epoch in one transaction.

    Raises:
        NotAllowed: not an operator.
        FileDefect: the file as a whole is refused; the current epoch stays.
    """
    raise NotImplementedError


def current_epoch(service: Service) -> RegistryReceipt | None:
    """Return the epoch in force, None before the first load."""
    raise NotImplementedError
