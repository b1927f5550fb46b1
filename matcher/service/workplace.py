"""The work folder of a check in portions: where its spill lies, and by what a check that begins again knows it.

Without a name it is a folder beside the results that ends with the check. With one it stays until the check is done, so
that the same command goes on where it was killed. Then the secret of the run lies in it, too, readable by its owner
only: the folder must be kept as well as the files of the check, which say in plain text what it says in cipher.
"""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree

from matcher.intake.ephemeral import new_secret
from matcher.service.leavings import temporary_folder
from matcher.service.private import WorkRefused, alone_in, make_private, write_private

_RUN, _SECRET = "run.json", "secret"
_BEGUN = {_SECRET, "secret.tmp", "run.tmp"}
"""What a check that was killed before it could say what it is has left."""
_TRIES, _PAUSE = 100, 0.1
"""A worker ends the task that it is at, and cannot begin another without the files of the folder."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """A folder for the spill of a check, and the secret of the check."""

    folder: Path
    secret: bytes = field(repr=False)


@contextmanager
def kept_workplace(folder: Path, terms: dict[str, object]) -> Iterator[Workplace]:
    """Give the work folder of this name, as a check of the same terms may have left it; it ends when the check is done.

    Args:
        folder: made if it is not there.
        terms: what decides the results, as JSON takes it: only a check of the same terms may go on.

    Raises:
        WorkRefused: it is the folder of another check, or of something else.
    """
    make_private(folder)
    with alone_in(folder):
        yield from _kept(folder, terms)


def _kept(folder: Path, terms: dict[str, object]) -> Iterator[Workplace]:
    """Give the folder, which nobody else works in, if it is empty or of a check of these terms."""
    if not (folder / _RUN).exists():
        if {place.name for place in folder.iterdir()} - _BEGUN:
            raise WorkRefused(f"{folder} has other files", hint="name an empty folder, or a new one")
        write_private(folder / _SECRET, new_secret())
        write_private(folder / _RUN, json.dumps(terms, indent=1).encode())
    if json.loads((folder / _RUN).read_bytes()) != json.loads(json.dumps(terms)):
        raise WorkRefused(
            f"{folder} is the work of another check: other files, rules or options",
            hint="give the same command as then, or remove the folder",
        )
    yield Workplace(folder, (folder / _SECRET).read_bytes())
    _remove(folder)


@contextmanager
def passing_workplace(beside: Path, secret: bytes) -> Iterator[Workplace]:
    """Give a folder beside the results that ends with the check, however it ends.

    Raises:
        WorkRefused: it cannot be made.
    """
    with ExitStack() as held:
        try:
            folder = held.enter_context(temporary_folder(beside, "work"))
        except OSError as error:
            raise WorkRefused(
                f"cannot make a folder beside {beside}: {error.strerror}", hint="name another place with --work"
            ) from error
        held.callback(_remove, folder)
        yield Workplace(folder, secret)


def _remove(folder: Path) -> None:
    """Remove a folder; what a worker writes meanwhile, who does not know yet that the check is over, goes with it."""
    for _ in range(_TRIES):
        rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(_PAUSE)
    raise WorkRefused(f"cannot remove {folder}", hint="remove it")
