"""The register of duties: for every body ever seen and every year, whether its report is there, and when.

The duty: departments publish by 31 January, governments by 31 March (条例 of 2019, article 49; before
2019 every body had until 31 March). A body is expected from the first year it is seen. What speaks for a
body is believed before what speaks against it: a page that was moved is not late, a body that may have been
renamed or dissolved is not missing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlite_utils import Database

from parsers.titles import year_of

FIRST_YEAR_OF_JANUARY = 2019  # the regulation of 2019 moved the departments' date to 31 January
YEARS_OF_REFORM = (2018, 2019)  # most bodies were merged, split or renamed then
COLLECTED = 3  # a year counts as collected on a site once a third of its bodies have their report
AWAY = ("gone", "unreachable", "hidden")
PLACE = re.compile(r"^.*?[省市县区旗州盟](?=.{2})")
KIND = re.compile(r"(?:人民政府)?(?:办公室|办公厅|办事处|委员会|管理局|监督局|局|厅|委|办|中心|院|会|站|所)$")


@dataclass(frozen=True, slots=True)
class Seen:
    """The report of one body and year as the archive has it."""

    report_id: int
    site_id: str
    state: str
    published_on: str | None
    first_seen_at: str
    list_read_without_it: str | None = (
        None  # last time its list was read after the printed date, and before it was seen
    )


@dataclass(slots=True)
class Body:
    """What the register knows of a body beyond single years."""

    name: str
    level: str
    site_id: str = ""
    years: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Lists:
    """What is known of a site's lists: their first reading, days of a move, entries that led to no report."""

    first_read_on: date | None
    state: str
    days_of_move: frozenset[str]
    unread: dict[int, list[tuple[str, bool]]]  # year reported on → (title, whether its page was fetched)


def due_on(level: str, year: int) -> date:
    """The day by which the report on `year` must be public.

    >>> due_on("department", 2023), due_on("government", 2023), due_on("department", 2017)
    (datetime.date(2024, 1, 31), datetime.date(2024, 3, 31), datetime.date(2018, 3, 31))
    """
    january = level in ("department", "township") and year >= FIRST_YEAR_OF_JANUARY
    return date(year + 1, 1, 31) if january else date(year + 1, 3, 31)


def timeliness(  # noqa: PLR0911 - a table of cases, one line each
    seen: Seen, due: date, year: int, lists: Lists
) -> tuple[str, str, str]:
    """Whether a report that is there came in time: (state, reason, flag), the state found, late or early.

    A printed date is flagged where it cannot be believed as it stands: no list was read as early as that,
    its list was read after that day and did not name it yet, or it lies before the year reported on.
    """
    if seen.state in AWAY:
        return seen.state, "", ""
    first = date.fromisoformat(seen.first_seen_at[:10])
    read = lists.first_read_on
    if not seen.published_on:
        if read and read <= due < first:
            return (
                "late",
                "no printed date; first seen after the due day on a list that was read before it",
                "",
            )
        return "found", "no printed date", "no_printed_date"
    printed = date.fromisoformat(seen.published_on[:10])
    if printed.year < year:
        return "found", "the printed date lies before the year reported on", "impossible_date"
    if printed <= date(year, 12, 31):
        return "early", "printed before the end of the year reported on", ""
    if printed <= due:
        if seen.list_read_without_it:
            return (
                "found",
                f"its list was read on {seen.list_read_without_it[:10]} and did not name it",
                "backdated",
            )
        if read is None or printed < read:
            return "found", "", "printed_before_first_capture"
        return "found", "", ""
    if first < printed:
        return "found", f"seen on {first}, before the printed date", "dated_anew"
    if printed.year > year + 1:
        return "found", "printed more than a year after it was due: moved, not late", "migrated"
    if seen.published_on[:10] in lists.days_of_move:
        return "found", "reports on several years bear this day: moved, not late", "migrated"
    return "late", "", "printed_before_first_capture" if read is None or printed < read else ""


def absence(  # noqa: PLR0911 - a table of cases, one line each
    body: Body, year: int, lists: Lists, collected: list[int], heirs: dict[int, list[Body]]
) -> tuple[str, str]:
    """(state, reason) for a body without a report on a year: missing, unreachable, or open."""
    for title, fetched in lists.unread.get(year, ()):
        if body.name in title:
            return (
                ("open", f"listed, but not read as a report: {title}")
                if fetched
                else (
                    "unreachable",
                    f"listed, but its page could not be had: {title}",
                )
            )
    if lists.state in ("unreachable", "refused"):
        return "unreachable", f"the site is {lists.state}"
    if year not in collected:
        return "open", "too few bodies of the site have a report on this year to tell"
    last = max(body.years)
    if last > year:
        return "missing", "other bodies of the site have published this year, and this one later years"
    since = [one for one in collected if last < one]
    if heir := next((other for other in heirs.get(since[0], ()) if related(body.name, other.name)), None):
        return "open", f"no report since {last}; perhaps renamed: {heir.name} begins with {since[0]}"
    if since[0] in YEARS_OF_REFORM:
        return "open", f"no report since {last}, the years of the institutional reform"
    if year > since[0]:
        return "open", f"no report since {last}: the body may no longer exist"
    return "missing", "other bodies of the site have published this year"


def related(one: str, other: str) -> bool:
    """Whether two names, place and kind aside, share two characters in a row: one may follow the other.

    >>> related("青禾县卫生和计划生育局", "青禾县卫生健康局"), related("青禾县教育局", "青禾县水利局")
    (True, False)
    """
    cores = [KIND.sub("", PLACE.sub("", name)) for name in (one, other)]
    pairs = [{core[at : at + 2] for at in range(len(core) - 1)} for core in cores]
    return bool(pairs[0] & pairs[1])


