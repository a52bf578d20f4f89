"""The register of duties: for every body ever seen and every year, whether its report is there, and when.

The duty: departments publish by 31 January, governments by 31 March (条例 of 2019, article 49; before
2019 every body had until 31 March). A body is expected from the first year it is seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

FIRST_YEAR_OF_JANUARY = 2019  # the regulation of 2019 moved the departments' date to 31 January


@dataclass(frozen=True, slots=True)
class Seen:
    """The report of one body and year as the archive has it."""

    report_id: int
    state: str
    published_on: str | None
    first_seen_at: str


def due_on(level: str, year: int) -> date:
    """The day by which the report on `year` must be public.

    >>> due_on("department", 2023), due_on("government", 2023), due_on("department", 2017)
    (datetime.date(2024, 1, 31), datetime.date(2024, 3, 31), datetime.date(2018, 3, 31))
    """
    january = level in ("department", "township") and year >= FIRST_YEAR_OF_JANUARY
    return date(year + 1, 1, 31) if january else date(year + 1, 3, 31)


def timeliness(  # noqa: PLR0911 - a table of cases, one line each
    seen: Seen, due: date, year: int, list_first_read_on: date | None
) -> tuple[str, str]:
    """Whether a report that is there came in time: found, late, early; with the reason.

    The printed date is believed only where it can be: a page that was printed long after its year was
    moved, not late, and a date before any capture of the list proves nothing of its own.
    """
    if seen.state in ("gone", "unreachable", "hidden"):
        return seen.state, ""
    if not seen.published_on:
        first = date.fromisoformat(seen.first_seen_at[:10])
        if list_first_read_on and list_first_read_on <= due < first:
            return "late", "no_printed_date: first seen after the due day on a list that was read before it"
        return "found", "no_printed_date"
    printed = date.fromisoformat(seen.published_on[:10])
    if printed <= date(year, 12, 31):
        return "early", "printed before the end of the year reported on"
    if printed <= due:
        if list_first_read_on is None or printed < list_first_read_on:
            return "found", "printed_before_first_capture"
        return "found", ""
    if printed.year > year + 1:
        return "found", "migrated: printed more than a year after it was due"
    return "late", ""


def register(db: Database, now: datetime) -> None:
    """Write `duties` anew, for all bodies and years up to the last whole year."""
    seen = reports_seen(db)
    levels = dict(db.execute("SELECT id, level FROM agencies").fetchall())
    sites = {
        agency: (site, state, read_on)
        for agency, site, state, read_on in db.execute(
            """
            SELECT r.agency_id, s.id, s.state, min(c.fetched_at) FROM reports r
            JOIN sites s ON s.id = r.site_id
            LEFT JOIN captures c ON c.site_id = s.id AND c.role IN ('list', 'data')
            WHERE r.agency_id IS NOT NULL GROUP BY r.agency_id
            """
        )
    }
    # A year counts as collected on a site once a third of the bodies seen there have their report.
    bodies: dict[str, set[int]] = {}
    for agency, (site, _, _) in sites.items():
        bodies.setdefault(site, set()).add(agency)
    rows = []
    first_years: dict[int, int] = {}
    for agency, year in seen:
        first_years[agency] = min(year, first_years.get(agency, year))
    for agency, first in first_years.items():
        site, site_state, read_at = sites[agency]
        read_on = date.fromisoformat(read_at[:10]) if read_at else None
        for year in range(first, now.year):
            due = due_on(levels.get(agency, ""), year)
            found = seen.get((agency, year))
            if found:
                state, reason = timeliness(found, due, year, read_on)
                rows.append(
                    (
                        agency,
                        year,
                        state,
                        due.isoformat(),
                        found.published_on,
                        found.first_seen_at,
                        found.report_id,
                        reason,
                    )
                )
                continue
            if now.date() <= due:
                continue
            collected = sum((other, year) in seen for other in bodies[site]) * 3 >= len(bodies[site])
            if site_state in ("unreachable", "refused"):
                state, reason = "unreachable", f"the site is {site_state}"
            elif collected:
                state, reason = "missing", "other bodies of the site have published this year"
            else:
                state, reason = "open", "too few bodies of the site have a report on this year to tell"
            rows.append((agency, year, state, due.isoformat(), None, None, None, reason))
    db.execute("DELETE FROM duties")
    db.conn.executemany(
        "INSERT INTO duties (agency_id, year, state, due_on, published_on, first_seen_at, report_id, reason) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )


def reports_seen(db: Database) -> dict[tuple[int, int], Seen]:
    """The report that answers each duty: of several, the one a reader can open, and own before aggregate."""
    return {
        (agency, year): Seen(report_id, state, published_on, first_seen_at)
        for agency, year, report_id, state, published_on, first_seen_at in db.execute(
            """
            SELECT agency_id, year, id, state, published_on, first_seen_at FROM reports
            WHERE agency_id IS NOT NULL AND year IS NOT NULL
            ORDER BY state NOT IN ('present', 'moved') DESC, scope = 'own', id DESC
            """
        )
    }
