"""`nianbao crawl --dry-run`: what a crawl would ask for, told without asking for it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from crawler import urls
from crawler.clock import Clock
from crawler.look import look
from crawler.plan import HostPlan, known_rules, plan
from crawler.registry import Site
from nianbao.tables import add, columns

VERDICTS = {"obey": "rules", "absent": "none", "robots_html": "a page: taken as none", "refused": "refused"}
MOST_HOSTS = 40  # rows of the table; the others are told as a number


def tell(
    sites: list[Site],
    archive: Path,
    out: Console,
    *,
    allow_private: bool = False,
    delay: float | None = None,
    now: datetime | None = None,
) -> int:
    """Print the plan of a crawl; only robots.txt is asked for, of hosts whose rules are not known.

    Gives 1 if robots.txt closes a column or could not be had, else 0.
    """
    clock = Clock(now)
    rules = known_rules(archive, clock)
    asked = 0
    unknown = [site for site in sites if any(urls.host_of(column) not in rules for column in site.columns)]
    if unknown:
        seen = look(unknown, allow_private=allow_private, delay=delay, only_robots=True)
        rules |= seen.rules
        asked = seen.requests
    planned = plan(sites, archive, clock, rules, delay)
    counts = ("columns", "lists", "rechecks", "requests")
    table = columns("", "host", *counts, "robots.txt", right=counts)
    hosts = sorted(planned.hosts, key=lambda host: (-host.requests, host.host))
    for host in hosts[:MOST_HOSTS]:
        numbers = (host.columns, host.lists, host.rechecks, host.requests)
        add(table, host.host, *numbers, robots_of(host))
    out.print(table)
    if len(hosts) > MOST_HOSTS:
        out.print(f"… and {len(hosts) - MOST_HOSTS} more hosts")
    for host in hosts:
        for column in host.closed:
            out.print(f"[red]closed[/red] by robots.txt: {escape(column)}", soft_wrap=True)
    minutes = planned.seconds / 60
    out.print(
        f"{len(sites)} sites on {len(hosts)} hosts: about {planned.requests} requests, "
        f"{minutes:.1f} minutes; servers are asked side by side, each one request at a time."
    )
    if planned.first_time:
        out.print(
            f"{len(planned.first_time)} sites were never crawled: further pages of their lists, and their "
            "reports, come on top. `nianbao site check` tells how many there are to begin with."
        )
    else:
        out.print("What is new on the lists comes on top.")
    out.print(f"Nothing was crawled; {asked or 'no'} robots.txt {'was' if asked == 1 else 'were'} asked for.")
    return 1 if any(host.closed for host in hosts) else 0


def robots_of(host: HostPlan) -> str:
    if host.rules is None or not host.rules.verdict:
        return "not reached"
    delay = f", {host.rules.delay:g} s between requests" if host.rules.delay else ""
    return VERDICTS[host.rules.verdict] + delay
