"""What politeness keeps of each host from night to night and during a run, and which hosts are one server."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler import robots, urls
from crawler.addresses import literal
from crawler.clock import stamp
from crawler.outcomes import REFUSALS, Outcome
from crawler.robots import Robots, Verdict

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.frontier import Task
    from crawler.journal import Journal

ROBOTS_HOURS = 24
MOST_FAILURES = 5  # in a row, before a host is left alone for the night
MOST_REFUSALS = 3
LONGEST_WAIT = 900.0  # seconds; a host that asks for more is left alone for the night
REFUSED_NIGHTS = 3  # in a row, after which a host is asked once a week
AT_ONCE = {Outcome.CHALLENGE_RUISHU, Outcome.CHALLENGE_JSL, Outcome.CHALLENGE_OTHER}


@dataclass(slots=True)
class Host:
    """What this run knows of one host."""

    name: str
    robots: Robots | None = None
    asked: bool = False  # its robots.txt is queued or under way
    parked: str = ""  # why nothing more is asked of it tonight
    failures: int = 0  # in a row
    refusals: int = 0  # in a row
    answered: bool = False
    requests: int = 0  # tonight
    size: int = 0  # bytes received tonight
    address: str = ""
    tls: str = ""  # what is wrong with its certificate


class Servers:
    """Which slots are one server: those that were seen at one address of the network.

    >>> servers = Servers()
    >>> servers.join("a.gov.cn", "203.0.113.7"), servers.join("b.gov.cn", "203.0.113.7")
    (False, True)
    >>> servers.of("a.gov.cn") == servers.of("b.gov.cn") != servers.of("c.gov.cn")
    True
    """

    def __init__(self) -> None:
        self.parents: dict[str, str] = {}
        self.slots: dict[str, set[str]] = {}  # of each server

    def of(self, slot: str) -> str:
        while (parent := self.parents.get(slot, slot)) != slot:
            slot = parent
        return slot

    def members(self, server: str) -> set[str]:
        return self.slots.get(server, set()) | {server}

    def join(self, slot: str, address: str) -> bool:
        """Enter that a slot is at this address; True if it shares it with one that stood apart."""
        own, shared = self.of(slot), self.of(address)
        if own == shared:
            return False
        merged = shared in self.slots
        self.parents[own] = shared
        self.slots[shared] = self.members(shared) | self.slots.pop(own, set()) | {own, slot}
        return merged


class Politeness:
    """What each host and server is granted this night, and what earlier runs were told by them."""

    def __init__(self, crawler: Crawler, journal: Journal) -> None:
        self.crawler = crawler
        self.journal = journal
        self.night = journal.clock.night().isoformat()
        self.agent = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self.hosts: dict[str, Host] = {}
        self.servers = Servers()
        self.busy: dict[str, int] = {}  # server → requests in hand
        self.paused: dict[str, float] = {}  # server → monotonic time

    def host(self, task: Task) -> Host:
        return self.known(urls.host_of(task.url))

    def known(self, name: str) -> Host:
        host = self.hosts.get(name)
        if host is None:
            host = self.hosts[name] = Host(name)
            self.recall(host)
        return host

    def recall(self, host: Host) -> None:
        """Take up what earlier nights left: rules younger than a day, refusals, what was asked tonight."""
        known = self.journal.host(host.name)
        if not known:
            self.journal.remember_host(host.name, night=self.night)
            return
        host.address, host.tls = known["address"], known["tls"]
        now = self.journal.clock.now()
        if known["night"] == self.night:
            host.requests, host.size = known["requests"], known["bytes"]
            if known["refused_on"] == self.night:
                host.parked = known["parked"]
            self.go_on_slowly(host, known, now)
        else:
            self.journal.remember_host(
                host.name, night=self.night, requests=0, bytes=0, parked="", retry_at=None
            )
        if known["refused_nights"] >= REFUSED_NIGHTS and known["refused_on"]:
            since = (self.journal.clock.night() - type(now).fromisoformat(known["refused_on"]).date()).days
            if 0 <= since < 7:
                host.parked = (
                    f"refused {known['refused_nights']} nights in a row ({known['refusal']}): asked weekly"
                )
        if known["robots_at"] and known["robots_verdict"]:
            age = now - datetime.fromisoformat(known["robots_at"])
            verdict = Verdict(known["robots_verdict"])
            if verdict is not Verdict.REFUSED and 0 <= age.total_seconds() < ROBOTS_HOURS * 3600:
                text = known["robots"].encode()
                host.robots = robots.read(200, text) if verdict is Verdict.OBEY else Robots(verdict)
                self.slow_down(host)

    def go_on_slowly(self, host: Host, known: dict[str, Any], now: datetime) -> None:
        """After a restart: keep the pause that was due when the run before ended."""
        server, pause = self.servers.of(urls.slot_of(host.name)), 0.0
        if known["retry_at"]:
            pause = (datetime.fromisoformat(known["retry_at"]) - now).total_seconds()
        if known["asked_at"]:
            delay = max(self.delay_of(server), known["crawl_delay"] or 0)
            # Kept to the second: it may have been up to one later.
            due = datetime.fromisoformat(known["asked_at"]) + timedelta(seconds=delay + 1 if delay else 0)
            pause = max(pause, min((due - now).total_seconds(), delay + 1))
        if 0 < pause <= LONGEST_WAIT:
            self.pause(server, pause)

    def pause(self, server: str, seconds: float) -> None:
        self.paused[server] = max(self.paused.get(server, 0), time.monotonic() + seconds)

    def pause_left(self, server: str) -> float:
        """Seconds for which a server is not asked; none or less than none if it may be."""
        return self.paused.get(server, 0) - time.monotonic()

    def answered(self, task: Task) -> None:
        """A host gave what it was asked for: what it refused before is forgotten."""
        host = self.host(task)
        host.failures = host.refusals = 0
        if not host.answered and task.role != "robots":
            host.answered = True
            self.journal.remember_host(
                host.name,
                last_ok_at=self.journal.clock.stamp(),
                refused_nights=0,
                refused_on=None,
                refusal="",
            )

    def failed(self, task: Task, outcome: Outcome, detail: str, retry_after: float) -> None:
        """Wait longer after a failure or a refusal; after several, leave the host alone for the night."""
        host, server = self.host(task), self.servers.of(task.slot)
        host.failures += 1
        host.refusals += outcome in REFUSALS and outcome is not Outcome.RATE_LIMITED
        delay = retry_after or (self.delay_of(server) * 2**task.tries)
        if delay > LONGEST_WAIT:
            self.park(host, outcome, f"{outcome}: asks to wait {delay:.0f} seconds")
        elif delay:
            self.pause(server, delay)
            if retry_after:
                until = self.journal.clock.now() + timedelta(seconds=delay + 1)
                self.journal.remember_host(host.name, retry_at=stamp(until))
        if host.refusals >= MOST_REFUSALS or outcome in AT_ONCE:
            self.park(host, outcome, f"{outcome}: {detail}".rstrip(": "))
        elif host.failures >= MOST_FAILURES:
            told = f"{host.failures} failures in a row, the last: {outcome}: {detail}".rstrip(": ")
            self.park(host, outcome, told)

    def park(self, host: Host, outcome: Outcome, reason: str) -> None:
        """Ask nothing more of a host tonight."""
        if host.parked:
            return
        host.parked = reason[:300]
        self.journal.remember_host(host.name, parked=host.parked)
        if outcome in REFUSALS:
            known = self.journal.host(host.name)
            nights = known.get("refused_nights", 0) + (known.get("refused_on") != self.night)
            self.journal.remember_host(
                host.name, refused_nights=nights, refused_on=self.night, refusal=str(outcome)
            )

    def reached(self, task: Task, address: str, tls: str) -> None:
        """Learn from a connection: the address of a host, and what is wrong with its certificate."""
        host = self.host(task)
        if address and address != host.address:
            host.address = address
            self.journal.remember_host(host.name, address=address)
        slot = urls.slot_of(host.name)
        if address and "." in slot and not is_literal(host.name):
            before = self.servers.of(slot)
            if self.servers.join(slot, address):
                server = self.servers.of(slot)
                self.busy[server] = self.busy.get(server, 0) or self.busy.get(before, 0)
                self.pause(server, max(self.pause_left(before), self.delay_of(server)))
            elif self.servers.of(slot) != before:
                self.busy[self.servers.of(slot)] = self.busy.get(before, 0)
                self.paused[self.servers.of(slot)] = self.paused.get(before, 0) or (
                    time.monotonic() + self.delay_of(before)
                )
        if tls != host.tls and urlsplit(task.url).scheme == "https":
            host.tls = tls
            self.journal.remember_host(host.name, tls=tls)

    def know_robots(self, task: Task, rules: Robots) -> Host:
        """Keep the rules of the host whose robots.txt was asked for, wherever it was found in the end."""
        hops = task.facts.get("hops")
        host = self.known(urls.host_of(hops[0] if hops else task.url))
        host.robots = rules
        host.asked = False
        self.journal.remember_host(
            host.name,
            robots=rules.text,
            robots_verdict=str(rules.verdict),
            robots_at=self.journal.clock.stamp(),
            crawl_delay=rules.delay(self.agent) or None,
        )
        self.slow_down(host)
        return host

    def slow_down(self, host: Host) -> None:
        """Let the downloader wait as long as the server's Crawl-delay asks."""
        wanted = host.robots.delay(self.agent) if host.robots else 0.0
        if not wanted:
            return
        server = self.servers.of(urls.slot_of(host.name))
        engine = self.crawler.engine
        # The server counts from arrival to arrival: a little more than it asks for is never too little.
        wanted += 0.1
        if engine is None or wanted <= self.delay_of(server):
            return
        # A Crawl-delay is a least time: no jitter below it.
        engine.downloader.per_slot_settings[server] = {"concurrency": 1, "delay": wanted, "jitter": 0.0}
        if server in engine.downloader.slots:
            engine.downloader.slots[server].delay = wanted
            engine.downloader.slots[server].jitter = 0.0

    def delay_of(self, server: str) -> float:
        """Seconds between two requests to a server."""
        engine = self.crawler.engine
        stated = engine.downloader.per_slot_settings.get(server, {}) if engine else {}
        return float(stated.get("delay", self.crawler.settings.getfloat("DOWNLOAD_DELAY")))


def is_literal(host: str) -> bool:
    """Whether a host, with a port or without, is an address of the network itself."""
    return literal(urlsplit(f"//{host}").hostname or "") is not None
