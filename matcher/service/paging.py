"""Cursors: where a page of holds ended, as an opaque text.

>>> place = Place(0.25, UUID(int=7))
>>> place_of(cursor_after(place.score, place.hold)) == place
True
>>> place_of("not one of ours")
Traceback (most recent call last):
...
matcher.service.refusals.InvalidQuery: the cursor did not come from here
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from matcher.service.refusals import InvalidQuery
from matcher.store.holds import Place


def cursor_after(score: float | None, hold: UUID) -> str:
    """Return the cursor of the page that begins after this hold."""
    return urlsafe_b64encode(json.dumps([score, hold.hex]).encode()).decode()


def place_of(cursor: str) -> Place:
    """Return what a cursor says.

    Raises:
        InvalidQuery: it did not come from here.
    """
    try:
        score, hold = json.loads(urlsafe_b64decode(cursor.encode("ascii")))
        return Place(None if score is None else float(score), UUID(hex=hold))
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidQuery("the cursor did not come from here") from error
