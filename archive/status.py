"""How the archive stands: its nights, its sites, what it holds, how it grows. Read-only; all counted now."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from archive.health import Health, health
from archive.keeping import Forecast, forecast

NIGHTS = 90
SERVERS = 10


@dataclass(frozen=True, slots=True)
class Status:
    """Rows as the tables give them, newest night and run first."""

    nights: list[dict[str, Any]]
    runs: list[dict[str, Any]]
    sites: list[dict[str, Any]]
    hosts: list[dict[str, Any]]  # that refused, failed, ask for patience, or have something wrong
    states: dict[str, int]  # sites by state
    holdings: dict[str, int]  # captures, reports, agencies and so on
    reports: dict[str, int]  # by status
    coverage: list[dict[str, Any]]  # by year: reports held, and duties by state
    servers: list[dict[str, Any]]  # most asked in the last night that asked: host, requests, least gap
    forecast: Forecast | None
    waiting: int  # digests that some channel has not taken yet
    health: Health

    @property
    def troubled(self) -> list[dict[str, Any]]:
        return [site for site in self.sites if site["state"] not in ("ok", "new")]

    @property
    def next_at(self) -> str:
        """When the next night is due; "" if no night said so."""
        return str((self.nights[0]["next_at"] if self.nights else None) or "")


def status(
    db: sqlite3.Connection, runs: int = 7, *, now: datetime, nights: int = NIGHTS, least_free: float = 1e9
) -> Status:
    """The state of the archive, with its last nights and runs; `least_free` bytes must stay on the disk."""
    count = {
        name: int(db.execute(query).fetchone()[0])
        for name, query in {
            "sites": "SELECT count(*) FROM sites",
            "captures": "SELECT count(*) FROM captures",
            "reports": "SELECT count(*) FROM reports",
            "agencies": "SELECT count(DISTINCT agency_id) FROM reports",
            "failing": "SELECT count(*) FROM reports WHERE checks_failed > 0",
            "changes": "SELECT count(*) FROM changes",
        }.items()
    }
    sites = rows(
        db,
        """
        SELECT s.id, s.name, s.adapter, s.state, s.state_since, s.state_reason, s.last_ok_at,
          count(r.id) AS reports, coalesce(sum(r.status = 'parsed'), 0) AS parsed,
          coalesce(sum(r.checks_failed > 0), 0) AS failing
        FROM sites s LEFT JOIN reports r ON r.site_id = s.id
        GROUP BY s.id ORDER BY s.id
        """,
    )
    (waiting,) = db.execute(
        "SELECT count(DISTINCT digest_id) FROM deliveries WHERE sent_at IS NULL"
    ).fetchone()
    return Status(
        nights=rows(db, "SELECT * FROM nights ORDER BY id DESC LIMIT ?", nights),
        runs=rows(db, "SELECT * FROM runs ORDER BY id DESC LIMIT ?", runs),
        sites=sites,
        hosts=rows(
            db,
            "SELECT host, address, requests, bytes, crawl_delay, parked, tls FROM hosts "
            "WHERE parked <> '' OR tls <> '' OR crawl_delay IS NOT NULL ORDER BY host",
        ),
        states=counted(db, "SELECT state, count(*) FROM sites GROUP BY 1 ORDER BY 2 DESC, 1"),
        holdings=count,
        reports=counted(db, "SELECT status, count(*) FROM reports GROUP BY 1 ORDER BY 2 DESC"),
        coverage=coverage(db),
        servers=servers(db),
        forecast=forecast(db, least_free),
        waiting=int(waiting),
        health=health(db, now),
    )


def rows(db: sqlite3.Connection, query: str, *values: object) -> list[dict[str, Any]]:
    cursor = db.execute(query, values)
    names = [name for name, *_ in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def counted(db: sqlite3.Connection, query: str) -> dict[str, int]:
    return {str(name): int(number) for name, number in db.execute(query)}


def coverage(db: sqlite3.Connection) -> list[dict[str, Any]]:
    """By year, newest first: reports held, bodies that published, those known and not published."""
    return rows(
        db,
        """
        SELECT y.year, (SELECT count(*) FROM reports WHERE year = y.year) AS reports,
          (SELECT count(*) FROM duties WHERE year = y.year AND report_id IS NOT NULL) AS published,
          (SELECT count(*) FROM duties WHERE year = y.year AND report_id IS NULL) AS missing
        FROM (SELECT year FROM reports WHERE year IS NOT NULL UNION SELECT year FROM duties) y
        ORDER BY y.year DESC LIMIT 20
        """,
    )


def servers(db: sqlite3.Connection) -> list[dict[str, Any]]:
    row = db.execute("SELECT servers FROM nights WHERE servers <> '{}' ORDER BY id DESC LIMIT 1").fetchone()
    asked = json.loads(row[0]) if row else {}
    return [
        {"host": host, "requests": number, "least_gap": gap}
        for host, (number, gap) in list(asked.items())[:SERVERS]
    ]
