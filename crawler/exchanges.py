"""Exchanges: a request and its answer as they go to the archive."""

from __future__ import annotations

from typing import Any

from scrapy.http import Response

from archive import warc
from crawler.clock import Clock
from crawler.frontier import Task
from crawler.journal import warc_date


def exchange_of(task: Task, response: Response, clock: Clock) -> warc.Exchange:
    """The exchange as it goes to the archive."""
    request = response.request
    return warc.Exchange(
        url=task.url,
        moment=warc_date(clock.stamp()),
        status=response.status,
        headers=pairs(response.headers),
        body=response.body,
        method=request.method if request else "GET",
        request_headers=pairs(request.headers) if request else [],
        request_body=request.body if request else b"",
        ip=str(response.ip_address or ""),
        protocol=response.protocol or "HTTP/1.1",
    )


def pairs(headers: Any) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("utf-8", "replace"))
        for name, values in headers.items()
        for value in (values if isinstance(values, list) else [values])
    ]
