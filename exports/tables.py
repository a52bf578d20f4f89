"""What is exported: the tables that speak of reports, columns with types and words, rows in a fixed order.

Two exports of one archive hold the same bytes: rows are sorted by their keys, and the time an export
speaks of is that of its newest capture, not that of the clock.
"""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

# Table → how its rows belong to the chosen reports.
OF_REPORT = "report_id IN (SELECT id FROM chosen)"
TABLES = {
    "reports": "id IN (SELECT id FROM chosen)",
    "agencies": "id IN (SELECT agency_id FROM reports WHERE id IN (SELECT id FROM chosen))",
    "sites": "id IN (SELECT site_id FROM reports WHERE id IN (SELECT id FROM chosen))",
    "applications": OF_REPORT,
    "proactive_disclosure": OF_REPORT,
    "review_litigation": OF_REPORT,
    "statistics": OF_REPORT,
    "cells": OF_REPORT,
    "checks": OF_REPORT,
    "findings": OF_REPORT,
    "changes": OF_REPORT,
    "report_states": OF_REPORT,
    "sources": "",
    "items": "1",
    "measures": "1",
}
PROSE = {"sections": OF_REPORT}
# Columns of use to the crawler only.
LEFT_OUT = {"sites": {"hosts", "adapter_reason", "state_reason"}, "reports": {"key"}}
# The capture each report was read from: what a citation needs.
SOURCES = (
    "SELECT r.id AS report_id, c.id AS capture_id, c.url, c.fetched_at, c.mime, c.size, c.sha256 "
    "FROM reports r JOIN captures c ON c.id = r.capture_id "
    "WHERE r.id IN (SELECT id FROM chosen) ORDER BY r.id"
)
KINDS = {"INTEGER": "integer", "REAL": "number", "NUMERIC": "number"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its kind (integer, number, text), and what it means."""

    name: str
    kind: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Selection:
    """Which reports: of a region and all below it (a code or its beginning), of some years."""

    region: str = ""
    years: tuple[int, ...] = ()

    @property
    def prefix(self) -> str:
        """The beginning that all codes of the region share.

        >>> Selection("410300").prefix, Selection("41").prefix, Selection("410000").prefix
        ('4103', '41', '41')
        """
        code = self.region
        while len(code) > 2 and len(code) % 2 == 0 and code.endswith("00"):
            code = code[:-2]
        return code

    def as_dict(self) -> dict[str, Any]:
        return {"region": self.region or None, "years": list(self.years) or None}


@cache
def dictionary() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(
        resources.files("archive").joinpath("dictionary.toml").read_text("utf-8")
    )["tables"]
    return found


def choose(db: sqlite3.Connection, selection: Selection) -> int:
    """Put the chosen reports into the temporary table `chosen`; gives their number."""
    db.execute("DROP TABLE IF EXISTS temp.chosen")
    db.execute("CREATE TEMP TABLE chosen (id INTEGER PRIMARY KEY)")
    marks = ",".join("?" * len(selection.years))
    years = f"AND year IN ({marks})" if selection.years else ""
    cursor = db.execute(
        f"INSERT INTO chosen SELECT id FROM reports WHERE substr(region, 1, ?) = ? {years} ORDER BY id",  # noqa: S608
        (len(selection.prefix), selection.prefix, *selection.years),
    )
    return cursor.rowcount


def names(prose: bool) -> list[str]:
    """The tables of an export, in their order."""
    return [*TABLES, *PROSE] if prose else [*TABLES]


def columns(db: sqlite3.Connection, table: str) -> list[Column]:
    """The columns of a table as they are exported."""
    if table == "sources":
        told = dictionary()["captures"]["columns"]
        words = {
            **told,
            "capture_id": told["id"],
            "report_id": dictionary()["checks"]["columns"]["report_id"],
        }
        found = [name for name, *_ in db.execute(f"{SOURCES} LIMIT 0").description]
        kinds = {"report_id": "integer", "capture_id": "integer", "size": "integer"}
        return [column(name, kinds.get(name, "text"), words.get(name)) for name in found]
    words = dictionary()[table]["columns"]
    info = db.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall()
    return [
        column(name, KINDS.get(kind, "text"), words.get(name))
        for name, kind in info
        if name not in LEFT_OUT.get(table, ())
    ]


def column(name: str, kind: str, words: dict[str, str] | None) -> Column:
    told = words or {"zh": "", "en": ""}
    unit = told.get("unit", "")
    return Column(
        name, kind, told["zh"] + (f"（{unit}）" if unit else ""), told["en"] + (f" ({unit})" if unit else "")
    )


def keys(db: sqlite3.Connection, table: str) -> list[str]:
    """The columns that make a row one: what rows are sorted by."""
    if table == "sources":
        return ["report_id"]
    rows = db.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,))
    return [name for (name,) in rows]


def rows(db: sqlite3.Connection, table: str) -> Iterator[Sequence[Any]]:
    """The rows of a table that belong to the chosen reports, sorted by their keys."""
    if table == "sources":
        yield from db.execute(SOURCES)
        return
    wanted = ", ".join(f'"{found.name}"' for found in columns(db, table))
    order = ", ".join(f'"{name}"' for name in keys(db, table))
    which = {**TABLES, **PROSE}[table]
    yield from db.execute(f'SELECT {wanted} FROM "{table}" WHERE {which} ORDER BY {order}')  # noqa: S608


def title(table: str) -> tuple[str, str]:
    """What a table is called and what one row of it is, in both languages."""
    if table == "sources":
        return (
            "出处：每份报告所据快照的网址、时间与摘要",
            "Sources: address, time and digest of the capture each report was read from",
        )
    entry = dictionary()[table]
    return (
        f"{entry['title']['zh']}：{entry['text']['zh']}",
        f"{entry['title']['en']}: {entry['text']['en']}",
    )


def newest(db: sqlite3.Connection) -> str:
    """The time of the newest capture: what the export's own time is; the epoch of an empty archive."""
    (at,) = db.execute("SELECT max(fetched_at) FROM captures").fetchone()
    return str(at or "1970-01-01T00:00:00+00:00")
