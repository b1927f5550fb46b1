"""Key files: 32 random bytes, readable by their owner only.

Made at once with mode 0600 and never overwritten. A file that others may read is refused: its key is no secret any
more.
"""

import os
import secrets
from pathlib import Path

from matcher.domain.refusals import Refusal

KEY_BYTES = 32
OTHERS = 0o077


class KeyFileError(Refusal):
    """A key file is missing, has another length, or can be read by others."""

    code = "key_file"


def read_or_create_key(path: Path) -> bytes:
    """Return the key in `path`; make the file, with mode 0600, when there is none.

    Raises:
        KeyFileError: the file can be read by others, or does not hold a key.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_key(path)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
    return read_key(path)


def read_key(path: Path) -> bytes:
    """Return the key in `path`.

    Raises:
        KeyFileError: there is no such file, others may read it, or it does not hold a key.
    """
    try:
        mode = path.stat().st_mode
        key = path.read_bytes()
    except OSError:
        raise KeyFileError(f"key file {path} cannot be read") from None
    if mode & OTHERS:
        raise KeyFileError(f"key file {path} can be read by others", hint=f"chmod 600 {path}, and consider a new key")
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"key file {path} does not hold {KEY_BYTES} bytes")
    return key
