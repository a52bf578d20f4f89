"""How the archive stands: its last runs, its sites, what it holds. Read-only; every figure is counted now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Status:
    """Rows as the tables give them; `holdings` counts captures, reports, agencies and figures."""

    runs: list[dict[str, Any]]
    troubled: list[dict[str, Any]]
    sites: list[dict[str, Any]]
    hosts: list[dict[str, Any]]  # that refused, failed, ask for patience, or have something wrong
    holdings: dict[str, int]
    reports: dict[str, int]  # by status


def status(db: Database, runs: int = 7) -> Status:
    """The state of the archive, with its last `runs` runs."""
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
    sites = list(
        db.query(
            """
            SELECT s.id, s.name, s.adapter, s.state, s.state_since, s.state_reason, s.last_ok_at,
              count(r.id) AS reports, coalesce(sum(r.status = 'parsed'), 0) AS parsed,
              coalesce(sum(r.checks_failed > 0), 0) AS failing
            FROM sites s LEFT JOIN reports r ON r.site_id = s.id
            GROUP BY s.id ORDER BY s.id
            """
        )
    )
    return Status(
        runs=list(db.query("SELECT * FROM runs ORDER BY id DESC LIMIT ?", (runs,))),
        troubled=[site for site in sites if site["state"] not in ("ok", "new")],
        sites=sites,
        hosts=list(
            db.query(
                "SELECT host, address, requests, bytes, crawl_delay, parked, tls FROM hosts "
                "WHERE parked <> '' OR tls <> '' OR crawl_delay IS NOT NULL ORDER BY host"
            )
        ),
        holdings=count,
        reports={
            str(name): int(number)
            for name, number in db.execute("SELECT status, count(*) FROM reports GROUP BY 1 ORDER BY 2 DESC")
        },
    )
