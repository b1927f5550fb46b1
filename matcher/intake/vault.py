r"""The number vault: the secret key, and the one place where a 個人番号 becomes a person key.

A person key is the first 128 bits of HMAC-SHA-256(key, 12 ASCII digits). Without the key nobody can try the 10^11
possible numbers against it; with the same key file, the same person has the same key in every file and run.

The key file holds 32 random bytes and nothing else, belongs to its owner alone (mode 0600), and is made in one step
that never replaces an existing one. Keep a copy: without it the stored keys of all persons mean nothing.

>>> vault = Vault(b"\x0b" * 32)
>>> str(vault.person_key("123456789018"))
'...-...-...-...-...'
>>> vault
Vault(...)

Source: RFC 2104 and FIPS 198-1 (HMAC).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from uuid import UUID

from matcher.domain.records import PersonKey
from matcher.domain.refusals import Refusal
from matcher.intake.keypool import Ticket, key_pool
from matcher.intake.keyworker import PersonKeyHasher
from normalizers.identifiers import individual_number

KEY_BYTES = 32
_READ = 1 << 20
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class VaultRefused(Refusal):
    """The key file cannot be used, or must not be."""

    code = "vault_refused"


class Vault:
    """Holds the secret key; nothing shows it."""

    def __init__(self, key: bytes) -> None:
        """Take a key of 32 bytes.

        Raises:
            VaultRefused: another length.
        """
        if len(key) != KEY_BYTES:
            raise VaultRefused(f"the key has not {KEY_BYTES} bytes", hint="use the file that was made by this program")
        self._key = key
        self._hasher = PersonKeyHasher(key)

    def __repr__(self) -> str:
        """Return nothing of the key."""
        return "Vault(...)"

    def __reduce__(self) -> str:
        """Refuse to be pickled, so that the key never travels by accident."""
        raise TypeError("a vault is never pickled")

    @classmethod
    def create(cls, path: Path) -> Vault:
        """Make a key file, readable by its owner only, and open it.

        Raises:
            VaultRefused: the file exists already, or the folder cannot be written.
        """
        key = secrets.token_bytes(KEY_BYTES)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            try:
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(key)
                    stream.flush()
                    os.fsync(stream.fileno())
                os.link(draft, path)
            finally:
                draft.unlink()
        except FileExistsError:
            raise VaultRefused(f"{path}: the key file exists already", hint="it is never replaced; use it") from None
        except OSError as error:
            raise VaultRefused(f"{path}: the key file cannot be made: {error.strerror}") from None
        return cls(key)

    @classmethod
    def from_file(cls, path: Path) -> Vault:
        """Open a key file.

        Raises:
            VaultRefused: it cannot be read, others can read it, or it is no key file.
        """
        try:
            with path.open("rb") as stream:
                mode = os.fstat(stream.fileno()).st_mode
                key = stream.read(KEY_BYTES + 1)
        except OSError as error:
            raise VaultRefused(f"{path}: the key file cannot be read: {error.strerror}") from None
        if not stat.S_ISREG(mode) or mode & _OTHERS:
            raise VaultRefused(f"{path}: others can read the key file", hint=f"chmod 600 {path}")
        if len(key) != KEY_BYTES:
            raise VaultRefused(f"{path}: this is no key file", hint=f"it holds {KEY_BYTES} bytes and nothing else")
        return cls(key)

    def person_key(self, number: str) -> PersonKey:
        """Return the person key of a valid 個人番号, in any width.

        Raises:
            IdentifierError: the number is not valid.
        """
        digits = individual_number.validate(number)
        return PersonKey(UUID(bytes=self._hasher.keys(digits.encode())))

    def person_keys(self, numbers: bytes) -> bytes:
        """Return 16 bytes for each 12 ASCII digits; the digits must have been checked."""
        with self.pool(len(numbers) // 12) as submit:
            return submit(numbers)()

    def pool(self, numbers: int) -> AbstractContextManager[Callable[[bytes], Ticket]]:
        """Give what makes the keys of about this many numbers, a batch at a time, on all processors."""
        return key_pool(self._key, numbers)

    def digest(self, path: Path) -> bytes:
        """Return a keyed digest of a file's bytes: equal files are known again, and nothing is learnt from it."""
        with path.open("rb") as stream:
            state = hmac.new(hmac.digest(self._key, b"totsugo file digest", "sha256"), digestmod=hashlib.sha256)
            while chunk := stream.read(_READ):
                state.update(chunk)
        return state.digest()