def register(db: Database, now: datetime) -> None:
    """Bring `duties` up to date up to the last whole year; only differences are written."""
    seen = reports_seen(db)
    bodies = bodies_of(db, seen)
    sites: dict[str, list[Body]] = defaultdict(list)
    for body in bodies.values():
        sites[body.site_id].append(body)
    lists = lists_of(db)
    collected, heirs = {}, {}
    for site_id, members in sites.items():
        counts: dict[int, int] = defaultdict(int)
        begun: dict[int, list[Body]] = defaultdict(list)
        for body in members:
            for year in body.years:
                counts[year] += 1
            begun[min(body.years)].append(body)
        collected[site_id] = sorted(
            year for year, number in counts.items() if number * COLLECTED >= len(members)
        )
        heirs[site_id] = begun
    nothing = Lists(None, "", frozenset(), {})
    rows: list[tuple[object, ...]] = []
    facts: tuple[object, ...]
    for agency_id, body in bodies.items():
        own = lists.get(body.site_id, nothing)
        for year in range(min(body.years), now.year):
            due = due_on(body.level, year)
            if found := seen.get((agency_id, year)):
                state, reason, flag = timeliness(found, due, year, lists.get(found.site_id, nothing))
                facts = (found.published_on, found.first_seen_at, found.report_id)
            elif now.date() <= due:
                continue
            else:
                state, reason = absence(body, year, own, collected[body.site_id], heirs[body.site_id])
                facts, flag = (None, None, None), ""
            rows.append((agency_id, year, state, due.isoformat(), *facts, reason, flag))
    write(db, rows)


def write(db: Database, rows: list[tuple[object, ...]]) -> None:
    columns = "agency_id, year, state, due_on, published_on, first_seen_at, report_id, reason, flag"
    db.execute(f"CREATE TEMP TABLE fresh ({columns}, PRIMARY KEY (agency_id, year))")
    db.conn.executemany("INSERT INTO fresh VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    db.execute("DELETE FROM duties WHERE (agency_id, year) NOT IN (SELECT agency_id, year FROM fresh)")
    db.execute(
        f"INSERT OR REPLACE INTO duties ({columns}) SELECT {columns} FROM fresh "  # noqa: S608 - the columns above
        f"EXCEPT SELECT {columns} FROM duties"
    )
    db.execute("DROP TABLE fresh")


def reports_seen(db: Database) -> dict[tuple[int, int], Seen]:
    """The report that answers each duty: of several, the one a reader can open, and own before aggregate."""
    return {
        (agency, year): Seen(report_id, site_id, state, published_on, first_seen_at, without)
        for agency, year, report_id, site_id, state, published_on, first_seen_at, without in db.execute(
            """
            SELECT r.agency_id, r.year, r.id, r.site_id, r.state, r.published_on, r.first_seen_at, (
                SELECT max(c.fetched_at) FROM entries e
                  JOIN captures c ON c.url = e.list_url AND c.site_id = e.site_id
                WHERE e.url = r.url AND e.site_id = r.site_id AND e.list_url <> ''
                  AND c.role IN ('list', 'data')
                  AND c.status = 200 AND substr(c.fetched_at, 1, 10) > r.published_on
                  AND substr(c.fetched_at, 1, 10) < substr(r.first_seen_at, 1, 10))
            FROM reports r
            WHERE r.agency_id IS NOT NULL AND r.year IS NOT NULL
            ORDER BY r.state NOT IN ('present', 'moved') DESC, r.scope = 'own', r.id DESC
            """
        )
    }


def bodies_of(db: Database, seen: dict[tuple[int, int], Seen]) -> dict[int, Body]:
    """Every body with a report, on the site of its latest one."""
    names = {
        agency_id: Body(name, level)
        for agency_id, name, level in db.execute("SELECT id, name, level FROM agencies")
    }
    found: dict[int, Body] = {}
    for (agency_id, year), report in sorted(seen.items(), key=lambda entry: entry[0]):
        body = found.setdefault(agency_id, names[agency_id])
        body.years.add(year)
        body.site_id = report.site_id
    return found


def lists_of(db: Database) -> dict[str, Lists]:
    """What is known of the lists of every site."""
    read = dict(
        db.execute(
            "SELECT site_id, min(fetched_at) FROM captures WHERE role IN ('list', 'data') GROUP BY site_id"
        ).fetchall()
    )
    moves: dict[str, set[str]] = defaultdict(set)
    for site_id, day in db.execute(
        "SELECT site_id, substr(published_on, 1, 10) FROM reports WHERE published_on IS NOT NULL "
        "AND year IS NOT NULL "
        "GROUP BY 1, 2 HAVING count(DISTINCT year) > 1"
    ):
        moves[site_id].add(day)
    unread: dict[str, dict[int, list[tuple[str, bool]]]] = defaultdict(lambda: defaultdict(list))
    for site_id, title, fetched in db.execute(
        """
        SELECT e.site_id, e.title, EXISTS (
          SELECT 1 FROM captures c WHERE c.url = e.url AND c.site_id = e.site_id AND c.status = 200)
        FROM entries e WHERE e.role = 'report' AND e.title <> ''
          AND NOT EXISTS (SELECT 1 FROM addresses a WHERE a.url = e.url AND a.site_id = e.site_id)
        """
    ):
        if year := year_of("".join(title.split())):
            unread[site_id][year].append(("".join(title.split()), bool(fetched)))
    return {
        site_id: Lists(
            date.fromisoformat(read[site_id][:10]) if site_id in read else None,
            state,
            frozenset(moves.get(site_id, ())),
            dict(unread.get(site_id, {})),
        )
        for site_id, state in db.execute("SELECT id, state FROM sites")
    }
