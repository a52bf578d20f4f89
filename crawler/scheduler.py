"""Scrapy's scheduler over the frontier: one request per server at a time, robots.txt first, then lists.

It hands out no request that may not be sent, and says why in the ledger.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.core.scheduler import BaseScheduler
from scrapy.http import Request

from crawler import robots, urls
from crawler.addresses import is_private, literal
from crawler.frontier import Task
from crawler.outcomes import FAILURES, FETCHED, REFUSALS, Outcome
from crawler.robots import Robots, Verdict

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.journal import Journal

ROBOTS_HOURS = 24
ROBOTS_TIMEOUT = 20  # seconds
MOST_FAILURES = 5  # in a row, before a host is left alone for the night
MOST_REFUSALS = 3
GRACE = 60.0  # seconds after the end of the window that an answer may still take
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
    failures: int = 0
    refusals: int = 0
    answered: bool = False
    waits: dict[str, Any] = field(default_factory=dict)


class FrontierScheduler(BaseScheduler):
    """Hands out tasks as requests; what came of them is reported by the spider through `settled`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.hosts: dict[str, Host] = {}
        self.busy: dict[str, int] = {}  # slot → requests in hand
        self.paused: dict[str, float] = {}  # slot → monotonic time
        self.turn: deque[str] = deque()  # slots with work, in order
        self.waiting: set[str] = set()  # those in `turn`

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        self.journal: Journal = spider.journal  # type: ignore[attr-defined]
        self.frontier = self.journal.frontier
        self.agent = self.crawler.settings["ROBOTSTXT_USER_AGENT"]
        spider.scheduler = self  # type: ignore[attr-defined]
        for slot in self.frontier.queued:
            self.wake(slot)

    def close(self, reason: str) -> None:
        self.turn.clear()

    def wake(self, slot: str) -> None:
        if slot not in self.waiting:
            self.waiting.add(slot)
            self.turn.append(slot)

    def has_pending_requests(self) -> bool:
        return self.frontier.pending() > 0 or bool(self.frontier.in_hand)

    def enqueue_request(self, request: Request) -> bool:
        """Store a request of the spider's start; one from elsewhere has no task and is none of ours."""
        task = request.meta.get("task")
        if task is None:
            return False
        with self.journal.db:
            added = self.frontier.add(task)
        if added:
            self.wake(task.slot)
        return added

    def next_request(self) -> Request | None:
        now = time.monotonic()
        for _ in range(len(self.turn)):
            slot = self.turn.popleft()
            self.waiting.discard(slot)
            if self.busy.get(slot):
                continue  # woken again when its request is settled
            if self.paused.get(slot, 0) > now:
                self.wake(slot)
                continue
            task = self.permitted(slot)
            if task is not None:
                self.busy[slot] = 1
                self.journal.sent(task)
                return self.request(task)
        return None

    def permitted(self, slot: str) -> Task | None:
        """The next task of a slot that may be sent; those that may not are settled on the way."""
        while (task := self.frontier.take(slot)) is not None:
            host = self.host(task)
            if task.role == "robots":
                return task
            verdict = self.forbidden(task, host)
            if verdict is not None:
                self.journal.not_sent(task, *verdict)
                self.report()
                continue
            if host.robots is None:
                self.frontier.put_back(task)
                if not self.ask_robots(task, host):
                    return None
                continue
            return task
        return None

    def forbidden(self, task: Task, host: Host) -> tuple[Outcome, str] | None:  # noqa: PLR0911 - one branch per case
        site = self.journal.sites.get(task.site_id)
        if site is None or host.name not in site.hosts:
            return Outcome.OFFSITE, "not on a host of the registry"
        if len(task.url) > 4000:
            return Outcome.TRAP, "an address of more than 4000 signs"
        address = literal(urlsplit(task.url).hostname or "")
        if address is not None and is_private(address) and not self.allow_private():
            return Outcome.PRIVATE_ADDRESS, str(address)
        if host.parked:
            return Outcome.HOST_PARKED, host.parked
        if host.robots is not None:
            if host.robots.verdict is Verdict.REFUSED:
                return Outcome.HOST_REFUSED, host.robots.reason
            if not host.robots.allows(task.url, self.agent):
                return Outcome.ROBOTS_DENIED, "closed by robots.txt"
        return None

    def allow_private(self) -> bool:
        return bool(getattr(self.crawler.spider, "allow_private", False))

    def host(self, task: Task) -> Host:
        name = urls.host_of(task.url)
        host = self.hosts.get(name)
        if host is None:
            host = self.hosts[name] = Host(name)
            self.recall(host)
        return host

    def recall(self, host: Host) -> None:
        """Take up what earlier nights left: rules younger than a day, refusals of the last nights."""
        known = self.journal.host(host.name)
        if not known:
            return
        today = self.journal.clock.today()
        if known["refused_nights"] >= REFUSED_NIGHTS and known["refused_on"]:
            since = (today - today.fromisoformat(known["refused_on"])).days
            if since < 7:
                host.parked = (
                    f"refused {known['refused_nights']} nights in a row ({known['refusal']}): asked weekly"
                )
        if known["robots_at"] and known["robots_verdict"]:
            age = self.journal.clock.now() - type(self.journal.clock.now()).fromisoformat(known["robots_at"])
            verdict = Verdict(known["robots_verdict"])
            if verdict is not Verdict.REFUSED and 0 <= age.total_seconds() < ROBOTS_HOURS * 3600:
                text = known["robots"].encode()
                host.robots = robots.read(200, text) if verdict is Verdict.OBEY else Robots(verdict)
                self.slow_down(host)

    def ask_robots(self, task: Task, host: Host) -> bool:
        """Queue the robots.txt of a host, before all else; False if that is under way already."""
        if host.asked:
            return False
        host.asked = True
        parts = urlsplit(task.url)
        asking = Task(
            task.site_id, f"{parts.scheme}://{parts.netloc}/robots.txt", "robots", {"title": "robots.txt"}
        )
        with self.journal.db:
            added = self.frontier.add(asking, first=True)
        if not added:
            # It was asked earlier this night by a run that was killed or before the rules were kept.
            with self.journal.db:
                self.journal.db.execute("DELETE FROM frontier WHERE key = ?", (asking.key,))
                self.frontier.add(asking, first=True)
        return True

    def request(self, task: Task) -> Request:
        """The request for a task."""
        settings = self.crawler.settings
        headers = dict(task.facts.get("headers", {}))
        meta: dict[str, Any] = {"task": task, "download_slot": task.slot, "handle_httpstatus_all": True}
        meta["verbatim_url"] = True
        if task.role == "attachment":
            meta["download_maxsize"] = settings.getint("ATTACHMENT_MAXSIZE")
            meta["download_timeout"] = settings.getint("ATTACHMENT_TIMEOUT")
        elif task.role == "robots":
            meta["download_maxsize"] = robots.LONGEST
            meta["download_timeout"] = ROBOTS_TIMEOUT
        deadline = getattr(self.crawler.spider, "deadline", None)
        if deadline is not None:  # no answer is waited for much longer than the window
            most = meta.get("download_timeout", settings.getint("DOWNLOAD_TIMEOUT"))
            meta["download_timeout"] = min(most, max(deadline - time.monotonic(), 0) + GRACE)
        if task.facts.get("recheck") and not task.facts.get("unconditional"):
            visit = self.journal.visit(task)
            if visit and visit["outcome"] in FETCHED:
                if visit["etag"]:
                    headers["If-None-Match"] = visit["etag"]
                if visit["last_modified"]:
                    headers["If-Modified-Since"] = visit["last_modified"]
        return Request(
            task.url,
            method=task.method,
            body=task.facts.get("body", ""),
            headers=headers,
            callback=self.crawler.spider.parse,  # type: ignore[union-attr]
            errback=self.crawler.spider.failed,  # type: ignore[attr-defined]
            meta=meta,
            dont_filter=True,
        )

    # What came of requests

    def settled(self, task: Task, outcome: Outcome, detail: str = "", retry_after: float = 0.0) -> None:
        """Learn from the end of a request: the server is free again, or better left alone."""
        slot = task.slot
        self.busy[slot] = 0
        host = self.host(task)
        if outcome in FAILURES or outcome in REFUSALS:
            host.failures += 1
            host.refusals += outcome in REFUSALS and outcome is not Outcome.RATE_LIMITED
            delay = retry_after or (self.delay_of(slot) * 2**task.tries)
            if delay > LONGEST_WAIT:
                self.park(host, outcome, f"{outcome}: asks to wait {delay:.0f} seconds")
            elif delay:
                self.paused[slot] = time.monotonic() + delay
            if host.refusals >= MOST_REFUSALS or outcome in AT_ONCE:
                self.park(host, outcome, f"{outcome}: {detail}".rstrip(": "))
            elif host.failures >= MOST_FAILURES:
                self.park(
                    host,
                    outcome,
                    f"{host.failures} failures in a row, the last: {outcome}: {detail}".rstrip(": "),
                )
        elif outcome in FETCHED or outcome is Outcome.REDIRECTED:
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
        for queued in (slot, *(other for other, number in self.frontier.queued.items() if number)):
            self.wake(queued)
        self.report()

    def know_robots(self, task: Task, rules: Robots) -> None:
        """Keep the rules of a host; what waits for them may go."""
        hops = task.facts.get("hops")
        host = self.host(Task(task.site_id, hops[0], "robots") if hops else task)
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

    def slow_down(self, host: Host) -> None:
        """Let the downloader wait as long as the server's Crawl-delay asks."""
        wanted = host.robots.delay(self.agent) if host.robots else 0.0
        if not wanted:
            return
        slot = urls.slot_of(host.name)
        engine = self.crawler.engine
        if engine is None or wanted <= self.delay_of(slot):
            return
        # A Crawl-delay is a least time: no jitter below it.
        engine.downloader.per_slot_settings[slot] = {"concurrency": 1, "delay": wanted, "jitter": 0.0}
        if slot in engine.downloader.slots:
            engine.downloader.slots[slot].delay = wanted
            engine.downloader.slots[slot].jitter = 0.0

    def delay_of(self, slot: str) -> float:
        engine = self.crawler.engine
        stated = engine.downloader.per_slot_settings.get(slot, {}) if engine else {}
        return float(stated.get("delay", self.crawler.settings.getfloat("DOWNLOAD_DELAY")))

    def park(self, host: Host, outcome: Outcome, reason: str) -> None:
        """Ask nothing more of a host tonight."""
        if host.parked:
            return
        host.parked = reason[:300]
        if outcome in REFUSALS:
            known = self.journal.host(host.name)
            today = self.journal.clock.today().isoformat()
            nights = known.get("refused_nights", 0) + (known.get("refused_on") != today)
            self.journal.remember_host(
                host.name, refused_nights=nights, refused_on=today, refusal=str(outcome)
            )

    def report(self) -> None:
        self.crawler.spider.report()  # type: ignore[union-attr]
