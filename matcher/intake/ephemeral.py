"""Person keys that nobody keeps: for file mode, where they only have to tell persons apart within one process.

A kept person key is an HMAC-SHA-256, and two million of them cost as much as all the rest of the intake. A key that
dies with the process need not be one-way for who has the secret, because the secret and the numbers are in the same
memory: one AES-256 block per number, under a random secret that is never written down, is enough. Without the secret it
gives away nothing but equality, as the HMAC does; and because AES is a permutation, two numbers never share a key.

>>> vault = EphemeralVault()
>>> keys = vault.person_keys(b"123456789018983205673214123456789018")
>>> keys[:16] == keys[32:] != keys[16:32], vault.person_key("123456789018").bytes == keys[:16]
(True, True)
>>> EphemeralVault().person_keys(b"123456789018") == keys[:16]
False

Source: FIPS 197 (AES).
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from matcher.intake.keypool import Ticket
from matcher.intake.keyworker import NUMBER_BYTES, PersonKeyHasher
from matcher.intake.vault import KEY_BYTES, Vault

_BLOCK = 16


def new_secret() -> bytes:
    """Return a secret for a run; whoever has it can make the person keys of the run, and no others."""
    return secrets.token_bytes(KEY_BYTES)


class _BlockKeys(PersonKeyHasher):
    """Makes person keys that are one AES block each."""

    def __init__(self, key: bytes) -> None:
        # Every block is a number of its own and is to be known again: that is what ECB does, and all it is used for.
        self._cipher = Cipher(algorithms.AES256(key), modes.ECB())  # noqa: S305

    def __repr__(self) -> str:
        """Return nothing of the key."""
        return "_BlockKeys(...)"

    def keys(self, numbers: bytes) -> bytes:
        """Return 16 bytes for each 12 ASCII digits of `numbers`, in their order."""
        blocks = np.zeros((len(numbers) // NUMBER_BYTES, _BLOCK), np.uint8)
        blocks[:, :NUMBER_BYTES] = np.frombuffer(numbers, np.uint8).reshape(-1, NUMBER_BYTES)
        return self._cipher.encryptor().update(blocks.tobytes())


class EphemeralVault(Vault):
    """A vault whose secret and keys end with the run."""

    def __init__(self, secret: bytes | None = None) -> None:
        """Draw a secret, or take that of a run that more than one process has a part in (`new_secret`)."""
        super().__init__(secrets.token_bytes(KEY_BYTES))
        self._hasher = _BlockKeys(secret or new_secret())

    @contextmanager
    def pool(self, numbers: int) -> Iterator[Callable[[bytes], Ticket]]:  # noqa: ARG002  no worker is worth its start
        """Give what makes keys; it is fast enough for one thread whatever `numbers` is."""

        def submit(content: bytes) -> Ticket:
            keys = self._hasher.keys(content)
            return lambda: keys

        yield submit
