"""`nianbao status`: how the archive stands, for people and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from archive.status import Status
from archive.status import status as read_status
from nianbao.config import Config
from nianbao.options import archive_option, existing, now_option, out

MARKS = {"done": "·", "failures": "!", "window": "…", "running": "?"}  # X: all others


@click.command()
@archive_option
@click.option("--runs", default=7, show_default=True, help="How many of the last nights and runs to show.")
@click.option("--json", "as_json", is_flag=True, help="For programs; with the last 90 nights.")
@now_option
@click.pass_obj
def status(held: Config, archive: Path, runs: int, as_json: bool, now: datetime | None) -> None:
    """Show the last nights, the sites in trouble, politeness, coverage, growth, and when the next night is.

    \b
    Examples:
      nianbao status --archive archive.db
      nianbao status --json
    """
    with existing(archive) as db:
        found = read_status(
            db.conn, runs, now=now or datetime.now(UTC), least_free=held["disk.least_free"] * 1e9
        )
    if as_json:
        click.echo(json.dumps(told(found), ensure_ascii=False, indent=1))
        return
    show_health(found)
    show_nights(found, runs)
    show_sites(found)
    show_holdings(found)


def told(found: Status) -> dict[str, Any]:
    """The whole status for programs; columns that hold JSON are given as what they hold."""
    whole = asdict(found)
    for night in whole["nights"]:
        for name in ("outcomes", "parked", "servers"):
            night[name] = json.loads(night[name])
    return {"ok": found.health.ok, "next_at": found.next_at, **whole}


def show_health(found: Status) -> None:
    if found.health.ok:
        out.print("[green]All is well.[/green]")
    for reason in found.health.reasons:
        out.print(f"[red]{reason.code}[/red]: {escape(reason.en)}", soft_wrap=True)
    if found.next_at:
        out.print(f"The next night is due at {found.next_at}.")
    if found.waiting:
        out.print(f"{found.waiting} digests are still to be delivered.")


def show_nights(found: Status, most: int) -> None:
    if found.nights:
        strip = "".join(MARKS.get(night["outcome"], "X") for night in reversed(found.nights))
        out.print(f"The last {len(strip)} nights: {strip}   (· well, ! a site failed, … work left, X broken)")
        names = (
            "started (UTC)",
            "outcome",
            "requests",
            "entries",
            "usual",
            "new",
            "changed",
            "gone",
            "failed",
        )
        table = Table("night", *names, title="Last nights")
        keys = ("outcome", "requests", "entries", "usual_entries", "new_reports")
        for night in found.nights[:most]:
            values = [str(night["id"]), night["started_at"][:16].replace("T", " ")]
            values += [night[key] for key in (*keys, "changed_figures", "gone_reports", "failed_sites")]
            table.add_row(*("" if value is None else str(value) for value in values))
        out.print(table)
    table = Table(
        "run", "started (UTC)", "outcome", "requests", "captures", "new", "changed", title="Last runs"
    )
    for run in found.runs:
        row = [
            run["id"],
            run["started_at"][:16].replace("T", " "),
            run["outcome"],
            run["requests"],
            run["captures"],
        ]
        table.add_row(*map(str, [*row, run["new_reports"], run["changed_reports"]]))
    out.print(table)


def show_sites(found: Status) -> None:
    table = Table("site", "adapter", "state", "reports", "whole", "failing sums", title="Sites")
    for site in found.sites:
        row = [site["id"], site["adapter"], site["state"], site["reports"], site["parsed"], site["failing"]]
        table.add_row(*map(escape, map(str, row)))
    out.print(table)
    for site in found.troubled:
        out.print(
            f"in trouble: {escape(site['id'])}: {escape(site['state'])} since {site['state_since'] or '?'}: "
            f"{escape(site['state_reason'])}",
            soft_wrap=True,
        )
    if found.hosts:
        table = Table("host", "address", "requests", "kB", "asks to wait", "what is wrong", title="Hosts")
        for host in found.hosts:
            delay = "" if host["crawl_delay"] is None else f"{host['crawl_delay']:g} s"
            wrong = "; ".join(filter(None, (host["parked"], host["tls"] and f"TLS: {host['tls']}")))
            row = [host["host"], host["address"], host["requests"], host["bytes"] >> 10, delay, wrong]
            table.add_row(*map(escape, map(str, row)))
        out.print(table)
    if found.servers:
        asked = ", ".join(
            f"{server['host']} {server['requests']}"
            + (f" (at least {server['least_gap']:g} s apart)" if server["least_gap"] is not None else "")
            for server in found.servers[:5]
        )
        out.print(f"Most asked in the last night: {escape(asked)}.")


def show_holdings(found: Status) -> None:
    years = ", ".join(
        f"{row['year']}: {row['reports']}" + (f" ({row['missing']} missing)" if row["missing"] else "")
        for row in found.coverage[:8]
    )
    if years:
        out.print(f"Reports by year: {years}.")
    held = found.holdings
    by_status = ", ".join(f"{number} {name}" for name, number in found.reports.items())
    out.print(
        f"The archive holds {held['captures']} captures and {held['reports']} reports "
        f"({by_status or 'none'}) of {held['agencies']} agencies; "
        f"{held['failing']} reports with failing sums, {held['changes']} changed figures."
    )
    if found.forecast:
        days = found.forecast.days
        room = "no end in sight" if days is None else f"room for {days:.0f} days"
        out.print(f"It grows by {found.forecast.daily / 1e6:.1f} MB a day: {room}.")
