"""Publishing files: written under temporary names beside their place, and renamed when everything is right.

Whatever goes wrong before `publish`, what was there stays as it was and no temporary file is left; what a run that was
killed left goes with the next one that writes the same results.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as name, Publication(Path(name)) as publication:
...     place = Path(name, "results.csv")
...     written = publication.open(place).write(b"row")
...     before = place.exists()
...     publication.publish()
...     before, place.read_bytes()
(False, b'row')
"""

import os
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from matcher.domain.refusals import Refusal
from matcher.service.leavings import temporary_file


class OutputRefused(Refusal):
    """The output cannot be written where it was asked for."""

    code = "output_refused"


class Publication:
    """Files that appear under their names when all are written, in the order in which they were opened."""

    def __init__(self, folder: Path, *, make: bool = False) -> None:
        """Publish into `folder`; with `make` it is made at the end if it is not there and its parent is.

        Raises:
            OutputRefused: there is no folder to write in.
        """
        self._folder = folder
        self._workplace = folder.parent if make and not folder.exists() else folder
        if not self._workplace.is_dir():
            raise OutputRefused(
                f"the folder {self._workplace} does not exist",
                code="no_such_folder",
                hint="make it first, or name another place",
            )
        self._open, self._held = ExitStack(), ExitStack()
        self._temporary: dict[Path, Path] = {}

    def open(self, final: Path) -> BinaryIO:
        """Return a new file that will be published as `final`, a name in the folder.

        Raises:
            OutputRefused: the folder cannot be written.
        """
        try:
            # It stays locked until it has its name, even when it is closed.
            place, descriptor = self._held.enter_context(temporary_file(self._workplace / final.name, "tmp"))
        except OSError as error:
            raise OutputRefused(f"cannot write {final}: {error.strerror}", code="cannot_write") from error
        self._temporary[final] = place
        return self._open.enter_context(os.fdopen(os.dup(descriptor), "wb"))

    def publish(self) -> None:
        """Close every file and give it its name."""
        self._open.close()
        self._folder.mkdir(exist_ok=True)
        for final, temporary in self._temporary.items():
            temporary.replace(final)
        self._held.close()

    def __enter__(self) -> Self:
        """Return the publication."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Remove what was not published, even if the disk has no room for the end of it."""
        with self._held, suppress(OSError):
            self._open.close()
