"""Hanweb jcms with jpage (family F2): the list is data in a script block, more of it comes by request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler import urls
from crawler.adapters import rows
from crawler.adapters.adapter import Adapter, Entry, read_entries
from crawler.adapters.follow import Follow
from crawler.page import CDATA, Link, Page, parse

RECORD = re.compile(
    r"<record\b[^>]*>(.*?)(?=</record\s*>|<record\b|</recordset|$)", re.DOTALL | re.IGNORECASE
)
TOTAL = re.compile(
    r"<totalrecord>\s*(?:<!\[CDATA\[)?\s*(\d+)|totalRecord\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE
)
PER_PAGE = re.compile(r"per[Pp]age['\"]?\s*[:=]\s*['\"]?(\d+)|<perpage>\s*(\d+)")
NEXT_GROUP = re.compile(
    r"<nextgroup>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</nextgroup>", re.DOTALL | re.IGNORECASE
)
PROXY = re.compile(
    r"[\w./:-]*(?:(?:morecolumn)?dataproxy\.jsp|getMessage\.do)(?:\?[^\s'\"<>\\]*)?", re.IGNORECASE
)
FIELDS = (
    "col",
    "appid",
    "webid",
    "path",
    "columnid",
    "sourceContentType",
    "unitid",
    "webname",
    "permissiontype",
)
MOST_WINDOWS = 200


class Jpage(Adapter):
    """The visible list is empty; records stand as CDATA in `<script type="text/xml"><datastore>`.

    Further windows of three pages come from `dataproxy.jsp`. XML parsers fail on what some servers
    send, so records are cut out by pattern and each is read as HTML.
    """

    name = "jpage"

    def recognises(self, page: Page) -> str:
        for mark in ("dataproxy.jsp", "getMessage.do"):
            if mark in page.text:
                return mark
        return "<datastore>" if "<datastore>" in page.text.lower() else ""

    def entries(self, page: Page) -> list[Entry]:
        return read_entries(page, record_links(page)) or read_entries(page, page.links)

    def total(self, page: Page) -> int | None:
        found = TOTAL.search(source(page))
        return int(found.group(1) or found.group(2)) if found else super().total(page)

    def next_pages(self, page: Page) -> Iterator[Follow]:
        held = page.context.get("held", 0) + len(records(page))
        total = self.total(page)
        window = page.context.get("window", 0) + 1
        if not records(page) and window > 1:
            return
        proxy, form = page.context.get("proxy") or "", dict(page.context.get("form") or {})
        if not proxy:
            proxy, form = proxy_of(page)
        if not proxy or window > MOST_WINDOWS or (total is not None and held >= total):
            return
        found = PER_PAGE.search(page.text)
        per_page = page.context.get("per_page") or int((found.group(1) or found.group(2)) if found else 0)
        per_page = per_page or max(len(records(page)) // 3, 1) or 15
        query = {"startrecord": held + 1, "endrecord": held + 3 * per_page, "perpage": per_page}
        known = {
            "adapter": self.name,
            "held": held,
            "window": window,
            "proxy": proxy,
            "form": form,
            "per_page": per_page,
            "origin": page.context.get("origin", page.url),
            "get": page.context.get("get", "getMessage.do" in proxy),
        }
        by_get = self.request({**form, **query}, "", {**known, "get": True})
        yield (
            by_get if known["get"] else replace(self.request(query, urlencode(form), known), otherwise=by_get)
        )

    def request(self, query: dict[str, object], body: str, known: dict[str, Any]) -> Follow:
        headers = {"Referer": str(known["origin"]), "X-Requested-With": "XMLHttpRequest"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        proxy = str(known["proxy"])
        url = f"{proxy}{'&' if '?' in proxy else '?'}{urlencode(query)}"
        return Follow(
            url, "data", method="POST" if body else "GET", body=body, headers=headers, context=known
        )


def source(page: Page) -> str:
    """The text that holds the records: the page, or the XML inside a JSONP answer (truecms)."""
    value = rows.value_of(page) if page.text.lstrip()[:1] != "<" else None
    inner = next(
        (v["result"] for v in rows.walk(value) if isinstance(v, dict) and isinstance(v.get("result"), str)),
        "",
    )
    return inner or page.text


def records(page: Page) -> list[str]:
    """The HTML of each record, CDATA removed."""
    found = []
    for record in RECORD.findall(source(page)):
        inner = CDATA.search(record)
        text = inner.group(1) if inner else record.replace("<![CDATA[", "").replace("]]>", "")
        if "href" in text.lower():
            found.append(text)
    return found


def record_links(page: Page) -> list[Link]:
    origin = page.context.get("origin", page.url)
    found: list[Link] = []
    for text in records(page):
        root = parse(text, origin)
        for element in root.iter("a"):
            link = Page(origin, b"").link(element)
            if link is not None and link.title:
                found.append(Link(link.url, link.title, link.date, "record", element))
                break
    return found


def proxy_of(page: Page) -> tuple[str, dict[str, str]]:
    """The address of the data behind a list and the form fields it wants, as the page prints them."""
    found = NEXT_GROUP.search(page.text)
    link = PROXY.search(found.group(1).replace("&amp;", "&")) if found else None
    found_proxy = PROXY.search(page.text)
    address = found_proxy.group(0).replace("&amp;", "&") if found_proxy else ""
    form: dict[str, str] = {}
    for source in (address, link.group(0) if link else ""):
        form |= dict(parse_qsl(urlsplit(source).query, keep_blank_values=True))
    for name in FIELDS:
        stated = re.search(rf"['\"]?\b{name}\b['\"]?\s*[:=]\s*['\"]?([^'\",;&\s}}<]+)", page.text)
        if stated and name not in form:
            form[name] = stated.group(1)
    for name in ("page", "startrecord", "endrecord", "perpage"):
        form.pop(name, None)
    form.setdefault("col", "1")
    form.setdefault("appid", "1")
    base = address.partition("?")[0]
    if not base:
        return "", {}
    known = any(address.startswith(start) for start in ("/", "http"))
    prefix = "" if known else "/module/web/jpage/"
    return urls.join(page.base, prefix + base.removeprefix("./") if not known else base), form
