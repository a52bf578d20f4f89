"""Hanweb jcms with jpage (F2): an empty list whose records lie in CDATA, three pages to a window."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from practice import chrome
from practice.http import Reply, Request
from practice.publications import Attachment, Publication
from practice.systems import Site, System

COUNTY = "云溪县"
PROXY = "/module/web/jpage/dataproxy.jsp"


class Jpage(System):
    """`/col/colN/index.html` prints the first window; `dataproxy.jsp` gives the others, by GET or POST."""

    sites = (
        Site(
            number=2,
            id="practice_jpage",
            county=COUNTY,
            region="330000",
            columns=("/col/col1229114055/index.html",),
            bodies=(
                (f"{COUNTY}财政局", 2020, 2023),
                (f"{COUNTY}卫生健康局", 2021, 2024),
                (f"{COUNTY}东滩镇人民政府", 2019, 2021),
                (f"{COUNTY}人民政府办公室", 2023, 2025),
            ),
            sources=("000",),
            noise=26,
            knobs={"blunders": {(f"{COUNTY}卫生健康局", 2024): "balance"}},
        ),
        Site(
            number=7,
            id="practice_jpage_broken",
            county="葛溪县",
            region="370000",
            columns=("/col/col94521/index.html",),
            bodies=(("葛溪县统计局", 2021, 2024), ("葛溪县城市管理局", 2022, 2025)),
            noise=24,
            knobs={"proxy": "/module/jpage/dataproxy.jsp", "broken": True},
        ),
        Site(
            number=8,
            id="practice_jpage_capped",
            county="蒲岸县",
            region="320000",
            columns=("/col/col70318/index.html",),
            bodies=(("蒲岸县文化和旅游局", 2020, 2023), ("蒲岸县新港镇人民政府", 2021, 2023)),
            noise=26,
            # One answer never holds more than ten records, whatever was asked, and POST is refused.
            knobs={"proxy": "/module/jslib/jquery/jpage/dataproxy.jsp", "methods": ("GET",), "widest": 10},
        ),
    )
    unit = "6793088"
    per_page = 5

    @property
    def column_number(self) -> str:
        return self.column.split("/")[2].removeprefix("col")

    @property
    def proxy(self) -> str:
        return str(self.site.knobs.get("proxy", PROXY))

    def path(self, item: Publication) -> str:
        day = item.published_on
        return f"/art/{day.year}/{day.month}/{day.day}/art_{self.column_number}_{item.serial}.html"

    def attachment_path(self, item: Publication, attachment: Attachment, position: int) -> str:
        suffix = attachment.name.rpartition(".")[2]
        return f"/attach/0/{item.published_on:%y%m%d}{item.serial}{position}.{suffix}"

    def record(self, item: Publication) -> str:
        # A record that no XML reader takes: a tag cut open, an ampersand left bare.
        spoilt = self.site.knobs.get("broken") and item.serial % 4 == 0
        before = "<li style=<br/>" if spoilt else "<li>"
        return (
            f'{before}<a href="{self.path(item)}" title="{escape(item.title)}" target="_blank">'
            f"{escape(item.title[:24])}…</a><span>{item.published_on}</span></li>"
        )

    def datastore(self, first: int, last: int) -> str:
        """Records first to last, counted from 1, of the newest first, as the proxy gives them."""
        items = self.newest_first
        last = min(last, first - 1 + self.site.knobs.get("widest", 300))
        bare = " & " if self.site.knobs.get("broken") else ""
        records = "\n".join(
            f"{bare}<record><![CDATA[\n{self.record(item)}]]></record>" for item in items[first - 1 : last]
        )
        pages = -(-len(items) // self.per_page)
        window = (
            f"{self.proxy}?page=2&appid=1&appid=1&webid=149&path=/&columnid={self.column_number}"
            f"&unitid={self.unit}&webname={self.site.name}&permissiontype=0"
        )
        return (
            f'<datastore>\n<nextgroup><![CDATA[<a href="{window}"></a>]]></nextgroup>\n'
            f"<totalrecord>{len(items)}</totalrecord><totalpage>{pages}</totalpage>\n"
            f"<recordset>\n{records}\n</recordset>\n</datastore>"
        )

    def pages(self) -> Iterator[tuple[str, Reply]]:
        yield self.column, Reply(self.column_page().encode("utf-8"))
        for item in self.publications:
            yield self.path(item), Reply(self.article(item).encode("utf-8"))
            yield from self.attachment_pages(item)

    def column_page(self) -> str:
        content = (
            f"{chrome.breadcrumb(self.column)}\n"
            f'<div id="{self.unit}" class="default_pgContainer"><ul></ul></div>\n'
            f'<script type="text/xml">{self.datastore(1, 3 * self.per_page)}</script>\n'
            "<script>\nfunction startup_paging(){ $('#"
            + self.unit
            + "').jpage({proxyUrl:'"
            + self.proxy
            + "',"
            f"perPage:{self.per_page},currentPage:1,dataType:'xml',"
            "params:{columnid:'" + self.column_number + "',unitid:'" + self.unit + "',"
            f"webid:'149',col:'1',appid:'1',path:'/',sourceContentType:'1',webname:'{self.site.name}',"
            "permissiontype:'0'}}); }\n</script>"
        )
        meta = chrome.list_meta(self.site)
        script = '<script src="/script/jpage/jquery.jpage.js"></script>\n'
        return chrome.page(f"{self.site.name} {chrome.COLUMN}", meta, content, self.site, script=script)

    def article(self, item: Publication) -> str:
        paths = self.attachment_paths(item)
        content = f"<!--<$[信息内容]>begin-->\n{chrome.body(item)}\n<!--<$[信息内容]>end-->"
        return chrome.article(self.site, item, content, paths, self.column, 'id="zoom"')

    def answer(self, request: Request) -> Reply | None:
        if request.path != self.proxy:
            return None
        if request.method not in self.site.knobs.get("methods", ("GET", "POST")):
            return Reply(status=405)
        fields = request.form
        numbers = [fields.get("startrecord", "1"), fields.get("endrecord", "15")]
        if fields.get("unitid") != self.unit or not all(number.isdigit() for number in numbers):
            empty = "<datastore><totalrecord>0</totalrecord><recordset></recordset></datastore>"
            return Reply(empty.encode("ascii"), content_type="text/xml; charset=utf-8")
        text = "\n\n" + self.datastore(max(1, int(numbers[0])), int(numbers[1]))
        return Reply(text.encode("utf-8"), content_type="text/xml; charset=utf-8")
