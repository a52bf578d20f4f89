"""Plain lists with numbered pages (family F15): `?page=2`, `/2.html`, `index_2.jhtml` and their like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from crawler import urls
from crawler.adapters.adapter import MOST_PAGES, Adapter, Follow, pager_links, with_query
from crawler.page import Page

PARAMETER = re.compile(
    r"page|pageindex|pageno|pagenum|currpage|curpage|cur_page|currentpage|pn|p|pageid|pagenumber|currentnum",
    re.IGNORECASE,
)
PAGES = re.compile(
    r"(?:共|总)\s*(?:计)?\s*<?[^<>\d]{0,20}>?\s*(\d{1,4})\s*(?:</\w+>)?\s*页|(\d{1,4})\s*/\s*(\d{1,4})\s*页|"
    r"(?:totalPages?|pageCount|pageTotal|pages|page_count|total_page)\s*['\"]?\s*[:=]\s*['\"]?(\d{1,4})",
    re.IGNORECASE,
)
FILE = re.compile(r"/(\d{1,4})(\.s?html?)?$")
SCRIPTED = re.compile(
    r"(?:go|goto|turn|to|jump|change|load|query)?_?page(?:To|No|Num|Index)?\w*\(\s*['\"]?(\d{1,4})['\"]?\s*\)",
    re.IGNORECASE,
)


class Numbered(Adapter):
    """Pages are told apart by a number in the address; the pager's own links are followed first.

    Where the pager is a script, the pages it names are asked for by the parameter of the form or address.
    """

    name = "numbered"

    def recognises(self, page: Page) -> str:
        for follow in pager_links(page):
            parts = urlsplit(follow.url)
            for name, value in parse_qsl(parts.query):
                if PARAMETER.fullmatch(name) and value.isdigit():
                    return f"pages by the parameter {name}"
            if FILE.search(parts.path):
                return "pages by a number in the path"
        if (name := parameter_of(page)) and (SCRIPTED.search(page.text) or (pages_of(page) or 0) > 1):
            return f"pages by script, with the parameter {name}"
        return ""

    def next_pages(self, page: Page) -> Iterator[Follow]:
        found = list(pager_links(page))
        yield from found
        template = template_of(page.url, [follow.url for follow in found])
        total = pages_of(page)
        if template and total and not page.context.get("numbered"):
            name, kind = template
            for number in range(2, min(total, MOST_PAGES) + 1):
                url = with_query(page.url, **{name: number}) if kind == "query" else name.format(number)
                yield Follow(url, "list", context={"numbered": True})
            return
        if not found and (scripted := {int(number) for number in SCRIPTED.findall(page.text)}):
            name = parameter_of(page)
            last = min(max(*scripted, total or 0), MOST_PAGES)
            for number in range(2, last + 1):
                if name and not page.context.get("numbered"):
                    yield Follow(with_query(page.url, **{name: number}), "list", context={"numbered": True})


def template_of(here: str, others: list[str]) -> tuple[str, str] | None:
    """How the pager writes a page's address: (parameter, "query") or (format, "path")."""
    for url in [*others, here]:
        parts = urlsplit(url)
        for name, value in parse_qsl(parts.query):
            if PARAMETER.fullmatch(name) and value.isdigit():
                return name, "query"
        found = FILE.search(parts.path)
        if found and urls.folder_of(url) == urls.folder_of(here):
            head = url[: url.rindex(found.group(0))]
            return head.replace("{", "%7B").replace("}", "%7D") + "/{}" + (found.group(2) or ""), "path"
    return None


def pages_of(page: Page) -> int | None:
    """How many pages the list has by its own words."""
    found = PAGES.search(page.text)
    return (
        int(next(number for number in (found.group(1), found.group(3), found.group(4)) if number))
        if found
        else None
    )


def parameter_of(page: Page) -> str:
    """The name of the field that carries the page number of a scripted pager; "" if the page has none."""
    for name, _ in parse_qsl(urlsplit(page.url).query, keep_blank_values=True):
        if PARAMETER.fullmatch(name):
            return name
    for field in page.root.iter("input"):
        name = field.get("name") or ""
        if PARAMETER.fullmatch(name):
            return name
    found = re.search(r"[?&](" + PARAMETER.pattern + r")=['\"]?\s*\+", page.text, re.IGNORECASE)
    return found.group(1) if found else ""
