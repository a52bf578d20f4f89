"""Hanweb jpaas (family F4): the list is a "page build unit", HTML inside JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

from crawler import urls
from crawler.adapters import rows
from crawler.adapters.adapter import Adapter, Entry, read_entries
from crawler.adapters.follow import Follow
from crawler.page import Page

UNIT = re.compile(r"[\w./:-]*jpaas-publish-server/front/page/build/unit")
PAIR = re.compile(r"['\"]?(\w+)['\"]?\s*:\s*['\"]([^'\"]*)['\"]")
PAGE_SIZE = 15


class Jpaas(Adapter):
    """A script tag (`unitbuild.js`) carries the address of the unit and its parameters in single quotes.

    Further pages are asked for by `paramJson`; the bare `pageNo` is sent as well, for the sites that
    know only that. A page that adds nothing ends the list.
    """

    name = "jpaas"

    def recognises(self, page: Page) -> str:
        if "jpaas-publish-server" in page.text:
            return "jpaas-publish-server"
        return "unitbuild.js" if "unitbuild.js" in page.text else ""

    def entries(self, page: Page) -> list[Entry]:
        html = rows.html_of(page)
        if not html:
            return [] if page.context.get("unit") else super().entries(page)
        fragment = Page(page.context.get("origin", page.url), html.encode(), "text/html; charset=utf-8")
        return read_entries(fragment, fragment.links)

    def next_pages(self, page: Page) -> Iterator[Follow]:
        if unit := page.context.get("unit"):
            if self.entries(page):
                number = page.context.get("number", 1) + 1
                yield self.request(unit, page.context["query"], number, page.context["origin"])
            return
        for script in page.root.iter("script"):
            address = script.get("url") or script.get("data-url") or ""
            told = script.get("querydata") or script.get("data-querydata") or ""
            if not UNIT.search(address) and not told:
                continue
            query = dict(PAIR.findall(told))
            if (url := urls.join(page.base, address)) and query:
                yield self.request(url, query, 1, page.url)
        if "unitbuild.js" not in page.text:
            yield from super().next_pages(page)

    def request(self, unit: str, query: dict[str, str], number: int, origin: str) -> Follow:
        # The size is asked for from the first page on: the next ones must begin where it ends.
        paging = json.dumps({"pageNo": number, "pageSize": PAGE_SIZE}, separators=(",", ":"))
        asked = {**query, "pageNo": str(number), "paramJson": paging}
        return Follow(
            f"{unit}?{urlencode(asked)}",
            "data",
            headers={"Referer": origin, "X-Requested-With": "XMLHttpRequest"},
            context={"adapter": self.name, "unit": unit, "query": query, "number": number, "origin": origin},
        )
