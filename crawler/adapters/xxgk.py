"""Hanweb's module for open information (family F3): `/module/xxgk/`, reports by body and year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

from crawler import calls, urls
from crawler.adapters.adapter import Adapter, Entry
from crawler.adapters.follow import Follow
from crawler.adapters.paging import pages_of, with_query
from crawler.adapters.parameters import choices, years_on
from crawler.page import Page

ANNUAL = re.compile(r"[\w./:-]*xxgkAnnualReport\.jsp\?[^\s'\"<>)]+", re.IGNORECASE)
TREE = re.compile(r"[\w./:-]*/module/xxgk/tree\.jsp(?:\?[^\s'\"<>)]*)?", re.IGNORECASE)
SEARCH = re.compile(r"[\w./:-]*/module/xxgk/search\.jsp(?:\?[^\s'\"<>)]*)?", re.IGNORECASE)
AREA = re.compile(r"(?:(?:area|id|code)['\"]?\s*[=:]\s*['\"]?|\(\s*['\"])([0-9A-Za-z]{9,21})\b")
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}


class Xxgk(Adapter):
    """There may be no list at all: `xxgkAnnualReport.jsp?area=BODY&fbtime=YEAR` shows one report.

    Bodies come from the tree, years from the page's own choice; a year without a report answers 200
    with nothing in it. Lists are fragments of `search.jsp`, with rows `tr_main_value_…`.
    """

    name = "xxgk"

    def recognises(self, page: Page) -> str:
        return "/module/xxgk/" if "module/xxgk/" in page.text or "/module/xxgk/" in page.url else ""

    def next_pages(self, page: Page) -> Iterator[Follow]:
        if "search.jsp" in page.url:
            total = pages_of(page) or 1
            number = page.context.get("currpage", 1)
            if number < total:
                fields = page.context.get("fields") or {}
                yield Follow(
                    with_query(page.url, currpage=number + 1),
                    "data",
                    method=page.context.get("method", "GET"),
                    body=urlencode({**fields, "currpage": number + 1}) if fields else "",
                    headers={"Referer": page.context.get("origin", page.url), **(FORM if fields else {})},
                    context={**page.context, "adapter": self.name, "currpage": number + 1},
                )
            return
        if found := SEARCH.search(page.text):
            url = urls.join(page.base, found.group(0).replace("&amp;", "&"))
            fields = fields_for(page, url)
            context = {"adapter": self.name, "origin": page.url, "method": "POST", "fields": fields}
            yield Follow(
                url,
                "data",
                method="POST",
                body=urlencode({**fields, "currpage": 1}) if fields else "",
                headers={"Referer": page.url, **(FORM if fields else {})},
                context=context,
            )
        for follow in super().next_pages(page):
            if "/module/xxgk/" not in follow.url:  # its own services are asked above and below
                yield follow

    def sublists(self, page: Page, entries: list[Entry]) -> Iterator[Follow]:
        for found in TREE.findall(page.text):
            yield Follow(urls.join(page.base, found.replace("&amp;", "&")), "page", "tree", below=True)
        seen: set[str] = set()
        for found in ANNUAL.findall(page.text):
            url = urls.join(page.base, found.replace("&amp;", "&"))
            if url and url not in seen:
                seen.add(url)
                yield Follow(url, "page", below=True)
        if "tree.jsp" in page.url:
            yield from self.bodies(page)
        if "xxgkannualreport.jsp" in page.url.lower():
            query = parse_qs(urlsplit(page.url).query)
            name = next((key for key in query if key.lower() in ("fbtime", "year")), "fbtime")
            for year in years_on(page):
                yield Follow(with_query(page.url, **{name: year}), "page", f"{year}年", below=True)
            for key, options in choices(page).items():
                if key.lower() == "area":
                    for value, text in options:
                        yield Follow(with_query(page.url, **{key: value}), "page", text, below=True)
        yield from super().sublists(page, entries)

    def bodies(self, page: Page) -> Iterator[Follow]:
        """The report page of each body the tree names."""
        base = page.url.partition("/module/xxgk/")[0]
        for area in dict.fromkeys(AREA.findall(page.text)):
            yield Follow(
                f"{base}/module/xxgk/xxgkAnnualReport.jsp?area={area}", "page", below=True, probe=True
            )


def fields_for(page: Page, url: str) -> dict[str, str]:
    """The fields of the form, or of the script's call, that asks for a list; empty if none are printed."""
    for form in page.root.iter("form"):
        if urls.canonical(urls.join(page.base, form.get("action") or "")) == urls.canonical(url):
            return {
                field.get("name"): field.get("value") or ""
                for field in form.iter("input")
                if field.get("name") and (field.get("type") or "text").lower() in ("hidden", "text")
            }
    for call in calls.calls(page.script):
        if "search.jsp" in call.address and call.fields:
            return {name: str(value) for name, value in call.fields.items() if name != call.paged}
    return {}
