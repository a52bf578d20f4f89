"""The one spider: it crawls every site of a registry, whatever publishing system each runs.

    scrapy crawl reports -a sites=my_sites.toml -a archive=archive.db -a delay=5

What a response means is decided in `crawler.answers`; what is written, in `crawler.journal`; what may
be asked and when, in `crawler.scheduler`. A request is never lost: it is done only when all that came
of it is stored.
"""

from __future__ import annotations

import asyncio
import email.utils
import logging
import re
import threading
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy
from scrapy import signals
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Request, Response
from scrapy.utils.defer import _schedule_coro

from crawler import registry, rendering, robots, settle, tls, urls
from crawler.answers import Reader, tried_again
from crawler.clock import Clock
from crawler.found import Found
from crawler.frontier import Task
from crawler.journal import Journal
from crawler.outcomes import ON_A_GUESS, TRY_AGAIN, Outcome, of_failure
from crawler.progress import Progress
from crawler.registry import Site
from crawler.scheduler import STORAGE

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from crawler.rendering import Rendering
    from crawler.scheduler import FrontierScheduler

logger = logging.getLogger(__name__)
CANNOT_WRITE = "cannot_write"

WATCH_EVERY = 5.0  # seconds between two looks at the window and the guard


class ReportsSpider(scrapy.Spider):
    """Annual reports on open government information, from every site of a registry.

    Arguments: `sites` (a TOML file or a folder of them), `archive` (default archive.db), `only` (ids,
    comma-separated), `allow_private` (1 for loopback and private addresses), `delay` (seconds), `now`.
    """

    name = "reports"
    # Only with an archive: its table is the queue, redirects and retries are rows of its ledger, and
    # bodies are archived as received, before anything is decoded.
    custom_settings = {  # noqa: RUF012 - Scrapy's way
        "SCHEDULER": "crawler.scheduler.FrontierScheduler",
        "ROBOTSTXT_OBEY": False,  # the scheduler asks for robots.txt itself, and reads refusals as such
        "RETRY_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "COMPRESSION_ENABLED": False,
        "CONCURRENT_ITEMS": 1,  # was 100: so many tasks are made for every response, and none has work
        "WARN_ON_GENERATOR_RETURN_VALUE": False,  # it reads our source again for every response
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": "gzip, deflate",
        },
        "DOWNLOADER_MIDDLEWARES": {"scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None},
        "SPIDER_MIDDLEWARES": {
            "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
        },
    }

    scheduler: FrontierScheduler

    def __init__(
        self,
        sites: list[Site] | str = "",
        archive: Path | str = "archive.db",
        only: str = "",
        allow_private: bool | str = False,
        now: datetime | str | None = None,
        command: str = "crawl",
        progress: Callable[[Progress], None] | None = None,
        seconds: float | None = None,
        guard: Callable[[], str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        found = registry.load(sites or registry.DEFAULT) if isinstance(sites, str) else sites
        wanted = set(filter(None, only.split(",")))
        chosen = [site for site in found if not wanted or site.id in wanted]
        if not chosen:
            raise registry.RegistryError([f"no site {only} in the registry"])
        self.allow_private = str(allow_private).lower() in ("1", "true", "yes")
        self.progress = progress
        self.deadline = None if seconds is None else time.monotonic() + seconds
        self.guard = guard
        self.watching: asyncio.Task[None] | None = None
        self.looked_for_vanished = False
        self.rendering = 0  # pages being run in the browser
        self.no_more_rendering = threading.Event()
        clock = Clock(datetime.fromisoformat(now) if isinstance(now, str) else now)
        self.journal = Journal(Path(archive), chosen, clock, command)
        self.reader = Reader(self.journal)
        lenient = {host for site in chosen if site.tls == "any" for host in site.hosts}
        self.tls = tls.Policy(lenient.__contains__)
        self.stopping = self.message = ""
        self.result: settle.RunResult | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> ReportsSpider:
        delay = kwargs.pop("delay", None)
        if delay is not None:
            # Never less than asked for: the jitter goes to both sides of a middle that is a quarter more.
            crawler.settings.set("DOWNLOAD_DELAY", float(delay) * 1.25, priority="cmdline")
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.ended, signals.spider_closed)
        crawler.signals.connect(spider.idle, signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """The columns of every site, then known pages whose turn it is."""
        await self.scheduler.resolve()
        due = list(self.journal.due())  # before a list is read: turns count from when that was done last
        for site in self.journal.sites.values():
            for column in site.columns:
                yield self.seed(
                    Task(site.id, column, "list", {"chain": column, "root": column, "column": True})
                )
        for task in due:
            yield self.seed(task)
        # Only now, so that a window that is over already leaves all of it queued and counted.
        self.watching = asyncio.create_task(self.watch())

    async def watch(self) -> None:
        """End the run when its window ends or its guard says why; what is queued stays queued."""
        while True:
            left = WATCH_EVERY if self.deadline is None else self.deadline - time.monotonic()
            reason = "window" if left <= 0 else self.guard() if self.guard else ""
            if reason:
                self.no_more_rendering.set()
                self.watching = None  # not to be cancelled by the end that it brings about itself
                await self.crawler.engine.close_spider_async(reason=reason)
                return
            await asyncio.sleep(min(left, WATCH_EVERY))

    def seed(self, task: Task) -> Request:
        return Request(task.url, meta={"task": task, "verbatim_url": True}, dont_filter=True)

    def parse(self, response: Response, **kwargs: Any) -> Coroutine[Any, Any, None] | None:
        """Store a response and all it leads to; what is left to do is run pages in the browser, if any."""
        if self.stopping == CANNOT_WRITE:
            return None  # its task stays queued
        task: Task = response.meta["task"]
        try:
            found = self.reader.found(task, response)
        except Exception as error:  # a bug of ours on one page must not stop the night
            logger.exception("%s could not be read", task.url)
            found = Found(Outcome.SPIDER_ERROR, f"{type(error).__name__}: {error}")
        address = str(response.ip_address or "")
        with self.storing():
            if task.role == "robots" and not found.again and not found.follow:
                absent = found.outcome is Outcome.REDIRECTED_HOME
                body = found.body if response.status == 200 else b""
                self.scheduler.know_robots(task, robots.read(404 if absent else response.status, body))
            found = self.finished(task, found)
            limited = found.outcome is Outcome.RATE_LIMITED
            wait = retry_after(response, self.journal.clock) if limited else 0.0
            self.scheduler.settled(task, found.outcome, found.detail, wait, len(response.body))
            self.scheduler.politeness.reached(task, address, self.tls.told.get(urls.host_of(task.url), ""))
        return None if found.again or found.follow else self.rendered(task, found.detail or found.outcome)

    def finished(self, task: Task, found: Found) -> Found:
        """Store what was found; where it cannot be stored and the disk is not at fault, that it cannot."""
        try:
            self.journal.finish(task, found)
        except STORAGE:
            raise
        except Exception as error:  # as above: its server must not be waited for all night
            logger.exception("%s could not be stored", task.url)
            found = Found(Outcome.SPIDER_ERROR, f"{type(error).__name__}: {error}"[:300])
            self.journal.finish(task, found)
        return found

    def failed(self, failure: Failure) -> Coroutine[Any, Any, None] | None:
        """Store why a request brought no response."""
        if self.stopping == CANNOT_WRITE:
            return None
        task: Task = failure.request.meta["task"]  # type: ignore[attr-defined]
        outcome, detail = of_failure(failure)
        host = urls.host_of(task.url)
        wrong = self.tls.told.get(host, "")
        if outcome is Outcome.TLS and wrong:
            detail = f"certificate: {wrong}"
        elif outcome is Outcome.RESET and task.url.startswith("https:") and host in self.tls.silent:
            outcome = Outcome.TLS
            detail = "the server broke off before it showed a certificate: it may know old protocols only"
        if task.is_guess:
            detail = f"{ON_A_GUESS}: {detail}"
        again = outcome in TRY_AGAIN and not task.is_guess and tried_again(task, outcome)
        found = Found(outcome, detail, again=again)
        with self.storing():
            if task.role == "robots" and not found.again:
                self.scheduler.know_robots(task, robots.failed(outcome, detail))
            self.journal.finish(task, found)
            self.scheduler.settled(task, outcome, detail)
            if wrong:
                self.scheduler.politeness.reached(task, "", wrong)
        return None if found.again else self.rendered(task, f"{outcome}: {detail}")

    # Pages in the browser

    def left_out(self, task: Task, detail: str) -> None:
        """Go on without what was not to be sent."""
        if (running := self.rendered(task, detail)) is not None:
            _schedule_coro(running)

    def rendered(self, task: Task, detail: str) -> Coroutine[Any, Any, None] | None:
        """The running of pages that waited for this request to end; None if none did."""
        ready = self.reader.renderings.settled(task, detail)
        self.rendering += len(ready)
        return self.run_pages(ready) if ready else None

    async def run_pages(self, pages: list[Rendering]) -> None:
        for page in pages:
            try:
                with self.storing():
                    await self.run_page(page)
            finally:
                self.rendering -= 1

    async def in_browser(self, given: dict[str, Any]) -> dict[str, Any]:
        """What the browser makes of a page; it is ended with the run."""
        seconds = self.crawler.settings.getfloat("BROWSER_SECONDS")
        thread = asyncio.to_thread(rendering.run, given, seconds, self.no_more_rendering)
        running = asyncio.ensure_future(thread)
        while not running.done():
            await asyncio.wait({running}, timeout=0.5)
            if not self.crawler.crawling:
                self.no_more_rendering.set()
        return running.result()

    async def run_page(self, page: Rendering) -> None:
        """Run a page, and either ask for what it wants or store what it shows."""
        renderings = self.reader.renderings
        while not self.stopping:
            page.rounds += 1
            try:
                given = renderings.given(page)
                result = await self.in_browser(given)
                tasks = renderings.wants(page, result["wanted"])
                if page.waiting and page.rounds < rendering.MOST_ROUNDS:
                    for task in tasks:  # through the engine, which takes them up at once
                        self.crawler.engine.crawl(self.seed(task))
                    return
                if result["wanted"] and page.rounds < rendering.MOST_ROUNDS:
                    continue  # all of it is known by now
                found = self.reader.rendered(page, result)
            except rendering.RenderingError as error:
                if self.no_more_rendering.is_set():
                    return  # taken up by the next run
                found = Found(Outcome.NEEDS_JS, str(error))
            except STORAGE:
                raise
            except Exception as error:  # as above: one page must not stop the night
                logger.exception("%s could not be read", page.task.url)
                found = Found(Outcome.SPIDER_ERROR, f"{type(error).__name__}: {error}"[:300])
            renderings.end(page)
            self.journal.rendered(page.task, found)
            self.scheduler.wake_fresh()
            return

    @contextmanager
    def storing(self) -> Iterator[None]:
        """While something is written: a disk that takes no more ends the run; nothing half is left."""
        try:
            yield
        except STORAGE as error:
            self.cannot_write(error)

    def cannot_write(self, error: Exception) -> None:
        self.stop(CANNOT_WRITE, f"the archive cannot be written: {error}")

    def stop(self, reason: str, message: str) -> None:
        """End the run in good order; what is left is taken up by the next one."""
        if not self.stopping:
            self.stopping, self.message = reason, message
            self.no_more_rendering.set()
            _schedule_coro(self.crawler.engine.close_spider_async(reason=reason))

    def report(self) -> None:
        """Tell whoever watches how far the run is."""
        if self.progress is not None:
            frontier = self.journal.frontier
            self.progress(
                Progress(frontier.done, frontier.total, f"{self.journal.counts['captures']} captures")
            )

    def idle(self) -> None:
        """Once the lists are read: pages that stood on them before and no longer do are looked at."""
        if self.stopping:
            return
        if stuck := self.reader.renderings.stuck():
            self.rendering += len(stuck)
            _schedule_coro(self.run_pages(stuck))
            raise DontCloseSpider
        if self.looked_for_vanished:
            return
        self.looked_for_vanished = True
        tasks = list(self.journal.vanished())
        for task in tasks:  # through the engine, which takes them up at once and not at its next heartbeat
            self.crawler.engine.crawl(self.seed(task))
        if tasks:
            raise DontCloseSpider

    def ended(self, reason: str) -> None:
        """Judge every site, and close the run."""
        self.no_more_rendering.set()
        if self.watching is not None:
            self.watching.cancel()
        self.result = settle.settle(self.journal, reason, self.message)


def retry_after(response: Response, clock: Clock) -> float:
    """Seconds that a server asks to wait; 0 if it does not say, or not in a way that can be read."""
    stated = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if re.fullmatch(r"\d{1,7}", stated):
        return float(stated)
    try:
        until, now = (
            moment_of(text) for text in (stated, (response.headers.get("Date") or b"").decode("latin-1"))
        )
    except ValueError:
        return 0.0
    # By the server's own clock where it tells it: that may be wrong, and so may be ours.
    return max(0.0, (until - (now or clock.now())).total_seconds()) if until else 0.0


def moment_of(text: str) -> datetime | None:
    """A date of HTTP; None without one. Raises ValueError for what is none."""
    if not text:
        return None
    found = email.utils.parsedate_to_datetime(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
