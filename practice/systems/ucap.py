"""UCAP (F5): the first page static, the others from `searchList`; articles named by 32 hexadecimal digits."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from practice import chrome
from practice.http import Reply, Request
from practice.publications import Publication
from practice.systems import Site, System, hexadecimal, html, json_reply, part, whole


class Ucap(System):
    """List `c106127/list.shtml`, articles under another column number; addresses without a scheme."""

    sites = (
        Site(
            number=13,
            id="practice_ucap",
            county="霞山县",
            region="650000",
            columns=("/xsx/c106127/list.shtml",),
            # The last body is of the neighbouring county, whose reports this host carries as well.
            bodies=(
                ("霞山县住房和城乡建设局", 2021, 2024),
                ("霞山县医疗保障局", 2022, 2025),
                ("双榆县人民政府办公室", 2022, 2023),
            ),
            noise=24,
        ),
    )
    per_page = 12

    def path(self, item: Publication) -> str:
        return f"/xsx/c106168/{item.published_on:%Y%m}/{hexadecimal(item.serial)}.shtml"

    @property
    def channel(self) -> str:
        return hexadecimal("channel", self.site.id)

    def pages(self) -> Iterator[tuple[str, Reply]]:
        lines = "".join(
            f'<li><a href="{self.path(item)}" target="_blank">{escape(item.title)}</a>'
            f"<span>{item.published_on}</span></li>"
            for item in part(self.newest_first, 1, self.per_page)
        )
        content = (
            f'{chrome.breadcrumb(self.column)}\n<ul class="list-box">{lines}</ul>\n'
            f'<div id="page" data-total="{len(self.publications)}" data-rows="{self.per_page}"></div>'
        )
        meta = f'{chrome.list_meta(self.site)}\n<meta name="channelid" content="{self.channel}">'
        yield self.column, html(chrome.page(chrome.COLUMN, meta, content, self.site))
        for item in self.publications:
            wrapped = (
                f"<UCAPTITLE>{escape(item.title)}</UCAPTITLE><UCAPCONTENT>{chrome.body(item)}</UCAPCONTENT>"
            )
            yield (
                self.path(item),
                html(chrome.article(self.site, item, wrapped, [], self.column, 'id="UCAP-CONTENT"')),
            )

    def answer(self, request: Request) -> Reply | None:
        if request.path not in (f"/searchList/{self.channel}", f"/common/search/{self.channel}"):
            return None
        number, rows = whole(request.form.get("page")), whole(request.form.get("_pageSize"), self.per_page)
        results = [
            {
                "title": item.title,
                "url": f"//{self.where(self.site.id)}{self.path(item)}",
                "publishedTimeStr": f"{item.published_on} 17:18:{item.serial % 60:02d}",
                "manuscriptId": hexadecimal(item.serial),
                "channelName": chrome.COLUMN,
                "memo": "",
            }
            for item in part(self.newest_first, number, min(rows, 18))
        ]
        data = {
            "page": number,
            "rows": min(rows, 18),
            "total": len(self.publications),
            "channelId": self.channel,
            "results": results,
        }
        return json_reply({"data": data})
