"""Requests for what fills a list that is empty as served: services that scripts ask, files of data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from crawler import calls, urls
from crawler.adapters.follow import MOST_PAGES, Follow
from crawler.adapters.paging import with_query
from crawler.page import Page

MOST_SERVICES = 4  # of one page
MOST_FILES = 3
LIBRARY = re.compile(
    r"jquery|bootstrap|swiper|layui|layer|vue|react|angular|axios|lodash|common|public|util|plugin|min\.js$|gov\.js|"
    r"jiathis|baidu|share|weixin|wechat|stat|count|analytics|menu|nav|login|search|slide|banner|hot|video|player|"
    r"polyfill|chunk|runtime|app\.|index\.js$|main\.js$|dialog|calendar|date|echarts|swf|pdf|webBuilder|unitbuild|jpage",
    re.IGNORECASE,
)
DATA_NAME = re.compile(r"data|list|nb|nianbao|json|doc|news|article|xxgk|gknb", re.IGNORECASE)


def fillers(page: Page) -> Iterator[Follow]:
    """The requests that may bring the lines of a list without any; probes, all of them."""
    asked: set[tuple[str, str]] = set()
    link = calls.link_template(page.script) if "<script" in page.text.lower() else ("", "", "")
    for call in calls.calls(page.script)[: 4 * MOST_SERVICES]:
        follow = service(page, call, call.first, 0, link)
        if follow is None or (follow.url, follow.body) in asked or len(asked) >= MOST_SERVICES:
            continue
        asked.add((follow.url, follow.body))
        yield follow
    for url in data_files(page)[:MOST_FILES]:
        context = {"adapter": "service", "service": True, "script": True, "origin": page.url}
        yield Follow(url, "data", headers={"Referer": page.url}, context=context, probe=True)


def service(
    page: Page, call: calls.Call, number: int, held: int, link: tuple[str, str, str]
) -> Follow | None:
    """The request for one page of what a service gives; None if it is on another host."""
    origin = page.context.get("origin", page.url)
    url = urls.join(page.context.get("asked_from", page.base), call.address)
    if not url or urls.host_of(url) != urls.host_of(origin):
        return None
    fields, body, kind = calls.body_of(call, number)
    headers = {"Referer": origin, "X-Requested-With": "XMLHttpRequest"}
    if kind:
        headers["Content-Type"] = kind
    told: dict[str, Any] = {
        "address": url, "method": call.method, "kind": call.kind, "fields": call.fields, "paged": call.paged,
        "first": call.first,
    }  # fmt: skip
    context = {
        "adapter": "service", "service": True, "call": told, "number": number, "held": held, "origin": origin,
        "link": list(link),
    }  # fmt: skip
    return Follow(
        with_query(url, **fields) if fields else url,
        "data",
        method=call.method,
        body=body,
        headers=headers,
        context=context,
        probe=True,
    )


def details(page: Page) -> Iterator[Follow]:
    """The requests that may bring the text of an article whose page is served without it."""
    for call in calls.calls(page.script)[:MOST_SERVICES]:
        url = urls.join(page.base, call.address)
        if not url or urls.host_of(url) != urls.host_of(page.url) or call.paged:
            continue
        fields, body, kind = calls.body_of(call, 1)
        headers = {"Referer": page.url, "X-Requested-With": "XMLHttpRequest"}
        if kind:
            headers["Content-Type"] = kind
        yield Follow(
            with_query(url, **fields) if fields else url,
            "page",
            method=call.method,
            body=body,
            headers=headers,
            context={"detail": True, "origin": page.url},
            probe=True,
        )


def next_of(page: Page, held: int) -> Follow | None:
    """The request for the page after this one of a service; None if it has no pages or came to its end."""
    told = page.context["call"]
    number = page.context["number"] + 1
    if not told["paged"] or number - told["first"] >= MOST_PAGES:
        return None
    call = calls.Call(
        told["address"], told["method"], told["kind"], told["fields"], told["paged"], told["first"]
    )
    before, field, after = page.context.get("link") or ("", "", "")
    return service(page, call, number, held, (before, field, after))


def data_files(page: Page) -> list[str]:
    """Script files beside a page that may hold its lines, libraries left out."""
    found: dict[str, None] = {}
    folder = urls.folder_of(page.url)
    for element in page.root.iter("script"):
        url = urls.join(page.base, element.get("src") or "")
        name = urlsplit(url).path.rpartition("/")[2]
        if not url or urls.host_of(url) != urls.host_of(page.url) or LIBRARY.search(name):
            continue
        if DATA_NAME.search(name) or urls.folder_of(url) == folder:
            found[url] = None
    return list(found)
