"""Scrapy's scheduler over the frontier: one request per server at a time, robots.txt first, then lists.

It hands out no request that may not be sent, and says why in the ledger. A server is a registered
domain, or several of them at one address of the network.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections import deque
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from scrapy.core.scheduler import BaseScheduler
from scrapy.http import Request
from scrapy.utils.defer import maybe_deferred_to_future

from crawler import robots, urls
from crawler.addresses import is_private, literal
from crawler.frontier import Task
from crawler.outcomes import FAILURES, FETCHED, REFUSALS, Outcome
from crawler.politeness import Host, Politeness, is_literal
from crawler.robots import Robots, Verdict

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from twisted.internet.base import DelayedCall, ReactorBase

    from crawler.journal import Journal
    from crawler.spiders.reports import ReportsSpider

ROBOTS_TIMEOUT = 20  # seconds
GRACE = 60.0  # seconds after the end of the window that an answer may still take
RESOLVE_SECONDS = 30  # for all names together; what is not known by then is learnt from the first answer
STORAGE = (OSError, sqlite3.Error)


class FrontierScheduler(BaseScheduler):
    """Hands out tasks as requests; what came of them is reported by the spider through `settled`."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.turn: deque[str] = deque()  # slots with work, in order
        self.waiting: set[str] = set()  # those in `turn`
        self.alarm: DelayedCall | None = None  # when the first pause is over
        settings = crawler.settings
        self.most_requests = settings.getint("HOST_REQUESTS")
        self.most_bytes = settings.getint("HOST_BYTES")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FrontierScheduler:
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        self.journal: Journal = self.spider.journal
        self.frontier = self.journal.frontier
        self.politeness = Politeness(self.crawler, self.journal)
        self.spider.scheduler = self
        for slot in self.frontier.queued:
            self.wake(slot)

    @property
    def spider(self) -> ReportsSpider:
        """The spider whose tasks these are."""
        return cast("ReportsSpider", self.crawler.spider)

    async def resolve(self) -> None:
        """Find out which hosts of the registry share a server, before any of them is asked."""
        from twisted.internet import reactor as installed  # noqa: PLC0415 - only when a crawl begins

        reactor = cast("ReactorBase", installed)

        hosts = {host for site in self.journal.sites.values() for host in site.hosts}
        names = [host for host in sorted(hosts) if "." in urls.slot_of(host) and not is_literal(host)]

        async def one(host: str) -> None:
            known = self.politeness.known(host)
            if not known.address:
                # A name that is not known is told when it is asked for.
                with contextlib.suppress(Exception):
                    name = urlsplit(f"//{host}").hostname or ""
                    known.address = await maybe_deferred_to_future(reactor.resolve(name, (1, 3, 6)))
                    self.journal.remember_host(host, address=known.address)
            if known.address:
                self.politeness.servers.join(urls.slot_of(host), known.address)

        if names:
            await asyncio.wait([asyncio.ensure_future(one(host)) for host in names], timeout=RESOLVE_SECONDS)

    def close(self, reason: str) -> None:
        self.turn.clear()
        self.no_alarm()

    def wake(self, slot: str) -> None:
        if slot not in self.waiting:
            self.waiting.add(slot)
            self.turn.append(slot)

    def has_pending_requests(self) -> bool:
        rendering = self.spider.rendering
        return self.frontier.pending() > 0 or bool(self.frontier.in_hand) or bool(rendering)

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
        spider = self.spider
        if spider.stopping:
            return None
        try:
            return self.next_of_turn()
        except STORAGE as error:
            spider.cannot_write(error)
            return None

    def next_of_turn(self) -> Request | None:
        polite, pauses = self.politeness, []
        for _ in range(len(self.turn)):
            slot = self.turn.popleft()
            self.waiting.discard(slot)
            server = polite.servers.of(slot)
            if polite.busy.get(server):
                continue  # woken again when its request is settled
            left = polite.pause_left(server)
            task = self.permitted(slot) if left <= 0 else None
            if task is not None:
                # Only now is known what an earlier run was told by this host.
                left = polite.pause_left(server)
                if left > 0:
                    self.frontier.put_back(task)
            if left > 0:
                self.wake(slot)
                pauses.append(left)
            elif task is not None:
                polite.busy[server] = 1
                host = polite.host(task)
                host.requests += 1
                self.journal.sent(task, host.name)
                return self.request(task, server)
        if pauses:
            self.ask_again(min(pauses))
        return None

    def ask_again(self, seconds: float) -> None:
        """Have the engine ask for requests when a pause is over; by itself it does so every five seconds."""
        from twisted.internet import reactor as installed  # noqa: PLC0415 - as above

        self.no_alarm()
        engine = self.crawler.engine
        if engine is not None and engine._slot is not None:
            reactor = cast("ReactorBase", installed)
            self.alarm = reactor.callLater(seconds, engine._slot.nextcall.schedule)

    def no_alarm(self) -> None:
        if self.alarm is not None and self.alarm.active():
            self.alarm.cancel()
        self.alarm = None

    def permitted(self, slot: str) -> Task | None:
        """The next task of a slot that may be sent; those that may not are settled on the way."""
        while (task := self.frontier.take(slot)) is not None:
            host = self.politeness.host(task)
            if task.role == "robots":
                return task
            verdict = self.forbidden(task, host)
            if verdict is not None:
                self.journal.not_sent(task, *verdict)
                self.spider.left_out(task, verdict[1])
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
        if host.requests >= self.most_requests or host.size >= self.most_bytes:
            told = f"{host.requests} requests and {host.size} bytes tonight"
            return Outcome.OVER_BUDGET, f"the host's budget is used up: {told}; the rest comes another night"
        if host.robots is not None:
            if host.robots.verdict is Verdict.REFUSED:
                return Outcome.HOST_REFUSED, host.robots.reason
            if not host.robots.allows(task.url, self.politeness.agent):
                return Outcome.ROBOTS_DENIED, "closed by robots.txt"
        return None

    def allow_private(self) -> bool:
        return self.spider.allow_private

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

    def request(self, task: Task, server: str) -> Request:
        """The request for a task."""
        settings = self.crawler.settings
        headers = dict(task.facts.get("headers", {}))
        meta: dict[str, Any] = {"task": task, "download_slot": server, "handle_httpstatus_all": True}
        meta["verbatim_url"] = True
        if task.role == "attachment":
            meta["download_maxsize"] = settings.getint("ATTACHMENT_MAXSIZE")
            meta["download_timeout"] = settings.getint("ATTACHMENT_TIMEOUT")
        elif task.role == "robots":
            meta["download_maxsize"] = robots.LONGEST
            meta["download_timeout"] = ROBOTS_TIMEOUT
        deadline = self.spider.deadline
        if deadline is not None:  # no answer is waited for much longer than the window
            most = meta.get("download_timeout", settings.getint("DOWNLOAD_TIMEOUT"))
            meta["download_timeout"] = min(most, max(deadline - time.monotonic(), 0) + GRACE)
        if task.facts.get("recheck") and not task.facts.get("unconditional"):
            visit = self.journal.visits.known(task)
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
            callback=self.spider.parse,
            errback=self.spider.failed,
            meta=meta,
            dont_filter=True,
        )

    # What came of requests

    def settled(
        self, task: Task, outcome: Outcome, detail: str = "", retry_after: float = 0.0, size: int = 0
    ) -> None:
        """Learn from the end of a request: the server is free again, or better left alone."""
        polite = self.politeness
        server = polite.servers.of(task.slot)
        polite.busy[server] = 0
        polite.host(task).size += size
        if outcome in FAILURES or outcome in REFUSALS:
            polite.failed(task, outcome, detail, retry_after)
        elif outcome in FETCHED or outcome is Outcome.REDIRECTED:
            polite.answered(task)
        for slot in polite.servers.members(server):
            if self.frontier.queued.get(slot):
                self.wake(slot)
        self.wake_fresh()
        self.report()

    def wake_fresh(self) -> None:
        """Take up the slots that got work."""
        for slot in self.frontier.fresh:
            if self.frontier.queued.get(slot):
                self.wake(slot)
        self.frontier.fresh.clear()

    def know_robots(self, task: Task, rules: Robots) -> None:
        """Keep the rules of a host; what waits for them may go."""
        self.wake(urls.slot_of(self.politeness.know_robots(task, rules).name))

    def report(self) -> None:
        self.spider.report()
