"""Epoint 新点 (family F12): lists and articles are filled by JSON services of the site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urlsplit

from crawler import urls
from crawler.adapters import rows
from crawler.adapters.adapter import Adapter, Entry
from crawler.adapters.follow import Follow
from crawler.page import Page

COMMON = re.compile(r"[\w./:-]*webBuilderCommon\.js(?:\?[^\s'\"<>)]*)?")
INFO = re.compile(r"['\"]?(siteGuid|projectName|deptcode|categorynum)['\"]?\s*[:=]\s*['\"]([^'\"]+)['\"]")
LIST_SERVICE = "rest/lightfrontaction/getgovinfolist"
DETAIL = "rest/lightfrontaction/getGovInfoDetail"
DETAIL_SERVICE = re.compile(r"[\w./:-]*rest/[\w/]*getGovInfoDetail[\w]*", re.IGNORECASE)
PAGE_SIZE = 50


class Epoint(Adapter):
    """`/js/webBuilderCommon.js` tells the site's id and project; rows come by POST, pages from 0.

    The page of an article is a shell filled from `getGovInfoDetail`; its report may be a PDF only.
    """

    name = "epoint"

    def recognises(self, page: Page) -> str:
        for mark in ("webBuilderCommon.js", "EWB-FRONT", "getgovinfolist"):
            if mark in page.text:
                return mark
        return ""

    def entries(self, page: Page) -> list[Entry]:
        return rows.entries_of(page) if "asked" in page.context else super().entries(page)

    def total(self, page: Page) -> int | None:
        return rows.total_of(page) if "asked" in page.context else None

    def next_pages(self, page: Page) -> Iterator[Follow]:
        context = page.context
        if "asked" in context:
            # Some give fewer rows than are asked for, and not their number: a page without any is the end.
            held, total = context["held"] + len(self.entries(page)), self.total(page)
            if self.entries(page) and (total is None or held < total):
                yield self.request(context, context["asked"] + 1, held)
            return
        stated = {name.lower(): value for name, value in parse_qsl(urlsplit(page.url).query)}
        known = {**context, **{name.lower(): value for name, value in INFO.findall(page.text)}}
        known |= {name: stated[name] for name in ("deptcode", "categorynum") if name in stated}
        known["origin"] = context.get("origin", page.url)
        if "siteguid" in known:
            yield self.request(known, 0, 0)
        elif found := COMMON.search(page.text):
            known["adapter"] = self.name
            yield Follow(urls.join(page.base, found.group(0)), "data", context=known)

    def request(self, known: dict[str, object], number: int, held: int) -> Follow:
        asked = {
            "deptcode": known.get("deptcode", ""),
            "categorynum": known.get("categorynum", ""),
            "siteGuid": known.get("siteguid", ""),
            "pageIndex": number,
            "pageSize": PAGE_SIZE,
        }
        origin = str(known["origin"])
        project = str(known.get("projectname", "")).strip("/")
        url = urls.join(origin, f"/{project}/{LIST_SERVICE}" if project else f"/{LIST_SERVICE}")
        return Follow(
            url,
            "data",
            method="POST",
            body=json.dumps(asked, separators=(",", ":")),
            headers={"Content-Type": "application/json;charset=UTF-8", "Referer": origin},
            context={**known, "adapter": self.name, "asked": number, "held": held},
        )


def detail_request(page: Page) -> Follow | None:
    """The request that fills the shell of an article; None if the page is no such shell."""
    stated = {name.lower(): value for name, value in parse_qsl(urlsplit(page.url).query)}
    if "infoguid" not in stated:
        return None
    found = DETAIL_SERVICE.search(page.text)
    if not (found or COMMON.search(page.text)):
        return None
    known = {**page.context, **{name.lower(): value for name, value in INFO.findall(page.text)}}
    project = str(known.get("projectname", "")).strip("/")
    usual = f"/{project}/{DETAIL}" if project else f"/{DETAIL}"
    params = {"infoGuid": stated["infoguid"], "siteGuid": known.get("siteguid", "")}
    return Follow(
        urls.join(page.base, found.group(0) if found else usual),
        "page",
        method="POST",
        body="params=" + quote(json.dumps(params, separators=(",", ":"))),
        headers={"Content-Type": "application/x-www-form-urlencoded", "Referer": page.url},
        context={"detail": True, "origin": page.url},
    )
