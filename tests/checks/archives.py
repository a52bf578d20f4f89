"""Small archives for tests of the rules: reports as the extraction would store them, and what was found."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from sqlite_utils import Database

from archive import reports
from archive.reports import Source
from archive.schema import open_archive
from checks.run import check
from parsers.document import Issue
from parsers.model import Cell, Check, Claim, Report, Section, State, Status

NOW = datetime(2025, 6, 1, tzinfo=UTC)
TABLES = {
    "pd": "proactive_disclosure",
    "ap": "applications",
    "rl": "review_litigation",
    "st": "statistics",
}
numbers = itertools.count(1)


def with_site(path: Path) -> None:
    db = open_archive(path)
    for site, name in (("example", "示例县人民政府"), ("platform", "省公开平台")):
        db["sites"].insert({"id": site, "name": name, "region": "410300", "state": "ok"})
    db["runs"].insert({"id": 1, "command": "crawl", "started_at": "2021-01-20T00:00:00+00:00"})
    db.close()


def figures(**values: int | str | None) -> tuple[Cell, ...]:
    """Cells from `table__item__column=value`: a text with a point is an amount, None a blank, / a slash."""
    cells = []
    for key, value in values.items():
        table, item, column = key.split("__")
        if value == "/":
            cells.append(Cell(TABLES[table], item, column, "/", None, State.SLASH))
            continue
        state = State.BLANK if value is None else State.NUMBER
        number = Decimal(value) if isinstance(value, str) else value
        raw = "" if value is None else str(value)
        cells.append(Cell(TABLES[table], item, column, raw, number, state))
    return tuple(cells)


def unreadable(table: str, item: str, column: str, raw: str, confidence: float | None = None) -> Cell:
    return Cell(TABLES[table], item, column, raw, None, State.UNREADABLE, confidence=confidence)


def add(
    path: Path,
    year: int | None,
    *cells: Cell,
    agency: str = "甲县教育局",
    published_on: str = "",
    scope: str = "own",
    template: str = "2021",
    sections: tuple[Section, ...] = (),
    claims: tuple[Claim, ...] = (),
    checks: tuple[Check, ...] = (),
    issues: tuple[Issue, ...] = (),
    seen: str = "",
    rival: bool = False,
    state: str = "present",
    status: Status = Status.PARSED,
    region: str = "410300",
    site: str = "example",
    url: str = "",
) -> int:
    """A report in the archive as the extraction would store it; its id."""
    url = url or f"http://www.example.gov.cn/{next(numbers)}.html"
    seen = seen or f"{(year or 2023) + 1}-01-20T00:00:00+00:00"
    db = open_archive(path)
    try:
        with db.atomic():
            cursor = db.execute(
                "INSERT INTO captures (run_id, site_id, url, fetched_at, status, sha256, size, role, warc_file, warc_offset) "
                "VALUES (1, ?, ?, ?, 200, '', 0, 'report', '', 0)",
                (site, url, seen),
            )
            report = Report(
                kind="html",
                status=status,
                agency=agency,
                year=year,
                scope=scope,
                template=template,
                expected_template="2021" if (year or 0) > 2020 else "2019",
                published_on=published_on,
                cells=cells,
                sections=sections,
                claims=claims,
                checks=checks,
                issues=issues,
            )
            source = Source(site, region, url, cursor.lastrowid, seen, seen)
            agency_id = reports.agency_id(db, agency, region)
            key = reports.key_of(report, agency_id, url) + (f" {url}" if rival else "")
            report_id = reports.store(db, key, report, agency_id, source)
            db.execute("UPDATE reports SET state = ? WHERE id = ?", (state, report_id))
            address(db, report_id, url, site)
        return report_id
    finally:
        db.close()


def address(db: Database, report_id: int, url: str, site: str) -> None:
    """An address at which a report stands."""
    (capture,) = db.execute("SELECT capture_id FROM reports WHERE id = ?", (report_id,)).fetchone()
    db.execute(
        "INSERT OR IGNORE INTO addresses VALUES (?, ?, ?, ?, '2024-01-20T00:00:00+00:00', '2024-01-20T00:00:00+00:00')",
        (report_id, url, site, capture),
    )


def prose(number: int, text: str) -> tuple[Section, ...]:
    return (Section(number, "", text),)


def query(path: Path, sql: str, *parameters: object) -> list[tuple[object, ...]]:
    db = open_archive(path)
    try:
        return db.execute(sql, parameters).fetchall()
    finally:
        db.close()


def outcomes(path: Path, rule: str) -> list[tuple[int, str, str, str]]:
    """What the rule found: (report, where, outcome, reason), and (report, "", "holds", "") for what held."""
    check(path, now=NOW)
    found = query(
        path, 'SELECT report_id, "where", outcome, reason FROM findings WHERE rule = ? ORDER BY id', rule
    )
    held = query(path, "SELECT report_id, '', 'holds', '' FROM held WHERE rule = ?", rule)
    return [*found, *held]  # type: ignore[list-item]
