"""UCAP and its like (family F5): `c######/list.shtml`, articles named by 32 hex signs, lists also as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from crawler import calls, urls
from crawler.adapters import rows
from crawler.adapters.adapter import Adapter, Entry
from crawler.adapters.follow import Follow
from crawler.adapters.paging import with_query
from crawler.adapters.trs import Trs
from crawler.page import Page

SERVICE = re.compile(r"[\w./:-]*/(?:searchList|common/search)/([0-9a-f]{32})(?:\?[^\s'\"<>)]*)?")
PAGE_SIZE = 18


class Ucap(Adapter):
    """Entries stand in the page, or come from `/searchList/<channel>` or `/common/search/<channel>`.

    The channel is a meta tag, and not the number in the address. Addresses in the answer may begin
    with `//host`; static pages are numbered from 1 (`list_2.shtml`).
    """

    name = "ucap"

    def recognises(self, page: Page) -> str:
        if page.meta("channelid"):
            return "meta channelid"
        return "searchList" if SERVICE.search(page.text) else ""

    def entries(self, page: Page) -> list[Entry]:
        return rows.entries_of(page) if page.context.get("channel") else super().entries(page)

    def total(self, page: Page) -> int | None:
        return rows.total_of(page) if page.context.get("channel") else super().total(page)

    def next_pages(self, page: Page) -> Iterator[Follow]:
        if page.context.get("channel"):
            number, held = (
                page.context.get("number", 1),
                page.context.get("held", 0) + len(self.entries(page)),
            )
            if held < (self.total(page) or 0):
                posted = page.context.get("posted")
                yield self.request(page, page.context["service"], number + 1, held, posted=posted)
            return
        # Its own service is asked below, in its own way.
        static = [follow for follow in Trs().next_pages(page) if follow.context.get("adapter") != "service"]
        yield from static
        found = SERVICE.search(page.text)
        if found:
            service = urls.join(page.base, found.group(0).replace("&amp;", "&"))
            stated = next(
                (c for c in calls.calls(page.script) if SERVICE.search(c.address) and c.fields), None
            )
            fields = {"datas[0][key]": "status", "datas[0][value]": 1, **(stated.fields if stated else {})}
            by_post = self.request(page, service, 1, 0, posted=fields)
            yield replace(self.request(page, service, 1, 0), otherwise=by_post)
        elif not static and re.fullmatch(r"[0-9a-f]{32}", page.meta("channelid")):
            parts = urlsplit(page.url)
            for service in ("searchList", "common/search"):
                url = f"{parts.scheme}://{parts.netloc}/{service}/{page.meta('channelid')}"
                yield self.request(page, url, 1, 0, probe=True)

    def request(
        self,
        page: Page,
        service: str,
        number: int,
        held: int,
        *,
        probe: bool = False,
        posted: dict[str, Any] | None = None,
    ) -> Follow:
        asked = {
            "_isAgg": "true",
            "_isJson": "true",
            "_pageSize": PAGE_SIZE,
            "_template": "index",
            "page": number,
        }
        origin = page.context.get("origin", page.url)
        headers = {"Referer": origin}
        if posted:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        return Follow(
            service if posted else with_query(service, **asked),
            "data",
            method="POST" if posted else "GET",
            body=urlencode({**asked, **posted, "page": number}) if posted else "",
            headers=headers,
            context={
                "posted": posted,
                "adapter": self.name,
                "channel": True,
                "service": service,
                "number": number,
                "held": held,
                "origin": origin,
            },
            probe=probe,
        )
