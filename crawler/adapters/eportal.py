"""eportal (family F9): numeric directories, where an article and a column look the same from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawler import urls
from crawler.adapters.adapter import Adapter
from crawler.adapters.follow import Follow
from crawler.adapters.paging import pages_of, with_query
from crawler.page import Page

SERVICE = re.compile(r"[\w./:-]*/eportal/ui\?[^\s'\"<>)]*")


class Eportal(Adapter):
    """The list may be a fragment of `/eportal/ui?pageId=…&currentPage=2&moduleId=…`, pages from 1."""

    name = "eportal"

    def recognises(self, page: Page) -> str:
        return "eportal/ui" if "eportal/ui" in page.text or "/eportal/ui" in page.url else ""

    def next_pages(self, page: Page) -> Iterator[Follow]:
        number = page.context.get("number", 1)
        service = page.context.get("service", "")
        if not service:
            found = next((m.group(0) for m in SERVICE.finditer(page.text) if "moduleId" in m.group(0)), "")
            service = urls.join(page.base, found.replace("&amp;", "&")) if found else ""
        named = [int(number) for number in re.findall(r"currentPage=(\d{1,4})\b", page.text)]
        total = max([pages_of(page) or 1, page.context.get("pages", 1), *named])
        first = number if not super().entries(page) and not page.context.get("service") else number + 1
        if service and first <= total:
            context = {"adapter": self.name, "service": service, "number": first, "pages": total}
            yield Follow(with_query(service, currentPage=first, staticRequest="yes"), "data", context=context)
        elif not service:
            yield from super().next_pages(page)
