"""What a crawl would ask for tonight, as far as it is known beforehand: hosts, requests, time."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from crawler import revisits, urls
from crawler.clock import Clock
from crawler.look import Rules
from crawler.politeness import ROBOTS_HOURS, Servers
from crawler.registry import Site
from crawler.settings import LEAST_DELAY

MIDDLE = 1.25  # of the least time between two requests: the jitter goes to both sides of it


@dataclass(slots=True)
class HostPlan:
    """What would be asked of one host."""

    host: str
    server: str  # hosts of one registered domain or address are asked one at a time
    columns: int = 0
    lists: int = 0  # further pages of lists, known from the last night
    rechecks: int = 0  # known reports and documents whose turn it is
    rules: Rules | None = None
    closed: list[str] = field(default_factory=list)  # columns that robots.txt closes
    parked: str = ""  # why nothing is asked of it

    @property
    def requests(self) -> int:
        return 0 if self.parked else 1 + self.columns - len(self.closed) + self.lists + self.rechecks


@dataclass(frozen=True, slots=True)
class Plan:
    """A night before it happens; what is new on the lists comes on top and is not known."""

    hosts: list[HostPlan]
    first_time: list[Site]  # never crawled: how many pages their lists have is not known
    seconds: float  # of the server that takes longest; servers are asked side by side

    @property
    def requests(self) -> int:
        return sum(host.requests for host in self.hosts)


def known_rules(archive: Path, clock: Clock) -> dict[str, Rules]:
    """The robots.txt of hosts that the archive holds and that are still in force, by host."""
    since = (clock.now() - timedelta(hours=ROBOTS_HOURS)).isoformat(timespec="seconds")
    query = (
        "SELECT host, robots_verdict, crawl_delay, robots FROM hosts "
        "WHERE robots_at > ? AND robots_verdict <> 'refused'"
    )
    with reading(archive) as db:
        rows = db.execute(query, (since,)).fetchall() if db else []
    return {host: Rules(verdict, delay or 0.0, text) for host, verdict, delay, text in rows}


def plan(
    sites: list[Site], archive: Path, clock: Clock, rules: dict[str, Rules], delay: float | None = None
) -> Plan:
    """What a crawl of these sites into this archive would ask for now."""
    hosts: dict[str, HostPlan] = {}
    servers = Servers()
    first_time: list[Site] = []

    def of(url: str) -> HostPlan:
        name = urls.host_of(url)
        return hosts.setdefault(name, HostPlan(name, urls.slot_of(name), rules=rules.get(name)))

    with reading(archive) as db:
        for site in sites:
            for column in site.columns:
                host = of(column)
                host.columns += 1
                if host.rules is not None and host.rules.closes(column):
                    host.closed.append(column)
            lists: list[str] = []
            if db is not None:
                query = "SELECT url FROM lists WHERE site_id = ?"
                lists = [url.partition(" ")[0] for (url,) in db.execute(query, (site.id,))]
                for url, *_ in revisits.due(db, site.id, clock):
                    of(url).rechecks += 1
            if not lists:
                first_time.append(site)
            for url, number in Counter(lists).items():
                of(url).lists += number - (url in site.columns)
        if db is not None:
            for name, address in db.execute("SELECT host, address FROM hosts WHERE address <> ''").fetchall():
                if name in hosts and "." in urls.slot_of(name):
                    servers.join(urls.slot_of(name), address)
    took: Counter[str] = Counter()
    for each in hosts.values():
        each.server = servers.of(each.server)
        asked = each.rules.delay if each.rules else 0.0
        between = max((LEAST_DELAY if delay is None else delay) * MIDDLE, asked)
        took[each.server] += round(each.requests * between)
    return Plan(list(hosts.values()), first_time, max(took.values(), default=0))


@contextmanager
def reading(archive: Path) -> Iterator[sqlite3.Connection | None]:
    """An archive, for reading only; None where there is none."""
    if not archive.is_file():
        yield None
        return
    db = sqlite3.connect(f"{archive.resolve().as_uri()}?mode=ro", uri=True)
    try:
        yield db
    finally:
        db.close()
