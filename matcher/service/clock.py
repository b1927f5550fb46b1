"""The day in Japan, which is the day on which a qualification begins or ends. Japan has no summer time.

>>> day_in_japan(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)).isoformat()
'2026-04-01'
"""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

JAPAN: Final = timezone(timedelta(hours=9), "JST")


def day_in_japan(moment: datetime | None = None) -> date:
    """Return the day that it is in Japan at `moment`, default now."""
    return (moment or datetime.now(UTC)).astimezone(JAPAN).date()
