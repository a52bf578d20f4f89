"""One crawl of a registry, in this process."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import settings as defaults
from crawler.journal import BusyError
from crawler.progress import Progress
from crawler.registry import Site
from crawler.settle import RunResult, SiteResult
from crawler.spiders.reports import ReportsSpider

__all__ = ["BusyError", "CrawlError", "Progress", "RunResult", "SiteResult", "crawl"]


Kind = TypeVar("Kind", bound=ReportsSpider)


class CrawlError(Exception):
    """A crawl that could not be begun."""


def crawl(
    sites: list[Site],
    archive: Path,
    *,
    allow_private: bool = False,
    delay: float | None = None,
    now: datetime | None = None,
    command: str = "crawl",
    overrides: Mapping[str, object] | None = None,
    progress: Callable[[Progress], None] | None = None,
    seconds: float | None = None,
    guard: Callable[[], str] | None = None,
) -> RunResult:
    """Crawl these sites into this archive; gives how the run and each site fared.

    Once per process: the reactor of Twisted cannot be started twice. SIGINT stops it cleanly, with
    outcome `interrupted`; the next run goes on where it stopped, also after a kill.

    Args:
        delay: seconds between two requests to one server, in place of the three of the settings.
        now: the time to believe it is; it runs on from there.
        overrides: settings of Scrapy and of `crawler.settings` in place of those there.
        progress: called after each request with how far the run is.
        seconds: the end of the window; what is not asked by then is left for the next run.
        guard: asked every few seconds; a word other than "" (such as `disk`) ends the run for that reason.
    Raises:
        BusyError: another crawl writes to this archive.
        CrawlError: the run did not come about; the log says why.
    """
    spider = finished(
        ReportsSpider,
        overrides or {},
        delay,
        sites=sites,
        archive=archive,
        allow_private=allow_private,
        now=now,
        command=command,
        progress=progress,
        seconds=seconds,
        guard=guard,
    )
    spider.journal.close()
    if spider.result is None:
        raise CrawlError("the crawl did not come to an end; see the log")
    return spider.result


def finished(
    kind: type[Kind], overrides: Mapping[str, object], delay: float | None, **arguments: Any
) -> Kind:
    """A spider of this kind after its whole run, its journal still open."""
    settings = Settings()
    settings.setmodule(defaults, priority="project")
    settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
    settings.update(dict(overrides), priority="cmdline")
    # What it warns of, broken and oversized answers, stands in the ledger.
    logging.getLogger("scrapy.core.downloader.handlers.http11").setLevel(logging.ERROR)
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler(kind)
    if delay is not None:
        arguments["delay"] = delay
    task = process.crawl(crawler, **arguments)
    process.start()
    if task.done() and not task.cancelled() and (error := task.exception()) is not None:
        raise error
    spider = crawler.spider
    if not isinstance(spider, kind):
        raise CrawlError("the crawl did not begin; see the log")
    return spider
