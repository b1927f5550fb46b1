"""Spill: what one stage leaves for the next, encrypted, in the files of a folder.

Every blob is sealed by itself with AES-256-GCM, under a key that is drawn for the run, and bound to its name and
number: what was damaged, or is not what it is said to be, is not read. A file appears under its name when all of it is
written, so what is there can be trusted by a run that begins again.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as folder:
...     spill = Spill(Path(folder), bytes(32))
...     spill.write("stage-1", {7: b"some rows"})
...     spill.has("stage-1"), spill.read("stage-1", 7), spill.read("stage-1", 8)
(True, b'some rows', None)

Source: NIST SP 800-38D (GCM).
"""

import hashlib
import hmac
import os
import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12
_WORD = 8
_INDEX = np.dtype([("number", "<i8"), ("start", "<i8"), ("size", "<i8")])
_KNOWN = 4096
"""Indexes that a process remembers: one for each portion of a nation, and each stage."""


class SpillDamaged(RuntimeError):
    """A file of the spill is not what this run wrote."""


class Spill:
    """Blobs by the name of their file and a number; goes to workers as a pickle, with its key."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        """Keep files in `folder`, sealed with a key that is made of the secret of the run."""
        self.folder = folder
        self._key = hmac.digest(secret, b"totsugo spill", hashlib.sha256)

    def __repr__(self) -> str:
        """Return nothing of the key."""
        return f"Spill({self.folder})"

    def has(self, name: str) -> bool:
        """Return whether a file of this name was written whole."""
        return (self.folder / name).exists()

    def write(self, name: str, blobs: Mapping[int, bytes]) -> None:
        """Write a file, whole or not at all.

        Raises:
            OSError: the disk has no room for it.
        """
        seal = AESGCM(self._key)
        unfinished = self.folder / f"{name}.{os.getpid()}.tmp"
        entries = []
        with ExitStack() as undo:
            undo.callback(unfinished.unlink, missing_ok=True)
            with open(unfinished, "wb", opener=_private) as file:
                for number, blob in blobs.items():
                    nonce = os.urandom(_NONCE_BYTES)
                    sealed = seal.encrypt(nonce, blob, _bound(name, number))
                    entries.append((number, file.tell(), _NONCE_BYTES + len(sealed)))
                    file.write(nonce)
                    file.write(sealed)
                index = np.array(entries, _INDEX).tobytes()
                file.write(index)
                file.write(len(index).to_bytes(_WORD, "little"))
            unfinished.rename(self.folder / name)

    def numbers(self, name: str) -> list[int]:
        """Return the numbers of the blobs of a file."""
        return list(_index(self.folder / name))

    def read(self, name: str, number: int) -> bytes | None:
        """Return a blob; None if the file has none of this number.

        Raises:
            SpillDamaged: it is not what was written.
        """
        place = _index(self.folder / name).get(number)
        if place is None:
            return None
        with (self.folder / name).open("rb") as file:
            file.seek(place[0])
            sealed = file.read(place[1])
        try:
            return AESGCM(self._key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(name, number))
        except InvalidTag:
            raise SpillDamaged(f"{self.folder / name} is not what this run wrote") from None

    def get(self, name: str, number: int = 0) -> bytes:
        """Return a blob that must be there.

        Raises:
            SpillDamaged: it is not what was written.
            LookupError: there is none.
        """
        blob = self.read(name, number)
        if blob is None:
            raise LookupError(f"{name} has no {number}")
        return blob

    def read_all(self, names: list[str], number: int) -> Iterator[bytes]:
        """Yield the blobs of one number of these files, in their order; a file may have none."""
        for name in names:
            if (blob := self.read(name, number)) is not None:
                yield blob


def put(spill: Spill, name: str, function: Callable[..., object]) -> None:
    """Put a function where all workers can take it: once, and not with every task."""
    spill.write(name, {0: pickle.dumps(function)})


def taken(spill: Spill, name: str) -> Callable[..., Any]:
    """Return a function that was put."""
    return _unpickled(spill.get(name))


@lru_cache(2)
def _unpickled(pickled: bytes) -> Callable[..., Any]:
    function: Callable[..., Any] = pickle.loads(pickled)  # noqa: S301  sealed by this run
    return function


@lru_cache(_KNOWN)
def _index(path: Path) -> dict[int, tuple[int, int]]:
    with path.open("rb") as file:
        file.seek(-_WORD, os.SEEK_END)
        size = int.from_bytes(file.read(_WORD), "little")
        file.seek(-_WORD - size, os.SEEK_END)
        entries = np.frombuffer(file.read(size), _INDEX)
    return {number: (start, length) for number, start, length in entries.tolist()}


def _bound(name: str, number: int) -> bytes:
    return f"{name}/{number}".encode()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
