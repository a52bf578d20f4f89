"""Reports in the archive: what was read of a document becomes rows, and rows are compared.

`store` writes one report with its figures, prose and failing checks in the caller's transaction;
`differences` says which figures two readings of one report disagree on.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from archive import decisions, totals
from archive.levels import level
from parsers import templates
from parsers.model import Cell, Report, State, Status, number

# Better readings first: a report read from its page outranks an attachment that could not be read.
RANK = {Status.PARSED: 0, Status.PARTIAL: 1, Status.NO_TABLES: 2, Status.FAILED: 3, Status.NOT_A_REPORT: 4}

# Figures stored as a row of columns, by table: the column that names the row, the columns of figures.
ROWS = {
    "applications": (
        "item",
        ("natural_person", "business", "research", "nonprofit", "legal_service", "other_org", "total"),
    ),
    "review_litigation": ("proceeding", ("upheld", "corrected", "other", "pending", "total")),
}
FIGURE_TABLES = (
    "proactive_disclosure",
    "applications",
    "review_litigation",
    "statistics",
    "cells",
    "places",
    "sections",
    "claims",
    "checks",
    "issues",
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a report was read: the site, the address, the capture and the part of it."""

    site_id: str
    region: str
    url: str
    capture_id: int
    first_seen_at: str
    last_seen_at: str
    title: str = ""  # as the list prints it


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that two readings give differently; None where one of them has none."""

    table: str
    item: str
    column: str
    old: str | None
    new: str | None


def printed(cell: Cell) -> str | None:
    """What stands for this figure in a comparison: its value if it has one, else how it is printed.

    An absent figure is None; a blank is "", so that a blank filled in later is a change.
    """
    if cell.state is State.ABSENT:
        return None
    if cell.state is State.NUMBER:
        return str(number(cell.value))
    return cell.raw


def differences(old: Report, new: Report) -> Iterator[Difference]:
    """The figures that changed from `old` to `new`; unreadable ones prove nothing and are left out."""
    before = {cell.key: cell for cell in old.cells}
    after = {cell.key: cell for cell in new.cells}
    for key in [*after, *(key for key in before if key not in after)]:
        was, now = before.get(key), after.get(key)
        some = now or was
        if some is None or any(cell and cell.state is State.UNREADABLE for cell in (was, now)):
            continue
        old_text, new_text = (printed(cell) if cell else None for cell in (was, now))
        if old_text != new_text:
            yield Difference(some.table, some.item, some.column, old_text, new_text)


def agency_id(db: Database, name: str, region: str) -> int | None:
    """The id of the agency of this name in this region, entered if it is new; None without a name."""
    if not name:
        return None
    found = db.execute("SELECT id FROM agencies WHERE name = ? AND region = ?", (name, region)).fetchone()
    if found:
        return int(found[0])
    cursor = db.conn.execute(
        "INSERT INTO agencies (name, region, level) VALUES (?, ?, ?)", (name, region, level(name))
    )
    return cursor.lastrowid


def key_of(report: Report, agency: int | None, url: str) -> str:
    """What makes a report one report: agency, year and scope; its address where one of them is unknown."""
    if agency is None or report.year is None:
        return f"url:{url}#{report.part}" if report.part else f"url:{url}"
    return f"{agency}/{report.year}/{report.scope}"


def store(db: Database, key: str, report: Report, agency: int | None, source: Source) -> int:
    """Write a report under its key, in place of what was read of it before; gives its id."""
    held = sum(check.holds is True for check in report.checks)
    failed = [check for check in report.checks if check.holds is False]
    row = {
        "agency_id": agency,
        "agency": report.agency,
        "region": source.region,
        "year": report.year,
        "scope": report.scope,
        "template": report.template,
        "expected_template": report.expected_template,
        "title": report.title or source.title,
        "published_on": report.published_on or None,
        "url": source.url,
        "site_id": source.site_id,
        "capture_id": source.capture_id,
        "part": report.part,
        "kind": report.kind,
        "status": str(report.status),
        "reason": report.reason,
        "checks_held": held,
        "checks_failed": len(failed),
        "checks_open": len(report.checks) - held - len(failed),
        "index_number": report.index_number,
        "document_number": report.document_number,
        "last_seen_at": source.last_seen_at,
    }
    names = [*row, "key", "first_seen_at"]
    updates = ", ".join(f"{name} = excluded.{name}" for name in row)
    (report_id,) = db.execute(
        f"INSERT INTO reports ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "  # noqa: S608 - names above
        f"ON CONFLICT (key) DO UPDATE SET {updates}, "
        "first_seen_at = min(first_seen_at, excluded.first_seen_at) RETURNING id",
        [*row.values(), key, source.first_seen_at],
    ).fetchone()
    for table in FIGURE_TABLES:
        db.conn.execute(f"DELETE FROM {table} WHERE report_id = ?", (report_id,))  # noqa: S608
    store_figures(db, report_id, report)
    totals.summarise(db, report_id)
    db.conn.executemany(
        "INSERT INTO sections (report_id, number, heading, text) VALUES (?, ?, ?, ?)",
        [(report_id, part.number, part.heading, part.text) for part in report.sections],
    )
    db.conn.executemany(
        "INSERT INTO claims (report_id, cell, value, sentence) VALUES (?, ?, ?, ?)",
        [(report_id, claim.key, number(claim.value), claim.sentence) for claim in report.claims],
    )
    db.conn.executemany(
        'INSERT OR REPLACE INTO checks (report_id, "check", "where", "left", "right", verdict) '
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (
                report_id,
                check.check,
                check.where,
                number(check.left),
                number(check.right),
                str(check.verdict) if check.verdict else None,
            )
            for check in failed
        ],
    )
    db.conn.executemany(
        'INSERT INTO issues (capture_id, report_id, code, message, "where") VALUES (?, ?, ?, ?, ?)',
        [(source.capture_id, report_id, issue.code, issue.message, issue.where) for issue in report.issues],
    )
    decisions.apply(db, report_id=int(report_id))
    return int(report_id)


def store_figures(db: Database, report_id: int, report: Report) -> None:
    figures: dict[tuple[str, str], dict[str, Cell]] = {}
    for cell in report.cells:
        figures.setdefault((cell.table, cell.item), {})[cell.column] = cell
    for (table, item), row in figures.items():
        if all(cell.state is State.ABSENT for cell in row.values()):
            continue
        if table in ROWS:
            name, columns = ROWS[table]
            values = [number(row[column].value) if column in row else None for column in columns]
            marks = ", ".join("?" * (2 + len(columns)))
            db.conn.execute(
                f"INSERT INTO {table} (report_id, {name}, {', '.join(columns)}) VALUES ({marks})",  # noqa: S608
                [report_id, item, *values],
            )
            continue
        for cell in row.values():
            if cell.state is State.ABSENT:
                continue
            value, raw, state = number(cell.value), cell.raw, str(cell.state)
            if table == "statistics":
                label, unit = statistic(report.template, item)
                db.conn.execute(
                    "INSERT INTO statistics VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (report_id, item, label, unit, value, raw, state),
                )
            else:
                db.conn.execute(
                    "INSERT INTO proactive_disclosure VALUES (?, ?, ?, ?, ?, ?)",
                    (report_id, item, cell.column, value, raw, state),
                )
    db.conn.executemany(
        'INSERT INTO cells (report_id, "table", item, "column", raw, state, note, confidence) '
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                report_id,
                cell.table,
                cell.item,
                cell.column,
                cell.raw,
                str(cell.state),
                cell.note,
                cell.confidence,
            )
            for cell in report.cells
            if not plain(cell)
        ],
    )
    places = {cell.key: str(cell.place) for cell in report.cells if cell.state is not State.ABSENT}
    if places:
        body = zlib.compress(json.dumps(places, ensure_ascii=False, separators=(",", ":")).encode())
        db.conn.execute("INSERT INTO places VALUES (?, ?)", (report_id, body))


def plain(cell: Cell) -> bool:
    """Whether the value alone tells what is printed: no sign, unit, separator, note or doubt is lost."""
    return (
        cell.state is State.NUMBER
        and cell.raw == str(number(cell.value))
        and not cell.note
        and cell.confidence is None
    )


def statistic(template: str, item: str) -> tuple[str, str]:
    """The label and unit of a row of the 2014 statistics table; empty for a row the form does not have."""
    for table in templates.load(template).tables:
        for row, column in table.figures():
            if row.key == item:
                return row.label, row.unit or column.unit
    return "", ""


def figures_of(report: Report) -> dict[str, str]:
    """Every printed figure of a report by key, as `printed` gives it."""
    return {cell.key: text for cell in report.cells if (text := printed(cell)) is not None}


def stored_figures(db: sqlite3.Connection | Database, report_id: int) -> dict[str, str]:
    """The same of a report in the archive."""
    figures: dict[str, str] = {}
    for table, (name, columns) in ROWS.items():
        query = f"SELECT {name}, {', '.join(columns)} FROM {table} WHERE report_id = ?"  # noqa: S608
        for item, *values in db.execute(query, (report_id,)):
            for column, value in zip(columns, values, strict=True):
                if value is not None:
                    figures[f"{table}.{item}.{column}"] = str(value)
    for item, measure, value, raw in db.execute(
        "SELECT item, measure, value, raw FROM proactive_disclosure WHERE report_id = ?", (report_id,)
    ):
        figures[f"proactive_disclosure.{item}.{measure}"] = raw if value is None else str(value)
    for item, value, raw in db.execute(
        "SELECT item, value, raw FROM statistics WHERE report_id = ?", (report_id,)
    ):
        figures[f"statistics.{item}.value"] = raw if value is None else str(value)
    for table, item, column, raw in db.execute(
        'SELECT "table", item, "column", raw FROM cells WHERE report_id = ? '
        "AND state NOT IN ('number', 'absent')",
        (report_id,),
    ):
        figures[f"{table}.{item}.{column}"] = raw
    return figures


def forget(db: Database, report_id: int) -> None:
    """Take a report out: its captures stay, and whatever stands on another key now."""
    db.conn.execute(
        "INSERT INTO touched SELECT agency_id, region, site_id, year FROM reports WHERE id = ?", (report_id,)
    )
    db.conn.execute(
        "DELETE FROM copied WHERE last_year_report_id = ? OR sister_report_id = ?", [report_id] * 2
    )
    for table in (
        *FIGURE_TABLES,
        "summaries",
        "changes",
        "prose_changes",
        "addresses",
        "findings",
        "held",
        "checked",
        "sentences",
        "copied",
        "duties",
        "report_states",
    ):
        db.conn.execute(f"DELETE FROM {table} WHERE report_id = ?", (report_id,))  # noqa: S608
    db.conn.execute("DELETE FROM findings WHERE other_report_id = ?", (report_id,))
    db.conn.execute("UPDATE readings SET report_id = NULL WHERE report_id = ?", (report_id,))
    db.conn.execute("DELETE FROM reports WHERE id = ?", (report_id,))
