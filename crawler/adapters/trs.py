"""TRS WCM and its work-alikes (family F1): static lists, `index.html`, `index_1.html`, …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler import scripts, urls
from crawler.adapters.adapter import Adapter
from crawler.adapters.follow import MOST_PAGES, Follow
from crawler.adapters.paging import pager_links
from crawler.page import Page

CALL = re.compile(
    r"(?<!function )\bcreatePage\w*\s*\(\s*(?:['\"][\w#.-]*['\"]\s*,\s*)?(\d+)\s*,\s*(\d+)\s*,\s*"
    r"['\"]([\w%.-]*)['\"]\s*,\s*['\"]\.?(\w*)['\"]"
)
COUNT = re.compile(r"\b(?:var|let)?\s*(?:countPage|pageCount|totalPage|_?nPageCount)\s*=\s*['\"]?(\d+)")
CURRENT = re.compile(r"\b(?:var|let)?\s*(?:currentPage|curPage|_?nCurrIndex|pageIndex)\s*=\s*['\"]?(\d+)")
PREFIX = re.compile(r"\b(?:sPageName|pageName|_?sPrefix|fileName)\s*=\s*['\"]([\w-]+)['\"]")
SUFFIX = re.compile(r"\b(?:sPageExt|pageExt|_?sExt|suffix)\s*=\s*['\"]\.?(\w+)['\"]")
PAGER = re.compile(r"\bPager\s*\(\s*\{([^}]{0,400})\}")


class Paging(NamedTuple):
    """How a page numbers the pages of its list."""

    total: int
    current: int
    prefix: str
    suffix: str


class Trs(Adapter):
    """The page prints how many pages there are, and its own number from 0: page k is `index_k.html`.

    Some sites count from 1 (`index_1` repeats the first page, the last is `index_T`), some print a
    total that is wrong by one. So `index_1` … `index_T` are all asked for: one of them may be missing.
    """

    name = "trs"

    def recognises(self, page: Page) -> str:
        if paging_of(page):
            return "page count in a script (createPageHTML or its like)"
        return "TRS marks in the page" if "TRS_" in page.text or "trs_" in page.text else ""

    def pages(self, page: Page) -> int | None:
        paging = paging_of(page)
        return super().pages(page) if paging is None else paging.total

    def next_pages(self, page: Page) -> Iterator[Follow]:
        paging = paging_of(page)
        if paging is None:
            yield from super().next_pages(page)
            return
        if page.context.get("trs_page") or paging.total < 2:
            return
        for number in range(1, min(paging.total, MOST_PAGES) + 1):
            url = urls.join(page.base, f"{paging.prefix}_{number}.{paging.suffix}")
            doubtful = number in (1, paging.total)
            yield Follow(url, "list", context={"trs_page": number, "pages": paging.total}, probe=doubtful)


def paging_of(page: Page) -> Paging | None:
    """The paging a list page prints; None without one, and for the inner pages of an article."""
    name, _, ending = urlsplit(page.url).path.rpartition("/")[2].partition(".")
    name = re.sub(r"_\d+$", "", name) or "index"
    text = page.text
    paging = None
    if found := CALL.search(text):
        total, current, prefix, suffix = found.groups()
        paging = Paging(int(total), int(current), prefix or name, suffix or ending or "html")
    elif found := PAGER.search(text):
        fields = dict(re.findall(r"(\w+)\s*:\s*['\"]?([\w.]+)", found.group(1)))
        if fields.get("size", "").isdigit():
            paging = Paging(
                int(fields["size"]),
                int(fields.get("current", "0") or 0),
                fields.get("prefix", name),
                fields.get("suffix", ending or "html").lstrip("."),
            )
    elif (found := COUNT.search(text)) and not name.isdigit() and not other_ways(page):
        current = CURRENT.search(text)
        prefix, suffix = PREFIX.search(text), SUFFIX.search(text)
        paging = Paging(
            int(found.group(1)),
            int(current.group(1)) if current else 0,
            prefix.group(1) if prefix else name,
            suffix.group(1) if suffix else ending or "html",
        )
    return paging


def other_ways(page: Page) -> bool:
    """Whether a page that only counts its pages in a script shows another way to them."""
    return bool(scripts.built(page.text)) or any(True for _ in pager_links(page))


def inner_pages(page: Page) -> list[str]:
    """The other pages of an article that is split over several, by the same function as lists."""
    name = urlsplit(page.url).path.rpartition("/")[2].partition(".")[0]
    found = CALL.search(page.text) if "createPage" in page.text else None  # the word is found far sooner
    if not found or not name or name == "index":
        return []
    total, current, prefix, suffix = int(found.group(1)), int(found.group(2)), found.group(3), found.group(4)
    if prefix != name or current != 0 or total > 50:
        return []
    return [urls.join(page.base, f"{prefix}_{number}.{suffix}") for number in range(1, total)]
