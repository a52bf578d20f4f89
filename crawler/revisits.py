"""When a known page is looked at again: often while it is young, slowly but surely when it is old.

A report of the current season is seen at least once in a week, so a figure edited in silence is found
within one; old ones take turns, a share of them every night, so that all are seen within 75 days and
no night has to fetch many. Pages that are missing are asked for every few nights until it is certain.
"""

from __future__ import annotations

import math
import sqlite3
import zlib
from collections.abc import Iterator
from datetime import date, datetime

from crawler.clock import Clock
from crawler.outcomes import ABSENT
from crawler.page import is_file

# (days since publication, days between two looks); older ones take turns.
STEPS = ((3, 1), (10, 2), (30, 4), (210, 6), (365, 30))
TURN = 75  # days in which every old page has its turn
SOONEST = (
    8  # days that an old page is left alone: with TURN less than LATEST, or one night had to make up for many
)
LATEST = 85  # days without a look after which a page is due whatever its turn
MOST_DAYS = 6  # a crawler that slept for weeks does not make up for all nights at once
UNCONDITIONAL_EVERY = 6  # servers say "not modified" and are wrong: every so many looks are not conditional
MISSING_EVERY = 3  # days between two looks at a missing page, until it has been missing for long
MISSING_FOR = 45  # days after which a missing page takes turns with the old ones

is_document = is_file


def interval(age: int) -> int | None:
    """Days between two looks at a page published `age` days ago; None if it takes turns."""
    return next((days for limit, days in STEPS if age <= limit), None)


def due(
    db: sqlite3.Connection, site: str, clock: Clock
) -> Iterator[tuple[str, str, str, int, str, int | None]]:
    """(address, role, published on, looks so far, title, parent capture) of each page that is due."""
    today = clock.today()
    now = clock.now()
    rows = db.execute(
        "SELECT v.url, v.role, v.published_on, v.checks, v.first_at, v.checked_at, v.outcome, "
        "v.failing_since, "
        "coalesce(c.title, ''), c.parent_id FROM visits v LEFT JOIN captures c ON c.id = v.capture_id "
        "WHERE v.site_id = ? AND v.role IN ('report', 'attachment', 'page') ORDER BY v.checked_at",
        (site,),
    ).fetchall()
    old = []
    for url, role, published, checks, first, checked, outcome, failing, title, parent in rows:
        age = (today - day_of(published or first)).days
        since = (now - datetime.fromisoformat(checked)).total_seconds() / 86400
        found = (url, role, published, checks, title, parent)
        if since < -1:  # looked at by a clock that was ahead
            yield found
            continue
        if outcome in ABSENT and failing and (now - datetime.fromisoformat(failing)).days < MISSING_FOR:
            if since >= MISSING_EVERY - 0.25:
                yield found
            continue
        days = interval(age)
        if days is None and since >= LATEST:
            yield found
        elif days is None:
            old.append((found, since))
        elif since >= days - 0.25:
            yield found
    if not old:
        return
    begun = last_begun(db, site)
    passed = min((now - begun).total_seconds() / 86400, MOST_DAYS) if begun else 1.0
    for found, since in old[: turns(site, len(old), now, passed)]:
        if since >= SOONEST:
            yield found


def turns(site: str, pages: int, now: datetime, days: float) -> int:
    """How many of a site's old pages have their turn now, when the last ones had theirs `days` ago.

    Over TURN days that are all of them, however few they are and however the nights lie; sites differ in the
    night on which a single page is due.
    """
    phase = zlib.crc32(site.encode()) / 2**32
    at = now.timestamp() / 86400
    return math.floor(pages * at / TURN + phase) - math.floor(pages * (at - max(days, 0)) / TURN + phase)


def vanished(
    db: sqlite3.Connection, site: str, night: list[int]
) -> Iterator[tuple[str, str, str, int, str, int | None]]:
    """The same of known pages that stood on a list before and stand on none tonight: looked at once, now."""
    marks = ",".join("?" * len(night))
    yield from db.execute(
        "SELECT v.url, v.role, v.published_on, v.checks, e.title, c.parent_id FROM entries e "  # noqa: S608 - marks
        "JOIN visits v ON v.site_id = e.site_id AND v.url = e.url LEFT JOIN captures c ON "
        "c.id = v.capture_id "
        "WHERE e.site_id = ? AND e.parent_url = '' AND e.role <> 'other' AND v.role IN "
        "('report', 'attachment', 'page') "
        f"AND e.last_run_id NOT IN ({marks}) AND v.checked_at <= coalesce("
        "(SELECT finished_at FROM runs WHERE id = e.last_run_id), v.checked_at)",
        (site, *night),
    ).fetchall()


def last_begun(db: sqlite3.Connection, site: str) -> datetime | None:
    """When the run began that last read a list of the site."""
    (begun,) = db.execute(
        "SELECT max(started_at) FROM runs WHERE id IN (SELECT run_id FROM lists WHERE site_id = ?)", (site,)
    ).fetchone()
    return datetime.fromisoformat(begun) if begun else None


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return date(2000, 1, 1)
