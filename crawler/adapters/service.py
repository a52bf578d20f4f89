"""Lists from a plain JSON service (family F17 and others), told by the registry or printed in the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from crawler import urls
from crawler.adapters import rows
from crawler.adapters.adapter import Adapter, Entry, about_reports, read_entries, unfilled
from crawler.adapters.fillers import fillers, next_of
from crawler.adapters.follow import Follow
from crawler.adapters.paging import other_pages, with_query
from crawler.page import Page

PRINTED = re.compile(
    r"['\"]((?:https?:/)?/[\w./:-]*(?:api|rest|search|list|query|data|json)[\w./-]*(?:\?[^'\"\s<>]*)?)['\"]",
    re.IGNORECASE,
)
PAGE_FIELD = re.compile(
    r"(?:[?&])(page|pageNo|pageIndex|pageNum|currentPage|curPage|pn|p)=(\d+)", re.IGNORECASE
)
DATA_FILE = re.compile(r"['\"]([^'\"\s<>]{1,200}\.(?:json|xml)(?:\?[^'\"\s<>]*)?)['\"]", re.IGNORECASE)
INFO = re.compile(r"/art/info/[^/?#]+/([\w-]+)(?:\.html)?(?:$|\?)")
SHELL = re.compile(
    r"id=['\"]?(?:app|root|container)['\"\s>]|new CMS\(|Please enable JavaScript", re.IGNORECASE
)


class Service(Adapter):
    """Only services that are plain and unsigned; anything else is recorded as `needs_js`.

    The registry may tell `options.url` (with `{page}`), `options.first` (0 or 1) and `options.base`.
    """

    name = "service"

    def recognises(self, page: Page) -> str:
        if page.context.get("service") or (is_data(page) and rows.entries_of(page)):
            return "a list as JSON"
        if SHELL.search(page.text) and len(page.words) < 400 and self.printed(page):
            return "a page filled by a JSON service"
        if self.files(page) and about_reports(page) and not read_entries(page, page.links):
            return "a page filled from a file of data"
        if unfilled(page) and any(True for _ in fillers(page)):
            return "a page filled by what its scripts ask for"
        return ""

    def entries(self, page: Page) -> list[Entry]:
        if found := rows.entries_of(page, page.options.get("base", "")):
            return found
        if page.context.get("script") and "<script" not in page.text[:200]:
            origin = page.context["origin"]
            lines = Page(origin, b"<script>" + page.text.encode("utf-8", "replace") + b"</script>")
            return read_entries(lines, lines.links)
        if page.context.get("call"):
            html = rows.html_of(page) if is_data(page) else page.text
            fragment = Page(
                page.context["origin"], html.encode("utf-8", "replace"), "text/html; charset=utf-8"
            )
            return read_entries(fragment, fragment.links)
        return super().entries(page)

    def total(self, page: Page) -> int | None:
        return rows.total_of(page) if is_data(page) else None

    def next_pages(self, page: Page) -> Iterator[Follow]:
        template = page.options.get("url", "")
        if page.context.get("call"):
            held = page.context["held"] + len(self.entries(page))
            total = self.total(page)
            done = not self.entries(page) or (total is not None and held >= total)
            onward = None if done else next_of(page, held)
            if onward is not None:
                yield onward
            return
        if page.context.get("service") or is_data(page):
            held = page.context.get("held", 0) + len(self.entries(page))
            total = self.total(page)
            if not self.entries(page) or (total is not None and held >= total):
                return
            number = page.context.get("number", int(page.options.get("first", 1))) + 1
            found = PAGE_FIELD.search(page.url)
            if template:
                yield self.request(urls.join(page.url, template.format(page=number)), number, held, page)
            elif found:
                yield self.request(
                    with_query(page.url, **{found.group(1): int(found.group(2)) + 1}), number, held, page
                )
            return
        if template:
            first = int(page.options.get("first", 1))
            yield self.request(urls.join(page.url, template.format(page=first)), first, 0, page)
            return
        yield from other_pages(page)
        asked = list(fillers(page)) if unfilled(page) else []
        yield from asked
        known = {follow.url.partition("?")[0] for follow in asked}
        for address in self.printed(page)[:5] if len(page.words) < 400 else self.files(page)[:5]:
            if address.partition("?")[0] not in known:
                yield self.request(address, 1, 0, page, probe=True)

    def printed(self, page: Page) -> list[str]:
        """The services a shell names in its scripts."""
        found = dict.fromkeys(urls.join(page.base, address) for address in PRINTED.findall(page.text))
        ends = (".js", ".css", ".html", ".htm", ".png", ".ico")
        return [url for url in found if url and not url.partition("?")[0].endswith(ends)]

    def files(self, page: Page) -> list[str]:
        """The files of data (XML, JSON) that the scripts of a page name."""
        found = dict.fromkeys(urls.join(page.base, address) for address in DATA_FILE.findall(page.text))
        return [url for url in found if url and urls.host_of(url) == urls.host_of(page.url)]

    def request(self, url: str, number: int, held: int, page: Page, *, probe: bool = False) -> Follow:
        origin = page.context.get("origin", page.url)
        context = {"adapter": self.name, "service": True, "number": number, "held": held, "origin": origin}
        return Follow(url, "data", headers={"Referer": origin}, context=context, probe=probe)


def is_data(page: Page) -> bool:
    """Whether an answer is JSON or XML rather than a page."""
    return page.is_xml or page.text.lstrip()[:1] in ("{", "[")


def info_request(page: Page) -> Follow | None:
    """The request that fills the shell at `/art/info/<column>/<id>`; None for other pages."""
    found = INFO.search(page.url)
    if found is None or len(page.words) > 400:
        return None
    return Follow(
        urls.join(page.url, "/html/info/detail"),
        "page",
        method="POST",
        body=urlencode({"id": found.group(1)}),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url},
        context={"detail": True, "origin": page.url},
    )
