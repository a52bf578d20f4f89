"""One crawl in a process of its own: `python -m bench.crawls nianbao|plain TOLD RESULT` (both JSON files).

The clock runs from the opening of the spider to the end of its engine: the start of Python and Scrapy,
which does not grow with the pages, is left out for both.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from pydispatch import dispatcher
from scrapy import Spider, signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import HtmlResponse, Response
from scrapy.settings import Settings

from bench import meter
from crawler import registry, run
from crawler import settings as defaults


class PlainSpider(Spider):
    """Fetches the columns and what they link to, and keeps nothing."""

    name = "plain"
    pages = 0

    def parse(self, response: Response, **_: Any) -> Any:
        PlainSpider.pages += 1
        yield from cast("HtmlResponse", response).follow_all(css="li a", callback=self.article)

    def article(self, _: Response) -> None:
        PlainSpider.pages += 1


def plain(told: dict[str, Any]) -> dict[str, Any]:
    """Scrapy with the crawler's settings, but its own handlers and scheduler, and nothing stored."""
    settings = Settings()
    settings.setmodule(defaults, priority="project")
    settings.set(
        "DOWNLOAD_HANDLERS", {"file": None, "ftp": None, "s3": None, "data": None}, priority="cmdline"
    )
    settings.set("DOWNLOAD_DELAY", 0, priority="cmdline")
    settings.set("LOG_LEVEL", "ERROR", priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    process.crawl(
        PlainSpider, start_urls=[column for site in registry.load(told["sites"]) for column in site.columns]
    )
    process.start()
    return {"pages": PlainSpider.pages, "requests": PlainSpider.pages}


def nianbao(told: dict[str, Any]) -> dict[str, Any]:
    result = run.crawl(
        registry.load(told["sites"]),
        Path(told["archive"]),
        allow_private=True,
        delay=0,
        now=datetime.fromisoformat(told["now"]),
    )
    return {"pages": result.captures, "requests": result.requests, "outcome": result.outcome}


def main(kind: str, told: str, result: str) -> None:
    logging.getLogger("scrapy").setLevel(logging.ERROR)
    crawl: Callable[[dict[str, Any]], dict[str, Any]] = {"plain": plain, "nianbao": nianbao}[kind]
    marks: dict[str, tuple[float, float]] = {}

    def opened(**_: Any) -> None:
        marks["opened"] = meter.cpu_seconds(), time.perf_counter()

    def stopped(**_: Any) -> None:
        marks["stopped"] = meter.cpu_seconds(), time.perf_counter()

    dispatcher.connect(opened, signals.spider_opened)
    dispatcher.connect(stopped, signals.engine_stopped)
    found = crawl(json.loads(Path(told).read_text("utf-8")))
    (cpu, wall), (cpu_end, wall_end) = marks["opened"], marks["stopped"]
    found |= {"cpu": cpu_end - cpu, "wall": wall_end - wall, "start": cpu, "memory": meter.peak_megabytes()}
    Path(result).write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
