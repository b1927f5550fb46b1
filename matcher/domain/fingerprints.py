"""The digest by which one side of a pair is recognised: any change of any of its items changes it.

SHA-256 over the items as a JSON array, first 128 bits. JSON keeps the items apart, so that no two lists of items
make one text, and PostgreSQL writes the same text with `array_to_json`: the store computes fingerprints where the
rows are, and its function `fingerprint` and this one agree on every list of texts.

>>> fingerprint("山田", "太郎") == fingerprint("山田", "太郎")
True
>>> fingerprint("山田", "太郎") == fingerprint("山", "田太郎")
False
>>> str(fingerprint("山田", "太郎"))
'5a8740eb-740e-4826-03fa-42e6c895cb69'
"""

import json
from hashlib import sha256
from typing import NewType
from uuid import UUID

Fingerprint = NewType("Fingerprint", UUID)
"""Digest of the items of one side of a pair."""

NO_RESIDENT = Fingerprint(UUID(int=0))
"""The fingerprint of the registry side where no resident has the number."""

_BYTES = 16


def fingerprint(*items: str) -> Fingerprint:
    """Return the digest of a list of texts, whose order counts."""
    text = json.dumps(items, ensure_ascii=False, separators=(",", ":"))
    return Fingerprint(UUID(bytes=sha256(text.encode("utf-8")).digest()[:_BYTES]))
