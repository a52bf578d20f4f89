"""Epoint 新点 (F12): a list asked for by JSON, and details of which some are nothing but a PDF."""

from __future__ import annotations

import json
from collections.abc import Iterator

from practice import chrome
from practice.http import Reply, Request
from practice.publications import Attachment, Publication
from practice.systems import Site, System, hexadecimal, html, json_reply, part

LIST = "/rest/lightfrontaction/getgovinfolist"
DETAIL = "/rest/lightfrontaction/getGovInfoDetail"


class Epoint(System):
    """`getgovinfolist` takes and gives JSON, pages counted from 0; `showinfo.html` asks for its text."""

    sites = (
        Site(
            number=20,
            id="practice_epoint",
            county="砚池县",
            region="340000",
            columns=("/govInfoPub/annual.html?deptcode=014&categorynum=002005",),
            bodies=(("砚池县经济和信息化局", 2021, 2024), ("砚池县统计局", 2022, 2024)),
            noise=24,
            knobs={
                "files": {("砚池县统计局", 2023): ("pdf",), ("砚池县统计局", 2024): ("pdf",)},
                "page_size": 12,
            },
        ),
    )

    def guid(self, item: Publication) -> str:
        digits = hexadecimal(item.serial)
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))

    def bare(self, item: Publication) -> bool:
        return bool(item.attachments)

    def path(self, item: Publication) -> str:
        if self.bare(item):
            return f"/govInfoPub/showinfo.html?infoGuid={self.guid(item)}"
        return f"/govInfoPub/002005/{item.published_on:%Y%m%d}/{self.guid(item)}.html"

    def attachment_path(self, item: Publication, attachment: Attachment, position: int) -> str:
        return f"/EpointWebBuilder/pdf/{self.guid(item)}.pdf"

    @property
    def site_guid(self) -> str:
        return hexadecimal("site", self.site.id)

    def pages(self) -> Iterator[tuple[str, Reply]]:
        script = '<script src="/js/webBuilderCommon.js"></script>\n'
        content = (
            f'{chrome.breadcrumb("/govInfoPub/annual.html")}<div class="ewb-list EWB-FRONT" id="govinfolist" '
            f'data-pagesize="{self.site.knobs["page_size"]}"></div>'
        )
        meta = chrome.list_meta(self.site)
        yield (
            "/govInfoPub/annual.html",
            html(chrome.page(chrome.COLUMN, meta, content, self.site, script=script)),
        )
        shell = chrome.page("信息详情", "", '<div id="infodetail"></div>', self.site, script=script)
        yield "/govInfoPub/showinfo.html", html(shell)
        facts = f"var siteInfo = {{siteGuid: '{self.site_guid}', projectName: ''}};"
        yield "/js/webBuilderCommon.js", Reply(facts.encode(), content_type="application/javascript")
        for item in self.publications:
            yield from self.attachment_pages(item)
            if not self.bare(item):
                text = chrome.article(
                    self.site, item, chrome.body(item), [], self.column, 'class="ewb-article"'
                )
                yield self.path(item), html(text)

    def answer(self, request: Request) -> Reply | None:
        if request.path == LIST and request.method == "POST":
            return self.list_reply(request.body)
        if request.path == DETAIL and request.method == "POST":
            return self.detail_reply(request.form.get("params", "{}"))
        return None

    def list_reply(self, body: bytes) -> Reply:
        asked = read_object(body)
        known = (asked.get("siteGuid"), asked.get("deptcode"), asked.get("categorynum"))
        if known != (self.site_guid, "014", "002005"):
            return json_reply({"custom": {"data": [], "count": 0}, "status": {"code": "1"}})
        size = min(int(asked.get("pageSize", 12)), 50)
        rows = [
            {
                "infourl": self.path(item),
                "realtitle": item.title,
                "title": item.title[:20],
                "infodate": item.published_on.isoformat(),
                "deptname": item.publisher,
            }
            for item in part(self.newest_first, int(asked.get("pageIndex", 0)) + 1, size)
        ]
        return json_reply(
            {"custom": {"data": rows, "count": len(self.publications)}, "status": {"code": "1"}}
        )

    def detail_reply(self, params: str) -> Reply:
        wanted = read_object(params.encode("utf-8")).get("infoGuid")
        for item in self.publications:
            if self.bare(item) and self.guid(item) == wanted:
                files = [{"pdfurl": path, "name": item.title} for path in self.attachment_paths(item)]
                detail = {
                    "title": item.title,
                    "infodate": item.published_on.isoformat(),
                    "deptname": item.publisher,
                    "infotype": "pdf",
                    "pdflist": files,
                }
                return json_reply({"custom": detail, "status": {"code": "1"}})
        return json_reply({"custom": {}, "status": {"code": "0"}})


def read_object(body: bytes) -> dict[str, str]:
    """The JSON object in a request, its values as text; empty if it is none."""
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return {}
    return {key: str(value) for key, value in found.items()} if isinstance(found, dict) else {}
