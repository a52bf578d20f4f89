"""`nianbao status`: how the archive stands, for people and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.markup import escape

from archive.status import Status
from archive.status import status as read_status
from nianbao.config import Config
from nianbao.options import archive_option, existing, now_option, out
from nianbao.plain import json_text
from nianbao.tables import add, columns

MOST_SERVERS = 5
WIDE = 80  # signs that a row of all columns of a night takes; with the year, four more
NIGHTLY = {
    "requests": "asked",
    "entries": "listed",
    "usual_entries": "usually",
    "new_reports": "new",
    "changed_figures": "changed",
    "gone_reports": "gone",
    "failed_sites": "failed",
}
LESS_NEEDED = ("entries", "usual_entries", "gone_reports")  # in a narrower window
TEN_YEARS = 3650  # days
MARKS = {"done": "·", "failures": "!", "window": "…", "interrupted": "…", "running": "?"}  # X: all others


@click.command()
@archive_option
@click.option("--runs", default=7, show_default=True, help="How many of the last nights and runs to show.")
@click.option("--sites", "every_site", is_flag=True, help="Every site, not only those in trouble.")
@click.option("--json", "as_json", is_flag=True, help="For programs; with the last 90 nights.")
@now_option
@click.pass_obj
def status(
    held: Config, archive: Path, runs: int, every_site: bool, as_json: bool, now: datetime | None
) -> None:
    """Show the last nights, the sites in trouble, politeness, coverage, growth, and when the next night is.

    \b
    Examples:
      nianbao status --archive archive.db
      nianbao status --sites
      nianbao status --json
    """
    with existing(archive) as db:
        found = read_status(
            db.conn, runs, now=now or datetime.now(UTC), least_free=held["disk.least_free"] * 1e9
        )
    if as_json:
        click.echo(json_text(told(found), indent=1))
        return
    show_health(found, held["night.timezone"])
    show_nights(found, runs)
    show_sites(found, every_site)
    show_politeness(found)
    show_holdings(found)


def told(found: Status) -> dict[str, Any]:
    """The whole status for programs; columns that hold JSON are given as what they hold."""
    whole = asdict(found)
    for night in whole["nights"]:
        for name in ("outcomes", "parked", "servers"):
            night[name] = json.loads(night[name])
    return {"ok": found.health.ok, "next_at": found.next_at, **whole}


def show_health(found: Status, timezone: str) -> None:
    if found.health.ok:
        out.print("[green]All is well.[/green]")
    for reason in found.health.reasons:
        out.print(f"[red]{reason.code}[/red]: {escape(reason.en)}", soft_wrap=True)
    if found.next_at:
        due = datetime.fromisoformat(found.next_at).astimezone(ZoneInfo(timezone))
        out.print(f"The next night is due at {due:%Y-%m-%d %H:%M} ({timezone}).")
    if found.waiting:
        told = "1 digest is" if found.waiting == 1 else f"{found.waiting} digests are"
        out.print(f"{told} still to be delivered; every night tries again.")


def show_nights(found: Status, most: int) -> None:
    if found.nights:
        strip = "".join(MARKS.get(night["outcome"], "X") for night in reversed(found.nights))
        out.print(f"\nNights, the last on the right: {strip}")
        out.print("· well, ! a site failed, … work left for the next night, X broken")
        wide = out.width >= WIDE
        kept = [count for count in NIGHTLY if wide or count not in LESS_NEEDED]
        heads = tuple(NIGHTLY[count] for count in kept)
        table = columns("\nLast nights", "started (UTC)", "outcome", *heads, right=heads)
        for night in found.nights[:most]:
            usual = None if night["usual_entries"] is None else f"{night['usual_entries']:.0f}"
            begun = night["started_at"][0 if out.width >= WIDE + 4 else 5 : 16].replace("T", " ")
            add(table, begun, night["outcome"], *({**night, "usual_entries": usual}[key] for key in kept))
        out.print(table)
    of_nights = {night["run_id"] for night in found.nights}
    if alone := [run for run in found.runs if run["id"] not in of_nights][:most]:
        counts = ("requests", "captures", "new", "changed")
        table = columns("\nLast crawls by hand", "run", "started (UTC)", "outcome", *counts, right=counts)
        for run in alone:
            keys = ("outcome", "requests", "captures", "new_reports", "changed_reports")
            add(table, run["id"], run["started_at"][:16].replace("T", " "), *(run[key] for key in keys))
        out.print(table)


def show_sites(found: Status, everyone: bool) -> None:
    states = ", ".join(f"{number} {state}" for state, number in found.states.items())
    out.print(f"\nSites: {escape(states) or 'none'}.")
    if everyone:
        counts = ("reports", "whole", "failing sums")
        table = columns("", "site", "adapter", "state", *counts, right=counts)
        for site in found.sites:
            add(table, *(site[key] for key in ("id", "adapter", "state", "reports", "parsed", "failing")))
        out.print(table)
    for site in found.troubled:
        since = (site["state_since"] or "?")[:10]
        told = f"{site['name']} ({site['id']}): {site['state']} since {since}: {site['state_reason']}"
        out.print(f"[red]in trouble[/red]: {escape(told)}", soft_wrap=True)


def show_politeness(found: Status) -> None:
    if found.hosts:
        table = columns("\nServers to be careful with", "host", "asked", "asks to wait", "what is wrong")
        for host in found.hosts:
            delay = "" if host["crawl_delay"] is None else f"{host['crawl_delay']:g} s"
            wrong = "; ".join(filter(None, (host["parked"], host["tls"] and f"TLS: {host['tls']}")))
            add(table, host["host"], host["requests"], delay, wrong)
        out.print(table)
    if found.servers:
        counts = ("requests", "at least apart")
        table = columns("\nServers asked most in the last night", "server", *counts, right=counts)
        for server in found.servers[:MOST_SERVERS]:
            gap = "" if server["least_gap"] is None else f"{server['least_gap']:g} s"
            add(table, server["host"], server["requests"], gap)
        out.print(table)


def show_holdings(found: Status) -> None:
    years = ", ".join(
        f"{row['year']}: {row['reports']}" + (f" ({row['missing']} missing)" if row["missing"] else "")
        for row in found.coverage[:8]
    )
    if years:
        out.print(f"\nReports by year: {years}.")
    held = found.holdings
    by_status = ", ".join(f"{number} {name}" for name, number in found.reports.items())
    out.print(
        f"The archive holds {held['captures']} captures and {held['reports']} reports "
        f"({by_status or 'none'}) of {held['agencies']} agencies; "
        f"{held['failing']} reports with failing sums, {held['changes']} changed figures."
    )
    if found.forecast:
        out.print(f"It grows by {size(found.forecast.daily)} a day: {room(found.forecast.days)}.")


def size(number: float) -> str:
    """A number of bytes in words.

    >>> size(1_234_567), size(45_000)
    ('1.2 MB', '45 kB')
    """
    return f"{number / 1e6:.1f} MB" if number >= 1e6 else f"{number / 1e3:.0f} kB"


def room(days: float | None) -> str:
    """For how long the disk will do.

    >>> room(None), room(40000), room(12.4)
    ('no end of the disk in sight', 'room for more than ten years', 'room for 12 days')
    """
    if days is None:
        return "no end of the disk in sight"
    return "room for more than ten years" if days > TEN_YEARS else f"room for {days:.0f} days"
