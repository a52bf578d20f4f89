"""How many figures each report prints, how many of them are zero, and how many could not be read."""

from __future__ import annotations

from sqlite_utils import Database

from archive.reports import ROWS
from checks.rules import version


def figures(columns: tuple[str, ...], test: str) -> str:
    return f"sum({' + '.join(f'({column} {test})' for column in columns)})"


def counting(test: str) -> str:
    """SQL: how many figures of a report of `changed` pass a test."""
    parts = [
        f"coalesce((SELECT {figures(columns, test)} FROM {table} t WHERE t.report_id = c.report_id), 0)"  # noqa: S608
        for table, (_, columns) in ROWS.items()
    ]
    parts += [
        f"(SELECT count(*) FROM {table} t WHERE t.report_id = c.report_id AND t.value {test})"  # noqa: S608 - as above
        for table in ("proactive_disclosure", "statistics")
    ]
    return " + ".join(parts)


COUNT_FIGURES = f"""
SELECT c.report_id, {counting("IS NOT NULL")}, {counting("IS 0")},
  (SELECT count(*) FROM cells x WHERE x.report_id = c.report_id AND x.state = 'unreadable')
FROM changed c
"""  # noqa: S608 - as above


def note(db: Database, changed: dict[int, str]) -> None:
    """Note by which reading and rules the reports were checked, and how many figures they print."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO checked (report_id, reading, rules, figures, zeros, unreadable) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (report_id, changed[report_id], version(), figures, zeros, unreadable)
            for report_id, figures, zeros, unreadable in db.execute(COUNT_FIGURES).fetchall()
        ],
    )
