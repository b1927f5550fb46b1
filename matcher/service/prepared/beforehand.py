"""Files that are prepared as they arrive, for a check that comes later."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event

from matcher.engines.judges import Judges, LocalJudges
from matcher.engines.memo import Memo
from matcher.engines.portioned.progress import OnTasks
from matcher.service.opening import OnProgress, progress_of
from matcher.service.prepared.changes import changes_by_kind, prepare_changed
from matcher.service.prepared.files import PreparedFile, add_blocks, forget_others
from matcher.service.prepared.folder import prepared_folder
from matcher.service.prepared.reading import Kind, Preparing, kind_of
from rules import RuleSet


@dataclass(frozen=True, slots=True)
class PrepareRequest:
    """What to prepare.

    Attributes:
        files: enrolment or resident files, told apart by their header.
        folder: the prepared folder.
        as_of: the day that counts as today.
        encoding: of CSV files, if declared.
        search: whether a check will search for persons.
        changes: files with changes of the one file of their side, in the order in which they are laid over it.
    """

    files: tuple[Path, ...]
    folder: Path
    as_of: date
    encoding: str | None = None
    search: bool = False
    changes: tuple[Path, ...] = ()


def prepare_beforehand(
    request: PrepareRequest,
    rules: RuleSet,
    judges: Judges | None = None,
    on_progress: OnProgress | None = None,
    on_tasks: OnTasks | None = None,
) -> list[PreparedFile]:
    """Prepare files, each of which stays prepared if a later one is refused; forms of files that are gone go.

    Args:
        request: what to prepare.
        rules: of the workers.
        judges: whose workers read; this process if not said.
        on_progress: told how far the opening of a file is.
        on_tasks: told how many parts of a file are read.

    Raises:
        FileDefect: a file is refused.
        WorkRefused: the folder cannot be used, or changes are not of one file.
    """
    kinds = [kind_of(path, request.encoding) for path in request.files]
    changes = changes_by_kind(request.changes, kinds, request.encoding)
    progress = partial(progress_of, on_progress=on_progress, unwanted=Event())
    with prepared_folder(request.folder) as folder:
        hands = judges or LocalJudges(Memo(rules))
        how = Preparing(folder, hands, request.as_of, request.encoding, progress, on_tasks)
        prepared = []
        for path, kind in zip(request.files, kinds, strict=True):
            prepared.append(prepare_changed(path, kind, changes[kind], how))
            if request.search and kind is Kind.RESIDENTS:
                add_blocks(prepared[-1], how)
        forget_others(folder, prepared)
        return prepared
