"""A refusal of a worker on its way to the driver, which is told no more of a failure than a text.

Spark hands on what a worker raised as the text of its traceback, somewhere in the message of an error of its own. So a
refusal is written into the message, and found there again: a file that changed meanwhile is refused as on one machine.

>>> try:
...     with handed_over():
...         raise Refusal("it changed", code="unreadable_file", hint="check again")
... except RefusedThere as error:
...     told = f"Job aborted: Traceback (most recent call last) ... RefusedThere: {error}"
>>> with told_again():
...     raise RuntimeError(told)
Traceback (most recent call last):
...
rules.refusals.Refusal: it changed (check again)
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager

from matcher.domain.refusals import Refusal

_REFUSED = re.compile(r"refused-there:([A-Za-z0-9+/=]+)")


class RefusedThere(RuntimeError):
    """What a worker raises in place of a refusal."""

    def __init__(self, refusal: Refusal) -> None:
        """Carry the refusal in letters that nothing on the way changes."""
        said = json.dumps([refusal.message, refusal.code, refusal.hint]).encode()
        super().__init__(f"refused-there:{b64encode(said).decode()}")


@contextmanager
def handed_over() -> Iterator[None]:
    """On a worker: make every refusal one that the driver can find.

    Raises:
        RefusedThere: instead of a refusal.
    """
    try:
        yield
    except Refusal as refusal:
        raise RefusedThere(refusal) from None


@contextmanager
def told_again() -> Iterator[None]:
    """On the driver: raise the refusal of a worker in place of the error that Spark makes of it.

    Raises:
        Refusal: a worker refused.
    """
    try:
        yield
    except Exception as error:
        found = _REFUSED.search(str(error))
        if found is None:
            raise
        message, code, hint = json.loads(b64decode(found[1]))
        raise Refusal(message, code=code, hint=hint) from None
