"""Archives of half a million reports: one of fifty thousand, grown by copies of its rows under other names.

Making each report costs milliseconds, copying its rows a tenth of that. The copies stand in other regions,
under other bodies and sites; their figures, places, states and failing sums are there in full, their prose is
not: search looks through the prose of the first fifty thousand and the titles of all.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from archive import totals
from archive.schema import open_archive
from archive.search import segment
from bench import generated

MADE = 50_000
# Tables in the order in which they refer to each other; prose and what is derived from it is left out.
TABLES = (
    "sites", "agencies", "captures", "reports", "addresses", "readings", "proactive_disclosure",
    "applications", "review_litigation", "cells", "places", "checks", "findings", "held", "checked", "duties",
    "summaries", "report_states",
)  # fmt: skip
NUMBERED = {"agencies": "agency_id", "captures": "capture_id", "reports": "report_id"}
OF_REPORTS = {"report_id", "other_report_id"}


def grown(amount: int, note: Callable[[str], None]) -> Path:
    """An archive of so many reports with all rules applied, kept from run to run."""
    base = generated.checked(min(amount, MADE), note)
    if amount <= MADE:
        return base
    path = base.with_name(f"grown-{amount}.db")
    if not path.exists():
        note(f"growing an archive of {MADE:,} reports to {amount:,}")
        rough = base.with_name("growing.db")
        shutil.copyfile(base, rough)
        with closing(sqlite3.connect(rough, isolation_level=None)) as db:
            grow(db, -(-amount // MADE), note)
        tables = open_archive(rough)
        totals.refresh(tables)
        tables.execute("ANALYZE")
        tables.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        tables.close()
        rough.rename(path)
    return path


def grow(db: sqlite3.Connection, times: int, note: Callable[[str], None]) -> None:
    """Copy every report until there are so many times as many."""
    db.execute("PRAGMA journal_mode = MEMORY")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -500000")
    last = {
        column: int(db.execute(f"SELECT max(id) FROM {table}").fetchone()[0])  # noqa: S608 - names above
        for table, column in NUMBERED.items()
    }
    for copy in range(1, times):
        note(f"copy {copy} of {times - 1}")
        db.execute("BEGIN")
        for table in TABLES:
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            taken = ", ".join(value(table, column, copy, last) for column in columns)
            db.execute(f"INSERT INTO {table} SELECT {taken} FROM {table} WHERE {first(table, columns, last)}")  # noqa: S608
        titles = db.execute(
            "SELECT id, agency, title FROM reports WHERE id > ? ORDER BY id", (copy * last["report_id"],)
        ).fetchall()
        for report_id, agency, title in titles:
            row = db.execute(
                "INSERT INTO search_texts (report_id, digest) VALUES (?, '')", (report_id,)
            ).lastrowid
            db.execute(
                "INSERT INTO search_index (rowid, agency, title, body) VALUES (?, ?, ?, '')",
                (row, segment(agency), segment(title)),
            )
        db.execute("COMMIT")
    db.execute("PRAGMA journal_mode = WAL")


def value(table: str, column: str, copy: int, last: dict[str, int]) -> str:
    """SQL: what a column of a copied row holds."""
    quoted = f'"{column}"'
    if column == "id" and table != "sites":
        return f"id + {copy * last[NUMBERED[table]]}" if table in NUMBERED else "NULL"
    if column in ("url", "site_id", "id"):
        return f"replace({quoted}, 'bench_', 'copy{copy}_')"
    own = {"key": f"'{copy}/' || key", "region": f"substr(region, 1, 4) || '{10 + copy}'"}
    own |= dict.fromkeys(OF_REPORTS, f"{quoted} + {copy * last['report_id']}")
    own |= {name: f"{quoted} + {copy * number}" for name, number in last.items()}
    return own.get(column, quoted)


def first(table: str, columns: list[str], last: dict[str, int]) -> str:
    """SQL: which rows of a table are those of the first reports."""
    if table in NUMBERED:
        return f"id <= {last[NUMBERED[table]]}"
    if table == "sites":
        return "id GLOB 'bench_*'"
    column = next(name for name in ("report_id", "capture_id", "agency_id") if name in columns)
    return f"{column} <= {last[column]}"
