"""The time a run believes it is: the real one, or one given for a replay, running on from there."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


class Clock:
    """Tells the time from a start that may be given; it runs on by monotonic time, so it never jumps."""

    def __init__(self, start: datetime | None = None) -> None:
        if start is not None and start.tzinfo is None:
            start = start.replace(tzinfo=UTC)
        self.start = (start or datetime.now(UTC)).astimezone(UTC)
        self.begun = time.monotonic()

    def now(self) -> datetime:
        return self.start + timedelta(seconds=time.monotonic() - self.begun)

    def stamp(self) -> str:
        """Now, in UTC, ISO 8601, to the second, with its offset."""
        return stamp(self.now())

    def today(self) -> date:
        """The day in Beijing, where the sites are."""
        return self.now().astimezone(BEIJING).date()

    def night(self) -> date:
        """The night in Beijing, by the day it began on: from noon to noon."""
        return (self.now().astimezone(BEIJING) - timedelta(hours=12)).date()


def stamp(moment: datetime) -> str:
    """A time as the tables hold it.

    >>> stamp(datetime(2026, 1, 31, 8, 30, tzinfo=BEIJING))
    '2026-01-31T00:30:00+00:00'
    """
    return moment.astimezone(UTC).isoformat(timespec="seconds")
