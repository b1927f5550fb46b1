"""The prepared folder: where prepared files lie, with the secret of their person keys and what was judged of them.

| in the folder | what it is |
|---|---|
| `secret` | makes the person keys of all its files, so that they can meet; readable by its owner only |
| `enrolments-NAME-PLACE`, `residents-NAME-PLACE` | a prepared file each (`matcher.service.prepared.files`) |
| `known-POLICY-LOOK` | what was judged in the last check of that kind (`matcher.service.prepared.knowledge`) |

The folder says what the files say that it was made of: it has to be kept as they are. It can be removed at any time;
the next check makes it anew, and takes longer.
"""

import hmac
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from matcher.intake.ephemeral import new_secret
from matcher.intake.vault import KEY_BYTES
from matcher.service.private import WorkRefused, alone_in, make_private, write_private

_SECRET = "secret"  # noqa: S105  the name of a file
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class PreparedFolder:
    """A prepared folder that nobody else works in."""

    path: Path
    secret: bytes = field(repr=False)

    @property
    def mark(self) -> str:
        """What tells by which secret a prepared file was made, and nothing of it."""
        return hmac.digest(self.secret, b"totsugo prepared", "sha256").hex()


@contextmanager
def prepared_folder(path: Path) -> Iterator[PreparedFolder]:
    """Open a prepared folder, and make it if it is not there.

    Raises:
        WorkRefused: it cannot be made, has other files, others can use it, or somebody else works in it.
    """
    make_private(path)
    with alone_in(path):
        place = path / _SECRET
        if not place.exists():
            if any(one.name != place.with_suffix(".tmp").name for one in path.iterdir()):
                raise WorkRefused(f"{path} has other files", hint="name an empty folder, or a new one")
            write_private(place, new_secret())
        if path.stat().st_mode & _OTHERS:
            raise WorkRefused(f"others can use {path}", hint=f"chmod 700 {path}")
        secret = place.read_bytes()
        if len(secret) != KEY_BYTES:
            raise WorkRefused(f"{place} is no secret of this program", hint=f"remove {path}: it is made anew")
        yield PreparedFolder(path, secret)
