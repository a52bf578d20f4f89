"""Lonsun 龙讯 (family F8): `/public/column/…`, lists as AJAX fragments, reports by body and year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from crawler import urls
from crawler.adapters.adapter import Adapter, Entry
from crawler.adapters.follow import MOST_PAGES, Follow
from crawler.adapters.paging import with_query
from crawler.page import Page
from crawler.titles import Promise, is_body, promise

LABEL = re.compile(r"[\w./:-]*/site/label/8888(?:\?[^\s'\"<>)]*)?")
FIELD = re.compile(
    r"['\"]?\b(siteId|organId|catId|catIds|labelName|type|action|pageSize|isDate|dateFormat|length|file|result|nav|sub)\b"
    r"['\"]?\s*[:=]\s*['\"]?([^'\",;&}\s]+)"
)
PAGES = re.compile(r"pageCount['\"]?\s*[:=]\s*['\"]?(\d+)")
COLUMN = re.compile(r"/(?:public|content)/column/\d+")


class Lonsun(Adapter):
    """The list of a body is a fragment (`/site/label/8888?labelName=publicInfoList&…`), pages from 1.

    A county's bodies stand under `action=rel`; on the page of each, `#timeFrame` has a link per year.
    """

    name = "lonsun"

    def recognises(self, page: Page) -> str:
        for mark in ("site/label/8888", "publicInfoList", 'id="timeFrame"'):
            if mark in page.text:
                return mark
        return "/public/column/ in the address" if "/public/column/" in page.url else ""

    def next_pages(self, page: Page) -> Iterator[Follow]:
        found = PAGES.search(page.text)
        pages = int(found.group(1)) if found else page.context.get("pages", 0)
        if label := page.context.get("label"):
            number = page.context["number"] + 1
            if number <= pages or (not pages and self.entries(page) and number <= MOST_PAGES):
                yield self.request(label, number, pages, page.context["origin"], page.context["posted"])
            return
        if label := label_of(page):
            held = super().entries(page)
            first = 2 if held else 1
            if first <= (pages or first):
                by_post = self.request(label, first, pages, page.url, posted=True)
                yield replace(self.request(label, first, pages, page.url), otherwise=by_post)
            return
        yield from super().next_pages(page)

    def request(self, label: str, number: int, pages: int, origin: str, posted: bool = False) -> Follow:
        address = with_query(label, pageIndex=number)
        headers = {"Referer": origin, "X-Requested-With": "XMLHttpRequest"}
        body = ""
        if posted:
            address, _, body = address.partition("?")
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        return Follow(
            address,
            "data",
            method="POST" if posted else "GET",
            body=body,
            headers=headers,
            context={
                "posted": posted,
                "adapter": self.name,
                "label": label,
                "number": number,
                "pages": pages,
                "origin": origin,
            },
        )

    def sublists(self, page: Page, entries: list[Entry]) -> Iterator[Follow]:
        known = {entry.url for entry in entries}
        rel = "action=rel" in page.url
        for link in page.links:
            if link.url in known or not COLUMN.search(urlsplit(link.url).path) or not link.title:
                continue
            yearly = link.element is not None and any(
                (e.get("id") or "") == "timeFrame" for e in link.element.iterancestors()
            )
            named = promise(link.title) is Promise.COLUMN or (is_body(link.title) and rel)
            if yearly or named:
                yield Follow(link.url, "page", link.title, below=True)
        yield from super().sublists(page, entries)


def label_of(page: Page) -> str:
    """The address of the list's fragment, as the page prints it or from the fields its script sets."""
    found = LABEL.search(page.text)
    if not found:
        return ""
    address = urls.join(page.base, found.group(0).replace("&amp;", "&"))
    query = dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
    if "labelName" in query and "organId" in query:
        return address
    fields = dict(FIELD.findall(page.text))
    stated = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    organ = re.search(r"/column/(\d+)", page.url)
    fields |= {name: stated[name] for name in ("type", "action", "catId", "catIds") if name in stated}
    if organ:
        fields.setdefault("organId", organ.group(1))
    defaults = {
        "IsAjax": "1",
        "dataType": "html",
        "labelName": "publicInfoList",
        "type": "4",
        "action": "list",
        "pageSize": "15",
        "isDate": "true",
        "dateFormat": "yyyy-MM-dd",
    }
    return with_query(address, **{**defaults, **fields, **query})
